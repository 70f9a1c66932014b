/**
 * Which comments a plan loses. A comment may go with the thing that it belongs to (`comments.ts` says which that is) and
 * else stays, in its place and order. This check knows nothing of how the edits came about: it compares the two texts.
 */
import { diffArrays } from 'diff';
import type { Node } from '../syntax/nodes.js';
import { descendants } from '../syntax/parser.js';
import type { Comment, Source } from '../syntax/source.js';
import type { Range } from './container.js';
import type { Edit } from './edit.js';
import { columnOf, isBlank, lineBreaksIn, lineStartOf, startsLine } from './lines.js';

/**
 * In: a file before and after, and what leads from one to the other as `mergeEdits` gives it. Out: the comments of the
 * original that are not in the result, in order, although the thing that they belong to is.
 */
export function lostComments(before: Source, after: Source, merged: readonly Edit[]): readonly Comment[] {
  const missing = missingComments(before, after, merged);
  if (missing.length === 0) return [];
  const gone = removedWords(before, after, merged);
  const nodes = [...descendants(before.root)];
  const excused = new Set<Comment>();
  for (const comment of missing) {
    const above = before.comments.find((one) => excused.has(one) && continues(before, one, comment));
    const owner = ownerOf(before, nodes, comment);
    const around = nodes.filter((node) => node.start <= comment.start && comment.end <= node.end).at(-1);
    if (above !== undefined || gone.around(comment) || gone.head(owner) || gone.ends(around))
      excused.add(comment);
  }
  return missing.filter((comment) => !excused.has(comment));
}

/** An edit with the place that its text has in the result. */
interface Placed {
  readonly edit: Edit;
  readonly result: Range;
}

function placed(merged: readonly Edit[]): readonly Placed[] {
  let shift = 0;
  return merged.map((edit) => {
    const start = edit.start + shift;
    shift += edit.text.length - (edit.end - edit.start);
    return { edit, result: { start, end: start + edit.text.length } };
  });
}

/** Comments of the original without a comment of the same text in the place that the edits leave them. */
function missingComments(before: Source, after: Source, merged: readonly Edit[]): readonly Comment[] {
  const edits = placed(merged);
  let next = 0;
  return before.comments.filter((comment) => {
    const touching = edits.filter(({ edit }) => edit.start < comment.end && comment.start < edit.end);
    const first = touching[0]?.result.start ?? comment.start + shiftAt(merged, comment.start);
    const last = touching.at(-1)?.result.end ?? first + 1;
    while ((after.comments[next]?.start ?? first) < first) next += 1;
    for (let at = next; ; at += 1) {
      const candidate = after.comments[at];
      if (candidate === undefined || candidate.start >= last) return true;
      if (textOf(after, candidate) !== textOf(before, comment)) continue;
      next = at + 1;
      return false;
    }
  });
}

const textOf = (source: Source, comment: Comment): string => source.textOf(comment).trimEnd();

function shiftAt(merged: readonly Edit[], offset: number): number {
  const earlier = merged.filter(({ end }) => end <= offset);
  return earlier.reduce((sum, { start, end, text }) => sum + text.length - (end - start), 0);
}

/** A comment line that goes on in the column of a comment directly above. */
function continues(source: Source, above: Comment, below: Comment): boolean {
  const between = source.text.slice(above.end, below.start);
  const breaks = lineBreaksIn(source.text.slice(above.start, below.start));
  return (
    isBlank(between) &&
    breaks === lineBreaksIn(source.textOf(above).trimEnd()) + 1 &&
    columnOf(source.text, above.start) === columnOf(source.text, below.start)
  );
}

/** The thing that ends on the comment's line before it, else the one that begins below it without a blank line. */
function ownerOf(source: Source, nodes: readonly Node[], comment: Comment): Node | undefined {
  return startsLine(source.text, comment.start)
    ? nodeBelow(source, nodes, comment)
    : nodeBefore(source, nodes, comment);
}

function nodeBefore(source: Source, nodes: readonly Node[], comment: Comment): Node | undefined {
  let at = comment.start;
  for (;;) {
    const gap = /[;,\t ]*$/.exec(source.text.slice(lineStartOf(source.text, at), at))?.[0] ?? '';
    const previous = source.comments.find(({ end }) => end === at - gap.length);
    if (previous === undefined) return widest(nodes.filter(({ end }) => end <= at && end >= at - gap.length));
    at = previous.start;
  }
}

function nodeBelow(source: Source, nodes: readonly Node[], comment: Comment): Node | undefined {
  let at = comment.end;
  for (;;) {
    // The comma of a formal may lead its line.
    const gap = /^\s*(,[\t ]*)?/.exec(source.text.slice(at))?.[0] ?? '';
    if (lineBreaksIn(gap) > 1) return undefined;
    const next = source.comments.find(({ start }) => start === at + gap.length);
    if (next === undefined) return widest(nodes.filter(({ start }) => start === at + gap.length));
    at = next.end;
  }
}

function widest(nodes: readonly Node[]): Node | undefined {
  return nodes.toSorted((one, other) => other.end - other.start - (one.end - one.start))[0];
}

interface Word extends Range {
  readonly text: string;
}

/** Names, numbers and single signs of code, comments left out. */
function wordsOf(source: Source, range: Range): readonly Word[] {
  const words: Word[] = [];
  const comments = source.comments.filter(({ start, end }) => start < range.end && range.start < end);
  let at = range.start;
  for (const { start, end } of [...comments, { start: range.end, end: range.end }]) {
    for (const match of source.text.slice(at, Math.max(at, start)).matchAll(/[\w'-]+|\S/g)) {
      const from = at + match.index;
      words.push({ start: from, end: from + match[0].length, text: match[0] });
    }
    at = Math.max(at, end);
  }
  return words;
}

/** Whether a thing went, and was not merely written again. */
interface Gone {
  /** By its first word: the name of a binding, the function of a call. */
  readonly head: (node: Node | undefined) => boolean;
  /** By its first and last sign. */
  readonly ends: (node: Node | undefined) => boolean;
  /** What stands right before and right behind a comment. */
  readonly around: (comment: Comment) => boolean;
}

function removedWords(before: Source, after: Source, merged: readonly Edit[]): Gone {
  const removed = new Set<number>();
  for (const { edit, result } of placed(merged)) {
    const old = wordsOf(before, edit);
    let index = 0;
    const parts = diffArrays(
      old.map(({ text }) => text),
      wordsOf(after, result).map(({ text }) => text),
    );
    for (const { added, removed: isRemoved, value } of parts) {
      if (added) continue;
      for (const word of old.slice(index, index + value.length)) if (isRemoved) removed.add(word.start);
      index += value.length;
    }
  }
  const isRemoved = (word: Word | undefined): boolean => word !== undefined && removed.has(word.start);
  const words = (node: Node | undefined): readonly Word[] =>
    node === undefined ? [] : wordsOf(before, node);
  return {
    head: (node) => isRemoved(words(node).find(({ text }) => /\w/.test(text)) ?? words(node)[0]),
    ends: (node) => isRemoved(words(node)[0]) && isRemoved(words(node).at(-1)),
    around: (comment) =>
      merged.some((edit) => {
        if (edit.start > comment.start || comment.end > edit.end) return false;
        const inside = wordsOf(before, edit);
        return (
          isRemoved(inside.findLast(({ end }) => end <= comment.start)) &&
          isRemoved(inside.find(({ start }) => start >= comment.end))
        );
      }),
  };
}
