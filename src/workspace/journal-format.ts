/**
 * Reads the text of a journal, believing nothing: it may be damaged, or come with an archive of somebody else's
 * repository. Every path must be a plain one inside the root, every file a `.nix` file or one of our own beside it.
 */
import { posix } from 'node:path';
import { isNixPath } from './content.js';
import type { Journal, JournalEntry, OriginalFacts } from './journal.js';
import { normalise } from './paths.js';
import { toolName } from './state-folders.js';

type Fields = ReadonlyMap<string, unknown>;

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined;
}

function isPlainPath(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && normalise(value) === value;
}

function isFilePath(value: unknown): value is string {
  return isPlainPath(value) && isNixPath(value);
}

function isArrayOf<Item>(value: unknown, isItem: (item: unknown) => item is Item): value is Item[] {
  return Array.isArray(value) && value.every(isItem);
}

/** The name beside a file, of one run: `run` is random, `position` the entry's. */
export function companionPath(path: string, run: string, position: number, ending: 'new' | 'old'): string {
  return posix.join(posix.dirname(path), `.${toolName}-${run}-${position}.${ending}`);
}

function isCompanion(value: unknown, path: string, ending: 'new' | 'old'): value is string {
  if (!isPlainPath(value) || posix.dirname(value) !== posix.dirname(path)) return false;
  const name = posix.basename(value);
  return name.startsWith(`.${toolName}-`) && name.endsWith(`.${ending}`);
}

function isHash(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

function isNumberBelow(value: unknown, limit: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < limit;
}

function parseOriginal(value: unknown): OriginalFacts | undefined {
  const fields = fieldsOf(value);
  const mode = fields?.get('mode');
  const owner = fields?.get('owner');
  const group = fields?.get('group');
  if (!isNumberBelow(mode, 0o10000) || !isNumberBelow(owner, 2 ** 32) || !isNumberBelow(group, 2 ** 32)) {
    return undefined;
  }
  return { mode, owner, group };
}

function parseEntry(value: unknown): JournalEntry | undefined {
  const fields = fieldsOf(value);
  const path = fields?.get('path');
  if (fields === undefined || !isFilePath(path)) return undefined;
  const kind = fields.get('kind');
  const temporary = fields.get('temporary');
  const saved = fields.get('saved');
  const before = fields.get('before');
  const afterHash = fields.get('afterHash');
  if (kind === 'delete') {
    const original = parseOriginal(fields.get('original'));
    if (!isCompanion(saved, path, 'old') || typeof before !== 'string' || original === undefined)
      return undefined;
    return { kind, path, saved, before, original };
  }
  if (!isCompanion(temporary, path, 'new') || !isHash(afterHash)) return undefined;
  if (kind === 'create') return { kind, path, temporary, afterHash };
  if (typeof before !== 'string') return undefined;
  if (kind === 'overwrite') return { kind, path, temporary, before, afterHash };
  const original = parseOriginal(fields.get('original'));
  if (kind !== 'replace' || !isCompanion(saved, path, 'old') || original === undefined) return undefined;
  return { kind, path, temporary, saved, before, afterHash, original };
}

function isDefined<Value>(value: Value | undefined): value is Value {
  return value !== undefined;
}

/** In: the text of a journal. Out: the journal, or `undefined` when anything in it is not as we write it. */
export function parseJournal(text: string): Journal | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const fields = fieldsOf(value);
  const startedAt = fields?.get('startedAt');
  const listed = fields?.get('entries');
  if (fields?.get('version') !== 1 || typeof startedAt !== 'string' || !Array.isArray(listed))
    return undefined;
  const entries = listed.map(parseEntry).filter(isDefined);
  const createdFolders = fields.get('createdFolders');
  const emptiedFolders = fields.get('emptiedFolders');
  const intentToAdd = fields.get('intentToAdd');
  if (entries.length !== listed.length) return undefined;
  if (!isArrayOf(createdFolders, isPlainPath) || !isArrayOf(emptiedFolders, isPlainPath)) return undefined;
  if (!isArrayOf(intentToAdd, isFilePath)) return undefined;
  return { version: 1, startedAt, entries, createdFolders, emptiedFolders, intentToAdd };
}
