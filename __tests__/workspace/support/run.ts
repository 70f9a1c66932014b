/** One run on a sandbox, and what its tree is then. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FileChange } from '../../../src/plan/change.js';
import { type ApplyResult, applyChanges } from '../../../src/workspace/apply.js';
import { type FileSystem, nodeFileSystem } from '../../../src/workspace/file-system.js';
import { withLock } from '../../../src/workspace/lock.js';
import { type RecoverResult, recover } from '../../../src/workspace/recover.js';
import { openWorkspace } from '../../../src/workspace/workspace.js';
import { interposed } from './faults.js';
import { type Sandbox, snapshot } from './repository.js';
import type { Scenario } from './scenarios.js';

export interface RunOptions {
  readonly fileSystem?: FileSystem;
  readonly signal?: AbortSignal;
  readonly intentToAdd?: boolean;
  readonly confirm?: () => Promise<boolean>;
}

export function apply(
  sandbox: Pick<Sandbox, 'root' | 'environment'>,
  changes: readonly FileChange[],
  options: RunOptions = {},
): Promise<ApplyResult> {
  const { fileSystem = nodeFileSystem, intentToAdd = true, signal, confirm } = options;
  const workspace = openWorkspace(sandbox.root, sandbox.environment);
  return withLock(workspace, (lock) =>
    applyChanges(workspace, changes, { lock, intentToAdd, fileSystem, signal, confirm }),
  );
}

export function recoverIn(
  sandbox: Pick<Sandbox, 'root' | 'environment'>,
  fileSystem: FileSystem = nodeFileSystem,
): Promise<RecoverResult> {
  const workspace = openWorkspace(sandbox.root, sandbox.environment);
  return withLock(workspace, (lock) => recover(workspace, { lock, fileSystem }));
}

/** The tree and git's index, as one text. */
export function wholeState(sandbox: Sandbox): string {
  const hasGit = existsSync(join(sandbox.root, '.git'));
  const index = hasGit ? sandbox.git('ls-files', '--stage', '-z') : '';
  return JSON.stringify([snapshot(sandbox.root), index], null, 1);
}

/** A run in which nothing fails: the states before and after it, and how many calls to the disk it needs. */
export async function reference(scenario: Scenario) {
  const sandbox = scenario.build();
  const old = wholeState(sandbox);
  let calls = 0;
  const counting = interposed(nodeFileSystem, (_, count) => {
    calls = count;
  });
  const result = await apply(sandbox, scenario.changes, { fileSystem: counting });
  const changed = wholeState(sandbox);
  sandbox.remove();
  return { old, changed, calls, result };
}
