/** What `npm ci` and a user's `npx` rely on: the lock file and the list of what is published. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

interface LockedPackage {
  readonly version: string;
  readonly resolved?: string;
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lock: { readonly packages: Readonly<Record<string, LockedPackage>> } = JSON.parse(
  readFileSync(join(root, 'package-lock.json'), 'utf8'),
);
const locked = Object.entries(lock.packages);

test('the lock file names no place to download from', () => {
  expect(locked.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
});

// npm leaves out the packages of other platforms when it makes the file from an installed tree; `npm ci` then refuses.
test('the lock file has the packages of every platform', () => {
  const missing = locked.flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) =>
        !(`node_modules/${name}` in lock.packages) && !(`${path}/node_modules/${name}` in lock.packages),
    ),
  );
  expect(missing).toEqual([]);
});

test('nothing that users install has an install script', () => {
  expect(locked.filter(([, one]) => one.dev !== true && one.hasInstallScript === true)).toEqual([]);
});

test('what is published is the program, the grammar, the schemas and the papers', () => {
  const { stdout } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
  });
  const [{ files }]: [{ files: readonly { path: string }[] }] = JSON.parse(stdout);
  const paths = files.map(({ path }) => path);
  expect(paths.filter((path) => !/^(dist\/(src|codemods)|schema)\//.test(path)).sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'grammar/LICENSE.tree-sitter-nix',
    'grammar/tree-sitter-nix.wasm',
    'package.json',
  ]);
  expect(paths).toContain('dist/src/cli/main.js');
});
