/** The steps of a transaction, in order. Each can be the last one that a killed process did. */
import { dirname } from 'node:path';
import { moveToFreeName, overwriteInPlace, replaceFile, syncFolder, writeNewFile } from './durable.js';
import { addIntent } from './intent-to-add.js';
import type { JournalEntry } from './journal.js';
import { changedSince, requireUnchanged } from './targets.js';
import { absoluteOf, type PlannedChange, type Transaction } from './transaction.js';

/** One step; `path` is what a failure is reported for. */
export interface Step {
  readonly path: string;
  readonly run: () => void;
}

type WithOriginal = Extract<PlannedChange, { kind: 'replace' | 'delete' }>;
type Staged = Exclude<PlannedChange, { kind: 'delete' }>;

const newFileMode = 0o644;

/**
 * Catches an edit after the last look: the original, which can still be put back, has it. Where the file system gives
 * no second names there is nothing to look at.
 */
function requireOriginal(transaction: Transaction, { target, entry }: WithOriginal): void {
  const { fileSystem } = transaction;
  const absolute = absoluteOf(transaction, entry.saved);
  if (fileSystem.facts(absolute) !== undefined) requireUnchanged(fileSystem, { ...target, absolute });
}

function stage(transaction: Transaction, { kind, target, entry }: Staged): void {
  const temporary = absoluteOf(transaction, entry.temporary);
  if (kind === 'create') {
    writeNewFile(transaction.fileSystem, temporary, target.after, { mode: newFileMode, exactMode: false });
    return;
  }
  const { mode, owner: user, group } = target.facts;
  const file = { mode, owner: { user, group }, exactMode: true };
  writeNewFile(transaction.fileSystem, temporary, target.after, file);
}

/**
 * A file's place is never empty: a run that is killed leaves the one content or the other. What an editor writes to the
 * original in this very moment is not lost: it has a second name when the new content takes its place, and is looked at
 * then; another file in the place is not replaced (`FileSystem.replace` says what is left).
 */
function swap(transaction: Transaction, change: PlannedChange): void {
  const { fileSystem } = transaction;
  const { target } = change;
  const { absolute } = target;
  requireUnchanged(fileSystem, target);
  switch (change.kind) {
    case 'create': {
      const temporary = absoluteOf(transaction, change.entry.temporary);
      if (!moveToFreeName(fileSystem, temporary, absolute)) throw changedSince(target);
      break;
    }
    case 'replace': {
      const temporary = absoluteOf(transaction, change.entry.temporary);
      const saved = absoluteOf(transaction, change.entry.saved);
      if (!replaceFile(fileSystem, temporary, absolute, saved)) throw changedSince(target);
      requireOriginal(transaction, change);
      break;
    }
    case 'overwrite': {
      const { before, after } = change.target;
      if (!overwriteInPlace(fileSystem, absolute, before, after)) throw changedSince(target);
      break;
    }
    case 'delete':
      fileSystem.rename(absolute, absoluteOf(transaction, change.entry.saved));
      requireOriginal(transaction, change);
      break;
  }
  syncFolder(fileSystem, dirname(absolute));
}

/** The step that makes some new files known to git; none for those that are not to be. */
function announcement(transaction: Transaction, created: readonly string[]): readonly Step[] {
  const { git, journal } = transaction;
  const paths = created.filter((path) => journal.intentToAdd.includes(path));
  const [path] = paths;
  if (git === undefined || path === undefined) return [];
  return [{ path, run: () => void addIntent(git, paths) }];
}

/** Changes in order; new files are made known to git before the next file that may refer to them is changed. */
function swaps(transaction: Transaction, changes: readonly PlannedChange[]): readonly Step[] {
  const steps: Step[] = [];
  let unannounced: string[] = [];
  for (const change of changes) {
    const { path } = change.entry;
    if (change.kind !== 'create') {
      steps.push(...announcement(transaction, unannounced));
      unannounced = [];
    } else {
      unannounced.push(path);
    }
    steps.push({ path, run: () => swap(transaction, change) });
  }
  return [...steps, ...announcement(transaction, unannounced)];
}

/**
 * All steps between writing the journal and removing what is left over: make folders, write the new contents beside
 * their files, look once more whether anything changed, then swap file by file, deletions last.
 */
export function transactionSteps(
  transaction: Transaction,
  changes: readonly PlannedChange[],
): readonly Step[] {
  const { fileSystem, journal } = transaction;
  const folders = journal.createdFolders.map((path) => ({
    path,
    run() {
      const absolute = absoluteOf(transaction, path);
      fileSystem.makeFolder(absolute);
      syncFolder(fileSystem, dirname(absolute));
    },
  }));
  return [
    ...folders,
    ...changes.flatMap((change) =>
      change.kind === 'delete' ? [] : [{ path: change.entry.path, run: () => stage(transaction, change) }],
    ),
    ...changes.map(({ target }) => ({ path: target.path, run: () => requireUnchanged(fileSystem, target) })),
    ...swaps(transaction, changes),
  ];
}

/** Throws FILE105 when somebody wrote to the original, made a deleted file anew, or replaced one written in place. */
function requireSettled(transaction: Transaction, change: PlannedChange): void {
  const { target } = change;
  if (change.kind === 'replace' || change.kind === 'delete') requireOriginal(transaction, change);
  const facts = transaction.fileSystem.facts(target.absolute);
  if (change.kind === 'delete' && facts !== undefined) throw changedSince(target);
  if (change.kind === 'overwrite' && facts?.identity !== change.target.facts.identity)
    throw changedSince(target);
}

/**
 * The last look before the originals go: a program that had a file open may have written to the original since, where
 * nobody would find it.
 */
export function lastLooks(transaction: Transaction, changes: readonly PlannedChange[]): readonly Step[] {
  return changes.map((change) => ({
    path: change.entry.path,
    run: () => requireSettled(transaction, change),
  }));
}

/** The deletions that a killed run left undone. In: entries whose files are still there, unchanged. */
export function deleteStep(transaction: Transaction, entry: Extract<JournalEntry, { kind: 'delete' }>): void {
  const absolute = absoluteOf(transaction, entry.path);
  transaction.fileSystem.rename(absolute, absoluteOf(transaction, entry.saved));
  syncFolder(transaction.fileSystem, dirname(absolute));
}
