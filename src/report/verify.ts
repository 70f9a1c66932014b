/** What `verify` found: a table for people, JSON after `schema/verify.schema.json`. */
import { failedChecks, openChecks } from '../official-nix/check.js';
import { printable } from '../workspace/printable.js';
import { counted } from './change-counts.js';
import { checkTable, withoutNix } from './checks.js';
import { jsonVerification, jsonVersion } from './json.js';
import { jsonText } from './json-text.js';
import type { Run, Verification } from './report.js';

export interface VerifiedHost {
  readonly name: string;
  readonly kind: 'nixos' | 'darwin' | 'home';
  /** What the host's system is built from; `undefined` where Nix could not tell. */
  readonly drvPath: string | undefined;
  /** The names of the packages that it gets, by attribute; empty where Nix could not tell. */
  readonly packages: ReadonlyMap<string, string>;
}

export interface VerifyReport extends Verification {
  readonly hosts: readonly VerifiedHost[];
}

export const isGood = ({ checks }: Verification): boolean => failedChecks(checks).length === 0;

/** For stdout: every check, and the words of those that failed. */
export function verifyText({ checks }: VerifyReport): string {
  return checkTable(checks);
}

/** For stderr: the outcome, and what was left out. */
export function verifyOutcome(report: VerifyReport): string {
  const { nix, checks } = report;
  const failed = failedChecks(checks).length;
  const open = openChecks(checks).length;
  const counts = [
    `${checks.length - failed - open} ok`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(open === 0 ? [] : [`${open} not checked`]),
  ];
  const version = nix === undefined ? `${withoutNix}\n` : `official Nix ${printable(nix)}\n`;
  return `${version}${counted(checks.length, 'check')}: ${counts.join(', ')}\n`;
}

export function verifyJson(report: VerifyReport, program: Run['program']): string {
  return jsonText({
    version: jsonVersion,
    program: { name: program.name, version: program.version },
    status: isGood(report) ? 'ok' : 'failed',
    ...jsonVerification(report),
    hosts: report.hosts.map(({ name, kind, drvPath, packages }) => ({
      name,
      kind,
      drvPath: drvPath ?? null,
      packages: [...packages].map(([attribute, packageName]) => ({ attribute, name: packageName })),
    })),
  });
}
