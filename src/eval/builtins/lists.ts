/** Builtins over lists that go element by element, or ask how many there are. */
import { compareValues, equalValues } from '../comparison.js';
import { listTooLong, longestList } from '../limits.js';
import { Thunk } from '../thunk.js';
import { booleanValue, integerValue, listValue, setValue, unknownValue } from '../value.js';
import { type Builtin, binary, ternary, unary } from './define.js';
import {
  applyToEach,
  everyElement,
  filterElements,
  firstElement,
  flattenOnce,
  foldElements,
  holds,
  mapElements,
  someElement,
  uncertain,
  withItems,
} from './elements.js';
import { groupElements, partitionElements, sortElements } from './ordering.js';
import { anything, elements, integer, list, whyInexact } from './shapes.js';

export const listBuiltins: readonly Builtin[] = [
  binary('map', anything, list, (nix, change, values) =>
    mapElements(values, (value) => new Thunk(() => applyToEach(nix, change.force(), value))),
  ),
  binary('filter', anything, list, (nix, predicate, values) =>
    filterElements(values, (value) => holds(nix, predicate, value)),
  ),
  ternary("foldl'", anything, anything, list, (nix, step, start, values) =>
    foldElements(values, start.force(), (result, value) => applyToEach(nix, step.force(), result, value)),
  ),
  unary('concatLists', list, (_nix, values) => flattenOnce(values)),
  binary('concatMap', anything, list, (nix, change, values) =>
    flattenOnce(mapElements(values, (value) => new Thunk(() => applyToEach(nix, change.force(), value)))),
  ),
  binary('elem', anything, list, (_nix, wanted, values) =>
    someElement(
      values,
      (value) => equalValues(wanted.force(), value.force()) ?? unknownValue('two values cannot be compared'),
    ),
  ),
  binary('any', anything, list, (nix, predicate, values) =>
    someElement(values, (value) => holds(nix, predicate, value)),
  ),
  binary('all', anything, list, (nix, predicate, values) =>
    everyElement(values, (value) => holds(nix, predicate, value)),
  ),
  binary('elemAt', elements, integer, (_nix, values, index) => {
    return values[Number(index)]?.thunk.force() ?? unknownValue(`a list has no element ${index}`);
  }),
  unary('head', list, (_nix, values) => firstElement(values)),
  unary('tail', list, (_nix, values) => {
    const [first, ...more] = values.items;
    if (first === undefined) return whyInexact(values) ?? unknownValue('the tail of an empty list');
    const why = values.gaps[0] ?? first.maybe;
    return why === undefined ? withItems(values, more) : uncertain(values, why);
  }),
  unary('length', elements, (_nix, values) => integerValue(values.length)),
  binary('genList', anything, integer, (nix, make, count) => {
    if (count < 0n) return unknownValue('a list of negative length');
    if (count > longestList) return listTooLong;
    return listValue(
      Array.from(
        { length: Number(count) },
        (_, index) => new Thunk(() => applyToEach(nix, make.force(), integerValue(index))),
      ),
    );
  }),
  binary('sort', anything, list, (nix, before, values) =>
    sortElements(values, (a, b) => holds(nix, before, a, b)),
  ),
  binary('partition', anything, list, (nix, predicate, values) => {
    const { right, wrong } = partitionElements(values, (value) => holds(nix, predicate, value));
    return setValue(
      new Map([
        ['right', Thunk.of(right)],
        ['wrong', Thunk.of(wrong)],
      ]),
    );
  }),
  binary('groupBy', anything, list, (nix, nameOf, values) =>
    groupElements(nix, values, (value) => nix.apply(nameOf.force(), value)),
  ),
  binary('lessThan', anything, anything, (_nix, a, b) => {
    const order = compareValues(a.force(), b.force());
    return order === undefined ? unknownValue('two values cannot be compared') : booleanValue(order < 0);
  }),
];
