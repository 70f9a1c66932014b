/** A folder that exists while it is needed. */
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { withTemporaryFolder } from '../../src/workspace/temporary-folder.js';

const files = new Map([
  ['a.nix', '1\n'],
  ['b.nix', '2\n'],
]);

test('it has the files, and goes when all is done', async () => {
  let folder = '';
  const result = await withTemporaryFolder(files, async (path) => {
    folder = path;
    expect(readdirSync(path).sort()).toEqual(['a.nix', 'b.nix']);
    expect(readFileSync(join(path, 'b.nix'), 'utf8')).toBe('2\n');
    return 7;
  });
  expect(result).toBe(7);
  expect(basename(folder)).toMatch(/^nix-llama-codemod-/);
  expect(dirname(folder)).toBe(realpathSync(tmpdir()));
  expect(existsSync(folder)).toBe(false);
});

test('it goes when something fails', async () => {
  let folder = '';
  const run = withTemporaryFolder(files, async (path) => {
    folder = path;
    throw new Error('failed');
  });
  await expect(run).rejects.toThrow('failed');
  expect(folder).not.toBe('');
  expect(existsSync(folder)).toBe(false);
});
