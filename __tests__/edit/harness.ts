/** Parses small sources, and applies edits while it checks what must hold for every edit. */
import type { Edit, Motive } from '../../src/edit/edit.js';
import { lostComments } from '../../src/edit/lost-comments.js';
import { applyEdits, mergeEdits } from '../../src/edit/merge.js';
import type { Expression, Node } from '../../src/syntax/nodes.js';
import { descendants, parse } from '../../src/syntax/parser.js';
import type { Source } from '../../src/syntax/source.js';
import { type Change, structureOf } from './structure.js';

export const motive: Motive = { by: 'some-codemod', why: 'some reason' };

export const lines = (...all: readonly string[]): string => all.join('\n');

export function sourceOf(text: string): Source {
  const parsed = parse('flake.nix', text);
  if (parsed.kind === 'broken') throw new Error(`${parsed.message} in\n${text}\n${parsed.place.frame}`);
  return parsed.source;
}

type OfKind<Kind extends Node['kind']> = Extract<Node, { readonly kind: Kind }>;

export function every<Kind extends Node['kind']>(source: Source, kind: Kind): readonly OfKind<Kind>[] {
  return [...descendants(source.root)].filter((node): node is OfKind<Kind> => node.kind === kind);
}

export function first<Kind extends Node['kind']>(source: Source, kind: Kind): OfKind<Kind> {
  const node = every(source, kind)[0];
  if (node === undefined) throw new Error(`there is no ${kind}`);
  return node;
}

export function at<T>(things: readonly T[], index: number): T {
  const thing = things.at(index);
  if (thing === undefined) throw new Error(`there is nothing at ${index}`);
  return thing;
}

/** The node whose text is `text`. */
export function nodeOf(source: Source, text: string): Node {
  const node = [...descendants(source.root)].find((candidate) => source.textOf(candidate) === text);
  if (node === undefined) throw new Error(`there is no “${text}”`);
  return node;
}

export function expressionOf(text: string): Expression {
  return sourceOf(text).root;
}

export interface Expectation extends Change {
  /** The comments that go, beside those inside of what goes; the rest must be there, each as often as before. */
  readonly commentsGone?: readonly string[];
}

/**
 * The double around the edit engine: the text with the edits done, after it checked that the edits are in order, that
 * all other text is as it was, that the result parses into the expected structure and has the comments it must have.
 */
export function edited(source: Source, edits: readonly Edit[], expectation?: Expectation): string {
  const merged = mergeEdits(source.text, edits);
  let end = 0;
  for (const edit of merged) {
    expect(edit.file).toBe(source.file);
    expect(edit.start).toBeGreaterThanOrEqual(end);
    expect(edit.end).toBeGreaterThanOrEqual(edit.start);
    end = edit.end;
  }
  expect(end).toBeLessThanOrEqual(source.text.length);
  const spliced = merged.reduceRight(
    (text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end),
    source.text,
  );
  const result = applyEdits(source.text, edits);
  expect(result).toBe(spliced);
  expect(applyEdits(source.text, merged)).toBe(result);
  if (source.text.includes('\r\n')) expect(result).not.toMatch(/(^|[^\r])\n/);
  const after = sourceOf(result);
  expect(lostComments(source, after, merged).map((comment) => source.textOf(comment))).toEqual([]);
  if (expectation === undefined) return result;
  expect(structureOf(after.root)).toBe(structureOf(source.root, expectation));
  expect(commentsOf(after).sort()).toEqual(commentsThatStay(source, expectation).sort());
  return result;
}

export function commentsOf(source: Source): string[] {
  return source.comments.map((comment) => source.textOf(comment).trim());
}

function commentsThatStay(source: Source, { gone, commentsGone = [] }: Expectation): string[] {
  const inside = (start: number): boolean =>
    [...(gone ?? [])].some((node) => node.start <= start && start < node.end);
  const expected = source.comments
    .filter(({ start }) => !inside(start))
    .map((comment) => source.textOf(comment).trim());
  for (const comment of commentsGone) {
    const index = expected.indexOf(comment);
    if (index === -1) throw new Error(`“${comment}” was not there`);
    expected.splice(index, 1);
  }
  return expected;
}
