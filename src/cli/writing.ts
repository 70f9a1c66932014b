/** The one place of the command line that changes files: interrupted runs first, then the guard, then the plan. */
import type { FileChange } from '../plan/change.js';
import type { Problem } from '../problem.js';
import { counted } from '../report/change-counts.js';
import { applyChanges } from '../workspace/apply.js';
import { guard, isLiftedByAllowDirty, type Obstacle, obstacleProblem } from '../workspace/guard.js';
import { withLock } from '../workspace/lock.js';
import { printable } from '../workspace/printable.js';
import { type RecoverResult, recover } from '../workspace/recover.js';
import type { Workspace } from '../workspace/workspace.js';
import { type Environment, Interrupted } from './environment.js';
import type { MigrateRequest } from './request.js';

/** Completes an interrupted run or takes it back. The workspace is out of date afterwards. */
export async function recoverRun(workspace: Workspace): Promise<RecoverResult> {
  return withLock(workspace, (lock) => recover(workspace, { lock }));
}

/** What became of an interrupted run, in a sentence a line. */
export function recoveryText(result: RecoverResult): string {
  if (result.kind === 'nothing') return 'no run was interrupted: nothing to recover\n';
  const done = result.kind === 'completed' ? 'completed' : 'taken back';
  const files = result.files.map((file) => `  ${printable(file)}\n`).join('');
  return `the run begun at ${result.startedAt} was interrupted and is ${done} now: ${counted(result.files.length, 'file')}\n${files}${leftoverText(result.leftovers)}`;
}

/** What in git stands in the way, one problem a kind with all its files: `flake.nix (modified)`. */
export function obstacles(
  workspace: Workspace,
  changes: readonly FileChange[],
  allowDirty: boolean,
): readonly Problem[] {
  const inTheWay = guard(workspace, changes).filter((one) => !(allowDirty && isLiftedByAllowDirty(one)));
  const codes = [...new Set(inTheWay.map((one) => obstacleProblem(one).kind.code))];
  return codes.flatMap((code) => {
    const group = inTheWay.filter((one) => obstacleProblem(one).kind.code === code);
    const [first] = group.map(obstacleProblem);
    if (first === undefined) return [];
    const message = `${first.kind.title}:\n${group.map(obstacleLine).join('\n')}`;
    return [{ kind: first.kind, message, hint: first.hint }];
  });
}

function obstacleLine({ path, state, detail }: Obstacle): string {
  return `${printable(path)} (${state}${detail === undefined ? '' : `: ${printable(detail)}`})`;
}

/**
 * Writes the plan, all files or none. Out: what to say about git, backups and leftovers; `undefined` when `confirm`
 * said no and everything was taken back. Throws `Interrupted` when the user interrupted and everything was taken back.
 */
export async function write(
  workspace: Workspace,
  changes: readonly FileChange[],
  request: Pick<MigrateRequest, 'gitAdd'>,
  { signal }: Pick<Environment, 'signal'>,
  confirm?: () => Promise<boolean>,
): Promise<string | undefined> {
  const result = await withLock(workspace, (lock) =>
    applyChanges(workspace, changes, { lock, intentToAdd: request.gitAdd, signal, confirm }),
  );
  if (result.kind === 'interrupted') throw new Interrupted();
  if (result.kind === 'taken-back') return undefined;
  return [
    gitText(workspace, result.created, result.intentToAdd, request.gitAdd),
    result.backup === undefined ? '' : `originals are kept in ${printable(result.backup)}\n`,
    leftoverText(result.leftovers),
  ].join('');
}

/** Said aloud: git's index was touched, or else the flake does not see the new file yet. */
function gitText(
  workspace: Workspace,
  created: readonly string[],
  announced: readonly string[],
  gitAdd: boolean,
): string {
  if (workspace.git.kind === 'none') return '';
  if (workspace.git.kind === 'repository' && gitAdd) {
    return announced
      .map((path) => `made known to git (git add --intent-to-add): ${printable(path)}\n`)
      .join('');
  }
  const advice = 'not known to git yet, and so not to the flake: git add --intent-to-add';
  return created.map((path) => `${advice} ${printable(path)}\n`).join('');
}

function leftoverText(leftovers: readonly string[]): string {
  if (leftovers.length === 0) return '';
  return `could not be tidied up, the next run tries again: ${leftovers.map(printable).join(', ')}\n`;
}
