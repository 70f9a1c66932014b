/**
 * Text that came from a repository may hold terminal escape sequences: a file name can clear the screen, move the
 * cursor or forge a question. Everything that is printed goes through here.
 */

/**
 * Control characters (C0, DEL, C1), line and paragraph separators, and the marks and overrides of writing direction
 * that make text look like other text (CVE-2021-42574).
 */
const unprintable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** One character for one, so that columns and carets stay where they are. */
function visible(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return '\ufffd';
}

/**
 * A file name or any other text of one line, safe to print.
 *
 * In: any text. Out: the same with every control character, direction mark and lone surrogate replaced by one visible
 * character (`␛`, `␊`, `�` …); line ends too.
 */
export function printable(text: string): string {
  return text.replace(unprintable, visible);
}

/** As `printable`, for source text of several lines: `\n` and tabs are kept. */
export function printableLines(text: string): string {
  return text.replace(unprintable, (character) =>
    character === '\n' || character === '\t' ? character : visible(character),
  );
}
