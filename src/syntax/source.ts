/** A file of Nix: its text, where its lines are, its comments and, when it parses, its expression. */
import type { Place } from '../problem.js';
import type { Expression } from './nodes.js';

export interface Comment {
  readonly start: number;
  readonly end: number;
}

export class Source {
  /** Path relative to the repository's root, with `/`. */
  readonly file: string;
  readonly text: string;
  readonly comments: readonly Comment[];
  #lineStarts: readonly number[] | undefined;
  #root: Expression | undefined;

  constructor(file: string, text: string, comments: readonly Comment[]) {
    this.file = file;
    this.text = text;
    this.comments = comments;
  }

  /** The expression that the file is. */
  get root(): Expression {
    if (this.#root === undefined)
      throw new Error(`${this.file}: asked for its expression while it is being built`);
    return this.#root;
  }

  /** Called once, by the parser. */
  adopt(root: Expression): void {
    this.#root = root;
  }

  /** The place of an offset, with a frame. */
  place(offset: number): Place {
    return placeIn(this.file, this.text, offset, this.#lines());
  }

  textOf(range: { readonly start: number; readonly end: number }): string {
    return this.text.slice(range.start, range.end);
  }

  #lines(): readonly number[] {
    this.#lineStarts ??= lineStartsOf(this.text);
    return this.#lineStarts;
  }
}

function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The place of `offset` in `text`; columns count characters (code points), not code units. */
export function placeIn(
  file: string,
  text: string,
  offset: number,
  lineStarts: readonly number[] = lineStartsOf(text),
): Place {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const lineStart = lineStarts[low] ?? 0;
  const lineEnd = text.indexOf('\n', lineStart);
  const lineText = text.slice(lineStart, lineEnd === -1 ? text.length : lineEnd).replace(/\r$/, '');
  const column = [...text.slice(lineStart, offset)].length + 1;
  return { file, line: low + 1, column, frame: frameOf(lineText, low + 1, column) };
}

const longestFrame = 160;

function frameOf(lineText: string, line: number, column: number): string {
  const characters = [...lineText];
  const from = Math.max(0, Math.min(column - 1 - longestFrame / 2, characters.length - longestFrame));
  const shown = characters.slice(from, from + longestFrame);
  const gutter = `${line} | `;
  const caretIndent = shown
    .slice(0, column - 1 - from)
    .map((character) => (character === '\t' ? '\t' : ' '))
    .join('');
  return `${gutter}${shown.join('')}\n${' '.repeat(gutter.length - 2)}| ${caretIndent}^`;
}
