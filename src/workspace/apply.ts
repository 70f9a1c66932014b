/**
 * Writes a plan: all files or none.
 *
 * Journal first, then the new contents beside their files, then one rename a file. A failure, or an interruption by
 * the user, takes everything back; a process that is killed leaves a journal from which `recover` completes the run
 * or takes it back. Between two steps the event loop runs once, so that signals are heard.
 *
 * - What the plan did not see is not written over (`steps.ts`); before the originals go, they are looked at once more.
 * - Files keep mode and, where the user may set it, owner. Access lists and extended attributes are not copied.
 * - A symbolic link stays; the file that it leads to is written.
 * - A file with several names (hard links) is written in place, so that all names show the new content. What an editor
 *   writes between two calls, the last look and the writing, is not seen there.
 */
import { setImmediate } from 'node:timers/promises';
import type { FileChange } from '../plan/change.js';
import { type Problem, ProblemError } from '../problem.js';
import { keepBackup } from './backup.js';
import { errnoText } from './errno.js';
import { type FileSystem, nodeFileSystem } from './file-system.js';
import { complete, type Failure, rollBack } from './finish.js';
import { journalPath, pendingProblem, readJournal, writeJournal } from './journal.js';
import { type Lock, prepareJournalFolder } from './lock.js';
import { fileProblem, gitUnusable, plainProblem, rollBackFailed, writeProblem } from './problems.js';
import { lastLooks, type Step, transactionSteps } from './steps.js';
import { resolveTargets, type Target } from './targets.js';
import { type PlannedChange, planTransaction, type Transaction } from './transaction.js';
import type { Workspace } from './workspace.js';

export interface ApplyOptions {
  /** From `withLock`. */
  readonly lock: Lock;
  /** Make new files known to git. */
  readonly intentToAdd: boolean;
  /** Aborted when the user interrupts: everything is taken back. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Asked when all files are in place, while the journal still has the originals. `false`, and an error, take
   * everything back. A process that is killed meanwhile leaves a run that `recover` completes.
   */
  readonly confirm?: (() => Promise<boolean>) | undefined;
  readonly fileSystem?: FileSystem | undefined;
}

/** Paths are real and relative to the root. */
export type ApplyResult =
  | {
      readonly kind: 'applied';
      readonly created: readonly string[];
      readonly modified: readonly string[];
      readonly deleted: readonly string[];
      /** New files that git knows by name since. */
      readonly intentToAdd: readonly string[];
      /** Absolute path of the copies of originals, where there is no git to give them back. */
      readonly backup: string | undefined;
      /** Files for which something (a hidden copy, an empty folder) could not be removed; the next run tries again. */
      readonly leftovers: readonly string[];
    }
  /** The user interrupted; everything is as it was. */
  | { readonly kind: 'interrupted' }
  /** `confirm` said no; everything is as it was. */
  | { readonly kind: 'taken-back' };

function pathsOf(targets: readonly Target[], kind: Target['kind']): readonly string[] {
  return targets.filter((target) => target.kind === kind).map(({ path }) => path);
}

/** Throws FILE108 when something could not be taken back. */
function requireRolledBack(transaction: Transaction, failures: readonly Failure[], cause: string): void {
  const [first] = failures;
  if (first === undefined) return;
  const list = failures.map(({ path, error }) => `${path} (${errnoText(error)})`).join(', ');
  const message = `${cause} Taking the changes back failed for ${list}.`;
  const hint = `The original content is in ${journalPath(transaction.journalFolder)}. Run again with --recover.`;
  throw new ProblemError(fileProblem(rollBackFailed, first.path, message, hint));
}

type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'failed'; readonly problem: Problem };

async function runSteps(steps: readonly Step[], signal: AbortSignal | undefined): Promise<Outcome> {
  for (const step of steps) {
    await setImmediate();
    if (signal?.aborted) return { kind: 'interrupted' };
    try {
      step.run();
    } catch (error) {
      // Ctrl-C also reaches a git that is at work, which then fails: that is the interruption, not a failure.
      await setImmediate();
      if (signal?.aborted) return { kind: 'interrupted' };
      return { kind: 'failed', problem: writeProblem(step.path, error) };
    }
  }
  return { kind: 'done' };
}

