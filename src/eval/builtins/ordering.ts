/** Lists sorted, parted and grouped. */
import type { Interpreter } from '../interpreter.js';
import { Thunk } from '../thunk.js';
import {
  because,
  type ListItem,
  type ListValue,
  type SetValue,
  setValue,
  type UnknownValue,
  type Value,
} from '../value.js';
import { withGap, withItems } from './elements.js';

/** Sorted, equal elements in their order; where the order is not known, all elements and a gap. */
export function sortElements(
  list: ListValue,
  isBefore: (left: Thunk, right: Thunk) => boolean | UnknownValue,
): ListValue {
  let unsure: UnknownValue | undefined;
  const before = (left: ListItem, right: ListItem): boolean => {
    if (unsure !== undefined) return false;
    const answer = isBefore(left.thunk, right.thunk);
    if (typeof answer !== 'boolean') unsure = answer;
    return answer === true;
  };
  const sorted = [...list.items].sort((left, right) =>
    before(left, right) ? -1 : before(right, left) ? 1 : 0,
  );
  return unsure === undefined ? withItems(list, sorted) : withGap(list, unsure);
}

interface Partition {
  readonly right: ListValue;
  readonly wrong: ListValue;
}

export function partitionElements(
  list: ListValue,
  test: (thunk: Thunk) => boolean | UnknownValue,
): Partition {
  const right: ListItem[] = [];
  const wrong: ListItem[] = [];
  for (const item of list.items) {
    const answer = test(item.thunk);
    const maybe = typeof answer === 'boolean' ? item : { ...item, maybe: item.maybe ?? answer };
    if (answer !== false) right.push(maybe);
    if (answer !== true) wrong.push(maybe);
  }
  return { right: withItems(list, right), wrong: withItems(list, wrong) };
}

/** The elements by the names that a function gives them. */
export function groupElements(nix: Interpreter, list: ListValue, nameOf: (thunk: Thunk) => Value): SetValue {
  const groups = new Map<string, ListItem[]>();
  const rest: Value[] = list.gaps.map(because);
  for (const item of list.items) {
    const name = nameOf(item.thunk);
    const text = name.type === 'string' ? name.text : undefined;
    if (text === undefined) {
      rest.push(nix.notKnown(name));
      continue;
    }
    const group = groups.get(text);
    if (group === undefined) groups.set(text, [item]);
    else group.push(item);
  }
  const names = [...groups.keys()];
  return setValue(
    new Map(names.map((name) => [name, Thunk.of(withItems(list, groups.get(name) ?? []))])),
    rest,
  );
}
