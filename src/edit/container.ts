/**
 * What a list, a set, a `let`, the formals of a function and an `inherit` have in common: things
 * between an opening and a closing, with white space, comments and perhaps commas between them.
 */
import type { AttributeSet, Formals, Inherit, LegacyLet, LetIn, List, Node } from '../syntax/nodes.js';
import type { Comment, Source } from '../syntax/source.js';
import { layoutOf } from './layout.js';

/** What holds bindings. */
export type Bindings = AttributeSet | LetIn | LegacyLet;

export interface Range {
  readonly start: number;
  readonly end: number;
}

export type Token =
  | (Range & { readonly kind: 'item'; readonly node: Node })
  | (Range & { readonly kind: 'comma' | 'comment' | 'ellipsis' });

export interface Container {
  readonly source: Source;
  /** Offset behind the opening: `[`, `{`, `let`, `inherit (x)`. */
  readonly open: number;
  /** Offset of the closing: `]`, `}`, `in`, `;`. */
  readonly close: number;
  /** In the order of the text; what lies between two of them is white space. */
  readonly tokens: readonly Token[];
  /** The white space that an opening and a closing on one line have inside, after the file's manner. */
  readonly padding: string;
  /** The white space between them when there is nothing else. */
  readonly emptyPadding: string;
}

export function listContainer(list: List): Container {
  return container(list.source, list.start + 1, list.end - 1, list.elements, paddingIn(list.source));
}

export function bindingsContainer(bindings: Bindings): Container {
  const { source, start, end } = bindings;
  const padding = paddingIn(source);
  switch (bindings.kind) {
    case 'attributeSet':
      return container(source, bindings.open + 1, end - 1, bindings.bindings, padding);
    case 'let':
      return container(source, start + 'let'.length, bindings.in, bindings.bindings, spaces);
    case 'legacyLet':
      return container(source, indexOfCode(source, '{', start) + 1, end - 1, bindings.bindings, padding);
  }
}

/** The names of an `inherit`. */
export function inheritContainer(inherit: Inherit): Container {
  const { source, start, end, from } = inherit;
  const open = from === undefined ? start + 'inherit'.length : indexOfCode(source, ')', from.end) + 1;
  return container(source, open, end - 1, inherit.names, noSpaces);
}

export function formalsContainer(formals: Formals): Container {
  const { source, start, end, ellipsis } = formals;
  const plain = container(source, start + 1, end - 1, formals.formals, paddingIn(source));
  const more: Token[] =
    ellipsis === undefined ? [] : [{ kind: 'ellipsis', start: ellipsis, end: ellipsis + '...'.length }];
  const tokens = inOrder([...plain.tokens, ...more]);
  const gaps = tokens.map((_token, index) => gapBefore({ ...plain, tokens }, index));
  const commas = [...gaps, gapBefore({ ...plain, tokens }, tokens.length)].flatMap((gap) =>
    [...source.textOf(gap).matchAll(/,/g)].map(
      ({ index }): Token => ({ kind: 'comma', start: gap.start + index, end: gap.start + index + 1 }),
    ),
  );
  return { ...plain, tokens: inOrder([...tokens, ...commas]) };
}

/** The white space before the token of this index; that before the closing for the index past the last. */
export function gapBefore({ tokens, open, close }: Container, index: number): Range {
  return { start: tokens[index - 1]?.end ?? open, end: tokens[index]?.start ?? close };
}

export function gapText(container: Container, index: number): string {
  return container.source.textOf(gapBefore(container, index));
}

/** The index of the token that a node is. */
export function indexOfNode(container: Container, node: Node): number {
  const index = container.tokens.findIndex((token) => token.kind === 'item' && token.node === node);
  if (index === -1)
    throw new Error(`${container.source.file}: asked to edit a thing in a place that does not hold it`);
  return index;
}

export function indexOfLastItem({ tokens }: Container): number {
  return tokens.findLastIndex((token) => token.kind === 'item');
}

/** Comments that begin in a range. */
export function commentsWithin(source: Source, range: Range): readonly Comment[] {
  return source.comments.filter(({ start }) => start >= range.start && start < range.end);
}

type Padding = Pick<Container, 'padding' | 'emptyPadding'>;

const spaces: Padding = { padding: ' ', emptyPadding: ' ' };
const noSpaces: Padding = { padding: '', emptyPadding: '' };

function paddingIn(source: Source): Padding {
  const { bracketSpacing, emptyBracketSpacing } = layoutOf(source);
  return { padding: bracketSpacing ? ' ' : '', emptyPadding: emptyBracketSpacing ? ' ' : '' };
}

function container(
  source: Source,
  open: number,
  close: number,
  nodes: readonly Node[],
  padding: Padding,
): Container {
  const items = nodes.map((node): Token => ({ kind: 'item', start: node.start, end: node.end, node }));
  const comments = commentsWithin(source, { start: open, end: close })
    .filter((comment) => !nodes.some((node) => node.start <= comment.start && comment.end <= node.end))
    .map(
      ({ start, end }): Token => ({
        kind: 'comment',
        start,
        end: source.text[end - 1] === '\r' ? end - 1 : end,
      }),
    );
  return { source, open, close, tokens: inOrder([...items, ...comments]), ...padding };
}

function inOrder(tokens: readonly Token[]): Token[] {
  return tokens.toSorted((a, b) => a.start - b.start);
}

/** Where a character that the syntax demands stands, comments skipped; `from` must not lie in a string. */
function indexOfCode(source: Source, character: string, from: number): number {
  const found = source.text.indexOf(character, from);
  const comment = source.comments.find(({ start, end }) => start <= found && found < end);
  return comment === undefined ? found : indexOfCode(source, character, comment.end);
}
