/** Brings text from one place of the code to another. */
import type { Expression, Node } from '../syntax/nodes.js';
import { descendants } from '../syntax/parser.js';
import { layoutOf } from './layout.js';
import { indentationAt } from './lines.js';

/**
 * The text of an expression as it stands at another place: its further lines keep their indentation relative to the
 * line that it starts on. `undefined` where that would change a string.
 * @param text what the expression is written as by now
 */
export function carriedText(from: Expression, text: string, to: Node): string | undefined {
  const lines = text
    .replace(/(\r?\n[ \t]*)+(\r?\n)/g, (gap, _blank, end, at) =>
      /^[ \t]*[)\]}]/.test(text.slice(at + gap.length)) ? end : gap,
    )
    .split(/\r?\n/);
  const [first = '', ...further] = lines;
  if (further.length === 0) return first;
  const before = indentationAt(from.source.text, from.start);
  const after = indentationAt(to.source.text, to.start);
  const strings = [...descendants(from)].filter(
    (node) => node.kind === 'string' && from.source.textOf(node).includes('\n'),
  );
  const isFixed = strings.some((node) => node.kind === 'string' && node.form !== 'indented');
  // Nix strips spaces alone
  if (isFixed || (strings.length > 0 && /\t/.test(`${before}${after}${text}`))) return undefined;
  if (further.some((line) => line.trim() !== '' && !line.startsWith(before))) return undefined;
  const placed = further.map((line) => (line.trim() === '' ? '' : after + line.slice(before.length)));
  return [first, ...placed].join(layoutOf(to.source).lineEnd);
}
