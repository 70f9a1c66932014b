/** Which report goes to stdout. */
import { checkReport } from './check.js';
import { diffReport } from './diff.js';
import { githubReport } from './github.js';
import { jsonReport } from './json.js';
import type { Mode, Report } from './report.js';
import { sarifReport } from './sarif.js';

export const formats = ['text', 'json', 'sarif', 'github'] as const;

export type Format = (typeof formats)[number];

const nothing: Report = () => '';

/** Text depends on what was asked for: lines for a check, a diff for a preview, nothing after the deed. */
export function reportFor(format: Format, mode: Mode): Report {
  switch (format) {
    case 'json':
      return jsonReport;
    case 'sarif':
      return sarifReport;
    case 'github':
      return githubReport;
    case 'text':
      return { check: checkReport, 'dry-run': diffReport, apply: nothing }[mode];
  }
}
