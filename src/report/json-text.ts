/** JSON that may be shown in a terminal as it is. */

/**
 * Two spaces of indentation and a final line break. JSON itself escapes only the controls below U+0020; the others,
 * and the marks that turn the direction of text, are escaped here, so that no name from a repository reaches a
 * terminal raw. To a reader of JSON both forms are the same string.
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, undefined, 2);
  return `${text.replace(/[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g, escaped)}\n`;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
