/** Paths by their text alone, and where they really lead. */
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { isInside, normalise, realPathOf, realPathOfNew } from '../../src/workspace/paths.js';
import { systemError } from './support/faults.js';
import { makeSandbox, type Sandbox } from './support/repository.js';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = makeSandbox({ 'a/b.nix': '1\n', '.git/config': '' });
  mkdirSync(join(sandbox.root, '../outside'));
  symlinkSync('../outside', join(sandbox.root, 'out'));
  symlinkSync('.git', join(sandbox.root, 'disguise'));
  symlinkSync('a', join(sandbox.root, 'link'));
});
afterEach(() => sandbox.remove());

test.each<[string, string | undefined]>([
  ['', ''],
  ['.', ''],
  ['./', ''],
  ['a/..', ''],
  ['a', 'a'],
  ['a/', 'a'],
  ['a///', 'a'],
  ['./a//b/../c', 'a/c'],
  ['...', '...'],
  ['..a/b', '..a/b'],
  ['..', undefined],
  ['../a', undefined],
  ['a/../../b', undefined],
  ['/', undefined],
  ['/a', undefined],
  ['a\0', undefined],
  ['.git', undefined],
  ['a/.Git/b', undefined],
  ['.gitignore', '.gitignore'],
])('normalise %j', (path, expected) => {
  expect(normalise(path)).toBe(expected);
});

test.each<[string, string, boolean]>([
  ['/r', '/r', true],
  ['/r', '/r/a', true],
  ['/r', '/rest', false],
  ['/r', '/', false],
  ['/', '/a', true],
  ['/', '/', true],
  ['/r/', '/r/a', true],
])('inside of %s: %s', (root, path, expected) => {
  expect(isInside(root, path)).toBe(expected);
});

/** In: a kind, or the path below the root where something is. */
function expectedAt(where: string): object {
  if (where === 'missing' || where === 'outside') return { kind: where };
  return { kind: 'real', absolute: join(sandbox.root, where), relative: where };
}

test.each([
  ['', ''],
  ['a/b.nix', 'a/b.nix'],
  ['link/b.nix', 'a/b.nix'],
  ['a/none', 'missing'],
  ['a/b.nix/c', 'missing'],
  ['out', 'outside'],
  ['out/x', 'missing'],
  ['../repo/a', 'outside'],
  ['disguise', 'outside'],
  ['disguise/config', 'outside'],
])('%j leads to %j', (path, where) => {
  expect(realPathOf(sandbox.root, path)).toEqual(expectedAt(where));
});

test.each([
  ['x.nix', 'x.nix'],
  ['a/x.nix', 'a/x.nix'],
  ['a/b.nix', 'a/b.nix'],
  ['link/x.nix', 'a/x.nix'],
  ['link/n/o/x.nix', 'a/n/o/x.nix'],
  ['n/o/x.nix', 'n/o/x.nix'],
  ['', 'outside'],
  ['a/..', 'outside'],
  ['../x.nix', 'outside'],
  ['out/x.nix', 'outside'],
  ['out/n/x.nix', 'outside'],
  ['disguise/x.nix', 'outside'],
])('a new file %j would be at %j', (path, where) => {
  expect(realPathOfNew(sandbox.root, path)).toEqual(expectedAt(where));
});

test('what the system refuses is said in its words', () => {
  const refuse = () => {
    throw systemError('EACCES');
  };
  const expected = { kind: 'unreadable', reason: 'permission denied (EACCES)' };
  expect(realPathOf(sandbox.root, 'a', refuse)).toEqual(expected);
  expect(realPathOfNew(sandbox.root, 'n/x.nix', refuse)).toEqual(expected);
});

test('a new file in a root that is gone is nowhere', () => {
  const { root } = sandbox;
  rmSync(root, { recursive: true });
  expect(realPathOfNew(root, 'n/x.nix')).toEqual({ kind: 'missing' });
  expect(realPathOfNew(root, 'x.nix')).toEqual({ kind: 'missing' });
});
