/** Sets whose names may be known in part: what the set functions of Nix and of nixpkgs are made of. */
import { compareText } from '../comparison.js';
import type { Interpreter } from '../interpreter.js';
import { asSet } from '../operators.js';
import { Thunk } from '../thunk.js';
import {
  because,
  booleanValue,
  type ListItem,
  type ListValue,
  type SetValue,
  setValue,
  stringValue,
  type UnknownValue,
  unknownValue,
  type Value,
} from '../value.js';
import { isUnknown } from './define.js';
import { whyNamesUnknown } from './shapes.js';

export type Entry = readonly [name: string, thunk: Thunk];

/** The attributes that are known, in the order of `attrNames`: by the bytes of the names. */
export function entriesOf(set: SetValue): Entry[] {
  return sortedNames(set).flatMap((name): Entry[] => {
    const thunk = set.get(name);
    return thunk === undefined ? [] : [[name, thunk]];
  });
}

const sortedNames = (set: SetValue): string[] => [...set.names()].sort(compareText);

/** A list with an element for each attribute; where there may be more, elements that may be there, or a gap. */
export function listOfEntries(set: SetValue, element: (entry: Entry) => Thunk): ListValue {
  const items = entriesOf(set).map((entry): [string, ListItem] => [
    entry[0],
    { thunk: element(entry), literal: undefined },
  ]);
  const gaps: UnknownValue[] = [];
  for (const rest of set.rest) {
    const sets = alternativeSets(rest);
    if (rest.type !== 'unknown' || sets === undefined) {
      gaps.push(whyNamesUnknown(rest));
      continue;
    }
    for (const alternative of sets) {
      gaps.push(...alternative.rest.map(whyNamesUnknown));
      for (const entry of entriesOf(alternative)) {
        if (set.get(entry[0]) !== undefined) continue;
        items.push([entry[0], { thunk: element(entry), literal: undefined, maybe: rest }]);
      }
    }
  }
  items.sort(([a], [b]) => compareText(a, b));
  return { type: 'list', items: items.map(([, item]) => item), literals: [], gaps };
}

/** The sets that a value may be, where it is one of a few; an `if` within an `if` counts as one. */
function alternativeSets(value: Value): SetValue[] | undefined {
  if (value.type !== 'unknown' || value.alternatives.length === 0) return undefined;
  const sets: SetValue[] = [];
  for (const alternative of value.alternatives) {
    const one = alternative.force();
    const inner = one.type === 'set' ? [one] : alternativeSets(one);
    if (inner === undefined) return undefined;
    sets.push(...inner);
  }
  return sets;
}

/** A set of the same names with other values; names that are not known are mapped when they are asked for. */
export function mapEntries(nix: Interpreter, set: SetValue, change: (entry: Entry) => Thunk): SetValue {
  const mapped = new Map(entriesOf(set).map((entry) => [entry[0], change(entry)]));
  return setValue(
    mapped,
    set.rest.map((rest) => changeRest(nix, rest, (part) => mapEntries(nix, part, change), change)),
  );
}

/** The attributes that satisfy a test; those of which it is not known may be there. */
export function filterEntries(
  nix: Interpreter,
  set: SetValue,
  test: (entry: Entry) => boolean | UnknownValue,
): SetValue {
  const kept = new Map<string, Thunk>();
  const rest = set.rest.map((one) =>
    changeRest(
      nix,
      one,
      (part) => filterEntries(nix, part, test),
      (entry) => (test(entry) === false ? undefined : entry[1]),
    ),
  );
  for (const entry of entriesOf(set)) {
    const answer = test(entry);
    if (answer === true) kept.set(entry[0], entry[1]);
    else if (isUnknown(answer)) rest.push(perhaps(entry, answer));
  }
  return setValue(kept, rest);
}

