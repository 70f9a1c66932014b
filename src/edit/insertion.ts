/** Puts a thing among those that a list, a set, a `let` or an `inherit` holds, in their manner. */
import type { Node } from '../syntax/nodes.js';
import { isLineComment, leadOf, tailOf } from './comments.js';
import { type Container, gapBefore, gapText, indexOfLastItem, indexOfNode, type Token } from './container.js';
import type { Edit, Motive } from './edit.js';
import { layoutOf } from './layout.js';
import { indentationAt, lineStartOf, startsLine } from './lines.js';
import { reindent } from './reindent.js';

export type Position =
  | { readonly kind: 'start' | 'end' }
  | { readonly kind: 'after' | 'before'; readonly node: Node };

/** Whether a blank line is to separate a new thing from that next to it, when it goes into the gap of this index. */
export type BlankLine = (container: Container, gap: number, text: string) => boolean;

const noBlankLine: BlankLine = () => false;

/** The edits that insert `text`, written at indentation 0 with two spaces a level. */
export function insertItem(
  container: Container,
  position: Position,
  text: string,
  motive: Motive,
  blankLine: BlankLine = noBlankLine,
): Edit[] {
  const place: Place = { container, anchor: anchorOf(container, position), text, motive };
  if (container.tokens.length === 0) return intoEmpty(place);
  if (isOnOneLine(container) && (text.includes('\n') || outgrowsLine(container, text)))
    return breakingLines(place);
  const { anchor } = place;
  if (position.kind === 'before' && startsLineWithLead(container, position.node)) {
    return beforeOnOwnLine(place, position.node, blankLine);
  }
  const followed = gapText(container, anchor + 1);
  const atClosing = anchor === container.tokens.length - 1;
  const mustBreak = isLineComment(container, container.tokens[anchor]);
  const goesOn = isFilled(container, anchor) && !(atClosing && text.includes('\n'));
  const ownLine = isBroken(container) && !goesOn && (atClosing || followed.includes('\n'));
  if (mustBreak || ownLine) return onOwnLine(place, blankLine);
  if (anchor === -1 && isBroken(container)) return onLineOfOpening(place);
  return inline(place);
}

/** The formatters of Nix break a line here. */
export const longestLine = 100;

/** nixfmt keeps only lists of plain things on one line, alejandra any; else a line that gets too long is broken. */
function outgrowsLine({ source, open, close }: Container, text: string): boolean {
  const isList = source.text[open - 1] === '[';
  const { formatter } = layoutOf(source);
  if (formatter === 'alejandra') return false;
  if (isList && formatter === 'nixfmt' && text.includes(' ')) return true;
  const lineEnd = source.text.indexOf('\n', close);
  const line = (lineEnd === -1 ? source.text.length : lineEnd) - lineStartOf(source.text, open);
  return isList && line + ` ${text}`.length > longestLine;
}

interface Place {
  readonly container: Container;
  /** The index of the token that the new thing comes after; -1 for the opening. */
  readonly anchor: number;
  readonly text: string;
  readonly motive: Motive;
}

function anchorOf(container: Container, position: Position): number {
  switch (position.kind) {
    case 'after':
      return endOfItem(container, indexOfNode(container, position.node));
    case 'before':
      return leadOf(container, indexOfNode(container, position.node)) - 1;
    case 'start':
      return indexOfLastItem(container) === -1 ? container.tokens.length - 1 : endOfOpeningLine(container);
    case 'end': {
      const last = indexOfLastItem(container);
      return last === -1 ? container.tokens.length - 1 : endOfFolds(container, endOfItem(container, last));
    }
  }
}

/** Behind the comments on its line, unless another thing follows there. */
function endOfItem(container: Container, index: number): number {
  const { last, endsLine } = tailOf(container, index);
  return endsLine || last === container.tokens.length - 1 ? last : index;
}

/** Behind the comments that end a fold below a thing. */
function endOfFolds({ tokens, source }: Container, index: number): number {
  const isFoldEnd = ({ kind, start, end }: Token): boolean =>
    kind === 'comment' && foldEnd.test(source.text.slice(start, end));
  const after = tokens.findIndex((token, at) => at > index && !isFoldEnd(token));
  return after === -1 ? tokens.length - 1 : after - 1;
}

/** The markers with which editors end a fold: those of Vim, and those of Visual Studio Code. */
const foldEnd = /^#\s*(\}\}\}|#?endregion\b)/;

/** The comments behind the opening on its line stay there. */
function endOfOpeningLine(container: Container): number {
  const { tokens } = container;
  let at = -1;
  while (tokens[at + 1]?.kind === 'comment' && !gapText(container, at + 1).includes('\n')) at += 1;
  return gapText(container, at + 1).includes('\n') ? at : -1;
}

const isOnOneLine = ({ source, open, close }: Container): boolean =>
  !source.text.slice(open, close).includes('\n');

/** Whether there is a line break between the things, not only inside of them. */
function isBroken(container: Container): boolean {
  return [...container.tokens, undefined].some((_token, index) => gapText(container, index).includes('\n'));
}

