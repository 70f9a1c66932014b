/** What official Nix said, for people. */
import { type Check, openChecks } from '../official-nix/check.js';
import { printable, printableLines } from '../workspace/printable.js';
import { counted } from './change-counts.js';
import type { Verification } from './report.js';
import { table } from './table.js';

/** The words for a check's status. */
const statusWords = { ok: 'ok', failed: 'FAILED', open: 'not checked' } as const;

/** After a change that stays: a line of counts, and a line for each reason why Nix could not be asked. */
export function verificationText({ nix, checks }: Verification): string {
  if (nix === undefined) return `${withoutNix}\n`;
  const ok = checks.filter(({ status }) => status === 'ok');
  const standIns = [
    ...new Set(ok.map(({ detail }) => detail).filter((detail) => detail.includes('stand-in'))),
  ];
  const why = [...new Set(openChecks(checks).map(({ detail }) => detail))];
  return [
    `official Nix ${printable(nix)}: ${ok.length} of ${counted(checks.length, 'check')} ok`,
    ...standIns.map(
      (note) =>
        `  hosts evaluated ${printable(note)}; the command verify asks without it, after nix flake lock`,
    ),
    ...why.map((detail) => `  not checked: ${printable(firstLine(detail))}: ${subjects(checks, detail)}`),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

export const withoutNix =
  'official Nix is not on PATH: whether it reads the files and evaluates the hosts was not checked';

const subjects = (checks: readonly Check[], detail: string): string =>
  openChecks(checks)
    .filter((check) => check.detail === detail)
    .map(({ subject }) => printable(subject))
    .join(', ');

const firstLine = (text: string): string => text.split('\n')[0] ?? '';

/** One row a check; the words of failed ones follow the table in full. */
export function checkTable(checks: readonly Check[]): string {
  const rows = checks.map(({ what, subject, status, detail }) => [
    printable(subject),
    what,
    statusWords[status],
    printable(firstLine(detail)),
  ]);
  const failures = checks.filter(({ status, detail }) => status === 'failed' && detail.includes('\n'));
  return [
    ...table(['subject', 'check', 'result', 'detail'], rows),
    ...failures.flatMap(({ subject, what, detail }) => [
      '',
      `${printable(subject)} ${what}:`,
      ...printableLines(detail)
        .split('\n')
        .map((line) => `  ${line}`),
    ]),
  ]
    .map((line) => `${line}\n`)
    .join('');
}
