/** The plan as a unified diff that `git apply` accepts, or coloured for people. */
import { structuredPatch } from 'diff';
import type { FileChange } from '../plan/change.js';
import { printableLines } from '../workspace/printable.js';
import type { Palette } from './colour.js';
import { gitQuoted } from './git-quoting.js';
import type { FileMode, Printing, Report, Run } from './report.js';

/** Every change of the plan, in its order. */
export const diffReport: Report = (run, printing) =>
  run.plan.changes.map((change) => changeDiff(change, run, printing)).join('');

/** One change in git's format: https://git-scm.com/docs/diff-format#generate_patch_text_with_p */
export function changeDiff(change: FileChange, run: Pick<Run, 'files'>, printing: Printing): string {
  const { mode, realPath } = run.files.get(change.path) ?? { mode: '100644', realPath: change.path };
  const header = headerLines(change, realPath, mode);
  const body = hunkLines(change);
  // A file without content has no hunks, and then git leaves out the two name lines as well.
  const lines = body.length === 0 ? header.slice(0, -2) : [...header, ...body];
  return lines.map((line, index) => `${shown(line, index < header.length, printing)}\n`).join('');
}

function headerLines(change: FileChange, path: string, mode: FileMode): readonly string[] {
  const old = gitQuoted(`a/${path}`);
  const next = gitQuoted(`b/${path}`);
  // A name with a space is followed by a tab in these two lines, so that readers see where it ends.
  const end = path.includes(' ') && !old.startsWith('"') ? '\t' : '';
  const start = `diff --git ${old} ${next}`;
  switch (change.kind) {
    case 'create':
      return [start, `new file mode ${mode}`, '--- /dev/null', `+++ ${next}${end}`];
    case 'delete':
      return [start, `deleted file mode ${mode}`, `--- ${old}${end}`, '+++ /dev/null'];
    case 'modify':
      return [start, `--- ${old}${end}`, `+++ ${next}${end}`];
  }
}

function hunkLines(change: FileChange): readonly string[] {
  const before = change.kind === 'create' ? '' : change.before;
  const after = change.kind === 'delete' ? '' : change.after;
  return structuredPatch('', '', before, after, '', '', { context: 3 }).hunks.flatMap((hunk) => [
    `@@ -${range(hunk.oldStart, hunk.oldLines)} +${range(hunk.newStart, hunk.newLines)} @@`,
    ...hunk.lines,
  ]);
}

/** As git writes it: an empty range names the line before it, and the count of one line goes without saying. */
function range(start: number, count: number): string {
  if (count === 1) return `${start}`;
  return `${count === 0 ? start - 1 : start},${count}`;
}

function shown(line: string, inHeader: boolean, { palette, exact }: Printing): string {
  return paint(exact ? line : printableLines(line), inHeader, palette);
}

function paint(line: string, inHeader: boolean, palette: Palette): string {
  if (inHeader) return palette.bold(line);
  switch (line[0]) {
    case '+':
      return palette.green(line);
    case '-':
      return palette.red(line);
    case '@':
      return palette.cyan(line);
    case '\\':
      return palette.dim(line);
    default:
      return line;
  }
}
