/**
 * Annotations for GitHub Actions:
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */

import { printable, printableLines } from '../workspace/printable.js';
import { type Finding, findingsOf } from './findings.js';
import type { Report } from './report.js';

/** One command a line. Always for the runner, so never coloured. */
export const githubReport: Report = (run) =>
  findingsOf(run)
    .map((finding) => `${annotation(finding)}\n`)
    .join('');

function annotation({ level, rule, message, file, start }: Finding): string {
  const properties = [
    file === undefined ? [] : [`file=${property(file)}`],
    start === undefined ? [] : [`line=${start.line}`, `col=${start.column}`],
    [`title=${property(rule)}`],
  ].flat();
  return `::${level} ${properties.join(',')}::${data(message)}`;
}

/** The runner turns `%0A` back into a line break; what else could move a terminal is made visible first. */
function data(text: string): string {
  return printableLines(text).split('\n').map(percent).join('%0A');
}

function property(text: string): string {
  return percent(printable(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

function percent(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
