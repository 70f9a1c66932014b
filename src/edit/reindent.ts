/** Brings text that was written at indentation 0, with two spaces a level, to its place in a file. */
import type { StringLiteral } from '../syntax/nodes.js';
import { descendants, parse } from '../syntax/parser.js';
import { isBlank } from './lines.js';

/**
 * The first line stays as it is, as it goes where the edit puts it; every further line gets `indentation`
 * in front, and its own two-space levels become `unit`. The value of strings that span lines is kept:
 * lines in `"…"` stay as they are, and those in `''…''` are indented by spaces only, as Nix strips no tabs.
 * @param text one or more lines, with `\n`
 * @param indentation white space in front of the line that the text starts on
 */
export function reindent(text: string, indentation: string, unit: string, lineEnd: string): string {
  const lines = text.split('\n');
  const strings = stringsOf(text);
  let offset = 0;
  const placed = lines.map((line, index) => {
    const form = formAt(strings, offset);
    offset += line.length + 1;
    if (index === 0 || form === 'quoted' || line === '') return line;
    if (form === 'indented') return spacesFor(indentation) + line;
    if (isBlank(line)) return '';
    const own = line.search(/[^ ]/);
    return indentation + unit.repeat(Math.floor(own / 2)) + ' '.repeat(own % 2) + line.slice(own);
  });
  return placed.join(lineEnd);
}

interface PlacedString {
  readonly form: StringLiteral['form'];
  readonly start: number;
  readonly end: number;
}

/** Which kind of string a line that starts at `offset` is inside of, where it is in one. */
function formAt(strings: readonly PlacedString[], offset: number): StringLiteral['form'] | undefined {
  // the innermost comes last
  return strings.findLast(({ start, end }) => start < offset && offset < end)?.form;
}

/** The strings in text that may be expressions, bindings or anything else. */
function stringsOf(text: string): readonly PlacedString[] {
  for (const [before, after] of [
    ['{', '}'],
    ['[', ']'],
    ['(', ')'],
    ['', ''],
  ] as const) {
    const parsed = parse('', `${before}${text}\n${after}`);
    if (parsed.kind === 'broken') continue;
    const shift = before.length;
    return [...descendants(parsed.source.root)]
      .filter((node) => node.kind === 'string')
      .map(({ form, start, end }) => ({ form, start: start - shift, end: end - shift }));
  }
  return [];
}

function spacesFor(indentation: string): string {
  return indentation.replaceAll('\t', '  ');
}
