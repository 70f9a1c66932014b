import type { FileChange } from '../../src/plan/change.js';
import { type Sandbox, snapshot } from './support/repository.js';
import { apply, recoverIn } from './support/run.js';
import { flake, smallTree } from './support/small-tree.js';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = smallTree();
});
afterEach(() => sandbox.remove());

describe('interruption', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])('before step %i everything is taken back', async (step) => {
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
});
