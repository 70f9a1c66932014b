/** Which programs of PATH may be run. */
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, foldersOfPath } from '../../src/workspace/programs.js';
import { makeSandbox, type Sandbox } from './support/repository.js';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = makeSandbox({ 'bin/tool': '' });
  for (const name of ['one', 'two']) mkdirSync(join(sandbox.home, name));
  symlinkSync(join(sandbox.root, 'bin'), join(sandbox.home, 'disguise'));
});
afterEach(() => sandbox.remove());

test.each<[string, readonly string[], readonly string[]]>([
  ['folders elsewhere, in order', ['home/two', 'home/one'], ['home/two', 'home/one']],
  ['not the repository, nor what is in it', ['repo', 'repo/bin', 'home/one'], ['home/one']],
  ['not a link into it', ['home/disguise', 'home/one'], ['home/one']],
  ['not what is not there', ['home/none', 'home/one'], ['home/one']],
])('folders of PATH: %s', (_, names, expected) => {
  const at = (name: string) => join(sandbox.root, '..', name);
  expect(foldersOfPath(sandbox.root, names.map(at).join(':'))).toEqual(expected.map(at));
});

test.each([undefined, '', ':', '.', 'bin:./bin:..'])('no folder of PATH=%j', (path) => {
  expect(foldersOfPath(sandbox.root, path)).toEqual([]);
});

test('the first program of that name that can be run is taken', () => {
  const folders = ['one', 'two'].map((name) => join(sandbox.home, name));
  expect(findProgram('tool', folders)).toBeUndefined();
  sandbox.write('../home/two/tool', '', 0o755);
  expect(findProgram('tool', folders)).toBe(join(sandbox.home, 'two/tool'));
  mkdirSync(join(sandbox.home, 'one/tool'));
  expect(findProgram('tool', folders)).toBe(join(sandbox.home, 'two/tool'));
  sandbox.write('../home/one/other', '', 0o644);
  sandbox.write('../home/two/other', '', 0o755);
  expect(findProgram('other', folders)).toBe(join(sandbox.home, 'two/other'));
  sandbox.write('../home/one/other', '', 0o755);
  expect(findProgram('other', [...folders].reverse())).toBe(join(sandbox.home, 'two/other'));
});
