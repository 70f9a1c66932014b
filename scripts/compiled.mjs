/** The sources and the helpers of the tests as JavaScript in a temporary folder, so that scripts can run them without Jest. */
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { transformFileSync } from '@swc/core';

/**
 * In: the repository, and whether the files of tests are wanted beside their helpers.
 * Out: the folder, laid out as the repository; it is removed when the process ends.
 */
export function compiled(root = join(import.meta.dirname, '..'), { withTests = false } = {}) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'compiled-')));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const name of ['src', 'codemods', '__tests__']) {
    for (const file of readdirSync(join(root, name), { recursive: true, encoding: 'utf8' })) {
      const target = join(folder, name, file.replace(/\.ts$/, '.js'));
      if (/\.nix$/.test(file) && !file.startsWith('fixtures/')) cpSync(join(root, name, file), target);
      if (!file.endsWith('.ts') || (file.endsWith('.test.ts') && !withTests)) continue;
      const { code } = transformFileSync(join(root, name, file), {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'es6' },
      });
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, code);
    }
  }
  for (const name of ['grammar', 'node_modules', 'examples'])
    symlinkSync(join(root, name), join(folder, name));
  symlinkSync(join(root, '__tests__/fixtures'), join(folder, '__tests__/fixtures'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  return folder;
}
