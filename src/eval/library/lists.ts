/** nixpkgs' `lib.lists`: making, joining and searching lists. */

import { type Builtin, binary, lazy, ternary, unary } from '../builtins/define.js';
import {
  concatenateAll,
  emptyList,
  filterElements,
  foldElements,
  holds,
  mapElements,
  uncertain,
  withItems,
} from '../builtins/elements.js';
import { anything, elements, integer, list, whyInexact } from '../builtins/shapes.js';
import { equalValues } from '../comparison.js';
import type { Interpreter } from '../interpreter.js';
import { asList } from '../operators.js';
import { Thunk } from '../thunk.js';
import {
  integerValue,
  type ListItem,
  type ListValue,
  listValue,
  type UnknownValue,
  unknownValue,
  type Value,
} from '../value.js';

/** Longer lists are not made. */
const longestList = 100_000n;

/** Lists within lists, more of which are not gone into. */
const deepestList = 200;

export const listFunctions: readonly Builtin[] = [
  lazy('optional', 2, (nix, condition, element) => whether(nix, condition, () => listOf(element))),
  lazy('optionals', 2, (nix, condition, values) =>
    whether(nix, condition, () => asList(values.force(), values.node)),
  ),
  lazy('singleton', 1, (_nix, element) => listOf(element)),
  lazy('toList', 1, (nix, argument) => {
    const value = argument.force();
    if (value.type === 'list') return value;
    return value.type === 'unknown' || value.type === 'symbol'
      ? nix.notKnown(value, argument.node)
      : listOf(argument);
  }),
  lazy('concat', 2, (_nix, first, second) => concatenateAll([asList(first.force()), asList(second.force())])),
  binary('forEach', list, anything, (nix, values, change) =>
    mapElements(values, (value) => new Thunk(() => nix.apply(change.force(), value))),
  ),
  unary('flatten', anything, (_nix, value) => flatten(value, 0)),
  unary('unique', list, (_nix, values) => uniqueElements(values)),
  binary('remove', anything, list, (_nix, unwanted, values) =>
    filterElements(values, (value) => negated(same(unwanted.force(), value.force()))),
  ),
  binary('subtractLists', list, list, (_nix, unwanted, values) =>
    filterElements(values, (value) => negated(isElement(value, unwanted))),
  ),
  binary('intersectLists', list, list, (_nix, wanted, values) =>
    filterElements(values, (value) => isElement(value, wanted)),
  ),
  foldLeft('foldl'),
  foldRight('foldr'),
  foldRight('fold'),
  ternary('findFirst', anything, anything, list, (nix, predicate, fallback, values) => {
    for (const { thunk, maybe } of values.items) {
      const answer = holds(nix, predicate, thunk);
      if (typeof answer !== 'boolean') return answer;
      if (answer) return maybe ?? thunk.force();
    }
    return values.gaps[0] ?? fallback.force();
  }),
  binary('count', anything, elements, (nix, predicate, values) => {
    let count = 0;
    for (const { thunk } of values) {
      const answer = holds(nix, predicate, thunk);
      if (typeof answer !== 'boolean') return answer;
      if (answer) count += 1;
    }
    return integerValue(count);
  }),
  binary('range', integer, integer, (_nix, first, last) => {
    if (last - first > longestList) return unknownValue('a list is too long');
    const length = Math.max(0, Number(last - first) + 1);
    return listValue(Array.from({ length }, (_, index) => Thunk.of(integerValue(first + BigInt(index)))));
  }),
  binary('replicate', integer, anything, (_nix, count, element) => {
    if (count > longestList) return unknownValue('a list is too long');
    return listValue(Array.from({ length: Math.max(0, Number(count)) }, () => element));
  }),
  numbered('imap0', 0),
  numbered('imap1', 1),
  numbered('imap', 1),
  unary('reverseList', list, (_nix, values) => withItems(values, [...values.items].reverse())),
];

const listOf = (element: Thunk): ListValue => listValue([element]);

/** The list where the condition holds, none where it does not, elements that may be there where it is not known. */
function whether(nix: Interpreter, condition: Thunk, values: () => ListValue): ListValue {
  const value = condition.force();
  if (value.type === 'boolean') return value.value ? values() : emptyList;
  return uncertain(values(), nix.notKnown(value, condition.node));
}

function flatten(thunk: Thunk, depth: number): ListValue {
  const value = thunk.force();
  if (value.type === 'unknown' && value.alternatives.length === 0) return asList(value);
  const isLists = value.type === 'list' || asList(value).gaps.length === 0;
  if (!isLists) return listOf(thunk);
  if (depth > deepestList) return asList(unknownValue('is nested too deeply'));
  const values = asList(value);
  const parts = values.items.map((item) => {
    const inner = item.thunk.force().type === 'list' ? flatten(item.thunk, depth + 1) : single(item);
    return item.maybe === undefined ? inner : uncertain(inner, item.maybe);
  });
  return concatenateAll([{ ...emptyList, literals: values.literals, gaps: values.gaps }, ...parts]);
}

const single = (item: ListItem): ListValue => ({ ...emptyList, items: [item] });

const same = (left: Value, right: Value): boolean | UnknownValue =>
  equalValues(left, right) ?? unknownValue('two values cannot be compared');

const negated = (answer: boolean | UnknownValue): boolean | UnknownValue =>
  typeof answer === 'boolean' ? !answer : answer;

export function isElement(thunk: Thunk, values: ListValue): boolean | UnknownValue {
  let unsure = values.gaps[0];
  for (const item of values.items) {
    const answer = same(thunk.force(), item.thunk.force());
    if (answer === true && item.maybe === undefined) return true;
    if (answer !== false) unsure ??= typeof answer === 'boolean' ? item.maybe : answer;
  }
  return unsure ?? false;
}

/** The first of equal elements. */
export function uniqueElements(values: ListValue): ListValue {
  const kept: ListItem[] = [];
  for (const item of values.items) {
    const earlier = isElement(item.thunk, { ...emptyList, items: kept });
    if (earlier === false) kept.push(item);
    else if (earlier !== true) kept.push({ ...item, maybe: item.maybe ?? earlier });
  }
  return withItems(values, kept);
}

function foldLeft(name: string): Builtin {
  return ternary(name, anything, anything, list, (nix, step, start, values) =>
    foldElements(values, start.force(), (result, value) => nix.applyAll(step.force(), result, value)),
  );
}

/** `foldr op nul [x y]` = `op x (op y nul)`, the inner ones when they are asked for. */
function foldRight(name: string): Builtin {
  return ternary(name, anything, anything, list, (nix, step, start, values) => {
    const reversed = withItems(values, [...values.items].reverse());
    return foldElements(reversed, start.force(), (result, value) =>
      nix.applyAll(step.force(), value, result),
    );
  });
}

function numbered(name: string, first: number): Builtin {
  return binary(name, anything, list, (nix, make, values) => numberElements(nix, make, values, first));
}

/** A function of the number and the element, for each element. */
export function numberElements(nix: Interpreter, make: Thunk, values: ListValue, first: number): ListValue {
  const why = whyInexact(values);
  let index = first - 1;
  return mapElements(values, (value) => {
    index += 1;
    const number = why ?? integerValue(index);
    return new Thunk(() => nix.applyAll(make.force(), number, value));
  });
}
