/** A transaction on one file, and what lies at its place and beside it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf } from '../../../src/workspace/content.js';
import { type FileSystem, nodeFileSystem } from '../../../src/workspace/file-system.js';
import type { JournalEntry } from '../../../src/workspace/journal.js';
import type { Transaction } from '../../../src/workspace/transaction.js';
import type { Sandbox } from './repository.js';

export const [path, temporary, saved] = ['a/x.nix', 'a/.new', 'a/.old'];
export const [before, after, edit] = ['before\n', 'after that\n', 'edited\n'];
export const afterHash = hashOf(Buffer.from(after));

const original = { mode: 0o640, owner: process.getuid?.() ?? 0, group: process.getgid?.() ?? 0 };

export const entries: Readonly<Record<JournalEntry['kind'], JournalEntry>> = {
  create: { kind: 'create', path, temporary, afterHash },
  replace: { kind: 'replace', path, temporary, saved, before, afterHash, original },
  overwrite: { kind: 'overwrite', path, temporary, before, afterHash },
  delete: { kind: 'delete', path, saved, before, original },
};

/** Contents at the file's place, of our new content beside it, of the original under its second name. */
export type Contents = Readonly<Partial<Record<'file' | 'new' | 'old', string>>>;

export function write(sandbox: Sandbox, contents: Contents): void {
  mkdirSync(join(sandbox.root, 'a'), { recursive: true });
  const places = { file: path, new: temporary, old: saved };
  for (const place of ['file', 'new', 'old'] as const) {
    const content = contents[place];
    if (content !== undefined) sandbox.write(places[place], content);
  }
}

export function transactionOn(
  sandbox: Sandbox,
  ofRun: readonly JournalEntry[],
  fileSystem: FileSystem = nodeFileSystem,
): Transaction {
  const journal = {
    version: 1,
    startedAt: 'then',
    entries: ofRun,
    createdFolders: ['a', 'n'],
    emptiedFolders: ['n', 'a'],
    intentToAdd: [],
  } as const;
  const { root, home: journalFolder } = sandbox;
  return { root, fileSystem, git: undefined, journalFolder, journal };
}
