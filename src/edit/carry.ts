/** Brings text from one place of the code to another. */
import type { Expression, Node, StringLiteral } from '../syntax/nodes.js';
import { descendants } from '../syntax/parser.js';
import { layoutOf } from './layout.js';
import { indentationAt, isBlank } from './lines.js';

/**
 * The text of an expression as it stands at another place: its further lines keep their indentation relative to the
 * line that it starts on, and blank lines in front of a closing go. `undefined` where that would change a string.
 * @param text what the expression is written as by now
 */
export function carriedText(from: Expression, text: string, to: Node): string | undefined {
  if (!text.includes('\n')) return text;
  const { lineEnd } = layoutOf(to.source);
  const before = indentationAt(from.source.text, from.start);
  const after = indentationAt(to.source.text, to.start);
  const strings = [...descendants(from)].filter(
    (node): node is StringLiteral => node.kind === 'string' && from.source.textOf(node).includes('\n'),
  );
  const hasString = strings.length > 0;
  if (strings.some(({ form }) => form !== 'indented')) return undefined;
  // Nix strips spaces alone, and a carriage return is part of the string
  if (hasString && /[\t\r]/.test(before + after + lineEnd + text)) return undefined;
  const [first, ...further] = (hasString ? text : withoutBlankEnds(text)).split(/\r?\n/);
  if (further.some((line) => !isBlank(line) && !line.startsWith(before))) return undefined;
  const placed = further.map((line) => {
    // of a line of spaces in a string those beyond the indentation are part of it
    const staysBlank = isBlank(line) && !(hasString && line.length > before.length);
    return staysBlank ? '' : after + line.slice(before.length);
  });
  return [first, ...placed].join(lineEnd);
}

/** Without the blank lines that stand in front of a closing. */
function withoutBlankEnds(text: string): string {
  return text.replace(/\n\s*\n(?=[ \t]*[)\]}])/g, '\n');
}
