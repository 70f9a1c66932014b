/** File names as git prints them in diffs. */

const named = new Map([
  [0x07, '\\a'],
  [0x08, '\\b'],
  [0x09, '\\t'],
  [0x0a, '\\n'],
  [0x0b, '\\v'],
  [0x0c, '\\f'],
  [0x0d, '\\r'],
  [0x22, '\\"'],
  [0x5c, '\\\\'],
]);

/**
 * The name alone where it is plain ASCII, otherwise C-quoted with octal bytes, as git does with its default
 * `core.quotePath` (git-config(1)).
 */
export function gitQuoted(name: string): string {
  if (/^[\x20-\x7e]*$/.test(name) && !/["\\]/.test(name)) return name;
  const bytes = [...new TextEncoder().encode(name)];
  return `"${bytes.map(quotedByte).join('')}"`;
}

function quotedByte(byte: number): string {
  const short = named.get(byte);
  if (short !== undefined) return short;
  if (byte >= 0x20 && byte <= 0x7e) return String.fromCharCode(byte);
  return `\\${byte.toString(8).padStart(3, '0')}`;
}
