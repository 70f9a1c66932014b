/**
 * POSIX extended regular expressions as JavaScript's. The two differ in which of several matches is taken
 * (the longest against the first), so an alternative that is the beginning of a later one is not translated.
 */

const classes: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  blank: ' \\t',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '\\x21-\\x7e',
  lower: 'a-z',
  print: '\\x20-\\x7e',
  punct: '!-\\/:-@\\[-`{-~',
  space: ' \\t\\n\\r\\f\\v',
  upper: 'A-Z',
  xdigit: '0-9A-Fa-f',
};

/** Texts up to this length are searched even with patterns that may take exponential time. */
const longestForNested = 20;

/** Texts up to this length are searched with patterns that may take quadratic time. */
const longestForRepeated = 20_000;

/** The expression, or nothing where a translation is not certain to mean the same, or to end. */
export function translatePattern(pattern: string, whole: boolean, textLength: number): RegExp | undefined {
  const translated = translate(pattern);
  if (translated === undefined || textLength > longestFor(translated)) return undefined;
  // with alternatives a search may stop at a shorter match than POSIX's longest
  if (!whole && /\|/.test(translated)) return undefined;
  try {
    return new RegExp(whole ? `^(?:${translated})$` : translated, whole ? 's' : 'gs');
  } catch {
    return undefined;
  }
}

/** How long a text may be: JavaScript goes back through all ways in which repetitions can match. */
function longestFor(expression: string): number {
  const plain = expression.replace(/\\.|\[(?:\\.|[^\]])*\]/g, 'x');
  const repeatsGroup = /\)(?:[*+]|\{\d*,)/.test(plain) && /\([^)]*(?:[*+|]|\{\d*,)/.test(plain);
  if (repeatsGroup) return longestForNested;
  return /[*+]|\{\d*,\d*\}/.test(plain) ? longestForRepeated : Number.POSITIVE_INFINITY;
}

function translate(pattern: string): string | undefined {
  let result = '';
  for (let at = 0; at < pattern.length; ) {
    const character = pattern.charAt(at);
    if (character === '[') {
      const bracket = bracketExpression(pattern, at);
      if (bracket === undefined) return undefined;
      result += bracket.text;
      at = bracket.end;
    } else if (character === '\\') {
      const escaped = pattern.charAt(at + 1);
      if (!/^[.[\]{}()*+?|^$\\/-]$/.test(escaped)) return undefined;
      result += `\\${escaped}`;
      at += 2;
    } else if (character === '(' && pattern.charAt(at + 1) === '?') {
      return undefined;
    } else if (/[*+?}]/.test(character) && /[*+?]/.test(pattern.charAt(at + 1))) {
      return undefined;
    } else {
      result += character === '/' ? '\\/' : character;
      at += 1;
    }
  }
  return result;
}

function bracketExpression(
  pattern: string,
  start: number,
): { readonly text: string; readonly end: number } | undefined {
  let at = start + 1;
  let text = '[';
  if (pattern.charAt(at) === '^') {
    text += '^';
    at += 1;
  }
  for (let first = true; at < pattern.length; first = false) {
    const character = pattern.charAt(at);
    if (character === ']' && !first) return { text: `${text}]`, end: at + 1 };
    if (pattern.startsWith('[:', at)) {
      const end = pattern.indexOf(':]', at);
      const known = classes[pattern.slice(at + 2, end)];
      if (end === -1 || known === undefined) return undefined;
      text += known;
      at = end + 2;
      continue;
    }
    if (pattern.startsWith('[.', at) || pattern.startsWith('[=', at)) return undefined;
    text += /[\\\][^]/.test(character) ? `\\${character}` : character;
    at += 1;
  }
  return undefined;
}
