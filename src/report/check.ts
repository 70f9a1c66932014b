/** What `--check` prints: one line a file, `path: reason`. */
import type { FileChange } from '../plan/change.js';
import { placeIn } from '../syntax/source.js';
import { printable } from '../workspace/printable.js';
import { editsOf } from './findings.js';
import type { Report, Run } from './report.js';

export const checkReport: Report = (run, { palette }) =>
  run.plan.changes
    .map(
      (change) => `${palette.bold(printable(change.path))}: ${printable(reason(change, run))}
`,
    )
    .join('');

function reason(change: FileChange, run: Run): string {
  if (change.kind === 'create') return 'would be created';
  if (change.kind === 'delete') return 'would be deleted';
  const lines = new Map<string, readonly number[]>();
  for (const edit of editsOf(run.plan.edits, change.path)) {
    const { line } = placeIn(change.path, change.before, edit.start);
    const known = lines.get(edit.why) ?? [];
    if (!known.includes(line)) lines.set(edit.why, [...known, line]);
  }
  if (lines.size === 0) return 'would change';
  return [...lines]
    .map(([why, at]) => `${why} (${at.length === 1 ? 'line' : 'lines'} ${at.join(', ')})`)
    .join('; ');
}
