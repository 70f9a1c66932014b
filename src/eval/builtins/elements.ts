/** Lists with the parts that are not known kept: what every list function of Nix and of nixpkgs is made of. */
import { contains } from '../../syntax/literals.js';
import type { Interpreter } from '../interpreter.js';
import { joinLists } from '../limits.js';
import { asList, concatenate } from '../operators.js';
import { Thunk } from '../thunk.js';
import {
  because,
  booleanValue,
  type ListItem,
  type ListValue,
  listValue,
  type SetValue,
  setValue,
  type UnknownValue,
  unknownValue,
  type Value,
} from '../value.js';

export const emptyList: ListValue = listValue([]);
export const emptySet: SetValue = setValue(new Map());

/** New elements for those of a list. */
export function mapElements(list: ListValue, change: (thunk: Thunk) => Thunk): ListValue {
  return {
    type: 'list',
    items: list.items.map((item) => ({ thunk: change(item.thunk), literal: undefined, maybe: item.maybe })),
    literals: [],
    gaps: list.gaps,
  };
}

/** The same list with other items of its own. */
export const withItems = (list: ListValue, items: readonly ListItem[]): ListValue => ({
  ...list,
  items,
  valuesOf: undefined,
});

export const withGap = (list: ListValue, gap: UnknownValue): ListValue => ({
  ...list,
  gaps: [...list.gaps, gap],
});

/** All items may or may not be there. */
export function uncertain(list: ListValue, why: UnknownValue): ListValue {
  return {
    type: 'list',
    items: list.items.map((item) => ({ ...item, maybe: item.maybe ?? why })),
    literals: [],
    gaps: list.gaps,
  };
}

/** Whether a function holds of an element: `undefined` where it is not known, with the reason. */
export function holds(
  nix: Interpreter,
  predicate: Thunk,
  ...values: readonly Thunk[]
): boolean | UnknownValue {
  const answer = nix.applyAll(predicate.force(), ...values);
  return answer.type === 'boolean' ? answer.value : nix.notKnown(answer);
}

/** The elements that satisfy a test; those of which it is not known may be there. */
export function filterElements(list: ListValue, test: (thunk: Thunk) => boolean | UnknownValue): ListValue {
  const items = list.items.flatMap((item): ListItem[] => {
    const answer = test(item.thunk);
    if (answer === true) return [item];
    return answer === false ? [] : [{ ...item, maybe: item.maybe ?? answer }];
  });
  return withItems(list, items);
}

/** Whether some element satisfies a test. One that surely does settles it. */
export function someElement(list: ListValue, test: (thunk: Thunk) => boolean | UnknownValue): Value {
  let unsure = list.gaps[0];
  for (const item of list.items) {
    const answer = test(item.thunk);
    if (answer === true && item.maybe === undefined) return booleanValue(true);
    if (answer !== false) unsure ??= item.maybe ?? (answer === true ? undefined : answer);
  }
  return unsure === undefined ? booleanValue(false) : because(unsure);
}

export function everyElement(list: ListValue, test: (thunk: Thunk) => boolean | UnknownValue): Value {
  const counterexample = someElement(list, (thunk) => {
    const answer = test(thunk);
    return typeof answer === 'boolean' ? !answer : answer;
  });
  return counterexample.type === 'boolean' ? booleanValue(!counterexample.value) : counterexample;
}

export function firstElement(list: ListValue): Value {
  const [first] = list.items;
  if (list.gaps[0] !== undefined) return because(list.gaps[0]);
  if (first === undefined) return unknownValue('an empty list has no elements');
  return first.maybe === undefined ? first.thunk.force() : because(first.maybe);
}

/** The lists in a list as one. */
export function flattenOnce(list: ListValue): ListValue {
  const joined = joinLists(innerLists(list));
  return list.gaps.length === 0 ? joined : { ...joined, gaps: [...joined.gaps, ...list.gaps] };
}

function* innerLists(list: ListValue): Generator<ListValue> {
  for (const item of list.items) {
    const inner = asList(item.thunk.force());
    yield item.maybe === undefined ? inner : uncertain(inner, item.maybe);
  }
}

/**
 * What a function makes for one of several things. A list in the text of the function is there for each of them, and so
 * is no place for one element more.
 */
export function applyToEach(nix: Interpreter, change: Value, ...values: readonly (Value | Thunk)[]): Value {
  const made = nix.applyAll(change, ...values);
  if (change.type !== 'lambda' || made.type !== 'list') return made;
  const { node } = change;
  const literals = made.literals.filter((literal) => !contains(node, literal));
  return literals.length === made.literals.length ? made : { ...made, literals };
}

/**
 * A left fold. An element that may be missing gives two results; parts that are not known leave
 * a set or a list with what is known of it.
 */
export function foldElements(
  list: ListValue,
  start: Value,
  step: (result: Value, thunk: Thunk) => Value,
): Value {
  let result = start;
  for (const { thunk, maybe } of list.items) {
    const before = result;
    const after = step(before, thunk);
    result =
      maybe === undefined ? after : unknownValue(maybe.why, maybe.node, [Thunk.of(after), Thunk.of(before)]);
  }
  const [gap] = list.gaps;
  if (gap === undefined) return result;
  if (result.type === 'set') return { ...result, rest: [...result.rest, ...list.gaps.map(because)] };
  return result.type === 'list' ? concatenate(result, because(gap)) : because(gap);
}
