/**
 * A run that gets a signal. Parameters: the repository; a file with the changes; the signal; the number of the call to
 * the disk before which it comes. Exit code: 130 when the run was interrupted, else 0.
 */
import { readFileSync } from 'node:fs';
import type { FileChange } from '../../../src/plan/change.js';
import { applyChanges } from '../../../src/workspace/apply.js';
import { nodeFileSystem } from '../../../src/workspace/file-system.js';
import { withInterruption } from '../../../src/workspace/interrupt.js';
import { withLock } from '../../../src/workspace/lock.js';
import { openWorkspace } from '../../../src/workspace/workspace.js';
import { interposed } from './faults.js';

const [root = '', changesFile = '', name = '', position = ''] = process.argv.slice(2);
const changes: readonly FileChange[] = JSON.parse(readFileSync(changesFile, 'utf8'));

const fileSystem = interposed(nodeFileSystem, (_, count) => {
  if (count === Number(position)) process.kill(process.pid, name);
});

const workspace = openWorkspace(root);
const result = await withInterruption((signal) =>
  withLock(workspace, (lock) =>
    applyChanges(workspace, changes, { lock, intentToAdd: true, fileSystem, signal }),
  ),
);
process.exitCode = result.kind === 'interrupted' ? 130 : 0;
