/** The repository as one snapshot: what is read once stays the same for the whole plan. */
import { lstatSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ProblemError } from '../problem.js';
import { type FileContent, readContent } from './content.js';
import { errnoOf, errnoText } from './errno.js';
import type { Environment } from './git-program.js';
import { type Listing, listFolder } from './listing.js';
import { findNixFiles } from './nix-files.js';
import { normalise, relativeTo } from './paths.js';
import { cannotRead, folderMissing, notAFolder, plainProblem } from './problems.js';
import { findTop, type GitState, gitStateOf } from './repository.js';
import { backupFolder, journalFolder } from './state-folders.js';

/** Paths are relative to the root, with `/`; `''` is the root. Nothing here writes. */
export interface Workspace {
  /** The top of the git work tree, or the flake's folder without git: absolute, without links. */
  readonly root: string;
  /** The folder that was given, relative to the root. */
  readonly flakeFolder: string;
  readonly git: GitState;
  /** Absolute: where journal and lock live. It need not exist yet. */
  readonly journalFolder: string;
  /** Absolute: where backups live when there is no git. It need not exist yet. */
  readonly backupFolder: string;
  /** A file's content. The same answer for the life of the workspace: open a new one after a change. */
  readonly read: (path: string) => FileContent;
  /** A folder's entries. The same answer for the life of the workspace. */
  readonly list: (path: string) => Listing;
  /** All Nix files, sorted. The same answer for the life of the workspace. */
  readonly nixFiles: () => readonly string[];
  /** The innermost folder above the path that is a repository of its own (a submodule, say); `undefined` if none. */
  readonly submoduleOf: (path: string) => string | undefined;
}

function remembered<Value>(compute: (path: string) => Value): (path: string) => Value {
  const known = new Map<string, Value>();
  return (path) => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const value = compute(path);
    known.set(path, value);
    return value;
  };
}

/** Submodules and other nested repositories have a `.git` file or folder. In: the root and a path below it. */
function submoduleAbove(root: string, path: string): string | undefined {
  const parts = (normalise(path) ?? '').split('/');
  for (let length = parts.length; length > 0; length -= 1) {
    const folder = parts.slice(0, length).join('/');
    if (folder === '') continue;
    try {
      lstatSync(join(root, folder, '.git'));
      return folder;
    } catch {
      // no repository here: look further up
    }
  }
  return undefined;
}

function realFolder(folder: string): string {
  try {
    const real = realpathSync.native(folder);
    if (statSync(real).isDirectory()) return real;
  } catch (error) {
    const code = errnoOf(error);
    const missing = code === 'ENOENT' || code === 'ENOTDIR';
    const message = missing ? `${folder} does not exist.` : `${folder} cannot be read: ${errnoText(error)}.`;
    throw new ProblemError(plainProblem(missing ? folderMissing : cannotRead, message));
  }
  throw new ProblemError(
    plainProblem(notAFolder, `${folder} is not a folder.`, 'Give the folder that holds flake.nix, e.g. “.”.'),
  );
}

/**
 * Opens the repository that a folder belongs to.
 *
 * In: a path, relative to the current folder or absolute; the environment (PATH, HOME, XDG_*, GIT_*). Out: the
 * workspace. Errors: FILE101, FILE102, FILE114 for a path that is no readable folder; a repository that git cannot use
 * is no error here, see `git`.
 */
export function openWorkspace(folder: string, environment: Environment = process.env): Workspace {
  const flakeFolder = realFolder(folder);
  const root = findTop(flakeFolder);
  const git = gitStateOf(root, environment);
  let nixFiles: readonly string[] | undefined;
  return {
    root,
    flakeFolder: relativeTo(root, flakeFolder),
    git,
    journalFolder: journalFolder(root, git, environment),
    backupFolder: backupFolder(environment),
    read: remembered((path) => readContent(root, path)),
    list: remembered((path) => listFolder(root, path)),
    nixFiles() {
      nixFiles ??= findNixFiles(root, git);
      return nixFiles;
    },
    submoduleOf: (path) => submoduleAbove(root, path),
  };
}
