/**
 * Runs are killed (SIGKILL) at their calls to the disk, in the middle of writes, and at random moments; recoveries too.
 * Each file is whole at any moment, and in the end all are as before or all as after.
 * `node scripts/attack-workspace.mjs` does the same 2,000 times: WORKSPACE_KILLS is the least number of killed runs.
 */
import { type Compiled, compileProgram } from './support/compiled.js';
import { type Fate, fateOf, type Kill } from './support/kills.js';
import { reference } from './support/run.js';
import { scenarios } from './support/scenarios.js';

const wanted = Number(process.env.WORKSPACE_KILLS ?? '40');
/** Calls of the lock around a run, about. */
const lockCalls = 6;

const recoveries = ['nothing', 'completed', 'rolled-back'];

let compiled: Compiled;
beforeAll(() => {
  compiled = compileProgram('killed-run');
});
afterAll(() => compiled.remove());

/** A generator that gives the same numbers in every run (mulberry32), from 0 up to below `limit`. */
function numbersFrom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

function killsOf(below: (limit: number) => number, calls: number): readonly [Kill, readonly Kill[]] {
  const atCall = (limit: number): Kill => ({
    kind: 'call',
    position: 1 + below(limit),
    half: below(2) === 0,
  });
  const first: Kill = below(10) === 0 ? { kind: 'time', milliseconds: 60 + below(200) } : atCall(calls);
  const others = Array.from({ length: Math.max(0, below(5) - 2) }, () => atCall(40));
  return [first, others];
}

function counted(fates: readonly Fate[]): string {
  const count = (test: (fate: Fate) => boolean) => fates.filter(test).length;
  const kills = fates.reduce((sum, fate) => sum + fate.kills, 0);
  return [
    `${fates.length} trees, ${kills} runs killed:`,
    `${count((fate) => fate.tree === 'old')} old, ${count((fate) => fate.tree === 'new')} new,`,
    `${count((fate) => fate.tree === 'mixed')} mixed,`,
    `${count((fate) => fate.unwhole.length > 0)} with a file half written or gone before the recovery;`,
    `last recovery: ${count((fate) => fate.recovery === 'completed')} completed,`,
    `${count((fate) => fate.recovery === 'rolled-back')} rolled back,`,
    `${count((fate) => fate.recovery === 'nothing')} nothing to do,`,
    `${count((fate) => !recoveries.includes(fate.recovery))} failed`,
  ].join(' ');
}

it(
  'leaves the old tree or the new one, and nothing else, whenever it is killed',
  async () => {
    const below = numbersFrom(20260301);
    const references = await Promise.all(scenarios.map(reference));
    const fates: Fate[] = [];
    const failures: unknown[] = [];
    let kills = 0;
    while (kills < wanted) {
      const position = fates.length % scenarios.length;
      const scenario = scenarios[position];
      const states = references[position];
      if (scenario === undefined || states === undefined) break;
      const [first, others] = killsOf(below, states.calls + lockCalls);
      const fate = await fateOf(compiled, scenario, states, first, others);
      const isLost = fate.tree === 'mixed' || fate.unwhole.length > 0;
      if (isLost || !recoveries.includes(fate.recovery)) {
        failures.push({ scenario: scenario.name, first, others, fate });
      }
      kills += fate.kills;
      fates.push(fate);
    }
    process.stderr.write(`${counted(fates)}\n`);
    expect(failures).toEqual([]);
    expect(new Set(fates.map(({ tree }) => tree))).toEqual(new Set(['old', 'new']));
  },
  60_000 + wanted * 2_000,
);
