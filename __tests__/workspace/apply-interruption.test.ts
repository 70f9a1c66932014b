import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileChange } from '../../src/plan/change.js';
import { compileProgram } from './support/compiled.js';
import { makeRepository, type Sandbox, snapshot } from './support/repository.js';
import { apply, recoverIn, reference, wholeState } from './support/run.js';
import { type Scenario, scenarios } from './support/scenarios.js';
import { flake, smallTree } from './support/small-tree.js';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = smallTree();
});
afterEach(() => sandbox.remove());

describe('interruption', () => {
  const interruptible: Scenario = scenarios[0] ?? { name: '', git: true, build: makeRepository, changes: [] };

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('before step %i everything is taken back', async (step) => {
    const old = snapshot(sandbox.root);
    const controller = new AbortController();
    let stepsLeft = step;
    const signal = new Proxy(controller.signal, {
      get(target, name) {
        if (name !== 'aborted') return Reflect.get(target, name);
        stepsLeft -= 1;
        return stepsLeft <= 0;
      },
    });
    const changes: FileChange[] = [{ kind: 'create', path: 'o/x.nix', after: 'x\n' }, flake];
    expect(await apply(sandbox, changes, { signal })).toEqual({ kind: 'interrupted' });
    expect(snapshot(sandbox.root)).toEqual(old);
    expect(sandbox.git('ls-files', 'o')).toBe('');
    expect(await recoverIn(sandbox)).toEqual({ kind: 'nothing' });
  });

  it('by a signal: the process takes everything back or has finished, and leaves nothing behind', async () => {
    const compiled = compileProgram('interrupted-run');
    const { old, changed, calls } = await reference(interruptible);
    const statuses: (number | null)[] = [];
    for (let position = 1; position <= calls; position += 7) {
      const name = ['SIGINT', 'SIGTERM', 'SIGHUP'][position % 3] ?? '';
      const tree = interruptible.build();
      const file = join(tree.home, 'changes.json');
      writeFileSync(file, JSON.stringify(interruptible.changes));
      const parameters = [compiled.program, tree.root, file, name, String(position)];
      const { status } = spawnSync(process.execPath, parameters, { env: tree.environment, stdio: 'inherit' });
      statuses.push(status);
      expect([position, wholeState(tree)]).toEqual([position, status === 130 ? old : changed]);
      expect(readdirSync(join(tree.root, '.git/nix-llama-codemod'))).toEqual([]);
      tree.remove();
    }
    expect(new Set(statuses)).toEqual(new Set([0, 130]));
    compiled.remove();
  });
});
