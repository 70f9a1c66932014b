/** nixpkgs' `lib.attrsets`: making and mapping sets. */
import type { Expression } from '../../syntax/nodes.js';

import {
  type Entry,
  filterEntries,
  listOfEntries,
  openSet,
  pairOf,
  perhaps,
  setOfPairs,
} from '../builtins/attributes.js';
import { type Builtin, binary, lazy, ternary, unary } from '../builtins/define.js';
import { applyToEach, emptySet, foldElements, holds, mapElements } from '../builtins/elements.js';
import { restored } from '../builtins/repository-text.js';
import { zipSets } from '../builtins/sets.js';
import { anything, list, set } from '../builtins/shapes.js';
import type { Interpreter } from '../interpreter.js';
import { asSet, update } from '../operators.js';
import { Thunk } from '../thunk.js';
import {
  because,
  type ListValue,
  type SetValue,
  setValue,
  stringValue,
  type UnknownValue,
  unknownValue,
  type Value,
} from '../value.js';

export const setFunctions: readonly Builtin[] = [
  lazy('nameValuePair', 2, (_nix, name, value) =>
    setValue(
      new Map([
        ['name', name],
        ['value', value],
      ]),
    ),
  ),
  binary('mapAttrsToList', anything, set, (nix, change, values) =>
    listOfEntries(values, applied(nix, change)),
  ),
  binary("mapAttrs'", anything, set, (nix, change, values) =>
    setOfPairs(nix, listOfEntries(values, applied(nix, change))),
  ),
  unary('attrsToList', set, (_nix, values) => listOfEntries(values, (entry) => Thunk.of(pairOf(entry)))),
  binary('filterAttrs', anything, set, (nix, predicate, values) =>
    filterEntries(nix, values, ([name, thunk]) => holds(nix, predicate, Thunk.of(stringValue(name)), thunk)),
  ),
  binary('genAttrs', list, anything, (nix, names, make) =>
    generate(nix, names, (_name, thunk) => new Thunk(() => nix.apply(make.force(), thunk))),
  ),
  binary("genAttrs'", list, anything, (nix, values, make) =>
    setOfPairs(
      nix,
      mapElements(values, (value) => new Thunk(() => nix.apply(make.force(), value))),
    ),
  ),
  lazy('optionalAttrs', 2, (nix, condition, values) => {
    const value = condition.force();
    if (value.type === 'boolean') return value.value ? values.force() : emptySet;
    const why = nix.notKnown(value, condition.node);
    return unknownValue(why.why, why.node, [values, Thunk.of(emptySet)]);
  }),
  binary('concatMapAttrs', anything, set, (nix, change, values) =>
    mergeAll(listOfEntries(values, applied(nix, change))),
  ),
  unary('mergeAttrsList', list, (_nix, sets) => mergeAll(sets)),
  lazy('mergeAttrs', 2, (_nix, left, right) => update(left.force(), right.force())),
  ternary('foldlAttrs', anything, anything, set, (nix, step, start, values) =>
    foldElements(
      listOfEntries(values, (entry) => Thunk.of(pairOf(entry))),
      start.force(),
      (result, pair) => {
        const known = asSet(pair.force());
        const [name, value] = [known.get('name'), known.get('value')];
        if (name === undefined || value === undefined) return unknownValue('an attribute is not known');
        return nix.applyAll(step.force(), result, name, value);
      },
    ),
  ),
  unary('zipAttrs', list, (_nix, sets) => zipSets(sets.items, sets.gaps, ([, values]) => values)),
  binary('getAttrs', list, set, (nix, names, values) =>
    generate(nix, names, (name) => values.get(name) ?? new Thunk(() => nix.selectOrUnknown(values, name))),
  ),
  binary('attrVals', list, set, (nix, names, values) =>
    mapElements(names, (name) => new Thunk(() => selectNamed(nix, values, name.force()))),
  ),
];

const applied =
  (nix: Interpreter, change: Thunk) =>
  ([name, thunk]: Entry): Thunk =>
    new Thunk(() => applyToEach(nix, change.force(), restored(name), thunk));

/** A set of the names in a list; a name that is not known is made when it is asked for. */
function generate(nix: Interpreter, names: ListValue, make: (name: string, thunk: Thunk) => Thunk): SetValue {
  const attributes = new Map<string, Thunk>();
  const rest: Value[] = [];
  let why: UnknownValue | undefined = names.gaps[0];
  for (const item of names.items) {
    const value = item.thunk.force();
    const name = nix.string(value);
    if (name === undefined) why ??= whyNoName(nix, value, item.thunk.node);
    else if (item.maybe !== undefined) rest.push(perhaps([name, make(name, item.thunk)], item.maybe));
    else attributes.set(name, make(name, item.thunk));
  }
  if (why !== undefined) rest.push(openSet(because(why), (name) => make(name, Thunk.of(stringValue(name)))));
  return setValue(attributes, rest);
}

const whyNoName = (nix: Interpreter, value: Value, node: Expression | undefined): UnknownValue =>
  value.type !== 'unknown' && value.type !== 'symbol'
    ? unknownValue('the name of an attribute is not known', node)
    : nix.notKnown(value, node);

/** `a // b // c`. */
function mergeAll(sets: ListValue): Value {
  return foldElements(sets, emptySet, (result, thunk) => update(result, thunk.force()));
}

function selectNamed(nix: Interpreter, values: SetValue, name: Value): Value {
  const text = nix.string(name);
  return text === undefined ? nix.notKnown(name) : nix.selectOrUnknown(values, text);
}
