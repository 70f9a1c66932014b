/** One value out of what several modules say about an option (nixpkgs lib/types.nix, the `merge` of each type). */
import { equalValues } from '../../eval/comparison.js';
import type { Interpreter } from '../../eval/interpreter.js';
import { asSet } from '../../eval/operators.js';
import { Thunk } from '../../eval/thunk.js';
import {
  type ListItem,
  type ListValue,
  listValue,
  type SetValue,
  setValue,
  type UnknownValue,
  unknownValue,
  type Value,
} from '../../eval/value.js';
import { defaultOrder, defaultPriority, isOpaque, type Statement, strongest, unwrap } from './definitions.js';
import type { OptionType } from './option-types.js';

/** What merging needs of the evaluation that it is done for. */
export interface Merging {
  readonly interpreter: Interpreter;
  /** The options below a path, each merged on its own. */
  readonly config: (path: readonly string[]) => SetValue;
  /** What modules of their own come to. */
  readonly submodule: (
    modules: readonly ListItem[],
    specialArguments: Value | undefined,
    path: readonly string[],
  ) => Value;
}

/**
 * @param path of the option
 * @param statements at least one, those that count
 */
export function mergeStatements(
  merging: Merging,
  type: OptionType,
  path: readonly string[],
  statements: readonly Statement[],
): Value {
  switch (type.kind) {
    case 'submodule':
      return merging.submodule(
        [...type.modules, ...statements.map((statement) => moduleOf(statement, type.bare))],
        type.specialArguments,
        path,
      );
    case 'attributes':
      return mergeAttributes(merging, type, path, statements);
    case 'list':
      return mergeListElements(merging, type.element, path, statements);
    case 'nullable': {
      const present = statements.filter((statement) => statement.thunk.force().type !== 'null');
      return present.length === 0 ? { type: 'null' } : mergeStatements(merging, type.element, path, present);
    }
    case 'module': {
      const modules = [...type.always, ...statements.map((statement) => moduleOf(statement, false))];
      const [only, second] = modules;
      if (only !== undefined && second === undefined && only.maybe === undefined) return only.thunk.force();
      return setValue(
        new Map([['imports', Thunk.of({ type: 'list', items: modules, literals: [], gaps: [] })]]),
      );
    }
    case 'coerced':
      return mergeStatements(
        merging,
        type.element,
        path,
        statements.map((statement) => ({
          ...statement,
          thunk: new Thunk(
            () => coerce(merging.interpreter, type.change, statement.thunk),
            statement.thunk.node,
          ),
        })),
      );
    case 'raw':
      return oneOf(statements);
    case 'free':
      return mergeFreely(merging, path, statements);
  }
}

/** What an option is that nothing is said about; `undefined` where that is an error. */
export function emptyValue(merging: Merging, type: OptionType, path: readonly string[]): Value | undefined {
  if (type.kind === 'attributes') return setValue(new Map());
  if (type.kind === 'list') return listValue([]);
  if (type.kind === 'nullable') return { type: 'null' };
  if (type.kind === 'submodule' || type.kind === 'module') return mergeStatements(merging, type, path, []);
  return undefined;
}

function moduleOf({ thunk, maybe }: Statement, bare: boolean): ListItem {
  const value = bare ? thunk.force() : undefined;
  if (value?.type !== 'set' || value.get('__functor') !== undefined)
    return { thunk, literal: undefined, maybe };
  return {
    thunk: new Thunk(() => setValue(new Map([['config', thunk]])), thunk.node),
    literal: undefined,
    maybe,
  };
}

/** Sets are what most options of this kind are in the end; anything else is changed into one. */
function coerce(interpreter: Interpreter, change: Thunk, given: Thunk): Value {
  const value = given.force();
  const isPlain =
    value.type === 'string' ||
    value.type === 'path' ||
    value.type === 'integer' ||
    value.type === 'boolean' ||
    value.type === 'list';
  return isPlain ? interpreter.apply(change.force(), given) : value;
}

