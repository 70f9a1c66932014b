/** Copies of originals where there is no git. */
import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FileChange } from '../../src/plan/change.js';
import { nodeFileSystem } from '../../src/workspace/file-system.js';
import { interposed, systemError } from './support/faults.js';
import { problemOf } from './support/problem-of.js';
import { makeRepository, makeSandbox, type Sandbox, snapshot } from './support/repository.js';
import { apply } from './support/run.js';
import { flake } from './support/small-tree.js';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = makeSandbox({ 'flake.nix': 'old\n', 'hosts/deep/a.nix': 'a\n', 'stays.nix': 's\n' });
});
afterEach(() => sandbox.remove());

const changes: readonly FileChange[] = [
  { kind: 'create', path: 'new.nix', after: 'new\n' },
  flake,
  { kind: 'delete', path: 'hosts/deep/a.nix', before: 'a\n' },
];

test('what is changed or deleted is kept outside of the tree, with its path and its mode', async () => {
  chmodSync(join(sandbox.root, 'flake.nix'), 0o4750);
  const result = await apply(sandbox, changes);
  const backup = result.kind === 'applied' ? (result.backup ?? '') : '';
  expect(backup.startsWith(join(sandbox.home, '.local/state/nix-llama-codemod/backup/'))).toBe(true);
  expect(backup).toMatch(new RegExp(`/\\d{4}-\\d\\d-\\d\\dT[\\d.-]+Z-${process.pid}$`));
  expect(Object.keys(snapshot(backup)).sort()).toEqual([
    'flake.nix',
    'hosts',
    'hosts/deep',
    'hosts/deep/a.nix',
  ]);
  expect(readFileSync(join(backup, 'flake.nix'), 'utf8')).toBe('old\n');
  expect(statSync(join(backup, 'flake.nix')).mode & 0o7777).toBe(0o750);
  expect(readFileSync(join(backup, 'hosts/deep/a.nix'), 'utf8')).toBe('a\n');
});

test('each run has a folder of its own', async () => {
  await apply(sandbox, [flake]);
  await apply(sandbox, [{ kind: 'modify', path: 'flake.nix', before: 'new\n', after: 'newer\n' }]);
  expect(readdirSync(join(sandbox.home, '.local/state/nix-llama-codemod/backup'))).toHaveLength(2);
});

test.each<[string, readonly FileChange[]]>([
  ['new files only', [{ kind: 'create', path: 'new.nix', after: 'new\n' }]],
  ['nothing to change', [{ kind: 'modify', path: 'flake.nix', before: 'old\n', after: 'old\n' }]],
])('there is none for %s', async (_, only) => {
  expect(await apply(sandbox, only)).toMatchObject({ kind: 'applied', backup: undefined });
  expect(readdirSync(sandbox.home)).not.toContain('.local');
});

test('there is none where git has the originals', async () => {
  const repository = makeRepository({ 'flake.nix': 'old\n' });
  expect(await apply(repository, [flake])).toMatchObject({ kind: 'applied', backup: undefined });
  repository.remove();
});

test('nothing is changed where it cannot be made, and the place is named', async () => {
  const before = snapshot(sandbox.root);
  const full = interposed(nodeFileSystem, (name, _, [path]) => {
    if (name === 'open' && String(path).includes('/backup/')) throw systemError('ENOSPC');
  });
  const problem = await problemOf(apply(sandbox, changes, { fileSystem: full }));
  expect(problem).toMatchObject({
    kind: { code: 'FILE107' },
    message: expect.stringMatching(/backup\/.*flake\.nix cannot be written: no space left on device/),
  });
  expect(snapshot(sandbox.root)).toEqual(before);
});
