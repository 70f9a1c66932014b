/** The tree as it would be after a plan, against the tree after it was applied. */
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { FileChange } from '../../src/plan/change.js';
import { plannedWorkspace } from '../../src/plan/planned-workspace.js';
import { openWorkspace, type Workspace } from '../../src/workspace/workspace.js';
import { makeSandbox, type Sandbox } from '../workspace/support/repository.js';
import { apply } from '../workspace/support/run.js';

const files = {
  'flake.nix': '{ }\n',
  'hosts/a.nix': '1\n',
  'hosts/b.nix': '2\n',
  'hosts/deep/c.nix': '3\n',
  'hosts/deep/notes.md': 'text\n',
  'text.md': 'text\n',
};

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = makeSandbox(files);
  symlinkSync('hosts/a.nix', join(sandbox.root, 'link.nix'));
});
afterEach(() => sandbox.remove());

const create = (path: string): FileChange => ({ kind: 'create', path, after: `new ${path}\n` });
const modify = (path: keyof typeof files): FileChange => ({
  kind: 'modify',
  path,
  before: files[path],
  after: `changed ${path}\n`,
});
const remove = (path: keyof typeof files): FileChange => ({ kind: 'delete', path, before: files[path] });

/** Everything that can be seen of a workspace at these paths. */
function seen(workspace: Workspace, paths: readonly string[]) {
  return {
    nixFiles: workspace.nixFiles(),
    read: paths.map((path) => [path, workspace.read(path)]),
    list: paths.map((path) => [path, workspace.list(path)]),
  };
}

const looked = [
  '',
  ...Object.keys(files),
  'hosts',
  'hosts/deep',
  'link.nix',
  'new.nix',
  'new',
  'new/deep',
  'new/deep/x.nix',
  'new/y.nix',
  'hosts/new.nix',
  'hosts/new/x.nix',
  'hosts/new',
  'nowhere',
  'nowhere/x.nix',
];

test.each<[string, readonly FileChange[]]>([
  ['no change', []],
  ['a new file at the top', [create('new.nix')]],
  ['a new file in a new folder at the top', [create('new/y.nix')]],
  ['new files in new folders, one in the other', [create('new/deep/x.nix'), create('new/y.nix')]],
  ['a new file in a folder that is there', [create('hosts/new.nix')]],
  ['a new folder in a folder that is there', [create('hosts/new/x.nix')]],
  ['a changed file', [modify('hosts/a.nix')]],
  ['a changed file at the top', [modify('flake.nix')]],
  ['a file that goes', [remove('hosts/b.nix')]],
  ['a file that goes at the top', [remove('flake.nix')]],
  ['one that goes and a new one beside it', [remove('hosts/deep/c.nix'), create('hosts/deep/d.nix')]],
  [
    'all of it',
    [
      create('new/deep/x.nix'),
      create('new.nix'),
      modify('hosts/a.nix'),
      modify('flake.nix'),
      remove('hosts/b.nix'),
    ],
  ],
])('shows what will be there: %s', async (_, changes) => {
  const planned = seen(plannedWorkspace(openWorkspace(sandbox.root, sandbox.environment), changes), looked);
  await apply(sandbox, changes);
  expect(planned).toEqual(seen(openWorkspace(sandbox.root, sandbox.environment), looked));
});

test('it shows what is not in the plan as the workspace does, and writes nothing', () => {
  const workspace = openWorkspace(sandbox.root, sandbox.environment);
  const planned = plannedWorkspace(workspace, [create('new.nix'), remove('flake.nix')]);
  expect(planned).toMatchObject({ root: workspace.root, flakeFolder: '', git: { kind: 'none' } });
  expect(planned.read('text.md').kind).toBe('not-nix');
  expect(planned.list('text.md').kind).toBe('not-directory');
  expect(planned.list('../x').kind).toBe('outside');
  expect(seen(openWorkspace(sandbox.root, sandbox.environment), looked).nixFiles).toEqual(
    workspace.nixFiles(),
  );
});
