/** nixpkgs' `lib.attrsets`: sets within sets, and several sets at once. */
import {
  entriesOf,
  filterEntries,
  hasAttribute,
  listOfEntries,
  mapEntries,
  truth,
} from '../builtins/attributes.js';
import { type Builtin, binary, isUnknown, lazy, ternary, unary } from '../builtins/define.js';
import {
  emptyList,
  emptySet,
  flattenOnce,
  foldElements,
  holds,
  mapElements,
  withItems,
} from '../builtins/elements.js';
import { zipSets } from '../builtins/sets.js';
import { anything, evaluated, exactSet, exactText, list, set } from '../builtins/shapes.js';
import { equalValues } from '../comparison.js';
import { type Interpreter, tooLarge } from '../interpreter.js';
import { asList, asSet, update } from '../operators.js';
import { Thunk } from '../thunk.js';
import {
  type ListValue,
  listValue,
  type SetValue,
  setValue,
  stringValue,
  unknownValue,
  type Value,
} from '../value.js';
import { stringList } from './strings.js';

/** Sets within sets, more of which are not gone into. */
const deepestSet = 200;

export const nestedSetFunctions: readonly Builtin[] = [
  binary('mapAttrsRecursive', anything, set, (nix, change, values) =>
    mapDeeply(nix, undefined, change, values, []),
  ),
  ternary('mapAttrsRecursiveCond', anything, anything, set, (nix, goOn, change, values) =>
    mapDeeply(nix, goOn, change, values, []),
  ),
  binary('mapAttrsToListRecursive', anything, set, (nix, change, values) =>
    listDeeply(nix, undefined, change, values, []),
  ),
  ternary('mapAttrsToListRecursiveCond', anything, anything, set, (nix, goOn, change, values) =>
    listDeeply(nix, goOn, change, values, []),
  ),
  binary('filterAttrsRecursive', anything, set, (nix, predicate, values) =>
    filterDeeply(nix, predicate, values),
  ),
  binary('collect', anything, anything, (nix, predicate, values) => collect(nix, predicate, values, 0)),
  unary('cartesianProduct', exactSet, (_nix, lists) => cartesianProduct(lists)),
  binary('mapCartesianProduct', anything, exactSet, (nix, change, lists) =>
    mapElements(cartesianProduct(lists), (one) => new Thunk(() => nix.apply(change.force(), one))),
  ),
  unary('concatAttrValues', set, (_nix, values) => flattenOnce(listOfEntries(values, ([, thunk]) => thunk))),
  ternary('foldAttrs', anything, anything, list, (nix, step, start, sets) =>
    zipSets(
      sets.items,
      sets.gaps,
      ([, values]) =>
        new Thunk(() => {
          const all = asList(values.force());
          const reversed = withItems(all, [...all.items].reverse());
          return foldElements(reversed, start.force(), (result, value) =>
            nix.applyAll(step.force(), value, result),
          );
        }),
    ),
  ),
  ternary('zipAttrsWithNames', list, anything, list, (nix, names, join, sets) => {
    const zipped = zipSets(
      sets.items,
      sets.gaps,
      ([name, values]) => new Thunk(() => nix.applyAll(join.force(), stringValue(name), values)),
    );
    const wanted = names.items.map((item) => nix.string(item.thunk.force()));
    return filterEntries(nix, zipped, ([name]) => wanted.includes(name));
  }),
  binary('overrideExisting', set, set, (nix, old, replacements) =>
    mapEntries(
      nix,
      old,
      ([name, thunk]) =>
        new Thunk(
          () => nix.select(replacements, name) ?? thunk.force(),
          replacements.get(name)?.node ?? thunk.node,
        ),
    ),
  ),
  binary('unionOfDisjoint', evaluated, evaluated, (_nix, left, right) => update(left, right)),
  binary('matchAttrs', set, evaluated, (nix, pattern, value) => matches(nix, pattern, value, 0)),
  ternary(
    'maybeAttr',
    exactText,
    anything,
    evaluated,
    (nix, name, fallback, value) => nix.select(value, name) ?? fallback.force(),
  ),
  lazy('recurseIntoAttrs', 1, (_nix, values) => update(values.force(), recursion(true))),
  lazy('dontRecurseIntoAttrs', 1, (_nix, values) => update(values.force(), recursion(false))),
  unary('isDerivation', evaluated, (nix, value) => {
    if (value.type === 'symbol') return nix.notKnown(value);
    const type = value.type === 'set' ? nix.select(value, 'type') : undefined;
    if (type === undefined) return truth(false);
    return type.type === 'unknown' || type.type === 'symbol'
      ? nix.notKnown(type)
      : truth(nix.string(type) === 'derivation');
  }),
];

