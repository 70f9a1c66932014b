/** The codemods' cards: all in a line each for `list`, one in full for `explain`. */
import type { Card } from '../plan/codemod.js';
import type { Palette } from './colour.js';
import { table } from './table.js';

/** `name  summary`, a line a codemod, in the order in which they run. */
export function cardList(cards: readonly Card[], palette: Palette): string {
  const lines = table(
    ['codemod', 'what it does'],
    cards.map((card) => [card.name, card.summary]),
  );
  const [head = '', ...rows] = lines;
  return [palette.bold(head), ...rows].map((line) => `${line}\n`).join('');
}

/** The whole card with its before and after. */
export function cardText(card: Card, palette: Palette): string {
  return [
    `${palette.bold(card.name)}: ${card.summary}`,
    card.explanation.trim(),
    palette.bold('before'),
    indented(card.before),
    palette.bold('after'),
    indented(card.after),
  ]
    .join('\n\n')
    .concat('\n');
}

function indented(code: string): string {
  return code
    .replace(/^\n+|\s+$/g, '')
    .split('\n')
    .map((line) => (line === '' ? '' : `    ${line}`))
    .join('\n');
}
