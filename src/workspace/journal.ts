/**
 * What a run is about to do, on the disk before it does it: enough to complete it or to take it back, whatever kills
 * it. The journal is written whole before the first file is touched and never changed; how far a run came is read off
 * the files themselves (`entry-state.ts`), which cannot disagree with the tree.
 */
import { dirname, join } from 'node:path';
import { type Problem, ProblemError } from '../problem.js';
import { decode } from './content.js';
import { removeIfThere, syncFolder, writeNewFile } from './durable.js';
import { errnoOf, errnoText } from './errno.js';
import { type FileSystem, nodeFileSystem } from './file-system.js';
import { parseJournal } from './journal-format.js';
import { brokenJournal, plainProblem, unfinishedRun } from './problems.js';
import type { Workspace } from './workspace.js';

/** Mode and owner of an original. */
export interface OriginalFacts {
  readonly mode: number;
  readonly owner: number;
  readonly group: number;
}

/**
 * One file. Paths are real, relative to the root, with `/`. `temporary` holds the new content until it takes the
 * file's name; `saved` is a second name of the original. Both are in the folder of the file.
 */
export type JournalEntry =
  | { readonly kind: 'create'; readonly path: string; readonly temporary: string; readonly afterHash: string }
  | {
      readonly kind: 'replace';
      readonly path: string;
      readonly temporary: string;
      readonly saved: string;
      readonly before: string;
      readonly afterHash: string;
      readonly original: OriginalFacts;
    }
  /** A file with several names: written in place, so that all of them keep one content. */
  | {
      readonly kind: 'overwrite';
      readonly path: string;
      readonly temporary: string;
      readonly before: string;
      readonly afterHash: string;
    }
  | {
      readonly kind: 'delete';
      readonly path: string;
      readonly saved: string;
      readonly before: string;
      readonly original: OriginalFacts;
    };

export interface Journal {
  readonly version: 1;
  /** ISO 8601. */
  readonly startedAt: string;
  /** In the order of the run: deletions last. */
  readonly entries: readonly JournalEntry[];
  /** Folders made for new files, each behind the one that it is in. */
  readonly createdFolders: readonly string[];
  /** Folders to remove if the deletions leave them empty, innermost first. */
  readonly emptiedFolders: readonly string[];
  /** New files to make known to git. */
  readonly intentToAdd: readonly string[];
}

/** Absolute path of the journal in its folder. */
export function journalPath(folder: string): string {
  return join(folder, 'journal.json');
}

function unfinishedPath(folder: string): string {
  return join(folder, 'journal.json.new');
}

/** Puts the journal in its folder, whole or not at all. Errors: as the calls. */
export function writeJournal(fileSystem: FileSystem, folder: string, journal: Journal): void {
  const bytes = Buffer.from(`${JSON.stringify(journal, null, 2)}\n`);
  removeIfThere(fileSystem, unfinishedPath(folder));
  writeNewFile(fileSystem, unfinishedPath(folder), bytes, { mode: 0o600, exactMode: true });
  fileSystem.rename(unfinishedPath(folder), journalPath(folder));
  syncFolder(fileSystem, folder);
  syncFolder(fileSystem, dirname(folder));
}

/** The last act of a run. Errors: as the calls. */
export function removeJournal(fileSystem: FileSystem, folder: string): void {
  removeIfThere(fileSystem, unfinishedPath(folder));
  if (removeIfThere(fileSystem, journalPath(folder))) syncFolder(fileSystem, folder);
}

function broken(folder: string, why: string): ProblemError {
  const path = journalPath(folder);
  const hint = `Look at the files by hand (git diff), then delete ${path}.`;
  return new ProblemError(
    plainProblem(brokenJournal, `The journal ${path} cannot be understood: ${why}.`, hint),
  );
}

/** The journal in a folder; `undefined` where there is none. Errors: FILE110. */
export function readJournal(fileSystem: FileSystem, folder: string): Journal | undefined {
  let bytes: Uint8Array;
  try {
    bytes = fileSystem.read(journalPath(folder));
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw broken(folder, errnoText(error));
  }
  const journal = parseJournal(decode(bytes) ?? '');
  if (journal === undefined) throw broken(folder, 'it is damaged or of another version');
  return journal;
}

/** An interrupted run, as far as its journal tells. */
export interface PendingJournal {
  readonly startedAt: string;
  /** Relative to the root. */
  readonly files: readonly string[];
}

/**
 * Whether an earlier run was interrupted (or another one is at work now: its lock tells). Reads only.
 * Errors: FILE110.
 */
export function pendingJournal(workspace: Workspace): PendingJournal | undefined {
  const journal = readJournal(nodeFileSystem, workspace.journalFolder);
  return journal && { startedAt: journal.startedAt, files: journal.entries.map(({ path }) => path) };
}

/** The problem to report where a run must not go on because of an interrupted one. */
export function pendingProblem(journal: PendingJournal): Problem {
  const message = `A run begun at ${journal.startedAt} was interrupted: ${journal.files.join(', ')}.`;
  return plainProblem(unfinishedRun, message, 'Run with --recover to complete it or take it back.');
}
