/** What git knows of some paths, asked with commands that run no content filter and no hook. */
import { createHash } from 'node:crypto';
import { type Git, gitOutput, nulSeparated } from './git-program.js';

/** A path in the index. */
export interface IndexEntry {
  readonly mode: string;
  /** The object's name. */
  readonly object: string;
  /** 0, or 1 to 3 for the sides of a merge conflict. */
  readonly stage: number;
  readonly path: string;
}

export interface GitIndex {
  readonly entries: ReadonlyMap<string, readonly IndexEntry[]>;
  /** Paths of submodules, whether checked out or not. */
  readonly submodules: ReadonlySet<string>;
}

const submoduleMode = '160000';

function parseEntry(line: string): IndexEntry | undefined {
  const match = /^(\d+) ([0-9a-f]+) (\d)\t(.+)$/s.exec(line);
  const [, mode, object, stage, path] = match ?? [];
  if (mode === undefined || object === undefined || stage === undefined || path === undefined)
    return undefined;
  return { mode, object, stage: Number(stage), path };
}

/** Reads the index. Errors: GIT204. */
export function readIndex(git: Git): GitIndex {
  const entries = new Map<string, IndexEntry[]>();
  const submodules = new Set<string>();
  for (const line of nulSeparated(gitOutput(git, ['ls-files', '-z', '--stage']))) {
    const entry = parseEntry(line);
    if (entry === undefined) continue;
    if (entry.mode === submoduleMode) submodules.add(entry.path);
    const others = entries.get(entry.path);
    if (others === undefined) entries.set(entry.path, [entry]);
    else others.push(entry);
  }
  return { entries, submodules };
}

/** The objects of paths in the last commit; none before the first commit. Errors: GIT204. */
export function committedObjects(git: Git, paths: readonly string[]): ReadonlyMap<string, string> {
  const hasCommit = git(['rev-parse', '--verify', '--quiet', 'HEAD^{tree}']).status === 0;
  if (!hasCommit || paths.length === 0) return new Map();
  const lines = nulSeparated(
    gitOutput(git, ['--literal-pathspecs', 'ls-tree', '-z', '--full-tree', 'HEAD', '--', ...paths]),
  );
  return new Map(
    lines.flatMap((line) => {
      const [, object, path] = /^\d+ \w+ ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
      return object === undefined || path === undefined ? [] : [[path, object] as const];
    }),
  );
}

/** The name that git gives to content as it is, in a repository whose names are as long as `like`. */
export function objectName(bytes: Uint8Array, like: string): string {
  const algorithm = like.length === 64 ? 'sha256' : 'sha1';
  return createHash(algorithm).update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** An entry made by `git add --intent-to-add` has the name of empty content. */
export function isIntentToAdd(entry: IndexEntry): boolean {
  return entry.object === objectName(new Uint8Array(), entry.object);
}

/**
 * Paths under a content filter (git-crypt, git-lfs …). A filter is a program that the repository's configuration
 * names, so it is not run.
 */
export function filteredPaths(git: Git, paths: readonly string[]): ReadonlySet<string> {
  const output = gitOutput(git, ['check-attr', '-z', '--stdin', 'filter'], { input: paths.join('\0') });
  const parts = nulSeparated(output);
  const filtered = new Set<string>();
  for (let position = 0; position + 2 < parts.length; position += 3) {
    const path = parts[position];
    const value = parts[position + 2];
    if (path !== undefined && value !== 'unspecified' && value !== 'unset') filtered.add(path);
  }
  return filtered;
}

/**
 * Whether a file's bytes are what the index holds; git's conversion of line ends counts as the same. Must not be
 * asked for a filtered path whose bytes differ: `hash-object` would run the filter.
 */
export function sameAsIndex(git: Git, entry: IndexEntry, bytes: Uint8Array, filtered: boolean): boolean {
  if (objectName(bytes, entry.object) === entry.object) return true;
  if (filtered) return false;
  const named = git(['hash-object', '--stdin', `--path=${entry.path}`], { input: bytes });
  return named.status === 0 && named.stdout.toString().trim() === entry.object;
}

/** Why git ignores paths: `.gitignore:3: *.nix`. Paths that it does not ignore are left out. Errors: GIT204. */
export function ignoredReasons(git: Git, paths: readonly string[]): ReadonlyMap<string, string> {
  if (paths.length === 0) return new Map();
  // ./ keeps a leading colon from being taken for pathspec magic; check-ignore knows no --literal-pathspecs.
  const input = paths.map((path) => `./${path}`).join('\0');
  const parameters = ['check-ignore', '-z', '--verbose', '--stdin'];
  const parts = nulSeparated(gitOutput(git, parameters, { input }, [0, 1]));
  const reasons = new Map<string, string>();
  for (let position = 0; position + 3 < parts.length; position += 4) {
    const [source, line, pattern, path] = parts.slice(position, position + 4);
    // A pattern that begins with ! was the last to match: the path is not ignored.
    if (path === undefined || pattern === undefined || pattern.startsWith('!')) continue;
    reasons.set(path.slice(2), `${source}:${line}: ${pattern}`);
  }
  return reasons;
}
