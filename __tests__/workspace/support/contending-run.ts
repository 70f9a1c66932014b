/**
 * A run that takes the lock again and again, and dies while it holds it. Parameters: the repository; how many times it
 * gets the lock before it kills itself. Exit code 3 when another run held the lock at the same time.
 */
import { closeSync, openSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ProblemError } from '../../../src/problem.js';
import { withLock } from '../../../src/workspace/lock.js';
import { isGone, ownIdentity, parseIdentity } from '../../../src/workspace/process-identity.js';
import { openWorkspace } from '../../../src/workspace/workspace.js';

const [root = '', times = ''] = process.argv.slice(2);
const workspace = openWorkspace(root);
const inside = join(root, 'inside');

/** The file is there while a run holds the lock; one of a killed run may be left. */
function enter(): void {
  try {
    closeSync(openSync(inside, 'wx'));
  } catch {
    const other = parseIdentity(readFileSync(inside, 'utf8'));
    if (other === undefined || !isGone(other)) process.exit(3);
  }
  writeFileSync(inside, JSON.stringify(ownIdentity()));
}

for (let had = 0; had < Number(times); ) {
  try {
    await withLock(workspace, () => {
      enter();
      had += 1;
      if (had === Number(times)) process.kill(process.pid, 'SIGKILL');
      unlinkSync(inside);
    });
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
  }
  await setTimeout(Math.random() * 2);
}
