/** Copies of originals outside the tree, for repositories without a git that could give them back. */
import { dirname, join } from 'node:path';
import { makeFolders, writeNewFile } from './durable.js';
import type { FileSystem } from './file-system.js';
import { reportedFor } from './problems.js';
import type { Target } from './targets.js';
import type { Workspace } from './workspace.js';

function stampOf(date: Date): string {
  return date.toISOString().replaceAll(':', '-');
}

/**
 * Copies the originals of all files that will be changed or deleted, with their paths, to a new folder.
 *
 * Out: the folder's absolute path; `undefined` when there is nothing to copy. Errors: FILE107.
 */
export function keepBackup(
  workspace: Workspace,
  targets: readonly Target[],
  fileSystem: FileSystem,
): string | undefined {
  const originals = targets.filter((target) => target.kind !== 'create');
  if (originals.length === 0) return undefined;
  const folder = join(workspace.backupFolder, `${stampOf(new Date())}-${process.pid}`);
  for (const { path, before, facts } of originals) {
    const copy = join(folder, path);
    reportedFor(copy, () => {
      makeFolders(fileSystem, dirname(copy));
      writeNewFile(fileSystem, copy, before, { mode: facts.mode & 0o777, exactMode: true });
    });
  }
  return folder;
}
