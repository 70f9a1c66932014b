/** Strings as they are written: quoted and indented, with escapes and interpolations. */
import type { Choices } from './choices.js';

/** Makes an expression that gives a string. */
type Interpolated = () => string;

const quotedPieces: readonly [string, ...string[]] = [
  'a',
  'b c',
  ' ',
  '.',
  '-',
  '\\n',
  '\\t',
  '\\"',
  '\\\\',
  '\\${',
  '\\q',
  '$',
  '$$',
  '$ {',
  '{',
  '}',
  "'",
  "''",
  '\n',
  '\t',
  'é',
  '😀',
  '#',
  '/*',
];

export function quotedString(choices: Choices, interpolated: Interpolated | undefined): string {
  const pieces = choices.several(0, 5, () => piece(choices, quotedPieces, interpolated));
  return `"${separate(pieces)}"`;
}

const indentedPieces: readonly [string, ...string[]] = [
  'a',
  'b c',
  ' ',
  '  ',
  '\n',
  '\n  ',
  '\n    ',
  '\n\n',
  '\n\t',
  "''${",
  "''$",
  "'''",
  "''\\t",
  '$',
  '$$',
  '{',
  '}',
  '"',
  '\\',
  '\\n',
  'é',
  "' ",
  '\t',
];

export function indentedString(choices: Choices, interpolated: Interpolated | undefined): string {
  const pieces = choices.several(0, 8, () => piece(choices, indentedPieces, interpolated));
  // a quote before the last ones would join them
  return `''${separate(pieces).replace(/'$/, "' ")}''`;
}

function piece(
  choices: Choices,
  pieces: readonly [string, ...string[]],
  interpolated: Interpolated | undefined,
): string {
  return interpolated !== undefined && choices.chance(5) ? `\${${interpolated()}}` : choices.of(pieces);
}

/** Pieces that would mean something else side by side are held apart. */
function separate(pieces: readonly string[]): string {
  let text = '';
  for (const piece of pieces) {
    const isJoined =
      (text.endsWith('$') && /^[${]/.test(piece)) || (text.endsWith("'") && /^['$\\]/.test(piece));
    text += isJoined ? `.${piece}` : piece;
  }
  return text;
}
