/** Texts of Nix, spoilt: characters, tokens, lines, nesting, pieces of other files. */
import type { Choices } from '../eval/generated/choices.js';
import { tokensOf } from '../properties/tokens.js';

/** @param other a file from which pieces are taken */
type Mutation = (text: string, choices: Choices, other: string) => string;

const characters: readonly [string, ...string[]] = [
  ...(['{', '}', '(', ')', '[', ']'] as const),
  ...[
    ';',
    ':',
    ',',
    '.',
    '=',
    '@',
    '?',
    '"',
    "''",
    '${',
    '#',
    '/*',
    '*/',
    '\\',
    '$',
    '|>',
    '//',
    '++',
    '...',
  ],
  ...['\n', '\r', '\t', '\0', '\uFEFF', '\u2028', '\u00a0', '😀', '\ud800', 'é', ' ', '0', 'a'],
];
const words: readonly [string, ...string[]] = [
  ...(['let', 'in', 'rec', 'with', 'inherit', 'if', 'then', 'else', 'assert', 'or'] as const),
  ...[
    'self',
    'inputs',
    'outputs',
    'pkgs',
    'lib',
    'config',
    'final',
    'prev',
    'nixpkgs',
    'llama-cpp',
    'builtins',
  ],
  ...[
    'import',
    'map',
    'null',
    'true',
    '{ }',
    '[ ]',
    '(x: x)',
    '(x: x x)',
    './.',
    '../..',
    '<nixpkgs>',
    '~/x',
  ],
  ...['/etc/passwd', '"${x}"', "''\n  ${x}\n''", '1.5e9', 'throw', 'builtins.readDir ./.', '@inputs', '...'],
];

/** Puts a text in the place of a part. */
const spliced = (text: string, from: number, to: number, added: string): string =>
  text.slice(0, from) + added + text.slice(to);

const place = (text: string, choices: Choices): number => choices.number(0, text.length);

/** The tokens, changed, as a text again. */
function withTokens(text: string, change: (tokens: string[], gaps: string[]) => void): string {
  const { tokens, rest } = tokensOf(text);
  const words = tokens.map((token) => token.text);
  const gaps = tokens.map((token) => token.gap);
  if (words.length > 0) change(words, gaps);
  return words.map((word, index) => (gaps[index] ?? ' ') + word).join('') + rest;
}

function withLines(text: string, change: (lines: string[]) => void): string {
  const lines = text.split('\n');
  change(lines);
  return lines.join('\n');
}

const isName = (token: string): boolean => /^[A-Za-z_]/.test(token);

const mutations: readonly [Mutation, ...Mutation[]] = [
  (text, choices) => {
    const at = place(text, choices);
    return spliced(text, at, at, choices.of(characters));
  },
  (text, choices) => {
    const at = place(text, choices);
    return spliced(text, at, at + choices.number(1, 3), '');
  },
  (text, choices) => {
    const at = place(text, choices);
    return spliced(text, at, at + 1, choices.of(characters));
  },
  (text, choices) => withTokens(text, (tokens) => tokens.splice(choices.number(0, tokens.length - 1), 1)),
  (text, choices) =>
    withTokens(text, (tokens) => {
      tokens[choices.number(0, tokens.length - 1)] = choices.of(words);
    }),
  (text, choices) =>
    withTokens(text, (tokens) => {
      const at = choices.number(0, tokens.length - 1);
      tokens.splice(at, 0, tokens[choices.number(0, tokens.length - 1)] ?? '');
    }),
  // a name by another of the same file: it mostly still parses
  ...[1, 2, 3].map(
    (): Mutation => (text, choices) =>
      withTokens(text, (tokens) => {
        const names = tokens.flatMap((token, index) => (isName(token) ? [index] : []));
        const pick = (): number => names[choices.number(0, Math.max(0, names.length - 1))] ?? 0;
        tokens[pick()] = tokens[pick()] ?? '';
      }),
  ),
  (text, choices) =>
    withTokens(text, (tokens) => {
      const [one, two] = [choices.number(0, tokens.length - 1), choices.number(0, tokens.length - 1)];
      [tokens[one], tokens[two]] = [tokens[two] ?? '', tokens[one] ?? ''];
    }),
  (text, choices) => withLines(text, (lines) => lines.splice(choices.number(0, lines.length - 1), 1)),
  (text, choices) =>
    withLines(text, (lines) => {
      const [line = ''] = lines.splice(choices.number(0, lines.length - 1), 1);
      lines.splice(choices.number(0, lines.length), 0, line);
    }),
  (text, choices) =>
    withLines(text, (lines) => {
      lines.splice(choices.number(0, lines.length), 0, lines[choices.number(0, lines.length - 1)] ?? '');
    }),
  (text, choices) => text.slice(0, place(text, choices)),
  (text, choices, other) => {
    const at = place(text, choices);
    const from = place(other, choices);
    return spliced(text, at, at, other.slice(from, from + choices.number(1, 200)));
  },
  (text, choices) => {
    const [open, close] = choices.of<readonly [string, string]>([
      ['(', ')'],
      ['[', ']'],
      ['{ a = ', '; }'],
      ['(x: ', ')'],
      ['"${', '}"'],
      ['let x = 1; in ', ''],
      ['with pkgs; ', ''],
      ['!', ''],
    ]);
    const depth = choices.of([2, 30, 400, 1500, 8000]);
    return withTokens(text, (tokens) => {
      const at = choices.number(0, tokens.length - 1);
      tokens[at] = open.repeat(depth) + (tokens[at] ?? '') + close.repeat(depth);
    });
  },
  (text, choices) => text.replaceAll('\n', choices.of(['\r\n', '\r', '\n\n', ' '])),
];

/** One to four mutations after each other. */
export function mutated(text: string, choices: Choices, other: string): string {
  const times = choices.number(1, 4);
  let spoilt = text;
  for (let done = 0; done < times; done += 1) spoilt = choices.of(mutations)(spoilt, choices, other);
  // halves of characters cannot be in a file
  return Buffer.from(spoilt).toString();
}
