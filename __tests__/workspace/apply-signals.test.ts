/** Real signals, sent to a process at every seventh of its calls to the disk. */
import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileProgram } from './support/compiled.js';
import { makeRepository } from './support/repository.js';
import { reference, wholeState } from './support/run.js';
import { type Scenario, scenarios } from './support/scenarios.js';

const interruptible: Scenario = scenarios[0] ?? { name: '', git: true, build: makeRepository, changes: [] };

it('the process takes everything back or has finished, and leaves nothing behind', async () => {
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
