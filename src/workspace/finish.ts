/** The two ways out of a transaction: everything is there and the leftovers go, or everything is taken back. */
import { dirname } from 'node:path';
import {
  moveToFreeName,
  overwriteInPlace,
  removeFolderIfEmpty,
  removeIfThere,
  replaceFile,
  syncFolder,
  writeNewFile,
} from './durable.js';
import { holdsNew, isBegun, isOriginalEdited, stateOf } from './entry-state.js';
import { removeIntent } from './intent-to-add.js';
import { type JournalEntry, removeJournal } from './journal.js';
import { absoluteOf, type Transaction } from './transaction.js';

/** Something that could not be done. `path` is relative to the root. */
export interface Failure {
  readonly path: string;
  readonly error: unknown;
}

function attempt(failures: Failure[], path: string, run: () => void): void {
  try {
    run();
  } catch (error) {
    failures.push({ path, error });
  }
}

function companions(entry: JournalEntry): readonly string[] {
  switch (entry.kind) {
    case 'create':
    case 'overwrite':
      return [entry.temporary];
    case 'replace':
      return [entry.temporary, entry.saved];
    case 'delete':
      return [entry.saved];
  }
}

function removeCompanions(transaction: Transaction, entry: JournalEntry): void {
  const { fileSystem } = transaction;
  const removed = companions(entry).filter((path) =>
    removeIfThere(fileSystem, absoluteOf(transaction, path)),
  );
  if (removed.length > 0) syncFolder(fileSystem, dirname(absoluteOf(transaction, entry.path)));
}

function close(transaction: Transaction, failures: Failure[]): readonly Failure[] {
  if (failures.length === 0) {
    attempt(failures, 'journal', () => removeJournal(transaction.fileSystem, transaction.journalFolder));
  }
  return failures;
}

/**
 * After the last step: removes second names, staged copies, emptied folders, and the journal. From here on the run is
 * done; what cannot be removed is returned, and then the journal stays so that the next run tries again.
 */
export function complete(transaction: Transaction): readonly Failure[] {
  const failures: Failure[] = [];
  for (const entry of transaction.journal.entries) {
    attempt(failures, entry.path, () => removeCompanions(transaction, entry));
  }
  for (const path of transaction.journal.emptiedFolders) {
    const absolute = absoluteOf(transaction, path);
    attempt(failures, path, () => void removeFolderIfEmpty(transaction.fileSystem, absolute));
  }
  return close(transaction, failures);
}

const editedSince = () => new Error('it was edited since');

/** Takes a new file out of its place, to the name that it had before; an edit of it goes back and is an error. */
function withdraw(transaction: Transaction, entry: Extract<JournalEntry, { kind: 'create' }>): void {
  const { fileSystem } = transaction;
  const absolute = absoluteOf(transaction, entry.path);
  const temporary = absoluteOf(transaction, entry.temporary);
  removeIfThere(fileSystem, temporary);
  fileSystem.rename(absolute, temporary);
  if (holdsNew(transaction, entry.temporary, entry)) return;
  moveToFreeName(fileSystem, temporary, absolute);
  throw editedSince();
}

/** The original by its second name, as the file that it was; where it has none, the journal's copy is written. */
function originalOf(transaction: Transaction, entry: Extract<JournalEntry, { saved: string }>): string {
  const { fileSystem } = transaction;
  const saved = absoluteOf(transaction, entry.saved);
  const { mode, owner: user, group } = entry.original;
  if (fileSystem.facts(saved) === undefined) {
    writeNewFile(fileSystem, saved, Buffer.from(entry.before), {
      mode,
      owner: { user, group },
      exactMode: true,
    });
  }
  return saved;
}

/** The original takes the place of our new content in one step; an edit of that goes back and is an error. */
function putBack(transaction: Transaction, entry: Extract<JournalEntry, { kind: 'replace' }>): void {
  const { fileSystem } = transaction;
  const absolute = absoluteOf(transaction, entry.path);
  const temporary = absoluteOf(transaction, entry.temporary);
  const original = originalOf(transaction, entry);
  removeIfThere(fileSystem, temporary);
  if (!replaceFile(fileSystem, original, absolute, temporary)) throw editedSince();
  if (fileSystem.facts(temporary) === undefined || holdsNew(transaction, entry.temporary, entry)) return;
  replaceFile(fileSystem, temporary, absolute, original);
  throw editedSince();
}

/** In: whether the run had begun to change files. Where it had not, an edited one with nothing beside it is not ours. */
function takeBack(transaction: Transaction, entry: JournalEntry, begun: boolean): void {
  const { fileSystem } = transaction;
  const state = stateOf(transaction, entry);
  if (state === 'edited-unclear' && !begun) return;
  if (state === 'edited-after' || state === 'edited-unclear') throw editedSince();
  if (isBegun(state)) {
    const absolute = absoluteOf(transaction, entry.path);
    switch (entry.kind) {
      case 'create':
        withdraw(transaction, entry);
        break;
      case 'overwrite':
        overwriteInPlace(fileSystem, absolute, undefined, Buffer.from(entry.before));
        break;
      case 'replace':
        putBack(transaction, entry);
        break;
      case 'delete':
        if (!moveToFreeName(fileSystem, originalOf(transaction, entry), absolute)) throw editedSince();
        break;
    }
    syncFolder(fileSystem, dirname(absolute));
  } else if (isOriginalEdited(transaction, entry)) {
    throw editedSince();
  }
  removeCompanions(transaction, entry);
}

/**
 * Takes everything back, in reverse order: files, staged copies, folders, names in git's index, the journal. Out: what
 * could not be taken back; then the journal stays. Files that are as before the run are not touched.
 */
export function rollBack(transaction: Transaction): readonly Failure[] {
  const { fileSystem, git, journal } = transaction;
  const failures: Failure[] = [];
  let begun = false;
  for (const entry of journal.entries) {
    attempt(failures, entry.path, () => {
      begun ||= isBegun(stateOf(transaction, entry));
    });
  }
  for (const entry of journal.entries.toReversed()) {
    attempt(failures, entry.path, () => takeBack(transaction, entry, begun));
  }
  for (const path of journal.createdFolders.toReversed()) {
    attempt(failures, path, () => void removeFolderIfEmpty(fileSystem, absoluteOf(transaction, path)));
  }
  const [announced] = journal.intentToAdd;
  if (git !== undefined && announced !== undefined) {
    attempt(failures, announced, () => removeIntent(git, journal.intentToAdd));
  }
  return close(transaction, failures);
}
