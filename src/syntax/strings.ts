/** Parts of strings and paths with their escapes resolved. */
import { type IndentedPiece, stripIndentation } from './indentation.js';
import type { Expression, Interpolation, StringPart } from './nodes.js';
import type { RawNode } from './raw-tree.js';
import type { Source } from './source.js';

type ConvertExpression = (raw: RawNode | undefined) => Expression;

const simpleEscapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** `\n` and the like; any other escaped character stands for itself. */
const unescaped = (character: string): string => simpleEscapes[character] ?? character;

export function interpolation(source: Source, raw: RawNode, convert: ConvertExpression): Interpolation {
  const expression = convert(raw.children.find((child) => child.field === 'expression'));
  const node: Interpolation = {
    kind: 'interpolation',
    source,
    start: raw.start,
    end: raw.end,
    parent: undefined,
    expression,
  };
  expression.parent = node;
  return node;
}

/** The parts of a `"…"` string or of a path. Nix reads a line break `\r\n` in a string as `\n`. */
export function quotedParts(source: Source, raw: RawNode, convert: ConvertExpression): StringPart[] {
  return raw.children.flatMap((child): StringPart[] => {
    const text = (value: string): StringPart[] => [
      { kind: 'text', source, start: child.start, end: child.end, parent: undefined, value },
    ];
    switch (child.type) {
      case 'interpolation':
        return [interpolation(source, child, convert)];
      case 'escape_sequence':
        return text(unescaped(source.text.slice(child.start + 1, child.end)));
      case 'dollar_escape':
        return [];
      case '"':
        return [];
      default:
        return text(source.textOf(child).replace(/\r\n?/g, '\n'));
    }
  });
}

/** The parts of a `''…''` string, indentation removed. */
export function indentedParts(source: Source, raw: RawNode, convert: ConvertExpression): StringPart[] {
  const inside = raw.children.filter((child) => child.type !== "''" && child.type !== 'dollar_escape');
  const first = inside[0];
  const pieces = inside.map((child, index): IndentedPiece => {
    if (child.type === 'interpolation') return { kind: 'interpolation' };
    const text = source.textOf(child);
    if (child.type === 'escape_sequence') {
      return { kind: 'escaped', text: text === "'''" ? "''" : unescaped(text.slice(3)) };
    }
    const afterEscape = index > 0 && isDollarEscaped(raw, child);
    if (afterEscape) return { kind: 'escaped', text };
    // a first line that is blank does not count
    return { kind: 'raw', text: child === first ? text.replace(/^ *\r?\n/, '') : text };
  });
  const values = stripIndentation(pieces);
  return inside.map((child, index): StringPart => {
    if (child.type === 'interpolation') return interpolation(source, child, convert);
    return {
      kind: 'text',
      source,
      start: child.start,
      end: child.end,
      parent: undefined,
      value: values[index] ?? '',
    };
  });
}

/** Whether a fragment is the `$` of `''$`. */
function isDollarEscaped(raw: RawNode, fragment: RawNode): boolean {
  const index = raw.children.indexOf(fragment);
  return raw.children[index - 1]?.type === 'dollar_escape';
}
