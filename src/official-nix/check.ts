/** One thing that was looked at, and what came out. */
export interface Check {
  /** E.g. `read by Nix`, `evaluates`. */
  readonly what: string;
  /** A file, a host, the flake. */
  readonly subject: string;
  /** `open`: could not be looked at, or was no better before. */
  readonly status: 'ok' | 'failed' | 'open';
  /** One line, or Nix's words. */
  readonly detail: string;
}

export const failedChecks = (checks: readonly Check[]): readonly Check[] =>
  checks.filter(({ status }) => status === 'failed');

export const openChecks = (checks: readonly Check[]): readonly Check[] =>
  checks.filter(({ status }) => status === 'open');