/** What becomes of the attributes that are not known: of each of a few sets, or of a name when it is asked for. */
function changeRest(
  nix: Interpreter,
  rest: Value,
  changeSet: (set: SetValue) => SetValue,
  changeEntry: (entry: Entry) => Thunk | undefined,
): Value {
  if (rest.type === 'unknown' && rest.alternatives.length > 0) {
    const alternatives = rest.alternatives.map(
      (alternative) => new Thunk(() => changeSet(asSet(alternative.force()))),
    );
    return unknownValue(rest.why, rest.node, alternatives);
  }
  return openSet(whyNamesUnknown(rest), (name) => {
    if (hasAttribute(nix, rest, name) === false) return undefined;
    return changeEntry([name, new Thunk(() => nix.selectOrUnknown(rest, name))]);
  });
}

/** A set for `rest`: what the names have that are not known, if they are there. */
export function openSet(why: UnknownValue, get: (name: string) => Thunk | undefined): SetValue {
  const made = new Map<string, Thunk | undefined>();
  const memoised = (name: string): Thunk | undefined => {
    if (!made.has(name)) made.set(name, get(name));
    return made.get(name);
  };
  return { type: 'set', names: () => [], get: memoised, rest: [], namesUnknown: why };
}

/** A set that may have one attribute or none. */
export function perhaps([name, thunk]: Entry, why: UnknownValue): UnknownValue {
  return unknownValue(why.why, why.node, [
    Thunk.of(setValue(new Map([[name, thunk]]))),
    Thunk.of(setValue(new Map())),
  ]);
}

/** A set without some of its names. */
export function withoutNames(nix: Interpreter, set: SetValue, names: readonly string[]): SetValue {
  const removed = new Set(names);
  return filterEntries(nix, set, ([name]) => !removed.has(name));
}

/** The set of `{ name; value; }` elements; of several of a name the first counts. */
export function setOfPairs(nix: Interpreter, list: ListValue): SetValue {
  const attributes = new Map<string, Thunk>();
  const rest: Value[] = list.gaps.map(because);
  for (const item of list.items) {
    const pair = asSet(item.thunk.force());
    const name = nix.select(pair, 'name');
    if (name?.type !== 'string' || name.text === undefined) {
      rest.push(name === undefined ? unknownValue('an element has no name') : unknownName(nix, name));
      continue;
    }
    const value = pair.get('value') ?? new Thunk(() => nix.selectOrUnknown(pair, 'value'));
    if (item.maybe !== undefined) rest.push(perhaps([name.text, value], item.maybe));
    else if (!attributes.has(name.text)) attributes.set(name.text, value);
  }
  return setValue(attributes, rest);
}

function unknownName(nix: Interpreter, name: Value): UnknownValue {
  if (name.type === 'string') return unknownValue('the name of an attribute is not known');
  const why = nix.notKnown(name);
  return unknownValue(why.why, why.node);
}

export function pairOf([name, thunk]: Entry): SetValue {
  return setValue(
    new Map([
      ['name', Thunk.of(stringValue(name))],
      ['value', thunk],
    ]),
  );
}

/** Whether a value has an attribute, as `?` says. */
export function hasAttribute(nix: Interpreter, value: Value, name: string): boolean | UnknownValue {
  if (value.type === 'symbol') {
    return (
      nix.world.has(value, name) ?? unknownValue(`it is not known whether there is an attribute “${name}”`)
    );
  }
  if (value.type === 'unknown') return because(value);
  if (value.type !== 'set') return false;
  if (value.get(name) !== undefined) return true;
  for (const rest of value.rest) {
    const answer = hasAttribute(nix, rest, name);
    if (answer === false) continue;
    return rest.type === 'set' ? unsureOf(name) : answer;
  }
  return false;
}

const unsureOf = (name: string): UnknownValue =>
  unknownValue(`it is not known whether there is an attribute “${name}”`);

export const truth = (answer: boolean | UnknownValue): Value =>
  typeof answer === 'boolean' ? booleanValue(answer) : answer;
