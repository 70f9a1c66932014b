/** The stretches of a text in which edits meet, with what happens to each piece of them. */
import type { Edit } from './edit.js';
import { fromLineEnd, isBlank, isInLineComment, lineBreaksIn } from './lines.js';

/** A stretch of text of which nothing stays but white space, with what is done to it. */
export interface Region {
  readonly start: number;
  readonly end: number;
  readonly edits: readonly [Edit, ...Edit[]];
  readonly atoms: readonly Atom[];
}

export type Atom = Insertion | Removal | Blank;

export interface Insertion {
  readonly kind: 'insertion';
  readonly edit: Edit;
}

export interface Removal {
  readonly kind: 'removal';
  readonly edit: Edit;
}

export interface Blank {
  readonly kind: 'blank';
  readonly start: number;
  readonly end: number;
  /** As it was, or with the line breaks that an edit adds; below a comment, without spaces that would go on with it. */
  readonly text: string;
  readonly stays: boolean;
}

/** @param sorted edits in the order of the text that do not overlap */
export function regionsOf(text: string, sorted: readonly Edit[]): readonly Region[] {
  const groups: [Edit, ...Edit[]][] = [];
  for (const edit of sorted) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    const meets =
      last !== undefined && isBlank(text.slice(last.end, edit.start)) && isLoose(last) && isLoose(edit);
    if (meets) group?.push(edit);
    else groups.push([edit]);
  }
  return groups.map((edits, index): Region => {
    const floor = groups[index - 1]?.at(-1)?.end ?? 0;
    const ceiling = groups[index + 1]?.[0]?.start ?? text.length;
    const first = edits[0].start;
    const last = edits.at(-1)?.end ?? first;
    const start = Math.min(first, endOfComment(text, floor + text.slice(floor, first).trimEnd().length));
    const end = ceiling - text.slice(last, ceiling).trimStart().length;
    return { start, end, edits, atoms: atomsOf(text, edits, start, end) };
  });
}

/** Spaces at the end of a line comment are part of it. */
function endOfComment(text: string, offset: number): number {
  if (!isInLineComment(text, offset)) return offset;
  return offset + (/^[ \t]*(?=\r?\n)/.exec(text.slice(offset))?.[0].length ?? 0);
}

/** An insertion, a deletion or a change of white space; what replaces text by text stands for itself. */
function isLoose(edit: Edit): boolean {
  return edit.start === edit.end || isBlank(edit.text);
}

function atomsOf(text: string, edits: readonly Edit[], start: number, end: number): readonly Atom[] {
  const atoms: Atom[] = [];
  let at = start;
  const isBelowComment = isInLineComment(text, start);
  const put = (from: number, to: number, wanted: string, stays: boolean): void => {
    const own = isBelowComment ? fromLineEnd(wanted) : wanted;
    atoms.push({ kind: 'blank', start: from, end: to, text: own, stays });
  };
  const keep = (to: number): void => {
    if (at < to) put(at, to, text.slice(at, to), true);
    at = to;
  };
  for (const edit of edits) {
    keep(edit.start);
    at = edit.end;
    const old = text.slice(edit.start, edit.end);
    if (!isBlank(old)) atoms.push(...removalOf(edit, old));
    else if (!isBlank(edit.text)) atoms.push({ kind: 'insertion', edit });
    else {
      const breaks = lineBreaksIn(edit.text) > lineBreaksIn(old) || old === '';
      put(edit.start, edit.end, breaks ? edit.text : old, edit.text !== '');
    }
  }
  keep(end);
  return atoms;
}

/** The removal of a thing, of the white space that may go with it, and the space that comes in its place. */
function removalOf(edit: Edit, old: string): readonly Atom[] {
  if (!isBlank(edit.text)) return [{ kind: 'removal', edit }];
  const start = edit.end - old.trimStart().length;
  const end = edit.start + old.trimEnd().length;
  const blank = (from: number, to: number, text: string, stays: boolean): readonly Atom[] =>
    text === '' ? [] : [{ kind: 'blank', start: from, end: to, text, stays }];
  return [
    ...blank(edit.start, start, old.slice(0, start - edit.start), false),
    { kind: 'removal', edit: { ...edit, start, end, text: '' } },
    ...blank(end, edit.end, old.slice(end - edit.start), false),
    ...blank(edit.end, edit.end, edit.text, true),
  ];
}
