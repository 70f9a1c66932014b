/** Whether a folder is in a git repository, and whether git works there. */
import { lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Environment, findGit, type Git } from './git-program.js';

export type GitState =
  /** No `.git` in the folder or above it. */
  | { readonly kind: 'none' }
  /** A repository, but no git on PATH. */
  | { readonly kind: 'program-missing'; readonly gitFolder: string }
  /** Git refuses: bare, damaged, another owner, a work tree elsewhere. `reason` is one line. */
  | { readonly kind: 'unusable'; readonly gitFolder: string | undefined; readonly reason: string }
  | { readonly kind: 'repository'; readonly gitFolder: string; readonly git: Git };

function hasEntry(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

/**
 * The top of the work tree: the nearest folder with a `.git` entry, as Nix looks for it. GIT_DIR, GIT_WORK_TREE and
 * `core.worktree` have no say (a hook sets the first; the last two could point anywhere, and Nix does not follow them).
 * In: a real path. Out: a real path, the folder itself without git.
 */
export function findTop(folder: string): string {
  for (let candidate = folder; ; candidate = dirname(candidate)) {
    if (hasEntry(join(candidate, '.git'))) return candidate;
    if (dirname(candidate) === candidate) return folder;
  }
}

/** The git folder behind `.git`: the folder itself, or the one that the file of a worktree or submodule names. */
function findGitFolder(top: string): string | undefined {
  const entry = join(top, '.git');
  try {
    const stats = statSync(entry);
    if (stats.isFile() && stats.size > 4096) return undefined;
    const named = stats.isDirectory() ? entry : /^gitdir: (.+?)\n*$/s.exec(readFileSync(entry, 'utf8'))?.[1];
    if (named === undefined) return undefined;
    const gitFolder = realpathSync.native(resolve(top, named));
    return statSync(join(gitFolder, 'HEAD')).isFile() ? gitFolder : undefined;
  } catch {
    return undefined;
  }
}

/** What git is to this work tree. In: the top as `findTop` gives it. One git command is run, which only reads. */
export function gitStateOf(top: string, environment: Environment): GitState {
  if (!hasEntry(join(top, '.git'))) return { kind: 'none' };
  const gitFolder = findGitFolder(top);
  if (gitFolder === undefined) {
    return { kind: 'unusable', gitFolder, reason: 'its .git leads to no git folder' };
  }
  const git = findGit(top, gitFolder, environment);
  if (git === undefined) return { kind: 'program-missing', gitFolder };
  const seen = git(['rev-parse', '--show-toplevel']);
  if (seen.status !== 0) {
    const bare = git(['rev-parse', '--is-bare-repository']).stdout.toString().trim() === 'true';
    const words = seen.stderr.trim().split('\n')[0] || `git ended with status ${seen.status}`;
    return { kind: 'unusable', gitFolder, reason: bare ? 'it is a bare repository' : words };
  }
  const workTree = seen.stdout.toString().replace(/\n$/, '');
  if (workTree !== top)
    return { kind: 'unusable', gitFolder, reason: `git takes ${workTree} for its work tree` };
  return { kind: 'repository', gitFolder, git };
}
