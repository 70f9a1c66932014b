import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openWorkspace } from '../../src/workspace/workspace.js';
import { makeRepository, makeSandbox, type Sandbox } from './support/repository.js';

const files = {
  'flake.nix': '{ }\n',
  'b/é "x"\n.nix': '1\n',
  'b/a.nix': '1\n',
  'b/not.nixx': '1\n',
  'node_modules/p/default.nix': '1\n',
  '.direnv/p.nix': '1\n',
  'README.md': 'text\n',
};

function addLinks({ root }: Sandbox): void {
  mkdirSync(join(root, '../store'));
  writeFileSync(join(root, '../store/s.nix'), '1\n');
  symlinkSync('../store', join(root, 'result'));
  symlinkSync('b', join(root, 'linked-folder'));
  symlinkSync('b/a.nix', join(root, 'linked.nix'));
  symlinkSync('../store/s.nix', join(root, 'outside.nix'));
  symlinkSync('none.nix', join(root, 'dangling.nix'));
  symlinkSync('README.md', join(root, 'text.nix'));
  mkdirSync(join(root, 'folder.nix'));
}

const expected = ['b/a.nix', 'b/é "x"\n.nix', 'flake.nix', 'linked.nix'].sort();

function pathsOf(sandbox: Sandbox): readonly string[] {
  return openWorkspace(sandbox.root, sandbox.environment).nixFiles();
}

describe('nixFiles', () => {
  it('walks the folders where there is no git', () => {
    const sandbox = makeSandbox(files);
    addLinks(sandbox);
    mkdirSync(join(sandbox.root, 'nested/.git'), { recursive: true });
    sandbox.write('nested/n.nix', '1\n');
    expect(pathsOf(sandbox)).toEqual(expected);
    sandbox.remove();
  });

  it('asks git: tracked files and untracked ones, not ignored or deleted ones, nothing of nested repositories', () => {
    const sandbox = makeRepository(files);
    addLinks(sandbox);
    sandbox.write('.gitignore', 'ignored*\n');
    sandbox.write('ignored.nix', '1\n');
    sandbox.write('ignored-folder/x.nix', '1\n');
    sandbox.write('untracked.nix', '1\n');
    rmSync(join(sandbox.root, 'b/a.nix'));
    rmSync(join(sandbox.root, 'linked.nix'));
    const library = makeRepository({ 'library.nix': '1\n' });
    sandbox.git('submodule', '--quiet', 'add', library.root, 'sub');
    sandbox.git('init', '--quiet', 'nested');
    sandbox.write('nested/n.nix', '1\n');
    expect(pathsOf(sandbox)).toEqual(['b/é "x"\n.nix', 'flake.nix', 'untracked.nix'].sort());
    const workspace = openWorkspace(sandbox.root, sandbox.environment);
    expect(workspace.submoduleOf('sub/library.nix')).toBe('sub');
    expect(workspace.submoduleOf('sub/deep/none.nix')).toBe('sub');
    expect(workspace.submoduleOf('sub')).toBe('sub');
    expect(workspace.submoduleOf('nested/n.nix')).toBe('nested');
    expect(workspace.submoduleOf('flake.nix')).toBeUndefined();
    const inside = openWorkspace(join(sandbox.root, 'sub'), sandbox.environment);
    expect(inside).toMatchObject({ root: join(sandbox.root, 'sub'), git: { kind: 'repository' } });
    sandbox.remove();
    library.remove();
  });

  it('names a file with a merge conflict once', () => {
    const sandbox = makeRepository({ 'flake.nix': '0\n' });
    sandbox.git('checkout', '--quiet', '-b', 'other');
    sandbox.write('flake.nix', '1\n');
    sandbox.git('commit', '--quiet', '--all', '--message', 'one');
    sandbox.git('checkout', '--quiet', 'main');
    sandbox.write('flake.nix', '2\n');
    sandbox.git('commit', '--quiet', '--all', '--message', 'two');
    expect(() => sandbox.git('merge', 'other')).toThrow();
    expect(pathsOf(sandbox)).toEqual(['flake.nix']);
    sandbox.remove();
  });

  it('leaves out names that are not UTF-8, and only them', () => {
    const sandbox = makeRepository({ 'a.nix': '1\n', 'é.nix': '1\n' });
    writeFileSync(
      Buffer.concat([Buffer.from(`${sandbox.root}/x`), Buffer.from([0xff]), Buffer.from('.nix')]),
      '1\n',
    );
    expect(pathsOf(sandbox)).toEqual(['a.nix', 'é.nix']);
    sandbox.remove();
  });
});
