/** The hooks of `.pre-commit-hooks.yaml`, and what pre-commit needs of the package to install the one for Node. */
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { git, removeFolders, repository, temporaryFolder, writeFiles } from '../cli/terminal.js';
import { repositoryOf } from './repository.js';

const root = join(import.meta.dirname, '../..');
const manifest = readFileSync(join(root, '.pre-commit-hooks.yaml'), 'utf8');

afterAll(removeFolders);

const describeWithPreCommit = (() => {
  if (spawnSync('pre-commit', ['--version']).status === 0) return describe;
  console.warn('pre-commit is not on PATH: THE TESTS OF THE HOOKS ARE SKIPPED. Install it to run them.');
  return describe.skip;
})();

// pre-commit takes all that `npm pack` prints on stdout for the name of the archive.
test('npm pack prints the name of the archive and nothing else, whatever prepare says', () => {
  const folder = temporaryFolder();
  copyFileSync(join(root, '.npmrc'), join(folder, '.npmrc'));
  const scripts = { prepare: 'echo something on stdout' };
  writeFiles(folder, { 'package.json': JSON.stringify({ name: 'a', version: '1.0.0', scripts }) });
  const { stdout } = spawnSync('npm', ['pack', '--dry-run'], { cwd: folder, encoding: 'utf8' });
  expect(stdout).toBe('a-1.0.0.tgz\n');
});

describeWithPreCommit('the system hook', () => {
  const hooks = repository({ '.pre-commit-hooks.yaml': manifest });
  const programs = temporaryFolder();
  const home = temporaryFolder();
  const rev = git(hooks, 'rev-parse', 'HEAD').trim();
  const configuration = `repos: [{ repo: '${hooks}', rev: '${rev}', hooks: [{ id: nix-llama-codemod-system }] }]\n`;

  beforeAll(() => {
    const program = join(programs, 'nix-llama-codemod');
    writeFileSync(
      program,
      `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'dist/src/cli/main.js')}' "$@"\n`,
    );
    chmodSync(program, 0o755);
    symlinkSync(process.execPath, join(programs, 'node'));
  });

  function preCommit(cwd: string, ...argv: readonly string[]) {
    const env = {
      PATH: `${programs}:${process.env.PATH}`,
      HOME: home,
      PRE_COMMIT_HOME: join(home, 'cache'),
      PRE_COMMIT_COLOR: 'never',
    };
    return spawnSync('pre-commit', argv, { cwd, env, encoding: 'utf8' });
  }

  function migrated(): string {
    const folder = repositoryOf(join(root, 'examples/four-hosts/after'));
    writeFiles(folder, { '.pre-commit-config.yaml': configuration });
    git(folder, 'add', '-A');
    return folder;
  }

  test('is understood by pre-commit, as the one for Node', () => {
    expect(preCommit(root, 'validate-manifest', join(root, '.pre-commit-hooks.yaml'))).toMatchObject({
      status: 0,
    });
  });

  test('passes on a migrated flake', () => {
    const { status, stdout } = preCommit(migrated(), 'run', '--all-files');
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/Passed\n$/) });
  });

  test('fails with the place when nixpkgs’ package comes back', () => {
    const folder = migrated();
    const file = join(folder, 'machines/carbon.nix');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('llama-cpp-vulkan', '(llama-cpp.override {vulkanSupport = true;})'));
    git(folder, 'add', '-A');
    const { status, stdout } = preCommit(folder, 'run');
    expect(status).toBe(1);
    expect(stdout).toMatch(/^machines\/carbon\.nix: .*line 7\b/m);
    expect(git(folder, 'diff', '--name-only')).toBe('');
  });
});
