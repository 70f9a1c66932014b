/** Replaces a node by other text. */
import type { Node, Parenthesized } from '../syntax/nodes.js';
import { commentsWithin } from './container.js';
import type { Edit, Motive } from './edit.js';
import { longestLine } from './insertion.js';
import { columnOf } from './lines.js';

/** The edit that puts `text` in the place of a node. A value that stood below its `=` for its length moves up. */
export function replace(node: Node, text: string, motive: Motive): Edit {
  const { file } = node.source;
  const { end } = node;
  const start = startBesideEquals(node, text);
  return start === undefined
    ? { file, start: node.start, end, text, ...motive }
    : { file, start, end, text: ` ${text}`, ...motive };
}

/** Offset behind the `=` of a binding whose value was broken off for its length, which the new text has not. */
function startBesideEquals(node: Node, text: string): number | undefined {
  const { source, start, parent } = node;
  const name = parent?.kind === 'binding' && parent.value === node ? parent.attrpath.at(-1) : undefined;
  if (name === undefined || text.includes('\n')) return undefined;
  if (commentsWithin(source, { start: name.end, end: start }).length > 0) return undefined;
  const equals = source.text.indexOf('=', name.end) + 1;
  if (!source.text.slice(equals, start).includes('\n')) return undefined;
  const old = source.textOf(node);
  const widthWith = (value: string): number => columnOf(source.text, equals) + ` ${value};`.length;
  const wasTooLong = old.includes('\n') || widthWith(old) > longestLine;
  return wasTooLong && widthWith(text) <= longestLine ? equals : undefined;
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
  const asksForAttribute = parent?.kind === 'hasAttribute';
  return !((selectsWithFallback || asksForAttribute) && text.includes('.'));
}
