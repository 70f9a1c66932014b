/** Lists put together with `++`. */
import type { Expression } from '../syntax/nodes.js';
import { commentsWithin } from './container.js';
import type { Edit, Motive } from './edit.js';
import { longestLine } from './insertion.js';
import { layoutOf } from './layout.js';
import { columnOf, indentationAt, startsLine } from './lines.js';

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
 * value begin lines. The list is broken where its line would get too long.
 * @param element the one element of the list, on one line
 */
export function appendList(value: Expression, element: string, motive: Motive): Edit {
  const { source, end } = value;
  const { text } = source;
  const { bracketSpacing, lineEnd, unit } = layoutOf(source);
  const behind = value.kind === 'binary' ? text.indexOf('++', value.left.end) : -1;
  const isOnOwnLine = behind !== -1 && startsLine(text, behind);
  const indentation = indentationAt(text, isOnOwnLine ? behind : end);
  const list = bracketSpacing ? `[ ${element} ]` : `[${element}]`;
  const width = (isOnOwnLine ? indentation.length : columnOf(text, end) + 1) + `++ ${list};`.length;
  const fitting =
    width > longestLine ? `[${lineEnd}${indentation}${unit}${element}${lineEnd}${indentation}]` : list;
  const before = isOnOwnLine ? `${lineEnd}${indentation}` : ' ';
  return { file: source.file, start: end, end, text: `${before}++ ${fitting}`, ...motive };
}
