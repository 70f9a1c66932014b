/** Takes things out of what holds them, with their comments and white space. */
import type { Node } from '../syntax/nodes.js';
import { commentsThatGo, isCommentLine, isLineComment } from './comments.js';
import { type Container, gapBefore, gapText, indexOfNode, type Range } from './container.js';
import type { Edit, Motive } from './edit.js';
import { fromLineEnd, lineBreaksIn, runTogether } from './lines.js';

/**
 * The edits that take `nodes` out of a container. Of the white space around each run of removed tokens one piece
 * stays; it is a piece that was there, so that blank lines between groups stay and none is doubled. Spaces at the
 * end of a line that goes are not left to a comment above it, as they would be part of it.
 * @param commas indices of the commas that go as well
 */
export function removeItems(
  container: Container,
  nodes: readonly Node[],
  motive: Motive,
  commas: readonly number[] = [],
): Edit[] {
  const items = new Set(nodes.map((node) => indexOfNode(container, node)));
  const gone = new Set([...items, ...commas, ...commentsThatGo(container, items)]);
  const runs = runsOf(gone);
  return runs.flatMap(([first, last]) => removeRun(container, first, last, motive));
}

type Run = readonly [first: number, last: number];

function runsOf(indices: ReadonlySet<number>): readonly Run[] {
  const firsts = [...indices].filter((index) => !indices.has(index - 1));
  return firsts.map((first): Run => {
    let last = first;
    while (indices.has(last + 1)) last += 1;
    return [first, last];
  });
}

/**
 * Every token and every piece of white space that goes is an edit of its own: the removal of a neighbour may
 * want some of them, too, and insertions go between them.
 */
function removeRun(container: Container, first: number, last: number, motive: Motive): Edit[] {
  const { source, tokens } = container;
  const isAll = first === 0 && last === tokens.length - 1;
  const kept = isAll ? last + 1 : gapToKeep(container, first, last);
  const isBelowComment = isLineComment(container, tokens[first - 1]);
  const edits: Edit[] = [];
  const put = ({ start, end }: Range, text: string): void => {
    if (source.text.slice(start, end) === text) return;
    edits.push({ file: source.file, start, end, text, ...motive });
  };
  const separator = needsSeparator(container, first, last, kept) ? ' ' : '';
  for (let index = first; index <= last + 1; index += 1) {
    if (index !== kept) put(gapBefore(container, index), '');
    else if (isAll) put(gapBefore(container, index), container.emptyPadding);
    else if (isBelowComment) put(gapBefore(container, index), fromLineEnd(gapText(container, index)));
    const token = tokens[index];
    if (index <= last && token !== undefined) put(token, index === last ? separator : '');
  }
  return edits;
}

/** Which of the pieces of white space around and inside a run of removed tokens stays, by index. */
function gapToKeep(container: Container, first: number, last: number): number {
  const { tokens } = container;
  const breaks = (index: number): number => lineBreaksIn(gapText(container, index));
  const before = tokens[first - 1];
  const behind = tokens[last + 1];
  if (before === undefined) {
    // a comment line does not move up to the bracket
    if (breaks(first) === 0) return isCommentLine(container, behind) ? last + 1 : first;
    // what stays keeps its own indentation where that is another
    return breaks(first) === breaks(last + 1) && gapText(container, first) !== gapText(container, last + 1)
      ? last + 1
      : first;
  }
  if (behind === undefined) {
    return isLineComment(container, before) && breaks(last + 1) === 0 ? first : last + 1;
  }
  let best = last + 1;
  for (let index = last; index >= first; index -= 1) if (breaks(index) > breaks(best)) best = index;
  return best;
}

/** Whether what stands before a run and what stands behind it would become one without it. */
function needsSeparator(container: Container, first: number, last: number, kept: number): boolean {
  const { source, tokens } = container;
  const before = tokens[first - 1];
  const behind = tokens[last + 1];
  if (before === undefined || behind === undefined || gapText(container, kept) !== '') return false;
  return runTogether(source.textOf(before), source.textOf(behind));
}
