/** The tokens of Nix, comments and white space apart, found without the parser under test. */

export interface Token {
  readonly text: string;
  /** What is in front of it: white space and comments. */
  readonly gap: string;
}

export interface Tokens {
  readonly tokens: readonly Token[];
  /** What is behind the last. */
  readonly rest: string;
}

const gapPattern = /(?:\s|#[^\r\n]*|\/\*[\s\S]*?\*\/)*/y;
const commentPattern = /#[^\r\n]*|\/\*[\s\S]*?\*\//g;
const pathStart = /(?:\.{1,2}|~)?\/[\w.+-]/y;
const pathPart = /[\w.+-]|\/(?=[\w.+$-])/y;
const word = /[A-Za-z_][\w'-]*|\d[\w.]*|<[\w./+-]+>/y;
const operator = /\.\.\.|\/\/|\+\+|->|==|!=|<=|>=|&&|\|\||\|>|<\||\$\{|[\s\S]/y;

/** Splits a text; a byte order mark is a part of the first gap. */
export function tokensOf(text: string): Tokens {
  const tokens: Token[] = [];
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  let gapStart = 0;
  for (;;) {
    at = matched(gapPattern, text, at);
    if (at >= text.length) return { tokens, rest: text.slice(gapStart) };
    const gap = text.slice(gapStart, at);
    const end = tokenEnd(text, at);
    tokens.push({ text: text.slice(at, end), gap });
    at = end;
    gapStart = end;
  }
}

/** The end of what a sticky pattern matches at a place; the place itself if it does not. */
function matched(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

/** Texts in each other's interpolations; more are taken for single characters. */
const deepest = 50;

function tokenEnd(text: string, at: number, depth = 0): number {
  if (depth < deepest) {
    if (text[at] === '"') return stringEnd(text, at + 1, '"', depth);
    if (text.startsWith("''", at)) return stringEnd(text, at + 2, "''", depth);
    if (matched(pathStart, text, at) > at) return pathEnd(text, at, depth);
  }
  const end = matched(word, text, at);
  return end > at ? end : matched(operator, text, at);
}

function stringEnd(text: string, from: number, close: '"' | "''", depth: number): number {
  let at = from;
  while (at < text.length) {
    if (close === '"' ? text[at] === '\\' : /^''(?:\$|'|\\)/.test(text.slice(at, at + 3))) {
      at += close === '"' ? 2 : 3;
    } else if (text.startsWith(close, at)) {
      return at + close.length;
    } else if (text.startsWith('${', at)) {
      at = interpolationEnd(text, at + 2, depth + 1);
    } else {
      at += text.startsWith('$$', at) ? 2 : 1;
    }
  }
  return at;
}

function interpolationEnd(text: string, from: number, within: number): number {
  let at = from;
  for (let depth = 1; at < text.length; ) {
    at = matched(gapPattern, text, at);
    const end = tokenEnd(text, at, within);
    const token = text.slice(at, end);
    at = end;
    if (token === '{' || token === '${') depth += 1;
    if (token === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return at;
}

function pathEnd(text: string, from: number, depth: number): number {
  let at = matched(pathStart, text, from);
  for (;;) {
    const end = text.startsWith('${', at)
      ? interpolationEnd(text, at + 2, depth + 1)
      : matched(pathPart, text, at);
    if (end === at) return at;
    at = end;
  }
}

/** The comments between the tokens of a text, without what is in strings. */
export function commentsIn(text: string): readonly string[] {
  const { tokens, rest } = tokensOf(text);
  return [...tokens.map(({ gap }) => gap), rest].flatMap((gap) => gap.match(commentPattern) ?? []);
}

/**
 * The tokens alone, one space between them. What means nothing is left out: commas behind the last formal, parentheses
 * around a name (they stay where a comment is inside), white space in strings.
 */
export function wordsOf(text: string): string {
  const words = tokensOf(text).tokens.map((token) =>
    /^["']/.test(token.text) ? token.text.replace(/\s+/g, '') : token.text,
  );
  return words
    .filter((one, index) => one !== ',' || words[index + 1] !== '}')
    .join(' ')
    .replace(/\( ((?:pkgs \. )?[\w-]+) \)/g, '$1');
}
