/**
 * A run that kills itself. Parameters: `apply` or `recover`; the repository; a file with the changes; the number of the
 * call to the disk before which it dies (0: never); `half` to die in the middle of that call if it is a write.
 */
import { readFileSync, writeSync } from 'node:fs';
import type { FileChange } from '../../../src/plan/change.js';
import { applyChanges } from '../../../src/workspace/apply.js';
import { nodeFileSystem } from '../../../src/workspace/file-system.js';
import { withLock } from '../../../src/workspace/lock.js';
import { recover } from '../../../src/workspace/recover.js';
import { openWorkspace } from '../../../src/workspace/workspace.js';
import { interposed } from './faults.js';

const [task, root = '', changesFile = '', position = '0', manner] = process.argv.slice(2);
const changes: readonly FileChange[] = JSON.parse(readFileSync(changesFile, 'utf8'));

const fileSystem = interposed(nodeFileSystem, (name, count, [descriptor, bytes, at]) => {
  if (count !== Number(position)) return;
  if (manner === 'half' && name === 'write' && bytes instanceof Uint8Array) {
    writeSync(Number(descriptor), bytes, 0, Math.ceil(bytes.length / 2), Number(at));
  }
  process.kill(process.pid, 'SIGKILL');
});

const workspace = openWorkspace(root);
await withLock(
  workspace,
  async (lock) => {
    if (task === 'recover') recover(workspace, { lock, fileSystem });
    else await applyChanges(workspace, changes, { lock, intentToAdd: true, fileSystem });
  },
  fileSystem,
);
