/** Lines, indentation and white space of a text, by offset. */

/** Offset of the first character of the line that `offset` lies in. */
export function lineStartOf(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** The white space at the start of the line that `offset` lies in. */
export function indentationAt(text: string, offset: number): string {
  const start = lineStartOf(text, offset);
  return /^\uFEFF?([ \t]*)/.exec(text.slice(start))?.[1] ?? '';
}

/** Whether there is only white space before `offset` on its line. */
export function startsLine(text: string, offset: number): boolean {
  return /^\uFEFF?[ \t]*$/.test(text.slice(lineStartOf(text, offset), offset));
}

/** How many characters stand before `offset` on its line. */
export function columnOf(text: string, offset: number): number {
  return offset - lineStartOf(text, offset);
}

/** Whether `offset` may lie in a comment that runs to the end of its line; a `#` in a string counts as well. */
export function isInLineComment(text: string, offset: number): boolean {
  return text.slice(lineStartOf(text, offset), offset).includes('#');
}

/** How many line breaks there are in a piece of text. */
export function lineBreaksIn(text: string): number {
  return text.split('\n').length - 1;
}

/** White space without the spaces in front of its first line break. */
export function fromLineEnd(blank: string): string {
  return blank.replace(/^[ \t]+(?=\r?\n)/, '');
}

export function isBlank(text: string): boolean {
  return /^\s*$/.test(text);
}

/**
 * Whether two characters would be read as one token, or as another pair of tokens, without white space
 * between them: names, numbers, paths, URIs, strings.
 */
export function runTogether(before: string, after: string): boolean {
  return /[^\s()[\]{};,=]$/.test(before) && /^[^\s()[\]{};,=]/.test(after);
}
