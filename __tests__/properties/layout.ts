/** The same tokens in another manner: line ends, tabs, everything on one line, comments and blank lines anywhere. */
import type { Choices } from '../eval/generated/choices.js';
import { type Token, tokensOf } from './tokens.js';

const manners = ['as it is', 'noise', 'tight', 'tabs', 'four spaces', 'one line'] as const;
export type Manner = (typeof manners)[number];

export interface Layout {
  readonly manner: Manner;
  readonly lineEnd: '\n' | '\r\n';
  readonly finalNewline: boolean;
  readonly mark: boolean;
  /** Of so many gaps one gets noise; only with `noise`. */
  readonly rarity: number;
  /** Whether there are comments in the noise. */
  readonly comments: boolean;
}

export function someLayout(choices: Choices, comments: boolean): Layout {
  return {
    manner: choices.of(manners),
    lineEnd: choices.chance(5) ? '\r\n' : '\n',
    finalNewline: !choices.chance(5),
    mark: choices.chance(25),
    rarity: choices.of([12, 5, 2]),
    comments,
  };
}

/** Writes a text in a layout. Comments that are put in have numbers, so that each is told from the others. */
export function laidOut(text: string, layout: Layout, choices: Choices, name: string): string {
  const { tokens, rest } = tokensOf(text);
  const noise = noiseMaker(layout, choices, name);
  const gaps = tokens.map((token, index) => noise(token, tokens[index - 1], index));
  const body = tokens.map((token, index) => (gaps[index] ?? '') + stringIn(token.text, layout)).join('');
  const end = rest.trim() === '' ? (layout.finalNewline ? '\n' : '') : rest;
  const whole = (body + end).replace(/\r?\n/g, layout.lineEnd);
  return layout.mark ? `\uFEFF${whole}` : whole;
}

type Noise = (token: Token, before: Token | undefined, index: number) => string;

function noiseMaker(
  { manner, rarity, comments: hasComments }: Layout,
  choices: Choices,
  name: string,
): Noise {
  let comments = 0;
  const comment = (): string => {
    comments += 1;
    return `${name} ${comments} pkgs.llama-cpp`;
  };
  const commented = [
    () => ` # ${comment()}\n  `,
    () => `\n  # ${comment()}\n`,
    () => ` /* ${comment()} */ `,
    () => `\n\n  /* ${comment()}\n     more */\n`,
  ];
  const piece = (): string =>
    choices.of<() => string>([
      () => ' ',
      () => '\n',
      () => '\n\n',
      () => '\n    ',
      () => '\t',
      ...(hasComments ? commented : []),
    ])();
  switch (manner) {
    case 'as it is':
      return ({ gap }) => gap;
    case 'tabs':
      return ({ gap }) => gap.replace(/(?<=\n) +/g, (spaces) => '\t'.repeat(Math.ceil(spaces.length / 2)));
    case 'four spaces':
      return ({ gap }) => gap.replace(/(?<=\n) +/g, '$&$&');
    case 'one line':
      return ({ gap }) => (/[#*]/.test(gap) ? gap : gap.replace(/\s+/g, ' '));
    case 'tight':
      return (token, before) => {
        if (before === undefined || token.gap !== ' ') return token.gap;
        return ['{', '['].includes(before.text) || ['}', ']'].includes(token.text) ? '' : ' ';
      };
    case 'noise':
      return (token, before, index) => {
        if (index === 0) return token.gap;
        if (!choices.chance(rarity) || !mayBeParted(before, token)) return token.gap;
        const added = choices.several(1, 2, piece).join('');
        return choices.chance(2) ? added + token.gap : token.gap + added;
      };
  }
}

/** Between `a`, `.` and `b`, and around `@`, nobody writes anything. */
function mayBeParted(before: Token | undefined, token: Token): boolean {
  if (token.gap !== '') return true;
  const quiet = ['.', '@', '"', '$'];
  return !quiet.includes(token.text) && !quiet.includes(before?.text ?? '') && token.text !== ':';
}

/** The lines of an indented string are indented like all others. */
function stringIn(text: string, { manner }: Layout): string {
  return manner === 'four spaces' && text.startsWith("''") ? text.replace(/(?<=\n) +/g, '$&$&') : text;
}
