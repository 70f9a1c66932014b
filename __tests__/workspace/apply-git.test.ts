import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FileChange } from '../../src/plan/change.js';
import { nodeFileSystem } from '../../src/workspace/file-system.js';
import { interposed, systemError } from './support/faults.js';
import { problemOf } from './support/problem-of.js';
import { makeSandbox, type Sandbox, snapshot } from './support/repository.js';
import { apply } from './support/run.js';
import { before, flake, modify, smallTree } from './support/small-tree.js';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = smallTree();
});
afterEach(() => sandbox.remove());

describe('git', () => {
  const created: FileChange = { kind: 'create', path: 'overlays/x.nix', after: 'x\n' };

  it('knows new files by name before the files that use them change', async () => {
    let known = '';
    const fileSystem = before('link', 'flake.nix', () => {
      known = sandbox.git('ls-files', 'overlays');
    });
    const result = await apply(sandbox, [created, flake], { fileSystem });
    expect(known).toBe('overlays/x.nix\n');
    expect(result).toMatchObject({
      intentToAdd: ['overlays/x.nix'],
      created: ['overlays/x.nix'],
      backup: undefined,
    });
    expect(sandbox.git('diff', '--cached', '--name-only')).toBe('');
    expect(sandbox.git('status', '--porcelain')).toBe(' M flake.nix\n A overlays/x.nix\n');
  });

  it('is left alone where the user wants that, and by deletions', async () => {
    const result = await apply(sandbox, [created, { kind: 'delete', path: 'hosts/a.nix', before: 'a\n' }], {
      intentToAdd: false,
    });
    expect(result).toMatchObject({ intentToAdd: [] });
    expect(sandbox.git('status', '--porcelain')).toBe(' D hosts/a.nix\n?? overlays/\n');
  });

  it('forgets new files again when the run is taken back', async () => {
    const failing = interposed(nodeFileSystem, (name, _, [from]) => {
      if (name === 'link' && String(from).endsWith('flake.nix')) throw systemError('EIO');
    });
    const index = sandbox.git('ls-files', '--stage');
    expect((await problemOf(apply(sandbox, [created, flake], { fileSystem: failing })))?.kind.code).toBe(
      'FILE107',
    );
    expect(sandbox.git('ls-files', '--stage')).toBe(index);
    expect(existsSync(join(sandbox.root, 'overlays'))).toBe(false);
  });

  it('is missing: originals are kept outside the tree', async () => {
    const plain = makeSandbox({ 'flake.nix': 'old\n', 'sub/x y.nix': 'x\n' });
    chmodSync(join(plain.root, 'flake.nix'), 0o755);
    const result = await apply(plain, [
      flake,
      created,
      { kind: 'delete', path: 'sub/x y.nix', before: 'x\n' },
    ]);
    const backup = (result.kind === 'applied' && result.backup) || '';
    expect(backup.startsWith(join(plain.home, '.local/state/nix-llama-codemod/backup/'))).toBe(true);
    expect(snapshot(backup)).toEqual({
      'flake.nix': 'file 755 1 old\n',
      sub: 'folder',
      'sub/x y.nix': 'file 644 1 x\n',
    });
    expect(await apply(plain, [modify('overlays/x.nix', 'x\n', 'x\n')])).toMatchObject({ backup: undefined });
    plain.remove();
  });
});