const recursion = (value: boolean): SetValue =>
  setValue(new Map([['recurseForDerivations', Thunk.of({ type: 'boolean', value })]]));

const pathThunk = (path: readonly string[]): Thunk => Thunk.of(stringList(path));

/** Whether a function says to go into a set; a function that is absent always does. */
function goesInto(nix: Interpreter, goOn: Thunk | undefined, thunk: Thunk): SetValue | undefined {
  const value = thunk.force();
  if (value.type !== 'set') return undefined;
  return goOn === undefined || holds(nix, goOn, thunk) === true ? value : undefined;
}

function mapDeeply(
  nix: Interpreter,
  goOn: Thunk | undefined,
  change: Thunk,
  values: SetValue,
  path: readonly string[],
): SetValue {
  if (path.length > deepestSet) return asSet(unknownValue('is nested too deeply'));
  return mapEntries(nix, values, ([name, thunk]) => {
    const here = [...path, name];
    return new Thunk(() => {
      const inner = goesInto(nix, goOn, thunk);
      if (inner !== undefined) return mapDeeply(nix, goOn, change, inner, here);
      return nix.applyAll(change.force(), pathThunk(here), thunk);
    });
  });
}

function listDeeply(
  nix: Interpreter,
  goOn: Thunk | undefined,
  change: Thunk,
  values: SetValue,
  path: readonly string[],
): ListValue {
  if (path.length > deepestSet) return asList(unknownValue('is nested too deeply'));
  if (!nix.spend()) return asList(unknownValue(tooLarge));
  const lists = listOfEntries(
    values,
    ([name, thunk]) =>
      new Thunk(() => {
        const here = [...path, name];
        const value = thunk.force();
        const isIn =
          value.type === 'set' && (goOn === undefined || holds(nix, goOn, pathThunk(here), thunk) === true);
        if (isIn) return listDeeply(nix, goOn, change, value, here);
        return listValue([new Thunk(() => nix.applyAll(change.force(), pathThunk(here), thunk))]);
      }),
  );
  return flattenOnce(lists);
}

function filterDeeply(nix: Interpreter, predicate: Thunk, values: SetValue): SetValue {
  const kept = filterEntries(nix, values, ([name, thunk]) =>
    holds(nix, predicate, Thunk.of(stringValue(name)), thunk),
  );
  return mapEntries(
    nix,
    kept,
    ([, thunk]) =>
      new Thunk(() => {
        const value = thunk.force();
        return value.type === 'set' ? filterDeeply(nix, predicate, value) : value;
      }, thunk.node),
  );
}

/** The values within a value of which a function holds, not going into them. */
function collect(nix: Interpreter, predicate: Thunk, thunk: Thunk, depth: number): ListValue {
  if (depth > deepestSet) return asList(unknownValue('is nested too deeply'));
  if (!nix.spend()) return asList(unknownValue(tooLarge));
  const answer = holds(nix, predicate, thunk);
  if (answer === true) return listValue([thunk]);
  const value = thunk.force();
  if (isUnknown(answer)) return asList(answer);
  if (value.type === 'unknown' || value.type === 'symbol') return asList(nix.notKnown(value));
  if (value.type !== 'set') return emptyList;
  return flattenOnce(
    listOfEntries(value, ([, inner]) => new Thunk(() => collect(nix, predicate, inner, depth + 1))),
  );
}

/** A set for each choice of one element of each list. */
function cartesianProduct(lists: SetValue): ListValue {
  return entriesOf(lists).reduce<ListValue>(
    (sets, [name, values]) =>
      flattenOnce(
        mapElements(
          sets,
          (one) =>
            new Thunk(() =>
              mapElements(asList(values.force()), (value) =>
                Thunk.of(update(one.force(), setValue(new Map([[name, value]])))),
              ),
            ),
        ),
      ),
    listValue([Thunk.of(emptySet)]),
  );
}

function matches(nix: Interpreter, pattern: SetValue, value: Value, depth: number): Value {
  if (depth > deepestSet) return unknownValue('is nested too deeply');
  if (!nix.spend()) return unknownValue(tooLarge);
  for (const [name, thunk] of entriesOf(pattern)) {
    const has = hasAttribute(nix, value, name);
    if (has !== true) return truth(has);
    const wanted = thunk.force();
    const found = nix.selectOrUnknown(value, name);
    const isNoSet = !['set', 'symbol', 'unknown'].includes(found.type);
    if (wanted.type === 'set' && isNoSet) return truth(false);
    const answer = wanted.type === 'set' ? matches(nix, wanted, found, depth + 1) : equalTruth(wanted, found);
    if (answer.type !== 'boolean' || !answer.value) return answer;
  }
  return truth(true);
}

const equalTruth = (left: Value, right: Value): Value =>
  truth(equalValues(left, right) ?? unknownValue('two values cannot be compared'));
