/** nixpkgs' `lib.lists`: orders, and elements that are told apart. */

import { mapEntries } from '../builtins/attributes.js';
import { type Builtin, binary, lazy, ternary, unary } from '../builtins/define.js';
import { ElementIndex } from '../builtins/element-index.js';
import { emptyList, foldElements, mapElements, someElement, withItems } from '../builtins/elements.js';
import { groupElements, sortElements } from '../builtins/ordering.js';
import { anything, elements, list, text } from '../builtins/shapes.js';
import { compareText, compareValues } from '../comparison.js';
import type { Interpreter } from '../interpreter.js';
import { Thunk } from '../thunk.js';
import {
  because,
  booleanValue,
  integerValue,
  type UnknownValue,
  unknownValue,
  type Value,
} from '../value.js';
import { uniqueElements } from './lists.js';
import { stringList } from './strings.js';

export const sortingFunctions: readonly Builtin[] = [
  binary('sortOn', anything, list, (nix, keyOf, values) => {
    const keys = new Map(
      values.items.map((item) => [item.thunk, new Thunk(() => nix.apply(keyOf.force(), item.thunk))]),
    );
    return sortElements(values, (a, b) => isBefore(keys.get(a) ?? a, keys.get(b) ?? b));
  }),
  unary('naturalSort', list, (nix, values) =>
    sortElements(values, (a, b) => {
      const [left, right] = [text(nix, a), text(nix, b)];
      if (typeof left !== 'string') return left;
      return typeof right === 'string' ? compareNaturally(left, right) < 0 : right;
    }),
  ),
  binary('compare', anything, anything, (_nix, a, b) => orderOf(compareValues(a.force(), b.force()))),
  ternary('compareLists', anything, elements, elements, (nix, compare, first, second) => {
    for (const [index, item] of first.entries()) {
      const other = second[index];
      if (other === undefined) return integerValue(1);
      const order = nix.applyAll(compare.force(), item.thunk, other.thunk);
      if (order.type !== 'integer') return nix.notKnown(order);
      if (order.value !== 0n) return order;
    }
    return integerValue(first.length < second.length ? -1 : 0);
  }),
  lazy('splitByAndCompare', 5, (nix, test, yes, no, a, b) => {
    const first = nix.apply(test.force(), a);
    const second = nix.apply(test.force(), b);
    if (first.type !== 'boolean') return nix.notKnown(first);
    if (second.type !== 'boolean') return nix.notKnown(second);
    if (first.value !== second.value) return integerValue(first.value ? -1 : 1);
    return nix.applyAll((first.value ? yes : no).force(), a, b);
  }),
  unary('allUnique', elements, (nix, items) => {
    const unique = uniqueElements(nix, withItems(emptyList, items)).items;
    const unsure = unique.find((item) => item.maybe !== undefined)?.maybe;
    return unsure === undefined ? booleanValue(unique.length === items.length) : because(unsure);
  }),
  unary('uniqueStrings', list, (nix, values) => {
    const texts = values.items.map((item) => nix.string(item.thunk.force()));
    const known = texts.filter((one) => one !== undefined);
    if (known.length < texts.length || values.gaps.length > 0) return uniqueElements(nix, values);
    return stringList([...new Set(known)].sort(compareText));
  }),
  binary('mutuallyExclusive', list, list, (nix, first, second) => {
    const index = new ElementIndex(nix, second.items, second.gaps);
    const shared = someElement(first, (value) => index.has(value.force()));
    return shared.type === 'boolean' ? booleanValue(!shared.value) : shared;
  }),
  lazy("groupBy'", 4, (nix, step, start, nameOf, argument) => {
    const values = list(nix, argument);
    if (values.type === 'unknown') return values;
    const groups = groupElements(nix, values, (value) => nix.apply(nameOf.force(), value));
    return mapEntries(nix, groups, ([, group]) => new Thunk(() => foldGroup(nix, step, start, group)));
  }),
];

function foldGroup(nix: Interpreter, step: Thunk, start: Thunk, group: Thunk): Value {
  const values = list(nix, group);
  if (values.type === 'unknown') return values;
  return foldElements(
    mapElements(values, (value) => value),
    start.force(),
    (result, value) => nix.applyAll(step.force(), result, value),
  );
}

function isBefore(left: Thunk, right: Thunk): boolean | UnknownValue {
  const order = compareValues(left.force(), right.force());
  return order === undefined ? unknownValue('two values cannot be compared') : order < 0;
}

function orderOf(order: number | undefined): Value {
  return order === undefined ? unknownValue('two values cannot be compared') : integerValue(Math.sign(order));
}

/** Runs of digits as numbers, the rest as texts. */
function compareNaturally(left: string, right: string): number {
  const [a, b] = [left, right].map((one) => one.split(/(0|[1-9][0-9]*)/));
  for (const [index, part] of (a ?? []).entries()) {
    const other = b?.[index];
    if (other === undefined) return 1;
    const order = index % 2 === 1 ? Number(BigInt(part) - BigInt(other)) : compareText(part, other);
    if (order !== 0) return order;
  }
  return (a?.length ?? 0) - (b?.length ?? 0);
}
