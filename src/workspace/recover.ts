/**
 * Ends an interrupted run: completes it when all new and changed files are in place, else takes it back. A file that
 * was edited since is never overwritten.
 */
import { posix } from 'node:path';
import { ProblemError } from '../problem.js';
import { type EntryState, hasSavedOriginal, isBegun, isOriginalEdited, stateOf } from './entry-state.js';
import { errnoText } from './errno.js';
import { type FileSystem, nodeFileSystem } from './file-system.js';
import { complete, type Failure, rollBack } from './finish.js';
import { addIntent } from './intent-to-add.js';
import { type JournalEntry, journalPath, readJournal } from './journal.js';
import type { Lock } from './lock.js';
import { realPathOf } from './paths.js';
import {
  brokenJournal,
  changedSinceInterruption,
  fileProblem,
  reportedFor,
  rollBackFailed,
} from './problems.js';
import { deleteStep } from './steps.js';
import type { Transaction } from './transaction.js';
import type { Workspace } from './workspace.js';

export interface RecoverOptions {
  /** From `withLock`. */
  readonly lock: Lock;
  readonly fileSystem?: FileSystem | undefined;
}

/** Paths are relative to the root. */
export type RecoverResult =
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'completed' | 'rolled-back';
      /** When the interrupted run began, ISO 8601. */
      readonly startedAt: string;
      /** The files of the interrupted run. */
      readonly files: readonly string[];
      /** Files for which something could not be removed; the next run tries again. */
      readonly leftovers: readonly string[];
    };

interface Standing {
  readonly entry: JournalEntry;
  readonly state: EntryState;
}

/** The links on the way to a file may have changed since, or the journal be forged: then nothing is touched. */
function requirePlainFolders(transaction: Transaction): void {
  for (const { path } of transaction.journal.entries) {
    const folder = posix.dirname(path) === '.' ? '' : posix.dirname(path);
    const real = realPathOf(transaction.root, folder, transaction.fileSystem.realPath);
    if (real.kind === 'missing' || (real.kind === 'real' && real.relative === folder)) continue;
    const hint = `Look at the files by hand, then delete ${journalPath(transaction.journalFolder)}.`;
    const message = `${path} is reached through a symbolic link now; the interrupted run is not touched.`;
    throw new ProblemError(fileProblem(brokenJournal, path, message, hint));
  }
}

/**
 * Complete only when nothing is missing but deletions, no original was edited, and something was done at all. An
 * original that has a second name shows that the run had come to its file.
 */
function canComplete(transaction: Transaction, standings: readonly Standing[]): boolean {
  const inPlace: readonly EntryState[] = ['new', 'edited-after', 'edited-unclear'];
  const reached = standings.every(({ entry, state }) =>
    entry.kind === 'delete' ? state === 'old' || state === 'new' : inPlace.includes(state),
  );
  if (standings.some(({ entry }) => isOriginalEdited(transaction, entry))) return false;
  return (
    reached && standings.some(({ entry, state }) => state === 'new' || hasSavedOriginal(transaction, entry))
  );
}

/**
 * Throws FILE111 when taking the run back would overwrite an edit of the user, or leave it beside files of the old
 * state. Where nothing was done yet, an edit is no obstacle.
 */
function requireNotEdited(transaction: Transaction, standings: readonly Standing[]): void {
  const begun = standings.some(({ state }) => isBegun(state));
  const edited = standings.find(
    ({ state }) => state === 'edited-after' || (begun && state === 'edited-unclear'),
  );
  if (edited === undefined) return;
  const { path } = edited.entry;
  const journal = journalPath(transaction.journalFolder);
  const hint = `Put the file back to what it was (git checkout does that) and recover again; or, to keep all files as they are, delete ${journal}, which holds the original content.`;
  const message = `${path} was edited after a run was interrupted. Nothing was touched.`;
  throw new ProblemError(fileProblem(changedSinceInterruption, path, message, hint));
}

/** Out: whether the run is complete now; `false` when the system refused and everything must be taken back. */
function finishDeletions(transaction: Transaction, standings: readonly Standing[]): boolean {
  try {
    for (const { entry, state } of standings) {
      if (entry.kind === 'delete' && state === 'old') deleteStep(transaction, entry);
      if (isOriginalEdited(transaction, entry)) return false;
    }
    if (transaction.git !== undefined) addIntent(transaction.git, transaction.journal.intentToAdd);
    return true;
  } catch {
    return false;
  }
}

function requireTakenBack(transaction: Transaction, failures: readonly Failure[]): void {
  const [first] = failures;
  if (first === undefined) return;
  const list = failures.map(({ path, error }) => `${path} (${errnoText(error)})`).join(', ');
  const message = `An interrupted run could not be taken back: ${list}.`;
  const hint = `The original content is in ${journalPath(transaction.journalFolder)}. Remove the cause, then recover again.`;
  throw new ProblemError(fileProblem(rollBackFailed, first.path, message, hint));
}

function standingsOf(transaction: Transaction): readonly Standing[] {
  return transaction.journal.entries.map((entry) =>
    reportedFor(entry.path, () => ({ entry, state: stateOf(transaction, entry) })),
  );
}

/**
 * Ends an interrupted run, if there is one. A workspace opened before is out of date afterwards.
 *
 * In: an open workspace whose lock is held. Out: whether the run was completed or taken back, and its files. Errors:
 * FILE110 for a journal that cannot be believed, FILE111 for a file edited since (both: nothing was touched), FILE107
 * and FILE108 when the system refuses; the journal stays then.
 */
export function recover(workspace: Workspace, options: RecoverOptions): RecoverResult {
  const { fileSystem = nodeFileSystem } = options;
  const { root, journalFolder, git: state } = workspace;
  const journal = readJournal(fileSystem, journalFolder);
  if (journal === undefined) return { kind: 'nothing' };
  const git = state.kind === 'repository' ? state.git : undefined;
  const transaction = { root, fileSystem, git, journalFolder, journal };
  const { startedAt } = journal;
  const files = journal.entries.map(({ path }) => path);
  requirePlainFolders(transaction);
  const standings = standingsOf(transaction);
  if (canComplete(transaction, standings) && finishDeletions(transaction, standings)) {
    const leftovers = complete(transaction).map(({ path }) => path);
    return { kind: 'completed', startedAt, files, leftovers };
  }
  requireNotEdited(transaction, standings);
  requireTakenBack(transaction, rollBack(transaction));
  return { kind: 'rolled-back', startedAt, files, leftovers: [] };
}
