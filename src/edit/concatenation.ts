/** Lists put together with `++`. */
import type { Expression } from '../syntax/nodes.js';
import { commentsWithin } from './container.js';
import type { Edit, Motive } from './edit.js';
import { layoutOf } from './layout.js';
import { indentationAt, startsLine } from './lines.js';

/** Whether ` ++ [ … ]` can follow the value of a binding without parentheses, and no comment comes in between. */
export function isAppendable(value: Expression): boolean {
  const { source, end, parent } = value;
  if (parent?.kind !== 'binding' || parent.value !== value) return false;
  if (commentsWithin(source, { start: end, end: parent.end }).length > 0) return false;
  return value.kind === 'binary' ? value.operator === '++' : operands.has(value.kind);
}

/** What binds stronger than `++` (Nix manual, "Operators"). */
const operands: ReadonlySet<Expression['kind']> = new Set([
  'identifier',
  'select',
  'apply',
  'list',
  'parenthesized',
]);

/**
 * The edit that puts one more list behind the value of a binding, on a line of its own where the operators of the
 * value begin lines.
 * @param list the list as text, written at indentation 0
 */
export function appendList(value: Expression, list: string, motive: Motive): Edit {
  const { source, end } = value;
  const { text } = source;
  const behind = value.kind === 'binary' ? text.indexOf('++', value.left.end) : -1;
  const isOnOwnLine = behind !== -1 && startsLine(text, behind);
  const before = isOnOwnLine ? `${layoutOf(source).lineEnd}${indentationAt(text, behind)}` : ' ';
  return { file: source.file, start: end, end, text: `${before}++ ${list}`, ...motive };
}
