/** Builtins over attribute sets. */
import { asSet } from '../operators.js';
import { Thunk } from '../thunk.js';
import {
  because,
  booleanValue,
  type ListItem,
  listValue,
  type SetValue,
  setValue,
  stringValue,
  type UnknownValue,
  unknownValue,
  type Value,
} from '../value.js';
import {
  type Entry,
  entriesOf,
  filterEntries,
  hasAttribute,
  listOfEntries,
  mapEntries,
  setOfPairs,
  truth,
  withoutNames,
} from './attributes.js';
import { type Builtin, binary, unary } from './define.js';
import { withItems } from './elements.js';
import { restored } from './repository-text.js';
import { anything, evaluated, exactText, list, set, whyNamesUnknown } from './shapes.js';

export const setBuiltins: readonly Builtin[] = [
  unary('attrNames', set, (_nix, values) => listOfEntries(values, ([name]) => Thunk.of(restored(name)))),
  unary('attrValues', set, (_nix, values) => ({
    ...listOfEntries(values, ([, thunk]) => thunk),
    valuesOf: [values],
  })),
  binary('mapAttrs', anything, set, (nix, change, values) =>
    mapEntries(
      nix,
      values,
      ([name, thunk]) => new Thunk(() => nix.applyAll(change.force(), restored(name), thunk)),
    ),
  ),
  unary('listToAttrs', list, (nix, values) => setOfPairs(nix, values)),
  binary('hasAttr', exactText, evaluated, (nix, name, value) => truth(hasAttribute(nix, value, name))),
  binary('getAttr', exactText, evaluated, (nix, name, value) => nix.selectOrUnknown(value, name)),
  binary('catAttrs', exactText, list, (nix, name, values) => {
    const items = values.items.flatMap((item): ListItem[] => {
      const value = item.thunk.force();
      const has = hasAttribute(nix, value, name);
      if (has === false) return [];
      const own = value.type === 'set' ? value.get(name) : undefined;
      const thunk = own ?? new Thunk(() => nix.selectOrUnknown(value, name));
      return [{ thunk, literal: undefined, maybe: item.maybe ?? (has === true ? undefined : has) }];
    });
    return withItems({ ...values, literals: [] }, items);
  }),
  binary('intersectAttrs', set, set, (nix, names, values) =>
    filterEntries(nix, values, ([name]) => hasAttribute(nix, names, name)),
  ),
  binary('removeAttrs', set, list, (nix, values, names) => {
    const texts = names.items.map((item) => nix.string(item.thunk.force()));
    const known = texts.filter((name) => name !== undefined);
    const doubt =
      names.gaps.length > 0 || known.length < texts.length || names.items.some((item) => item.maybe);
    const left = withoutNames(nix, values, known);
    return doubt
      ? { ...left, rest: [...left.rest, unknownValue('it is not known which attributes are removed')] }
      : left;
  }),
  binary('zipAttrsWith', anything, list, (nix, join, sets) =>
    zipSets(
      sets.items,
      sets.gaps,
      ([name, values]) => new Thunk(() => nix.applyAll(join.force(), stringValue(name), values)),
    ),
  ),
  unary('functionArgs', evaluated, (_nix, value) => argumentsOf(value)),
  unary('unsafeGetAttrPos', anything, () => unknownValue('a position in a file')),
];

/** The sets as one of lists: for each name the values, in order. */
export function zipSets(
  items: readonly ListItem[],
  gaps: readonly UnknownValue[],
  join: (entry: Entry) => Thunk,
): SetValue {
  const lists = new Map<string, ListItem[]>();
  const rest: Value[] = gaps.map(because);
  for (const item of items) {
    const set = asSet(item.thunk.force());
    rest.push(...set.rest.map(whyNamesUnknown));
    for (const [name, thunk] of entriesOf(set)) {
      const values = lists.get(name);
      const value = { thunk, literal: undefined, maybe: item.maybe };
      if (values === undefined) lists.set(name, [value]);
      else values.push(value);
    }
  }
  const joined = [...lists].map(
    ([name, values]): Entry => [name, join([name, Thunk.of(withItems(listValue([]), values))])],
  );
  return setValue(new Map(joined), rest);
}

/** The names that a function takes, and whether they have defaults. */
export function argumentsOf(value: Value): Value {
  if (value.type === 'set') {
    const declared = value.get('__functionArgs')?.force();
    return declared ?? unknownValue('the arguments of a set that is a function are not known');
  }
  if (value.type === 'primitive') return setValue(new Map());
  if (value.type !== 'lambda') return unknownValue('the arguments of a function are not known');
  const formals = value.node.formals?.formals ?? [];
  return setValue(
    new Map(
      formals.map((formal) => [formal.name.name, Thunk.of(booleanValue(formal.default !== undefined))]),
    ),
  );
}
