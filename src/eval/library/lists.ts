/** nixpkgs' `lib.lists`: making, joining and searching lists. */

import { type Builtin, binary, lazy, ternary, unary } from '../builtins/define.js';
import { ElementIndex } from '../builtins/element-index.js';
import {
  applyToEach,
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
import { guessing } from '../guessing.js';
import { type Interpreter, tooLarge } from '../interpreter.js';
import { joinLists, listTooLong, longestList } from '../limits.js';
import { asList } from '../operators.js';
import { Thunk } from '../thunk.js';
import {
  because,
  integerValue,
  type ListItem,
  type ListValue,
  listValue,
  type UnknownValue,
  unknownValue,
  type Value,
} from '../value.js';

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
  lazy('concat', 2, (_nix, first, second) => joinLists([asList(first.force()), asList(second.force())])),
  binary('forEach', list, anything, (nix, values, change) =>
    mapElements(values, (value) => new Thunk(() => nix.apply(change.force(), value))),
  ),
  unary('flatten', anything, (nix, value) => flatten(nix, value, 0)),
  unary('unique', list, (nix, values) => uniqueElements(nix, values)),
  binary('remove', anything, list, (_nix, unwanted, values) =>
    filterElements(values, (value) => negated(same(unwanted.force(), value.force()))),
  ),
  binary('subtractLists', list, list, (nix, unwanted, values) => {
    const index = new ElementIndex(nix, unwanted.items, unwanted.gaps);
    return filterElements(values, (value) => negated(index.has(value.force())));
  }),
  binary('intersectLists', list, list, (nix, wanted, values) => {
    const index = new ElementIndex(nix, wanted.items, wanted.gaps);
    return filterElements(values, (value) => index.has(value.force()));
  }),
  foldLeft('foldl'),
  foldRight('foldr'),
  foldRight('fold'),
  ternary('findFirst', anything, anything, list, (nix, predicate, fallback, values) => {
    for (const { thunk, maybe } of values.items) {
      const answer = holds(nix, predicate, thunk);
      if (typeof answer !== 'boolean') return answer;
      if (answer) return maybe === undefined ? thunk.force() : because(maybe);
    }
    return whyInexact(withItems(values, [])) ?? fallback.force();
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
    if (last - first > longestList) return listTooLong;
    const length = Math.max(0, Number(last - first) + 1);
    return listValue(Array.from({ length }, (_, index) => Thunk.of(integerValue(first + BigInt(index)))));
  }),
  binary('replicate', integer, anything, (_nix, count, element) => {
    if (count > longestList) return listTooLong;
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
  const why = nix.notKnown(value, condition.node);
  return guessing(
    () => uncertain(values(), why),
    () => asList(unknownValue(why.why, why.node)),
  );
}

function flatten(nix: Interpreter, thunk: Thunk, depth: number): ListValue {
  const value = thunk.force();
  if (value.type !== 'list' && value.type !== 'unknown') return listOf(thunk);
  if (depth > deepestList) return asList(unknownValue('is nested too deeply'));
  return joinLists(flattened(nix, asList(value), depth));
}

function* flattened(nix: Interpreter, values: ListValue, depth: number): Generator<ListValue> {
  if (!nix.spend()) yield asList(unknownValue(tooLarge));
  yield { ...emptyList, literals: values.literals, gaps: values.gaps };
  for (const item of values.items) {
    const { type } = item.thunk.force();
    const inner = type === 'list' || type === 'unknown' ? flatten(nix, item.thunk, depth + 1) : single(item);
    yield item.maybe === undefined ? inner : uncertain(inner, item.maybe);
    if (nix.exhausted) return;
  }
}

const single = (item: ListItem): ListValue => ({ ...emptyList, items: [item] });

const same = (left: Value, right: Value): boolean | UnknownValue =>
  equalValues(left, right) ?? unknownValue('two values cannot be compared');

const negated = (answer: boolean | UnknownValue): boolean | UnknownValue =>
  typeof answer === 'boolean' ? !answer : answer;

/** The first of equal elements. */
export function uniqueElements(nix: Interpreter, values: ListValue): ListValue {
  const earlier = new ElementIndex(nix);
  const kept: ListItem[] = [];
  for (const item of values.items) {
    const isThere = earlier.has(item.thunk.force());
    if (isThere === true) continue;
    const one = isThere === false ? item : { ...item, maybe: item.maybe ?? isThere };
    kept.push(one);
    earlier.add(one);
  }
  return withItems(values, kept);
}

function foldLeft(name: string): Builtin {
  return ternary(name, anything, anything, list, (nix, step, start, values) =>
    foldElements(values, start.force(), (result, value) => applyToEach(nix, step.force(), result, value)),
  );
}

/** `foldr op nul [x y]` = `op x (op y nul)`, the inner ones when they are asked for. */
function foldRight(name: string): Builtin {
  return ternary(name, anything, anything, list, (nix, step, start, values) => {
    const reversed = withItems(values, [...values.items].reverse());
    return foldElements(reversed, start.force(), (result, value) =>
      applyToEach(nix, step.force(), value, result),
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
    return new Thunk(() => applyToEach(nix, make.force(), number, value));
  });
}
