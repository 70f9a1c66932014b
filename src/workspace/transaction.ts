/** The plan of a transaction: which files are written beside which, as the journal records it. */
import { randomBytes } from 'node:crypto';
import { join, posix } from 'node:path';
import { hashOf } from './content.js';
import type { FileSystem } from './file-system.js';
import type { Git } from './git-program.js';
import { unknownToGit } from './intent-to-add.js';
import type { Journal, JournalEntry } from './journal.js';
import { companionPath } from './journal-format.js';
import { reportedFor } from './problems.js';
import type { Target } from './targets.js';

/** A change as the plan wants it, together with its line in the journal. */
export type PlannedChange = {
  readonly [Kind in JournalEntry['kind']]: {
    readonly kind: Kind;
    readonly target: Extract<Target, { kind: TargetKind[Kind] }>;
    readonly entry: Extract<JournalEntry, { kind: Kind }>;
  };
}[JournalEntry['kind']];

/** A file that is modified is replaced, or written in place where it has several names. */
interface TargetKind {
  readonly create: 'create';
  readonly replace: 'modify';
  readonly overwrite: 'modify';
  readonly delete: 'delete';
}

/** What applying, taking back and completing have in common. */
export interface Transaction {
  /** Absolute real path. */
  readonly root: string;
  readonly fileSystem: FileSystem;
  readonly git: Git | undefined;
  /** Absolute. */
  readonly journalFolder: string;
  readonly journal: Journal;
}

/** The absolute path of one of the journal's. */
export function absoluteOf(transaction: Transaction, path: string): string {
  return join(transaction.root, path);
}

/** Folders between the root and a path, outermost first, the root left out. */
function foldersAbove(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, position) => parts.slice(0, position + 1).join('/'));
}

function plannedChange(target: Target, run: string, position: number): PlannedChange {
  const { path } = target;
  const temporary = companionPath(path, run, position, 'new');
  const saved = companionPath(path, run, position, 'old');
  if (target.kind === 'create') {
    const entry = { kind: 'create', path, temporary, afterHash: hashOf(target.after) } as const;
    return { kind: 'create', target, entry };
  }
  const { mode, owner, group, names } = target.facts;
  const before = Buffer.from(target.before).toString('utf8');
  const original = { mode, owner, group };
  if (target.kind === 'delete') {
    return { kind: 'delete', target, entry: { kind: 'delete', path, saved, before, original } };
  }
  const written = { path, temporary, before, afterHash: hashOf(target.after) };
  return names > 1
    ? { kind: 'overwrite', target, entry: { kind: 'overwrite', ...written } }
    : { kind: 'replace', target, entry: { kind: 'replace', ...written, saved, original } };
}

/** Plans the transaction; writes nothing. Out: the changes and their journal. Errors: GIT204. */
export function planTransaction(
  root: string,
  targets: readonly Target[],
  fileSystem: FileSystem,
  git: Git | undefined,
): { readonly changes: readonly PlannedChange[]; readonly journal: Journal } {
  const run = randomBytes(6).toString('hex');
  const changes = targets.map((target, position) => plannedChange(target, run, position));
  const created = targets.filter((target) => target.kind === 'create').map(({ path }) => path);
  const deleted = targets.filter((target) => target.kind === 'delete').map(({ path }) => path);
  const isMissing = (path: string) =>
    reportedFor(path, () => fileSystem.facts(join(root, path))) === undefined;
  const missing = created.flatMap(foldersAbove).filter(isMissing);
  const depth = (path: string) => path.split(posix.sep).length;
  const emptied = [...new Set(deleted.flatMap(foldersAbove))].sort((a, b) => depth(b) - depth(a));
  const journal: Journal = {
    version: 1,
    startedAt: new Date().toISOString(),
    entries: changes.map(({ entry }) => entry),
    createdFolders: [...new Set(missing)],
    emptiedFolders: emptied,
    intentToAdd: git === undefined ? [] : unknownToGit(git, created),
  };
  return { changes, journal };
}
