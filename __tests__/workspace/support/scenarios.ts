/** Trees and changes on which apply is attacked. */
import { chmodSync, linkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { FileChange } from '../../../src/plan/change.js';
import { makeRepository, makeSandbox, type Sandbox } from './repository.js';

export interface Scenario {
  readonly name: string;
  readonly git: boolean;
  readonly build: () => Sandbox;
  readonly changes: readonly FileChange[];
}

const long = 'a line that makes the file longer than one block\n'.repeat(400);

const migration: readonly FileChange[] = [
  { kind: 'create', path: 'nixos/overlays/llama-cpp.nix', after: 'final: prev: { }\n' },
  { kind: 'modify', path: 'hosts/a.nix', before: '{ old = 1; }\r\n', after: '{ new = 2; }\r\n' },
  { kind: 'modify', path: 'hosts/same.nix', before: '{ }\n', after: '{ }\n' },
  { kind: 'delete', path: 'old/deep/overlay.nix', before: '{ gone = 1; }\n' },
  { kind: 'modify', path: 'flake.nix', before: '\ufeff{ old }\n', after: `\ufeff{ new }\n${long}` },
];

const migrationFiles = {
  'flake.nix': '\ufeff{ old }\n',
  'hosts/a.nix': '{ old = 1; }\r\n',
  'hosts/same.nix': '{ }\n',
  'old/deep/overlay.nix': '{ gone = 1; }\n',
  'README.md': 'text\n',
};

const odd = 'with space/quo"te\'s\nand line é 😀';

export const scenarios: readonly Scenario[] = [
  {
    name: 'a migration in a git repository',
    git: true,
    build() {
      const sandbox = makeRepository(migrationFiles);
      chmodSync(join(sandbox.root, 'hosts/a.nix'), 0o755);
      return sandbox;
    },
    changes: migration,
  },
  {
    name: 'a migration without git',
    git: false,
    build: () => makeSandbox(migrationFiles),
    changes: migration,
  },
  {
    name: 'hard links that grow and shrink',
    git: false,
    build() {
      const sandbox = makeSandbox({ 'flake.nix': 'short\n', 'b.nix': long, 'c.nix': 'c\n' });
      linkSync(join(sandbox.root, 'flake.nix'), join(sandbox.root, 'other-name.txt'));
      linkSync(join(sandbox.root, 'b.nix'), join(sandbox.root, 'b-too.nix'));
      return sandbox;
    },
    changes: [
      { kind: 'modify', path: 'flake.nix', before: 'short\n', after: `shor${long}` },
      { kind: 'modify', path: 'b.nix', before: long, after: 'a line\n' },
      { kind: 'modify', path: 'c.nix', before: 'c\n', after: 'd\n' },
    ],
  },
  {
    name: 'links and odd names',
    git: true,
    build() {
      const sandbox = makeRepository({ [`${odd}/a.nix`]: 'a\n', 'real/x.nix': 'x\n' });
      symlinkSync('real/x.nix', join(sandbox.root, 'flake.nix'));
      symlinkSync('real', join(sandbox.root, 'folder'));
      sandbox.git('add', '--all');
      sandbox.git('commit', '--quiet', '--message', 'links');
      return sandbox;
    },
    changes: [
      { kind: 'create', path: `folder/new/${odd}.nix`, after: 'n\n' },
      { kind: 'modify', path: `${odd}/a.nix`, before: 'a\n', after: 'aa\n' },
      { kind: 'modify', path: 'flake.nix', before: 'x\n', after: 'xx\n' },
    ],
  },
  {
    name: 'deletions only',
    git: true,
    build: () => makeRepository({ 'a/one.nix': '1\n', 'a/two.nix': '2\n', 'flake.nix': '{ }\n' }),
    changes: [
      { kind: 'delete', path: 'a/one.nix', before: '1\n' },
      { kind: 'delete', path: 'a/two.nix', before: '2\n' },
    ],
  },
];
