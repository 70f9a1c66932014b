/** nixpkgs' `lib.lists`: parts of lists by position, and lists side by side. */
import { type Builtin, binary, lazy, ternary, unary } from '../builtins/define.js';
import {
  emptyList,
  flattenOnce,
  foldElements,
  holds,
  mapElements,
  uncertain,
  withItems,
} from '../builtins/elements.js';
import { anything, elements, integer, list, whyInexact } from '../builtins/shapes.js';
import { equalValues } from '../comparison.js';
import type { Interpreter } from '../interpreter.js';
import { Thunk } from '../thunk.js';
import {
  booleanValue,
  integerValue,
  type ListItem,
  type ListValue,
  listValue,
  setValue,
  unknownValue,
  type Value,
} from '../value.js';

export const sequenceFunctions: readonly Builtin[] = [
  binary('take', integer, list, (_nix, count, values) =>
    part(values, (items) => items.slice(0, positive(count))),
  ),
  binary('drop', integer, list, (_nix, count, values) =>
    part(values, (items) => items.slice(positive(count))),
  ),
  binary('takeEnd', integer, list, (_nix, count, values) =>
    part(values, (items) => items.slice(Math.max(0, items.length - positive(count)))),
  ),
  binary('dropEnd', integer, list, (_nix, count, values) =>
    part(values, (items) => items.slice(0, Math.max(0, items.length - positive(count)))),
  ),
  ternary('sublist', integer, integer, list, (_nix, start, count, values) =>
    part(values, (items) => items.slice(positive(start), positive(start) + positive(count))),
  ),
  unary(
    'last',
    elements,
    (_nix, items) => items[items.length - 1]?.thunk.force() ?? unknownValue('the last of no elements'),
  ),
  unary('init', list, (_nix, values) =>
    values.items.length === 0
      ? unknownValue('all but the last of no elements')
      : part(values, (items) => items.slice(0, -1)),
  ),
  binary('zipLists', elements, elements, (_nix, first, second) =>
    sideBySide(first, second, (a, b) =>
      Thunk.of(
        setValue(
          new Map([
            ['fst', a],
            ['snd', b],
          ]),
        ),
      ),
    ),
  ),
  ternary('zipListsWith', anything, elements, elements, (nix, make, first, second) =>
    sideBySide(first, second, (a, b) => new Thunk(() => nix.applyAll(make.force(), a, b))),
  ),
  binary('crossLists', anything, list, (nix, make, lists) =>
    foldElements(lists, listValue([make]), (functions, values) =>
      applyEach(nix, Thunk.of(functions), values),
    ),
  ),
  binary('ifilter0', anything, elements, (nix, predicate, items) => {
    const kept = items.flatMap((item, index): ListItem[] => {
      const answer = holds(nix, predicate, Thunk.of(integerValue(index)), item.thunk);
      if (answer === true) return [item];
      return answer === false ? [] : [{ ...item, maybe: answer }];
    });
    return withItems(emptyList, kept);
  }),
  ternary('findFirstIndex', anything, anything, elements, (nix, predicate, fallback, items) => {
    for (const [index, item] of items.entries()) {
      const answer = holds(nix, predicate, item.thunk);
      if (typeof answer !== 'boolean') return answer;
      if (answer) return integerValue(index);
    }
    return fallback.force();
  }),
  lazy('findSingle', 4, (nix, predicate, fallback, several, values) => {
    const items = elements(nix, values);
    if ('type' in items) return items;
    const found: ListItem[] = [];
    for (const item of items) {
      const answer = holds(nix, predicate, item.thunk);
      if (typeof answer !== 'boolean') return answer;
      if (answer) found.push(item);
    }
    const [only, second] = found;
    if (only === undefined) return fallback.force();
    return second === undefined ? only.thunk.force() : several.force();
  }),
  ternary('replaceElemAt', elements, integer, anything, (_nix, items, index, element) => {
    if (index < 0n || index >= BigInt(items.length)) return unknownValue(`a list has no element ${index}`);
    const replaced = { thunk: element, literal: undefined };
    return withItems(
      emptyList,
      items.map((item, at) => (at === Number(index) ? replaced : item)),
    );
  }),
];

/** Functions of `lib.lists` whose names mean other functions at the top of the library. */
export const listSectionFunctions: readonly Builtin[] = [
  binary('hasPrefix', elements, elements, (_nix, prefix, items) => {
    const answer = startsWith(prefix, items);
    return answer === undefined ? unknownValue('two lists cannot be compared') : booleanValue(answer);
  }),
  binary('removePrefix', elements, elements, (_nix, prefix, items) => {
    if (startsWith(prefix, items) !== true)
      return unknownValue('whether a list starts with another is not known');
    return withItems(emptyList, items.slice(prefix.length));
  }),
  binary('commonPrefix', elements, elements, (_nix, first, second) => {
    let length = 0;
    for (const [index, item] of first.entries()) {
      const other = second[index];
      const equal = other !== undefined && equalValues(item.thunk.force(), other.thunk.force());
      if (equal === undefined) return unknownValue('two lists cannot be compared');
      if (!equal) break;
      length += 1;
    }
    return withItems(emptyList, first.slice(0, length));
  }),
];

const positive = (count: bigint): number => Math.max(0, Number(count));

/** A part of a list; where positions are not known, any element may be in it. */
function part(values: ListValue, cut: (items: readonly ListItem[]) => readonly ListItem[]): ListValue {
  const why = whyInexact(values);
  return why === undefined ? withItems(values, cut(values.items)) : uncertain(values, why);
}

function sideBySide(
  first: readonly ListItem[],
  second: readonly ListItem[],
  make: (a: Thunk, b: Thunk) => Thunk,
): ListValue {
  return listValue(
    first.flatMap((item, index) => {
      const other = second[index];
      return other === undefined ? [] : [make(item.thunk, other.thunk)];
    }),
  );
}

/** Each of the functions applied to each of the values. */
function applyEach(nix: Interpreter, functions: Thunk, values: Thunk): Value {
  const callees = list(nix, functions);
  const given = list(nix, values);
  if (callees.type === 'unknown') return callees;
  if (given.type === 'unknown') return given;
  const results = mapElements(callees, (callee) =>
    Thunk.of(mapElements(given, (value) => new Thunk(() => nix.apply(callee.force(), value)))),
  );
  return flattenOnce(results);
}

function startsWith(prefix: readonly ListItem[], items: readonly ListItem[]): boolean | undefined {
  if (prefix.length > items.length) return false;
  return equalValues(withItems(emptyList, prefix), withItems(emptyList, items.slice(0, prefix.length)));
}
