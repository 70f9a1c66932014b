/** Replaces a node by other text. */
import type { Node, Parenthesized } from '../syntax/nodes.js';
import { commentsWithin } from './container.js';
import type { Edit, Motive } from './edit.js';

/** The edit that puts `text` in the place of a node. */
export function replace(node: Node, text: string, motive: Motive): Edit {
  return { file: node.source.file, start: node.start, end: node.end, text, ...motive };
}

/**
 * Replaces a node and the parentheses around it which the new text makes superfluous: `(old { })` ⇒ `new`.
 * They stay when the new text is more than a name or a selection, and where they hold a comment.
 */
export function replaceDroppingParentheses(node: Node, text: string, motive: Motive): Edit {
  if (!isSimple(text)) return replace(node, text, motive);
  let outer = node;
  for (let next = node.parent; isDroppable(next, outer, text); next = next.parent) outer = next;
  if (outer === node) return replace(node, text, motive);
  const before = outer.source.text.slice(0, outer.start);
  const behind = outer.source.text.slice(outer.end);
  const head = before === '' || /[\s([{=!;,]$/.test(before) ? '' : ' ';
  const foot = behind === '' || /^[\s)\]};,.]/.test(behind) ? '' : ' ';
  return replace(outer, head + text + foot, motive);
}

const name = /[a-zA-Z_][\w'-]*/.source;
const selection = new RegExp(`^${name}(\\.(${name}|"[^"$\\\\]*"))*$`);

/** A name or a selection without `or`. */
const isSimple = (text: string): boolean => selection.test(text);

function isDroppable(candidate: Node | undefined, inner: Node, text: string): candidate is Parenthesized {
  if (candidate?.kind !== 'parenthesized') return false;
  const { source, start, end, parent } = candidate;
  const holdsComment =
    commentsWithin(source, { start, end: inner.start }).length > 0 ||
    commentsWithin(source, { start: inner.end, end }).length > 0;
  if (holdsComment) return false;
  // `(a.b).c or d` is an error without a.b; `a.b.c or d` is d
  const selectsWithFallback =
    parent?.kind === 'select' && parent.target === candidate && parent.fallback !== undefined;
  const asksForAttribute = parent?.kind === 'hasAttribute' && parent.target === candidate;
  return !((selectsWithFallback || asksForAttribute) && text.includes('.'));
}
