/** A problem for people: `error: CODE message`, the place, the frame, what to do by hand. */
import type { Place, Problem, ProblemKind } from '../problem.js';
import { printable, printableLines } from '../workspace/printable.js';
import type { Palette } from './colour.js';

export type Severity = 'error' | 'warning';

/** `file:line:column`, safe to print. */
export function placeText(place: Place): string {
  return `${printable(place.file)}:${place.line}:${place.column}`;
}

/** `file:line`, for tables, where the column is noise. */
export function lineText(place: Place): string {
  return `${printable(place.file)}:${place.line}`;
}

/** The whole problem, ending in a line break. */
export function problemText(problem: Problem, severity: Severity, palette: Palette): string {
  const paint = severity === 'error' ? palette.red : palette.yellow;
  const [first = '', ...more] = printableLines(problem.message).split('\n');
  return [
    `${paint(`${severity}:`)} ${palette.bold(problem.kind.code)} ${first}`,
    ...more.map((line) => `  ${line}`),
    ...placeLines(problem.place, palette),
    ...hintLines(problem.hint, palette),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/** All problems, each set off from the next by an empty line. */
export function problemsText(problems: readonly Problem[], severity: Severity, palette: Palette): string {
  return problems.map((problem) => `${problemText(problem, severity, palette)}\n`).join('');
}

function placeLines(place: Place | undefined, palette: Palette): readonly string[] {
  if (place === undefined) return [];
  const frame = place.frame === undefined ? [] : printableLines(place.frame).split('\n');
  return [`  ${palette.cyan(placeText(place))}`, ...frame.map((line) => `    ${line}`)];
}

function hintLines(hint: string | undefined, palette: Palette): readonly string[] {
  if (hint === undefined || hint === '') return [];
  const [first = '', ...more] = printableLines(hint).split('\n');
  return [
    `  ${palette.green('hint:')} ${first}`,
    ...more.map((line) => (line === '' ? '' : `        ${line}`)),
  ];
}

/** What `explain CODE` prints. */
export function kindText(kind: ProblemKind, palette: Palette): string {
  return `${palette.bold(kind.code)} ${kind.title}\n\n${kind.explanation.trimEnd()}\n`;
}