/** Errors of `confirm` leave here once everything is taken back. */
async function confirmed(
  transaction: Transaction,
  { confirm, signal }: ApplyOptions,
): Promise<'done' | 'interrupted' | 'taken-back'> {
  if (confirm === undefined) return 'done';
  let isKept = false;
  try {
    isKept = await confirm();
  } finally {
    if (!isKept || signal?.aborted)
      requireRolledBack(transaction, rollBack(transaction), 'The changes were not to stay.');
  }
  if (signal?.aborted) return 'interrupted';
  return isKept ? 'done' : 'taken-back';
}

/** Throws the problem of a failed step once everything is taken back. */
function takenBack(transaction: Transaction, outcome: Exclude<Outcome, { kind: 'done' }>): 'interrupted' {
  const cause = outcome.kind === 'failed' ? outcome.problem.message : 'The run was interrupted.';
  requireRolledBack(transaction, rollBack(transaction), cause);
  if (outcome.kind === 'failed') throw new ProblemError(outcome.problem);
  return 'interrupted';
}

/** Out: done, or taken back and why. Throws the problem of a failed step once everything is taken back. */
async function runTransaction(
  transaction: Transaction,
  changes: readonly PlannedChange[],
  options: ApplyOptions,
): Promise<'done' | 'interrupted' | 'taken-back'> {
  const { signal } = options;
  const { fileSystem, journal, journalFolder } = transaction;
  const start: Step = {
    path: changes[0]?.entry.path ?? '',
    run: () => writeJournal(fileSystem, journalFolder, journal),
  };
  const written = await runSteps([start, ...transactionSteps(transaction, changes)], signal);
  if (written.kind !== 'done') return takenBack(transaction, written);
  const answer = await confirmed(transaction, options);
  if (answer !== 'done') return answer;
  const settled = await runSteps(lastLooks(transaction, changes), signal);
  return settled.kind === 'done' ? 'done' : takenBack(transaction, settled);
}

function requireNothingPending(fileSystem: FileSystem, folder: string): void {
  const journal = readJournal(fileSystem, folder);
  if (journal === undefined) return;
  const files = journal.entries.map(({ path }) => path);
  throw new ProblemError(pendingProblem({ startedAt: journal.startedAt, files }));
}

/**
 * Applies the changes of a plan in its order, deletions last. The workspace's snapshot is out of date afterwards.
 *
 * In: an open workspace whose lock is held, after `recover`. Out: what was done; nothing is done for content that is
 * equal already. Errors (nothing was changed): those of `resolveTargets`; FILE107 with the file and the system's
 * words; GIT203, GIT204; FILE113 when an interrupted run is still pending; FILE108 (journal kept) when taking back
 * failed too.
 */
export async function applyChanges(
  workspace: Workspace,
  changes: readonly FileChange[],
  options: ApplyOptions,
): Promise<ApplyResult> {
  const { fileSystem = nodeFileSystem } = options;
  const { root, journalFolder, git: state } = workspace;
  if (state.kind === 'unusable') {
    throw new ProblemError(plainProblem(gitUnusable, `git cannot be used here: ${state.reason}.`));
  }
  requireNothingPending(fileSystem, journalFolder);
  const targets = resolveTargets(root, changes, fileSystem);
  const created = pathsOf(targets, 'create');
  const git = state.kind === 'repository' && options.intentToAdd ? state.git : undefined;
  const { changes: planned, journal } = planTransaction(root, targets, fileSystem, git);
  const transaction = { root, fileSystem, git, journalFolder, journal };
  const backup = state.kind === 'repository' ? undefined : keepBackup(workspace, targets, fileSystem);
  let leftovers: readonly Failure[] = [];
  if (targets.length > 0) {
    prepareJournalFolder(fileSystem, journalFolder);
    const kind = await runTransaction(transaction, planned, options);
    if (kind !== 'done') return { kind };
    leftovers = complete(transaction);
  }
  return {
    kind: 'applied',
    created,
    modified: pathsOf(targets, 'modify'),
    deleted: pathsOf(targets, 'delete'),
    intentToAdd: journal.intentToAdd,
    backup,
    leftovers: leftovers.map(({ path }) => path),
  };
}
