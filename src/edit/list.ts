/** Elements of lists. */
import type { Expression, List } from '../syntax/nodes.js';
import { listContainer } from './container.js';
import type { Edit, Motive } from './edit.js';
import { insertItem, longestLine, type Position } from './insertion.js';
import { columnOf, indentationAt, startsLine } from './lines.js';
import { removeItems } from './removal.js';

/**
 * The edits that add an element to a list: on the line of a list that is on one, unless that would get too long,
 * else on a line of its own.
 * @param text an expression as it may stand in a list, written at indentation 0 with two spaces a level
 */
export function insertElement(
  list: List,
  text: string,
  motive: Motive,
  { at = 'end', after }: { readonly at?: 'end' | 'start'; readonly after?: Expression | undefined } = {},
): Edit[] {
  const position: Position = after === undefined ? { kind: at } : { kind: 'after', node: after };
  return insertItem(listContainer(list), position, text, motive);
}

/**
 * The text of a new element: `text`, or `broken` where a line of the list would get too long by it.
 * @param broken the same over several lines, written at indentation 0 with two spaces a level
 */
export function fittingText(
  { source, start, elements: [first] }: List,
  text: string,
  broken: string,
): string {
  const column =
    first !== undefined && startsLine(source.text, first.start)
      ? columnOf(source.text, first.start)
      : indentationAt(source.text, start).length + 2;
  return column + text.length > longestLine ? broken : text;
}

/** The edits that take an element out of a list, with the comments that belong to it. */
export function removeElement(list: List, element: Expression, motive: Motive): Edit[] {
  return removeElements(list, [element], motive);
}

/** The edits that take several elements out of one list; a comment above them goes when all go that it is about. */
export function removeElements(list: List, elements: readonly Expression[], motive: Motive): Edit[] {
  return removeItems(listContainer(list), elements, motive);
}
