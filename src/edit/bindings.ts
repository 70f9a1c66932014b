/** Bindings of attribute sets and of `let`. */
import type { Binding } from '../syntax/nodes.js';
import { tailOf } from './comments.js';
import { type Bindings, bindingsContainer, type Container, gapText } from './container.js';
import type { Edit, Motive } from './edit.js';
import { type BlankLine, insertItem, type Position } from './insertion.js';
import { lineBreaksIn } from './lines.js';
import { removeItems } from './removal.js';

export type { Bindings } from './container.js';

export interface BindingPlace {
  /** The end when neither `after` nor `before` is given. */
  readonly after?: Binding | undefined;
  readonly before?: Binding | undefined;
  /** As the neighbours have it when not given. */
  readonly blankLineBefore?: boolean | undefined;
}

/**
 * The edits that add a binding to a set or a `let`.
 * @param text one binding or several, with their `;`, written at indentation 0 with two spaces a level
 */
export function insertBinding(
  target: Bindings,
  text: string,
  motive: Motive,
  place: BindingPlace = {},
): Edit[] {
  const { blankLineBefore } = place;
  const blankLine: BlankLine = blankLineBefore === undefined ? isSeparated : () => blankLineBefore;
  return insertItem(bindingsContainer(target), positionOf(place), text, motive, blankLine);
}

/** The edits that take a binding out of a set or a `let`, with the comments that belong to it. */
export function removeBinding(target: Bindings, binding: Binding, motive: Motive): Edit[] {
  return removeBindings(target, [binding], motive);
}

/** The edits that take several bindings out of one set; a comment above them goes when all go that it is about. */
export function removeBindings(target: Bindings, bindings: readonly Binding[], motive: Motive): Edit[] {
  return removeItems(bindingsContainer(target), bindings, motive);
}

function positionOf({ after, before }: BindingPlace): Position {
  if (after !== undefined) return { kind: 'after', node: after };
  if (before !== undefined) return { kind: 'before', node: before };
  return { kind: 'end' };
}

/**
 * Whether a blank line separates bindings like the new one from their neighbours: for a new one of several lines,
 * or next to such a one, those of several lines decide; else all do. Bindings of one attribute (`a.url`, `a.inputs`)
 * are a group, which says nothing. Between things with no blank line between there will be none.
 */
function isSeparated(container: Container, gap: number, text: string): boolean {
  const { tokens } = container;
  const isInside = gap > 0 && gap < tokens.length;
  if (isInside && lineBreaksIn(gapText(container, gap)) < 2) return false;
  const items = itemsOf(container);
  const neighbour = items.findLast(({ index }) => index < gap) ?? items[0];
  const head = /^[\w'-]+(?=\.)/.exec(text)?.[0];
  if (head !== undefined && head === neighbour?.head) return false;
  const pairs = items.slice(1).map((second, at) => pairOf(container, items[at] ?? second, second));
  const apart = pairs.filter(({ isGroup }) => !isGroup);
  const blocks = apart.filter(({ isBlock }) => isBlock);
  const isBlock = text.includes('\n') || neighbour?.isBlock === true;
  if (blocks.length > 0 && isBlock) return isUsual(blocks);
  if (apart.length < pairs.length) return isUsual(apart);
  return apart.length > 0 && apart.every((pair) => pair.isSeparated);
}

/** What a container holds, by its place among the tokens. */
interface Item {
  readonly index: number;
  /** The first name of the attribute path of a binding. */
  readonly head: string | undefined;
  /** Whether it spans lines. */
  readonly isBlock: boolean;
}

function itemsOf({ source, tokens }: Container): readonly Item[] {
  return tokens.flatMap((token, index): Item[] => {
    if (token.kind !== 'item') return [];
    const { node } = token;
    const [head] = node.kind === 'binding' ? node.attrpath.map((name) => source.textOf(name)) : [];
    return [{ index, head, isBlock: source.textOf(token).includes('\n') }];
  });
}

/** Two bindings next to each other. */
interface Pair {
  /** Whether they are about the same attribute. */
  readonly isGroup: boolean;
  /** Whether one of them spans lines. */
  readonly isBlock: boolean;
  readonly isSeparated: boolean;
}

function pairOf(container: Container, first: Item, second: Item): Pair {
  return {
    isGroup: first.head !== undefined && first.head === second.head,
    isBlock: first.isBlock || second.isBlock,
    isSeparated: hasBlankLineBetween(container, first.index, second.index),
  };
}

const isUsual = (pairs: readonly Pair[]): boolean =>
  pairs.filter((pair) => pair.isSeparated).length * 2 > pairs.length;

function hasBlankLineBetween(container: Container, first: number, second: number): boolean {
  for (let index = tailOf(container, first).last + 1; index <= second; index += 1) {
    if (lineBreaksIn(gapText(container, index)) > 1) return true;
  }
  return false;
}
