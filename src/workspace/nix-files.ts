/** All Nix files of a repository, as fast as git can say. */
import { lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isNixPath } from './content.js';
import { nulSeparated } from './git-program.js';
import { isGitEntry, realPathOf } from './paths.js';
import type { GitState } from './repository.js';

const skippedFolders = new Set(['node_modules', '.direnv']);

function isSkipped(name: string): boolean {
  return isGitEntry(name) || skippedFolders.has(name);
}

/** Whether a path is a file inside the root, possibly through a link. */
function isFileInside(root: string, path: string): boolean {
  try {
    const stats = lstatSync(join(root, path));
    if (!stats.isSymbolicLink()) return stats.isFile();
    const real = realPathOf(root, path);
    return real.kind === 'real' && isNixPath(real.relative) && statSync(real.absolute).isFile();
  } catch {
    return false;
  }
}

/** Tracked files and untracked ones that are not ignored: what a flake sees, or would after `git add`. */
function fromGit(output: Buffer): string[] {
  const paths = new Set(nulSeparated(output).filter(isNixPath));
  return [...paths].filter((path) => !path.split('/').some(isSkipped));
}

/** Links to folders (`result`, …) are not entered, nor folders with a `.git` of their own. */
function walk(root: string, folder: string, found: string[]): void {
  let nodes: ReturnType<typeof entriesOf>;
  try {
    nodes = entriesOf(join(root, folder));
  } catch {
    return;
  }
  if (folder !== '' && nodes.some((node) => isGitEntry(node.name))) return;
  for (const node of nodes) {
    const path = folder === '' ? node.name : `${folder}/${node.name}`;
    if (node.isDirectory()) {
      if (!isSkipped(node.name)) walk(root, path, found);
    } else if (isNixPath(node.name)) {
      found.push(path);
    }
  }
}

function entriesOf(folder: string) {
  return readdirSync(folder, { withFileTypes: true });
}

/**
 * All `.nix` files below the root, sorted. Not entered: `.git`, `node_modules`, `.direnv`, links to folders,
 * submodules; with git also what it ignores. Links to files count when they lead to a `.nix` file inside the root.
 * Where git fails, or there is none, the folders are walked.
 */
export function findNixFiles(root: string, state: GitState): readonly string[] {
  const listed =
    state.kind === 'repository'
      ? state.git(['ls-files', '-z', '--cached', '--others', '--exclude-standard'])
      : undefined;
  const paths: string[] = [];
  if (listed?.status === 0) paths.push(...fromGit(listed.stdout));
  else walk(root, '', paths);
  return paths.filter((path) => isFileInside(root, path)).sort();
}
