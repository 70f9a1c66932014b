/** What official Nix said, for people. */
import { type Check, openChecks } from '../official-nix/check.js';
import { printable, printableLines } from '../workspace/printable.js';
import { counted } from './change-counts.js';
import type { Verification } from './report.js';
import { table } from './table.js';

/** The words for a check's status. */
export const statusWords = { ok: 'ok', failed: 'FAILED', open: 'not checked' } as const;

/** After a change that stays: a line of counts, and a line for everything that Nix could not be asked. */
export function verificationText({ nix, checks }: Verification): string {
  if (nix === undefined) return `${withoutNix}\n`;
  const ok = checks.filter(({ status }) => status === 'ok');
  const notes = [...new Set(ok.map(({ detail }) => detail).filter((detail) => detail.includes('stand-in')))];
  return [
    `official Nix ${printable(nix)}: ${counted(ok.length, 'check')} of ${checks.length} ok${okText(ok)}`,
    ...notes.map((note) => `  evaluated ${printable(note)}`),
    ...openChecks(checks).map((check) => `  not checked: ${checkLine(check)}`),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

export const withoutNix =
  'official Nix is not on PATH: whether it reads the files and evaluates the hosts was not checked';

function okText(ok: readonly Check[]): string {
  const whats = [...new Set(ok.map(({ what }) => what))];
  const parts = whats.map((what) => `${ok.filter((check) => check.what === what).length} ${what}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function checkLine({ what, subject, detail }: Check): string {
  return `${printable(subject)} ${what}: ${printable(firstLine(detail))}`;
}

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
