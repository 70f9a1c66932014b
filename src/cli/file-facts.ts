/** What patches say of files besides their content. */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { FileChange } from '../plan/change.js';
import type { FileFacts } from '../report/report.js';
import type { Workspace } from '../workspace/workspace.js';

/** Which file is behind a path, and whether it is executable. */
export function fileFacts(
  workspace: Workspace,
  changes: readonly FileChange[],
): ReadonlyMap<string, FileFacts> {
  const existing = changes.filter((change) => change.kind !== 'create');
  return new Map(
    existing.flatMap(({ path }) => {
      const content = workspace.read(path);
      if (content.kind !== 'text') return [];
      const { realPath } = content;
      const stats = lstatSync(join(workspace.root, realPath), { throwIfNoEntry: false });
      const mode = stats !== undefined && (stats.mode & 0o100) !== 0 ? '100755' : '100644';
      return [[path, { mode, realPath }] as const];
    }),
  );
}
