/**
 * The value of `''…''` strings: Nix removes the common indentation of the lines
 * (Nix manual, "String literals"; `ParserState::stripIndentation` in Nix's parser-state.hh).
 */

/** A piece of an indented string before stripping. Escapes and interpolations count as content. */
export type IndentedPiece =
  | { readonly kind: 'raw'; readonly text: string }
  | { readonly kind: 'escaped'; readonly text: string }
  | { readonly kind: 'interpolation' };

/** The texts of the pieces in order, indentation removed; `undefined` for interpolations. */
export function stripIndentation(pieces: readonly IndentedPiece[]): (string | undefined)[] {
  const indentation = commonIndentation(pieces);
  let atLineStart = true;
  let dropped = 0;
  return pieces.map((piece, index) => {
    if (piece.kind === 'interpolation') {
      atLineStart = false;
      return undefined;
    }
    let value = '';
    for (const character of piece.text) {
      if (!atLineStart) {
        value += character;
        if (character === '\n') startLine();
      } else if (character === ' ') {
        if (dropped >= indentation) value += character;
        dropped += 1;
      } else if (character === '\n') {
        value += character;
        startLine();
      } else {
        atLineStart = false;
        value += character;
      }
    }
    return index === pieces.length - 1 ? dropLastBlankLine(value) : value;
  });

  function startLine(): void {
    atLineStart = true;
    dropped = 0;
  }
}

/** The text after the last line break goes when it is only spaces: the line of the closing quotes. */
function dropLastBlankLine(value: string): string {
  const lastBreak = value.lastIndexOf('\n');
  return lastBreak !== -1 && /^ *$/.test(value.slice(lastBreak + 1)) ? value.slice(0, lastBreak + 1) : value;
}

function commonIndentation(pieces: readonly IndentedPiece[]): number {
  let minimum = Number.POSITIVE_INFINITY;
  let atLineStart = true;
  let current = 0;
  for (const piece of pieces) {
    if (piece.kind !== 'raw') {
      if (atLineStart) {
        atLineStart = false;
        minimum = Math.min(minimum, current);
      }
      continue;
    }
    for (const character of piece.text) {
      if (atLineStart) {
        if (character === ' ') current += 1;
        else if (character === '\n') current = 0;
        else {
          atLineStart = false;
          minimum = Math.min(minimum, current);
        }
      } else if (character === '\n') {
        atLineStart = true;
        current = 0;
      }
    }
  }
  return minimum;
}
