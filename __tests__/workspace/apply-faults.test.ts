/** Every call to the disk fails once, in every scenario: the tree is as before or as after, never between. */
import { ProblemError } from '../../src/problem.js';
import { type FileSystem, nodeFileSystem } from '../../src/workspace/file-system.js';
import { pendingJournal } from '../../src/workspace/journal.js';
import { openWorkspace } from '../../src/workspace/workspace.js';
import { interposed, systemError } from './support/faults.js';
import { apply, recoverIn, reference, wholeState } from './support/run.js';
import { type Scenario, scenarios } from './support/scenarios.js';

const writing: readonly (keyof FileSystem)[] = ['write', 'makeFolder', 'rename', 'replace', 'link', 'open'];

async function errorOf(run: () => Promise<unknown>): Promise<unknown> {
  try {
    await run();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** How many single calls were made to fail; every tree is looked at after each. */
let injected = 0;
afterAll(() => {
  process.stderr.write(`${injected} faults injected\n`);
});

/**
 * Each look at a tree with git takes six processes: there only every third call fails here, and every single one in
 * `node scripts/attack-workspace.mjs`.
 */
function strideOf(scenario: Scenario): number {
  return scenario.git && process.env.WORKSPACE_KILLS === undefined ? 3 : 1;
}

describe.each(scenarios)('$name', (scenario) => {
  it('is applied completely when nothing fails, and leaves nothing else behind', async () => {
    const { old, changed, result } = await reference(scenario);
    expect(result).toMatchObject({ kind: 'applied', leftovers: [] });
    expect(changed).not.toEqual(old);
    expect(changed).not.toContain('.nix-llama-codemod-');
  });

  it('is all old or all new when any single call fails', async () => {
    const { old, changed, calls } = await reference(scenario);
    let failures = 0;
    let sandbox = scenario.build();
    for (let position = 1; position <= calls; position += strideOf(scenario)) {
      const code = position % 2 === 0 ? 'EIO' : 'ENOSPC';
      const faulty = interposed(nodeFileSystem, (_, count) => {
        if (count !== position) return;
        injected += 1;
        throw systemError(code);
      });
      const error = await errorOf(() => apply(sandbox, scenario.changes, { fileSystem: faulty }));
      if (error === undefined) {
        await recoverIn(sandbox);
        expect([position, wholeState(sandbox)]).toEqual([position, changed]);
        expect(await recoverIn(sandbox)).toEqual({ kind: 'nothing' });
        sandbox.remove();
        sandbox = scenario.build();
        continue;
      }
      failures += 1;
      expect(error).toBeInstanceOf(ProblemError);
      expect([position, wholeState(sandbox)]).toEqual([position, old]);
      expect(pendingJournal(openWorkspace(sandbox.root, sandbox.environment))).toBeUndefined();
    }
    sandbox.remove();
    expect(failures).toBeGreaterThan(calls / strideOf(scenario) / 2);
  }, 300_000);

  it('is all old or all new when the disk stays full from some call on, once there is space again', async () => {
    const { old, changed, calls } = await reference(scenario);
    let sandbox = scenario.build();
    for (let position = 1; position <= calls; position += 3 * strideOf(scenario)) {
      const full = interposed(nodeFileSystem, (name, count) => {
        if (count >= position && writing.includes(name)) throw systemError('ENOSPC');
      });
      await errorOf(() => apply(sandbox, scenario.changes, { fileSystem: full }));
      await recoverIn(sandbox);
      const state = wholeState(sandbox);
      expect([old, changed]).toContain(state);
      if (state === old) continue;
      sandbox.remove();
      sandbox = scenario.build();
    }
    sandbox.remove();
  }, 300_000);
});