/** Whether lines hold several things each, that of the anchor as well: the new one goes on with the line. */
function isFilled({ source, tokens }: Container, anchor: number): boolean {
  const items = tokens.filter(({ kind }) => kind === 'item');
  const heads = items.filter(({ start }, index) => index === 0 || startsLine(source.text, start)).length;
  const shared = items.length - heads;
  const at = tokens[anchor];
  return at?.kind === 'item' && at !== items[0] && shared >= heads && !startsLine(source.text, at.start);
}

function insertion({ container, motive }: Place, at: number, text: string): Edit {
  return { file: container.source.file, start: at, end: at, text, ...motive };
}

function offsetOf({ container, anchor }: Place): number {
  return container.tokens[anchor]?.end ?? container.open;
}

/** `text` with its further lines indented below `indentation`. */
function placed({ container, text }: Place, indentation: string): string {
  const { unit, lineEnd } = layoutOf(container.source);
  return reindent(text, indentation, unit, lineEnd);
}

function onOwnLine(place: Place, blankLine: BlankLine): Edit[] {
  const { container, anchor, text } = place;
  const { lineEnd } = layoutOf(container.source);
  const indentation = indentationOfItems(container, anchor);
  const isBlank = blankLine(container, anchor + 1, text);
  const line = lineEnd + indentation + placed(place, indentation);
  return [insertion(place, offsetOf(place), isBlank ? lineEnd + line : line)];
}

function startsLineWithLead(container: Container, node: Node): boolean {
  const token = container.tokens[leadOf(container, indexOfNode(container, node))];
  return token !== undefined && startsLine(container.source.text, token.start);
}

/** Above the comments that belong to `node`, so that it stands in the group that `node` is in. */
function beforeOnOwnLine(place: Place, node: Node, blankLine: BlankLine): Edit[] {
  const { container, text } = place;
  const { lineEnd } = layoutOf(container.source);
  const lead = leadOf(container, indexOfNode(container, node));
  const start = container.tokens[lead]?.start ?? node.start;
  const indentation = indentationAt(container.source.text, start);
  const between = blankLine(container, lead, text) ? lineEnd + lineEnd : lineEnd;
  return [insertion(place, start, placed(place, indentation) + between + indentation)];
}

/** `[ a` with further elements below: the new one takes the place of `a`, which goes to a line of its own. */
function onLineOfOpening(place: Place): Edit[] {
  const { container } = place;
  const first = container.tokens[0];
  const indentation = indentationOfItems(container, 0);
  const { lineEnd } = layoutOf(container.source);
  return [
    insertion(place, first?.start ?? container.open, placed(place, indentation) + lineEnd + indentation),
  ];
}

function inline(place: Place): Edit[] {
  const { container, anchor } = place;
  const offset = offsetOf(place);
  const text = placed(place, indentationAt(container.source.text, offset));
  if (anchor !== -1) return [insertion(place, offset, ` ${text}`)];
  return [insertion(place, offset, gapText(container, 0) === '' ? `${text} ` : ` ${text}`)];
}

function intoEmpty(place: Place): Edit[] {
  const { container, text } = place;
  const { source, open, close, padding } = container;
  const { lineEnd, unit } = layoutOf(source);
  const inner = source.text.slice(open, close);
  const base = indentationAt(source.text, open);
  const indentation = base + unit;
  if (inner.includes('\n'))
    return [insertion(place, open, lineEnd + indentation + placed(place, indentation))];
  if (text.includes('\n')) return breakingLines(place);
  // `inherit;` has no bracket
  const head = inner !== '' || !/[[{]/.test(source.text.charAt(open - 1)) ? ' ' : padding;
  return [insertion(place, open, head + placed(place, base) + (inner === '' ? padding : ''))];
}

/** Several lines into what stands on one: every thing gets a line of its own. */
function breakingLines(place: Place): Edit[] {
  const { container } = place;
  const { source, tokens, open } = container;
  const { lineEnd, unit } = layoutOf(source);
  const base = indentationAt(source.text, open);
  const indentation = base + unit;
  const edit = (index: number, text: string): Edit => {
    const { start, end } = gapBefore(container, index);
    return { file: source.file, start, end, text, ...place.motive };
  };
  // a comment in front of a thing goes with it
  const firsts = tokens.flatMap((token, index) =>
    token.kind === 'item' ? [firstCommentBefore(container, index)] : [],
  );
  return [
    insertion(place, offsetOf(place), lineEnd + indentation + placed(place, indentation)),
    ...firsts.map((index) => edit(index, lineEnd + indentation)),
    edit(tokens.length, lineEnd + base),
  ];
}

function firstCommentBefore({ tokens }: Container, index: number): number {
  return tokens[index - 1]?.kind === 'comment' && index === 1 ? 0 : index;
}

/** The indentation of the things around an anchor that have lines of their own. */
function indentationOfItems({ source, tokens, open }: Container, anchor: number): string {
  const { text } = source;
  const headed = tokens.filter(({ start }) => startsLine(text, start));
  const items = headed.filter(({ kind }) => kind === 'item');
  const candidates = items.length > 0 ? items : headed;
  const offset = tokens[anchor]?.start ?? open;
  const nearest = candidates.findLast(({ start }) => start <= offset) ?? candidates[0];
  return nearest === undefined
    ? indentationAt(text, open) + layoutOf(source).unit
    : indentationAt(text, nearest.start);
}
