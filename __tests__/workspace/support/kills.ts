/** Kills runs and looks at what is left. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Compiled } from './compiled.js';
import type { Sandbox } from './repository.js';
import { recoverIn, wholeState } from './run.js';
import type { Scenario } from './scenarios.js';

/** How a run is killed: by itself at a call, or from outside after some milliseconds, git and all. */
export type Kill =
  | { readonly kind: 'call'; readonly position: number; readonly half: boolean }
  | { readonly kind: 'time'; readonly milliseconds: number };

/** Out: whether the run was killed; `false` when it ended first. */
async function killed(compiled: Compiled, sandbox: Sandbox, task: 'apply' | 'recover', kill: Kill) {
  const position = kill.kind === 'call' ? String(kill.position) : '0';
  const manner = kill.kind === 'call' && kill.half ? 'half' : 'whole';
  const parameters = [
    compiled.program,
    task,
    sandbox.root,
    join(sandbox.home, 'changes.json'),
    position,
    manner,
  ];
  const child = spawn(process.execPath, parameters, {
    env: sandbox.environment,
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
  });
  const ended = once(child, 'exit');
  if (kill.kind === 'time' && child.pid !== undefined) {
    await Promise.race([ended, setTimeout(kill.milliseconds)]);
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // it ended before
    }
  }
  const [status, signal] = await ended;
  if (signal !== 'SIGKILL' && status !== 0) throw new Error(`the run ended with ${status}`);
  return signal === 'SIGKILL';
}

export interface States {
  readonly old: string;
  readonly changed: string;
}

/** What became of one tree. */
export interface Fate {
  /** How many processes were killed on the way. */
  readonly kills: number;
  readonly tree: 'old' | 'new' | 'mixed';
  /** What the last recovery did, or why it failed. */
  readonly recovery: string;
  /** The state, where it is mixed. */
  readonly state: string;
  /** Files that a killed process left neither as they were nor as they were to become, before any recovery. */
  readonly unwhole: readonly string[];
}

/** In: a tree in which a process was killed. A file with several names is written in place, and may be half written. */
function unwholeFiles(sandbox: Sandbox, { changes }: Scenario): readonly string[] {
  return changes
    .filter((change) => {
      const path = join(sandbox.root, change.path);
      if (!existsSync(path)) return change.kind === 'modify';
      const content = readFileSync(path, 'utf8');
      const whole = [
        ...(change.kind === 'create' ? [] : [change.before]),
        ...(change.kind === 'delete' ? [] : [change.after]),
      ];
      const isWrittenInPlace = change.kind === 'modify' && statSync(path).nlink > 1;
      return !isWrittenInPlace && !whole.includes(content);
    })
    .map(({ path }) => path);
}

async function recoveryOf(sandbox: Sandbox): Promise<string> {
  try {
    return (await recoverIn(sandbox)).kind;
  } catch (error) {
    return String(error);
  }
}

/** Kills a run, then perhaps some recoveries, then recovers in peace. */
export async function fateOf(
  compiled: Compiled,
  scenario: Scenario,
  states: States,
  first: Kill,
  others: readonly Kill[],
): Promise<Fate> {
  const sandbox = scenario.build();
  try {
    writeFileSync(join(sandbox.home, 'changes.json'), JSON.stringify(scenario.changes));
    let kills = (await killed(compiled, sandbox, 'apply', first)) ? 1 : 0;
    const unwhole = [...unwholeFiles(sandbox, scenario)];
    for (const kill of others) {
      kills += (await killed(compiled, sandbox, 'recover', kill)) ? 1 : 0;
      unwhole.push(...unwholeFiles(sandbox, scenario));
    }
    const recovery = await recoveryOf(sandbox);
    const state = wholeState(sandbox);
    const tree = state === states.old ? 'old' : state === states.changed ? 'new' : 'mixed';
    return { kills, tree, recovery, state: tree === 'mixed' ? state : '', unwhole };
  } finally {
    sandbox.remove();
  }
}
