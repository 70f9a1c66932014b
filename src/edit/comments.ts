/**
 * Which comments belong to a thing and go when it goes. When in doubt a comment stays.
 *
 * 1. Comments inside of the thing belong to it.
 * 2. Comments behind it on the line that it ends on belong to it when they end their line and nothing else that
 *    stays is on that line; a comment below that goes on in the same column belongs to them.
 * 3. Comment lines directly above it, with no blank line between, belong to it unless they may be about more:
 *    the things below it up to the next blank line or the next comment of its own are the group that such a
 *    comment heads, and it goes only with the whole group.
 * 4. A comment that looks like code commented out, or like a banner, is about nothing below it: it stays.
 */
import { type Container, gapText, type Token } from './container.js';
import { columnOf, lineBreaksIn, startsLine } from './lines.js';

/** The tokens behind an item that stand on the line that it ends on: its comma and comments. */
export interface Tail {
  /** Index of the last token of it; that of the item itself when it has none. */
  readonly last: number;
  /** The indices of the comments in it. */
  readonly comments: readonly number[];
  /** Whether its line ends with it. */
  readonly endsLine: boolean;
}

export function tailOf(container: Container, index: number): Tail {
  const { tokens, source } = container;
  const onSameLine = (next: number): boolean => lineBreaksIn(gapText(container, next)) === 0;
  let last = index;
  if (tokens[last + 1]?.kind === 'comma' && onSameLine(last + 1)) last += 1;
  const comments: number[] = [];
  while (tokens[last + 1]?.kind === 'comment' && onSameLine(last + 1)) {
    last += 1;
    comments.push(last);
  }
  const endsLine = !onSameLine(last + 1);
  const first = tokens[comments[0] ?? -1];
  if (!endsLine || first === undefined)
    return { last: comments.length === 0 ? index : last, comments, endsLine };
  const column = columnOf(source.text, first.start);
  for (let next = tokens[last + 1]; next?.kind === 'comment'; next = tokens[last + 1]) {
    const continues =
      lineBreaksIn(gapText(container, last + 1)) === 1 && columnOf(source.text, next.start) === column;
    if (!continues) break;
    last += 1;
    comments.push(last);
  }
  return { last, comments, endsLine };
}

/** The index of the first comment of the block directly above an item; that of the item, or its comma, when there is none. */
export function leadOf(container: Container, index: number): number {
  const { tokens, source } = container;
  const comma = tokens[index - 1];
  const leads = comma?.kind === 'comma' && startsLine(source.text, comma.start);
  let first = leads && lineBreaksIn(gapText(container, index)) === 0 ? index - 1 : index;
  const previous = tokens.findLastIndex((token, at) => at < index && token.kind === 'item');
  const taken = previous === -1 ? [] : tailOf(container, previous).comments;
  for (;;) {
    const above = tokens[first - 1];
    if (above?.kind !== 'comment' || taken.includes(first - 1)) return first;
    if (lineBreaksIn(gapText(container, first)) > 1 || !startsLine(source.text, above.start)) return first;
    first -= 1;
  }
}

/** The indices of the comments that go when the items of these indices go. */
export function commentsThatGo(container: Container, removed: ReadonlySet<number>): readonly number[] {
  return [...removed].flatMap((index) => [
    ...commentsAboveThatGo(container, index, removed),
    ...commentsBehindThatGo(container, index, removed),
  ]);
}

function commentsBehindThatGo(
  container: Container,
  index: number,
  removed: ReadonlySet<number>,
): readonly number[] {
  const { comments, endsLine } = tailOf(container, index);
  return endsLine && isAloneOnItsLastLine(container, index, removed) ? comments : [];
}

/** Whether all other items on the line that an item ends on go as well. */
function isAloneOnItsLastLine(container: Container, index: number, removed: ReadonlySet<number>): boolean {
  const { tokens, source } = container;
  const first = tokens.findLastIndex(
    (token, at) => at <= index && (source.textOf(token) + gapText(container, at)).includes('\n'),
  );
  return tokens.every(({ kind }, at) => at < first || at > index || kind !== 'item' || removed.has(at));
}

function commentsAboveThatGo(
  container: Container,
  index: number,
  removed: ReadonlySet<number>,
): readonly number[] {
  const { tokens, source } = container;
  const first = leadOf(container, index);
  const comments = tokens.flatMap((token, at) =>
    first <= at && at < index && token.kind === 'comment' ? [{ at, text: source.textOf(token) }] : [],
  );
  const isDoubtful = comments.some(({ text }) => isAboutNothingBelow(text));
  const isWhole = groupBelow(container, index).every((member) => removed.has(member));
  return isWhole && !isDoubtful ? comments.map(({ at }) => at) : [];
}

/** The other items that a comment above the item of this index may be about: up to a blank line or another comment. */
function groupBelow(container: Container, index: number): readonly number[] {
  const group: number[] = [];
  let own = tailOf(container, index).comments;
  for (const [at, { kind }] of container.tokens.entries()) {
    if (at <= index) continue;
    if (lineBreaksIn(gapText(container, at)) > 1) break;
    if (kind === 'comment' && !own.includes(at)) break;
    if (kind !== 'item') continue;
    group.push(at);
    own = tailOf(container, at).comments;
  }
  return group;
}

const banner = /([-=#*~_+])\1\1|\{\{\{|\}\}\}|keep-sorted/;

/** One line each of what a commented-out element or binding looks like. */
const code: readonly RegExp[] = [
  // a string, a path, a search path
  /^"[^"]*"$/,
  /^(\.{1,2}|~)?\/\S+$/,
  /^<\S+>$/,
  // a binding, an inherit
  /=.*;$/,
  /^inherit\b.*;$/,
  // the first, the last or the only line of something bracketed
  /[{[(]$/,
  /^[}\])]/,
  /^\(.*\)$/,
  // a selection
  /^(pkgs|lib|self|inputs|config|nixpkgs|final|prev|super)\.\S+$/,
  /^[\w'-]+(\.[\w'-]+){2,},?$/,
];

/** Whether a comment is code commented out or a banner. */
function isAboutNothingBelow(comment: string): boolean {
  if (banner.test(comment)) return true;
  if (/^#[^\s#!]\S*$/.test(comment)) return true;
  const lines = comment
    .replace(/^#+|^\/\*+|\*+\/$/g, '')
    .split('\n')
    .map((line) =>
      line
        .replace(/^\s*\*/, '')
        .replace(/\s#.*/, '')
        .trim(),
    );
  return lines.some((line) => code.some((pattern) => pattern.test(line)));
}

/** Whether a token is a comment that runs to the end of its line. */
export function isLineComment(container: Container, token: Token | undefined): boolean {
  return token?.kind === 'comment' && container.source.text[token.start] === '#';
}

/** Whether a token is a comment on a line of its own. */
export function isCommentLine(container: Container, token: Token | undefined): boolean {
  return token?.kind === 'comment' && startsLine(container.source.text, token.start);
}
