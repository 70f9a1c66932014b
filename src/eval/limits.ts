/** How long lists may become. A few lines of Nix can ask for more elements than a machine has room for. */
import { type ListItem, type ListValue, type SetValue, type UnknownValue, unknownValue } from './value.js';

/** Elements of a list; of a longer one the rest is not known. */
export const longestList = 65_536;

export const listTooLong: UnknownValue = unknownValue('a list is too long');

/** Lists as one, or what of it there is room for, with a gap. The lists are asked for while there is room. */
export function joinLists(lists: Iterable<ListValue>): ListValue {
  const items: ListItem[] = [];
  const literals: ListValue['literals'][number][] = [];
  const gaps: UnknownValue[] = [];
  const valuesOf: SetValue[] = [];
  for (const list of lists) {
    const isTooLong = items.length + list.items.length > longestList || list.gaps.includes(listTooLong);
    if (isTooLong) return { type: 'list', items, literals, gaps: [...gaps, listTooLong] };
    for (const item of list.items) items.push(item);
    for (const literal of list.literals) literals.push(literal);
    for (const gap of list.gaps) gaps.push(gap);
    if (list.valuesOf !== undefined) valuesOf.push(...list.valuesOf);
  }
  return { type: 'list', items, literals, gaps, valuesOf };
}
