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

/** A statement whose conditions (`mkIf`) were not looked at yet: they may depend on what is being asked for. */
export type Conditional<S extends Statement> = S & { readonly conditions: readonly Thunk[] };

/** More branches of one definition are not told apart. */
const mostBranches = 256;

/** The definitions that one of them is, once wrappings are taken off: none when its condition is false. */
export function unwrap<S extends Statement>(interpreter: Interpreter, statement: S): readonly S[] {
  return pushDown(interpreter, { ...statement, conditions: [] }).flatMap((conditional) =>
    discharge(interpreter, conditional),
  );
}

/** The statements about another option, for which one is an alias (`mkAliasOptionModule`). */
export type Aliased<S extends Statement> = (path: readonly string[]) => readonly Conditional<S>[];

/** Takes wrappings off, and leaves the conditions for later. */
export function pushDown<S extends Statement>(
  interpreter: Interpreter,
  statement: Conditional<S>,
  aliased: Aliased<S> = () => [],
  branches = { left: mostBranches },
): readonly Conditional<S>[] {
  if (!enter()) return [statement];
  try {
    return takeOff(interpreter, statement, (inner) => pushDown(interpreter, inner, aliased, branches), {
      aliased,
      branches,
    });
  } finally {
    leave();
  }
}

function takeOff<S extends Statement>(
  interpreter: Interpreter,
  statement: Conditional<S>,
  inside: (statement: Conditional<S>) => readonly Conditional<S>[],
  { aliased, branches }: { readonly aliased: Aliased<S>; readonly branches: { left: number } },
): readonly Conditional<S>[] {
  const value = statement.thunk.force();
  if (value.type === 'unknown' && value.alternatives.length > 0) {
    branches.left -= value.alternatives.length;
    if (branches.left < 0) return [statement];
    const maybe = statement.maybe ?? value;
    return value.alternatives.flatMap((thunk) => inside({ ...statement, thunk, maybe }));
  }
  if (value.type !== 'set') return [statement];
  const mark = value.get('_type')?.force();
  if (mark?.type !== 'string') return [statement];
  const content = value.get('content');
  switch (mark.text) {
    case 'if': {
      const condition = value.get('condition');
      if (content === undefined || condition === undefined) return [];
      return inside({ ...statement, thunk: content, conditions: [...statement.conditions, condition] });
    }
    case 'merge': {
      const contents = asList(value.get('contents')?.force() ?? unknownValue('mkMerge without contents'));
      return contents.items.flatMap((item) =>
        inside({ ...statement, thunk: item.thunk, maybe: statement.maybe ?? item.maybe }),
      );
    }
    case 'override': {
      const priority = numberOf(value.get('priority')) ?? defaultPriority;
      return content === undefined ? [] : inside({ ...statement, thunk: content, priority });
    }
    case 'order': {
      const order = numberOf(value.get('priority')) ?? defaultOrder;
      return content === undefined ? [] : inside({ ...statement, thunk: content, order });
    }
    case 'alias':
      return aliased(namesOf(interpreter, value.get('from'))).map((one) => ({
        ...one,
        conditions: [...statement.conditions, ...one.conditions],
        maybe: statement.maybe ?? one.maybe,
      }));
    default:
      return [statement];
  }
}

/** Looks at the conditions: none when one of them is false, and doubtful where one is not known. */
export function discharge<S extends Statement>(
  interpreter: Interpreter,
  statement: Conditional<S>,
): readonly S[] {
  let { maybe } = statement;
  for (const thunk of statement.conditions) {
    const condition = thunk.force();
    if (condition.type !== 'boolean')
      maybe ??= condition.type === 'unknown' ? condition : interpreter.notKnown(condition);
    else if (!condition.value) return [];
  }
  return [maybe === statement.maybe ? statement : { ...statement, maybe }];
}

function namesOf(interpreter: Interpreter, list: Thunk | undefined): readonly string[] {
  const value = list?.force();
  return value?.type === 'list'
    ? value.items.flatMap(({ thunk }) => interpreter.string(thunk.force()) ?? [])
    : [];
}

function numberOf(thunk: Thunk | undefined): number | undefined {
  const value = thunk?.force();
  return value?.type === 'integer' ? Number(value.value) : undefined;
}

/** Those of the strongest priority. One that may not count beats no other, but makes weaker ones doubtful. */
export function strongest(statements: readonly Statement[]): readonly Statement[] {
  const least = Math.min(
    ...statements.filter(({ maybe }) => maybe === undefined).map(({ priority }) => priority),
  );
  const counting = statements.filter(({ priority }) => priority <= least);
  return counting.map((statement): Statement => {
    if (statement.maybe !== undefined) return statement;
    const stronger = counting.find(
      ({ maybe, priority }) => maybe !== undefined && priority < statement.priority,
    );
    return stronger === undefined ? statement : { ...statement, maybe: stronger.maybe };
  });
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
const structural = new Set([
  'imports',
  'require',
  'key',
  '_file',
  '_class',
  'disabledModules',
  'freeformType',
]);

/** A module in its short form as the definitions that it makes. */
export function definitionsOnly(module: SetValue): SetValue {
  const get = (name: string): Thunk | undefined => (structural.has(name) ? undefined : module.get(name));
  return {
    type: 'set',
    names: () => module.names().filter((name) => get(name) !== undefined),
    get,
    rest: [],
    node: module.node,
  };
}