function mergeAttributes(
  merging: Merging,
  type: Extract<OptionType, { kind: 'attributes' }>,
  path: readonly string[],
  statements: readonly Statement[],
): SetValue {
  const { element, lazy } = type;
  const inner = new Map<string, Statement[]>();
  const rest: Value[] = [];
  for (const statement of statements) {
    const set = asSet(statement.thunk.force());
    rest.push(...set.rest);
    for (const name of set.names()) {
      const thunk = set.get(name);
      if (thunk === undefined) continue;
      const given: Statement = { ...statement, thunk, priority: defaultPriority };
      const known = inner.get(name);
      if (known === undefined) inner.set(name, [given]);
      else known.push(given);
    }
  }
  const attributes = new Map<string, Thunk>();
  for (const [name, given] of inner) {
    let found: readonly Statement[] | undefined;
    const counting = (): readonly Statement[] => {
      found ??= strongest(given.flatMap((statement) => unwrap(merging.interpreter, statement)));
      return found;
    };
    if (!lazy && counting().length === 0) continue;
    const value = (): Value => {
      if (counting().length > 0) return mergeStatements(merging, element, [...path, name], counting());
      return (
        emptyValue(merging, element, [...path, name]) ??
        unknownValue(`${[...path, name].join('.')} is not set`)
      );
    };
    attributes.set(name, new Thunk(value, given[0]?.thunk.node));
  }
  return setValue(attributes, rest);
}

function mergeListElements(
  merging: Merging,
  element: OptionType,
  path: readonly string[],
  statements: readonly Statement[],
): ListValue {
  const merged = mergeLists(statements);
  if (element.kind === 'free' || element.kind === 'raw') return merged;
  const items = merged.items.map((item): ListItem => {
    const statement: Statement = {
      thunk: item.thunk,
      priority: defaultPriority,
      order: defaultOrder,
      maybe: undefined,
    };
    return {
      ...item,
      thunk: new Thunk(() => mergeStatements(merging, element, path, [statement]), item.thunk.node),
    };
  });
  return { ...merged, items };
}

/** Where the type says nothing: lists are joined, sets are options again, several modules become one. */
function mergeFreely(merging: Merging, path: readonly string[], statements: readonly Statement[]): Value {
  const values = statements.map((statement) => statement.thunk.force());
  if (values.every((value) => value.type === 'list')) return mergeLists(statements);
  if (values.every((value) => value.type === 'set' && !isOpaque(value))) return merging.config(path);
  const functions = values.some(
    (value) => value.type === 'lambda' || value.type === 'path' || (value.type === 'set' && !isOpaque(value)),
  );
  if (functions && statements.length > 1)
    return mergeStatements(merging, { kind: 'module', always: [] }, path, statements);
  return values.some((value) => value.type === 'list') ? mergeLists(statements) : oneOf(statements);
}

/** All that count must agree. */
function oneOf(statements: readonly Statement[]): Value {
  const certain = statements.filter(({ maybe }) => maybe === undefined);
  const doubtful = statements.filter(({ maybe }) => maybe !== undefined);
  const first = certain[0]?.thunk.force();
  const others = certain.slice(1);
  if (first !== undefined && others.every((other) => equalValues(first, other.thunk.force()) !== false)) {
    if (doubtful.every((statement) => equalValues(statement.thunk.force(), first) === true)) return first;
  }
  const why = doubtful[0]?.maybe?.why ?? 'it is set in several places';
  return unknownValue(
    why,
    statements[0]?.thunk.node,
    statements.map(({ thunk }) => thunk),
  );
}

function mergeLists(statements: readonly Statement[]): ListValue {
  const ordered = [...statements].sort((left, right) => left.order - right.order);
  const items: ListItem[] = [];
  const literals: ListValue['literals'][number][] = [];
  const gaps: UnknownValue[] = [];
  for (const statement of ordered) {
    const value = statement.thunk.force();
    if (value.type !== 'list') {
      gaps.push(
        value.type === 'unknown'
          ? value
          : unknownValue('it is not known which elements a list has', statement.thunk.node),
      );
      continue;
    }
    items.push(...value.items.map((item) => ({ ...item, maybe: item.maybe ?? statement.maybe })));
    literals.push(...value.literals);
    gaps.push(...value.gaps);
  }
  return { type: 'list', items, literals, gaps };
}
