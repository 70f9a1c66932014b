/**
 * Keeps two runs in one repository apart.
 *
 * The lock is a symbolic link whose text names its owner: made in one call, with its content, or not at all, so that a
 * killed run leaves no half-written lock. The text is unique to a run. A stale lock may be removed only by the holder
 * of a marker that is itself such a lock, named after the stale text: of two runs that find it at once, one removes it
 * and the other looks again.
 */
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ProblemError } from '../problem.js';
import { makeFolders, removeIfThere } from './durable.js';
import { errnoOf } from './errno.js';
import { type FileSystem, nodeFileSystem } from './file-system.js';
import { anotherRun, cannotWrite, nothingChanged, plainProblem, reportedFor } from './problems.js';
import { isGone, ownIdentity, parseIdentity } from './process-identity.js';
import type { Workspace } from './workspace.js';

/** Proof that this run is alone; apply and recover ask for it. */
export interface Lock {
  readonly path: string;
  readonly text: string;
}

function create(fileSystem: FileSystem, path: string, text: string): boolean {
  try {
    fileSystem.makeSymbolicLink(text, path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function ownerOf(fileSystem: FileSystem, path: string): string | undefined {
  try {
    return fileSystem.readSymbolicLink(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function isStale(text: string): boolean {
  const identity = parseIdentity(text);
  return identity !== undefined && isGone(identity);
}

/** Out: `undefined` when the lock is ours now, else the text of its owner. */
function acquire(fileSystem: FileSystem, path: string, own: string): string | undefined {
  for (;;) {
    if (create(fileSystem, path, own)) return undefined;
    const owner = ownerOf(fileSystem, path);
    if (owner === undefined) continue;
    if (!isStale(owner)) return owner;
    const marker = `${path}-${createHash('sha256').update(owner).digest('hex').slice(0, 16)}`;
    const rival = acquire(fileSystem, marker, own);
    if (rival !== undefined) return rival;
    try {
      if (ownerOf(fileSystem, path) === owner) removeIfThere(fileSystem, path);
    } finally {
      removeIfThere(fileSystem, marker);
    }
  }
}

function release(fileSystem: FileSystem, lock: Lock): void {
  try {
    if (ownerOf(fileSystem, lock.path) === lock.text) removeIfThere(fileSystem, lock.path);
  } catch {
    // It stays behind and is recognised as stale once this process has ended.
  }
}

/** Makes the folder of journal and lock. Errors: FILE107; also where the folder is a link, which nobody of us made. */
export function prepareJournalFolder(fileSystem: FileSystem, folder: string): void {
  const facts = reportedFor(folder, () => {
    makeFolders(fileSystem, folder);
    return fileSystem.facts(folder);
  });
  if (facts?.kind !== 'folder') {
    throw new ProblemError(plainProblem(cannotWrite, `${folder} is not a folder.`, nothingChanged));
  }
}

/**
 * Runs something while no other run is at work in the repository; the lock goes when it ends, well or not.
 *
 * Out: what `run` gives. Errors: FILE112 when another run holds the lock, FILE107 when it cannot be made, and those of
 * `run`. A lock whose process has ended (same computer), or from before a restart, is taken over.
 */
export async function withLock<Result>(
  workspace: Workspace,
  run: (lock: Lock) => Result | Promise<Result>,
  fileSystem: FileSystem = nodeFileSystem,
): Promise<Result> {
  prepareJournalFolder(fileSystem, workspace.journalFolder);
  const path = join(workspace.journalFolder, 'lock');
  const identity = ownIdentity();
  const text = JSON.stringify({ ...identity, nonce: randomBytes(8).toString('hex') });
  const owner = reportedFor(path, () => acquire(fileSystem, path, text));
  if (owner !== undefined) {
    const { pid, host } = parseIdentity(owner) ?? { pid: undefined, host: '' };
    const who = pid === undefined ? '' : ` (process ${pid}${host === identity.host ? '' : ` on ${host}`})`;
    const hint = `If no run is at work there any more, delete ${path}.`;
    throw new ProblemError(
      plainProblem(anotherRun, `Another run is at work in this repository${who}.`, hint),
    );
  }
  const lock = { path, text };
  try {
    return await run(lock);
  } finally {
    release(fileSystem, lock);
  }
}
