/**
 * What modules say about an option: definitions under `mkIf`, `mkMerge`, `mkForce` and `mkOrder` taken out of
 * their wrapping (nixpkgs lib/modules.nix, `dischargeProperties` and `sortProperties`).
 */
import { enter, leave } from '../../eval/depth.js';
import type { Interpreter } from '../../eval/interpreter.js';
import { asList } from '../../eval/operators.js';
import type { Thunk } from '../../eval/thunk.js';
import { type SetValue, type UnknownValue, unknownValue, type Value } from '../../eval/value.js';
import type { ReachedModule } from './collect.js';

/** `mkDefault` is 1000, `mkForce` 50, nothing 100. */
export const defaultPriority = 100;
/** The priority of an option's own default (`mkOptionDefault`). */
export const optionDefaultPriority = 1500;
/** The order of a definition without `mkOrder`; `mkBefore` is 500, `mkAfter` 1500. */
export const defaultOrder = 1000;

/** Something said of an option, by a module or by the option's own default. */
export interface Statement {
  readonly thunk: Thunk;
  readonly priority: number;
  readonly order: number;
  /** Set where it is not known whether the definition counts. */
  readonly maybe: UnknownValue | undefined;
}

export interface Definition extends Statement {
  readonly module: ReachedModule;
}

/** More branches of one definition are not told apart. */
const mostBranches = 256;

/** The definitions that one of them is, once wrappings are taken off: none when its condition is false. */
export function unwrap<S extends Statement>(interpreter: Interpreter, statement: S): readonly S[] {
  if (!enter()) return [statement];
  try {
    return unwrapInside(interpreter, statement);
  } finally {
    leave();
  }
}

function unwrapInside<S extends Statement>(interpreter: Interpreter, statement: S): readonly S[] {
  const value = statement.thunk.force();
  if (value.type === 'unknown' && value.alternatives.length > 0) {
    const branches = value.alternatives.flatMap((thunk) => unwrap(interpreter, { ...statement, thunk, maybe: statement.maybe ?? value }));
    return branches.length > mostBranches ? [statement] : branches;
  }
  if (value.type !== 'set') return [statement];
  const mark = value.get('_type')?.force();
  if (mark?.type !== 'string') return [statement];
  const content = value.get('content');
  switch (mark.text) {
    case 'if': {
      const condition = value.get('condition')?.force();
      if (content === undefined || condition === undefined) return [];
      const inner = { ...statement, thunk: content };
      if (condition.type === 'boolean') return condition.value ? unwrap(interpreter, inner) : [];
      const maybe = statement.maybe ?? (condition.type === 'unknown' ? condition : interpreter.notKnown(condition));
      return unwrap(interpreter, { ...inner, maybe });
    }
    case 'merge': {
      const contents = asList(value.get('contents')?.force() ?? unknownValue('mkMerge without contents'));
      return contents.items.flatMap((item) =>
        unwrap(interpreter, { ...statement, thunk: item.thunk, maybe: statement.maybe ?? item.maybe }),
      );
    }
    case 'override': {
      const priority = numberOf(value.get('priority')) ?? defaultPriority;
      return content === undefined ? [] : unwrap(interpreter, { ...statement, thunk: content, priority });
    }
    case 'order': {
      const order = numberOf(value.get('priority')) ?? defaultOrder;
      return content === undefined ? [] : unwrap(interpreter, { ...statement, thunk: content, order });
    }
    default:
      return [statement];
  }
}

function numberOf(thunk: Thunk | undefined): number | undefined {
  const value = thunk?.force();
  return value?.type === 'integer' ? Number(value.value) : undefined;
}

/** Those of the strongest priority; ones that may not count do not beat others. */
export function strongest<S extends Statement>(statements: readonly S[]): readonly S[] {
  const least = Math.min(...statements.filter(({ maybe }) => maybe === undefined).map(({ priority }) => priority));
  return statements.filter(({ priority }) => priority <= least);
}

/** Whether a value is one thing, not a set of further options: a package, a mark of the library, anything but a set. */
export function isOpaque(value: Value): boolean {
  if (value.type !== 'set') return true;
  if (value.get('_type') !== undefined || value.get('outPath') !== undefined) return true;
  const type = value.get('type');
  if (type?.node?.kind !== 'string') return false;
  const mark = type.force();
  return mark.type === 'string' && mark.text === 'derivation';
}

/** What a module in its short form says besides its options (nixpkgs lib/modules.nix, `unifyModuleSyntax`). */
const structural = new Set(['imports', 'require', 'key', '_file', '_class', 'disabledModules', 'freeformType', 'meta']);

/** A module in its short form as the definitions that it makes. */
export function definitionsOnly(module: SetValue): SetValue {
  const get = (name: string): Thunk | undefined => (structural.has(name) && name !== 'meta' ? undefined : module.get(name));
  return { type: 'set', names: () => module.names().filter((name) => get(name) !== undefined), get, rest: [], node: module.node };
}
