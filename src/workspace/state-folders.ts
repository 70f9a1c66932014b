/** Where the tool keeps what outlives a run: never in the user's tree. */
import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Environment } from './git-program.js';
import type { GitState } from './repository.js';

/** The name of the tool's own folders and files. */
export const toolName = 'nix-llama-codemod';

/** A folder of the XDG base directory specification; relative values are to be ignored, says the specification. */
function baseFolder(environment: Environment, variable: string, fallback: string): string {
  const value = environment[variable];
  if (value !== undefined && isAbsolute(value)) return value;
  return join(environment.HOME || homedir(), fallback);
}

/**
 * The folder of journal and lock: in the git folder (each worktree has its own), so that it moves with the repository
 * and does not depend on git being on PATH; without git in the user's cache, under a hash of the root.
 */
export function journalFolder(root: string, state: GitState, environment: Environment): string {
  if (state.kind !== 'none' && state.gitFolder !== undefined) return join(state.gitFolder, toolName);
  const key = createHash('sha256').update(root).digest('hex').slice(0, 32);
  return join(baseFolder(environment, 'XDG_CACHE_HOME', '.cache'), toolName, key);
}

/** The folder that holds one folder a backup. */
export function backupFolder(environment: Environment): string {
  return join(baseFolder(environment, 'XDG_STATE_HOME', '.local/state'), toolName, 'backup');
}
