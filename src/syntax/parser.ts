/** Text to typed nodes. */
import type { Place } from '../problem.js';
import { Converter } from './conversion.js';
import { type ParseFailure, parseRaw } from './raw-tree.js';
import { placeIn, Source } from './source.js';

export { loadGrammar } from './raw-tree.js';
export { ancestors, childrenOf, descendants } from './traversal.js';

export type Parsed =
  | { readonly kind: 'parsed'; readonly source: Source }
  | { readonly kind: 'broken'; readonly place: Place; readonly message: string };

/** Nested deeper, a file is not read: every later walk over it may use the stack. */
const deepestNesting = 1000;

/**
 * Parses a file of Nix. A file with a syntax error is `broken`, never half a tree.
 * @param file path relative to the repository's root, for messages
 */
export function parse(file: string, text: string): Parsed {
  // the parser takes no byte order mark; offsets stay those of the text
  const tree = parseRaw(text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text);
  const broken = (offset: number, message: string): Parsed => ({
    kind: 'broken',
    place: placeIn(file, text, offset),
    message,
  });
  if (tree.kind === 'broken') return broken(...messageFor(tree, text));
  if (tree.depth > deepestNesting) return broken(0, 'is nested too deeply to be read');
  const expression = tree.root.children.find((child) => child.field === 'expression');
  if (expression === undefined) return broken(0, 'is empty: there is no expression in it');
  const source = new Source(
    file,
    text,
    tree.comments.map(({ start, end }) => ({ start, end })),
  );
  const converter = new Converter(source);
  source.adopt(converter.expression(expression));
  if (converter.misplaced !== undefined)
    return broken(converter.misplaced.start, syntaxErrorNear(converter.misplaced, text));
  return { kind: 'parsed', source };
}

function messageFor(error: ParseFailure, text: string): [number, string] {
  if (error.missing !== undefined) return [error.start, `syntax error: “${error.missing}” is missing here`];
  return [error.start, syntaxErrorNear(error, text)];
}

function syntaxErrorNear(
  { start, end }: { readonly start: number; readonly end: number },
  text: string,
): string {
  const found = text.slice(start, end).trim().split(/\s/)[0]?.slice(0, 20) ?? '';
  return found === '' ? 'syntax error' : `syntax error near “${found}”`;
}
