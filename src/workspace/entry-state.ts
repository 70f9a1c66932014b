/** How far a transaction came, read off its files. */
import { hashOf } from './content.js';
import type { JournalEntry } from './journal.js';
import { absoluteOf, type Transaction } from './transaction.js';

/**
 * - `old`: as before the run. `new`: as after it. `torn`: a file written in place, and not to its end.
 * - `edited-before`: somebody changed the file, and our new content never got there.
 * - `edited-after`: somebody changed the file after our change, or while it was written in place.
 * - `edited-unclear`: somebody changed the file, and nothing of ours lies beside it: either the run had not come to
 *   write anything, or it was past this file.
 */
export type EntryState = 'old' | 'new' | 'torn' | 'edited-before' | 'edited-after' | 'edited-unclear';

/** Whether the run had come to change something of the user's: all our new contents were beside their files then. */
export function isBegun(state: EntryState): boolean {
  return state === 'new' || state === 'torn';
}

/**
 * Whether content is what writing in place, or taking that back in place, leaves when it is killed, perhaps more than
 * once: every byte is that of `before` or of `after` at its position. An edit is no such thing, unless it only brings
 * back parts of the one or the other.
 */
export function isTorn(content: Uint8Array, before: Uint8Array, after: Uint8Array): boolean {
  const shortest = Math.min(before.length, after.length);
  const longest = Math.max(before.length, after.length);
  if (content.length < shortest || content.length > longest) return false;
  return content.every((byte, position) => byte === before[position] || byte === after[position]);
}

function contentOf(transaction: Transaction, path: string): Uint8Array | undefined {
  const absolute = absoluteOf(transaction, path);
  return transaction.fileSystem.facts(absolute)?.kind === 'file'
    ? transaction.fileSystem.read(absolute)
    : undefined;
}

function isThere(transaction: Transaction, path: string): boolean {
  return transaction.fileSystem.facts(absoluteOf(transaction, path)) !== undefined;
}

function isOneFile(transaction: Transaction, path: string, other: string): boolean {
  const identity = (name: string) => transaction.fileSystem.facts(absoluteOf(transaction, name))?.identity;
  return identity(path) === identity(other);
}

function isBefore(content: Uint8Array | undefined, entry: { readonly before: string }): boolean {
  return content !== undefined && Buffer.compare(content, Buffer.from(entry.before)) === 0;
}

/** The state of one file. Errors: as the calls. */
export function stateOf(transaction: Transaction, entry: JournalEntry): EntryState {
  const content = contentOf(transaction, entry.path);
  if (content === undefined && !isThere(transaction, entry.path)) {
    if (entry.kind === 'create') return 'old';
    if (entry.kind === 'delete') return 'new';
  }
  if (entry.kind !== 'create' && isBefore(content, entry)) return 'old';
  if (entry.kind === 'delete') return 'edited-before';
  if (holdsNew(transaction, entry.path, entry)) return 'new';
  const after = contentOf(transaction, entry.temporary);
  if (after === undefined) return hasSavedOriginal(transaction, entry) ? 'edited-after' : 'edited-unclear';
  // Killed between two calls that move the new content into its place, or out of it: it has both names.
  if (isOneFile(transaction, entry.path, entry.temporary)) return 'edited-after';
  if (entry.kind !== 'overwrite') return 'edited-before';
  return content !== undefined && isTorn(content, Buffer.from(entry.before), after) ? 'torn' : 'edited-after';
}

/** Whether the original has its second name: only so once its file was about to change. */
export function hasSavedOriginal(transaction: Transaction, entry: JournalEntry): boolean {
  return (entry.kind === 'replace' || entry.kind === 'delete') && isThere(transaction, entry.saved);
}

/**
 * Whether somebody wrote to the original, and what was written is under its second name only, as when a program had it
 * open while the new content took its place.
 */
export function isOriginalEdited(transaction: Transaction, entry: JournalEntry): boolean {
  if (entry.kind !== 'replace' && entry.kind !== 'delete') return false;
  if (!isThere(transaction, entry.saved) || isOneFile(transaction, entry.path, entry.saved)) return false;
  return !isBefore(contentOf(transaction, entry.saved), entry);
}

/** Whether our new content, beside its file or in its place, is as we wrote it. Errors: as the calls. */
export function holdsNew(
  transaction: Transaction,
  path: string,
  { afterHash }: { readonly afterHash: string },
): boolean {
  const content = contentOf(transaction, path);
  return content !== undefined && hashOf(content) === afterHash;
}
