import { chownSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FileChange } from '../../src/plan/change.js';
import { guard } from '../../src/workspace/guard.js';
import { openWorkspace } from '../../src/workspace/workspace.js';
import { codeOf } from './support/problem-of.js';
import { makeRepository, makeSandbox, type Sandbox } from './support/repository.js';

const made: Sandbox[] = [];
function kept(sandbox: Sandbox): Sandbox {
  made.push(sandbox);
  return sandbox;
}
afterAll(() => {
  for (const sandbox of made) sandbox.remove();
});

describe('openWorkspace', () => {
  it('refuses a path that is no folder', () => {
    const { root, environment } = kept(makeSandbox({ 'flake.nix': '{ }\n' }));
    expect(codeOf(() => openWorkspace(join(root, 'none'), environment))).toBe('FILE101');
    expect(codeOf(() => openWorkspace(join(root, 'flake.nix/x'), environment))).toBe('FILE101');
    expect(codeOf(() => openWorkspace(join(root, 'flake.nix'), environment))).toBe('FILE102');
    expect(codeOf(() => openWorkspace(join(root, 'x'.repeat(300)), environment))).toBe('FILE114');
  });

  it.each([
    ['none', '/none does not exist.'],
    ['flake.nix', '/flake.nix is not a folder.'],
    ['x'.repeat(300), ' cannot be read: name too long (ENAMETOOLONG).'],
  ])('says what is wrong with %s', (name, words) => {
    const { root, environment } = kept(makeSandbox({ 'flake.nix': '{ }\n' }));
    expect(() => openWorkspace(join(root, name), environment)).toThrow(words);
  });

  it('finds the innermost repository above a path', () => {
    const { root, environment, write } = kept(makeSandbox({ 'flake.nix': '{ }\n' }));
    write('a/b/.git', 'gitdir: x\n');
    write('a/b/c/d/.git', 'gitdir: x\n');
    const { submoduleOf } = openWorkspace(root, environment);
    const paths = [
      'a/b/x.nix',
      'a/b/c/x.nix',
      'a/b/c/d',
      'a/b/c/d/e/none.nix',
      'a/x.nix',
      'x.nix',
      '',
      '../x',
    ];
    expect(paths.map(submoduleOf)).toEqual([
      ...['a/b', 'a/b', 'a/b/c/d', 'a/b/c/d'],
      ...[undefined, undefined, undefined, undefined],
    ]);
  });

  it('takes the folder itself for the root where there is no git, and keeps its state in the cache', () => {
    const { root, home, environment } = kept(makeSandbox({ 'sub/flake.nix': '{ }\n' }));
    const workspace = openWorkspace(join(root, 'sub'), environment);
    expect(workspace).toMatchObject({ root: join(root, 'sub'), flakeFolder: '', git: { kind: 'none' } });
    expect(workspace.journalFolder.startsWith(join(home, '.cache/nix-llama-codemod/'))).toBe(true);
    expect(workspace.backupFolder).toBe(join(home, '.local/state/nix-llama-codemod/backup'));
    const other = openWorkspace(root, environment);
    expect(other.journalFolder).not.toBe(workspace.journalFolder);
  });

  it('follows the XDG variables where they are absolute, and ignores relative ones, as their specification says', () => {
    const { root, home, environment } = kept(makeSandbox());
    const absolute = { ...environment, XDG_CACHE_HOME: '/c', XDG_STATE_HOME: '/s' };
    expect(openWorkspace(root, absolute).journalFolder.startsWith('/c/nix-llama-codemod/')).toBe(true);
    expect(openWorkspace(root, absolute).backupFolder).toBe('/s/nix-llama-codemod/backup');
    const relative = { ...environment, XDG_CACHE_HOME: 'c', XDG_STATE_HOME: '' };
    expect(openWorkspace(root, relative).journalFolder.startsWith(join(home, '.cache/'))).toBe(true);
    expect(openWorkspace(root, relative).backupFolder.startsWith(join(home, '.local/state/'))).toBe(true);
  });

  it('finds the top of the work tree from a folder below it, through links', () => {
    const { root, environment } = kept(makeRepository({ 'a b/flake.nix': '{ }\n' }));
    symlinkSync(join(root, 'a b'), join(dirname(root), 'link'));
    const workspace = openWorkspace(join(dirname(root), 'link'), environment);
    expect(workspace).toMatchObject({ root, flakeFolder: 'a b', git: { kind: 'repository' } });
    expect(workspace.journalFolder).toBe(join(root, '.git/nix-llama-codemod'));
  });

  it('works in a repository without commits', () => {
    const sandbox = kept(makeSandbox({ 'flake.nix': '{ }\n' }));
    sandbox.git('init', '--quiet');
    expect(openWorkspace(sandbox.root, sandbox.environment).git.kind).toBe('repository');
  });

  it('gives a worktree its own root and journal', () => {
    const sandbox = kept(makeRepository({ 'flake.nix': '{ }\n' }));
    sandbox.git('worktree', 'add', '--quiet', '-b', 'tree', '../tree with space');
    const root = join(dirname(sandbox.root), 'tree with space');
    const workspace = openWorkspace(root, sandbox.environment);
    expect(workspace).toMatchObject({ root, git: { kind: 'repository' } });
    expect(dirname(dirname(workspace.journalFolder))).toBe(join(sandbox.root, '.git/worktrees'));
  });

  it('is not led astray by what a git hook has in its environment', () => {
    const sandbox = kept(makeRepository({ 'flake.nix': '{ }\n' }));
    const other = kept(makeRepository({ 'other.nix': '{ }\n' }));
    const environment = {
      ...sandbox.environment,
      GIT_DIR: join(other.root, '.git'),
      GIT_WORK_TREE: other.root,
      GIT_INDEX_FILE: join(other.root, '.git/index'),
      GIT_PREFIX: 'x/',
    };
    const workspace = openWorkspace(sandbox.root, environment);
    expect(workspace).toMatchObject({ root: sandbox.root, git: { kind: 'repository' } });
    expect(workspace.nixFiles()).toEqual(['flake.nix']);
    const change: FileChange = { kind: 'modify', path: 'flake.nix', before: '{ }\n', after: '1\n' };
    expect(guard(workspace, [change])).toEqual([]);
  });

  it('sees the index that a hook of “git commit -a” is about', () => {
    const sandbox = kept(makeRepository({ 'flake.nix': '{ }\n', 'gone.nix': '{ }\n' }));
    const index = join(sandbox.root, '.git/next.lock');
    const inHook = { ...sandbox.environment, GIT_DIR: '.git', GIT_INDEX_FILE: '.git/next.lock' };
    renameSync(join(sandbox.root, '.git/index'), index);
    expect(openWorkspace(sandbox.root, inHook).nixFiles()).toEqual(['flake.nix', 'gone.nix']);
    const change: FileChange = { kind: 'modify', path: 'flake.nix', before: '{ }\n', after: '1\n' };
    expect(guard(openWorkspace(sandbox.root, inHook), [change])).toEqual([]);
    expect(guard(openWorkspace(sandbox.root, sandbox.environment), [change])).toHaveLength(1);
  });
});

describe('a git that cannot be used', () => {
  it.each<[string, (sandbox: Sandbox) => void, RegExp]>([
    ['a bare repository', (sandbox) => sandbox.git('config', 'core.bare', 'true'), /bare/],
    ['a damaged HEAD', (sandbox) => sandbox.write('.git/HEAD', 'nonsense\n'), /not a git repository/],
    ['no HEAD', (sandbox) => rmSync(join(sandbox.root, '.git/HEAD')), /leads to no git folder/],
    [
      'a work tree elsewhere',
      (sandbox) => sandbox.git('config', 'core.worktree', dirname(sandbox.root)),
      /for its work tree/,
    ],
    [
      'a .git file that leads nowhere',
      (sandbox) => {
        rmSync(join(sandbox.root, '.git'), { recursive: true });
        sandbox.write('.git', 'gitdir: /nowhere\n');
      },
      /leads to no git folder/,
    ],
    [
      'an unknown extension',
      (sandbox) => {
        sandbox.git('config', 'core.repositoryFormatVersion', '1');
        sandbox.git('config', 'extensions.fromTheFuture', 'true');
      },
      /extension/,
    ],
  ])('%s: files are read, the guard refuses', (_, damage, reason) => {
    const sandbox = kept(makeRepository({ 'flake.nix': '{ }\n', 'a/b.nix': '1\n' }));
    damage(sandbox);
    const workspace = openWorkspace(join(sandbox.root, 'a'), sandbox.environment);
    expect(workspace).toMatchObject({ root: sandbox.root, flakeFolder: 'a', git: { kind: 'unusable' } });
    expect(workspace.git.kind === 'unusable' && workspace.git.reason).toMatch(reason);
    expect(workspace.nixFiles()).toEqual(['a/b.nix', 'flake.nix']);
    expect(codeOf(() => guard(workspace, []))).toBe('GIT203');
  });

  const asRoot = process.getuid?.() === 0 ? it : it.skip;
  asRoot('a repository of another user', () => {
    const sandbox = kept(makeRepository({ 'flake.nix': '{ }\n' }));
    for (const path of ['', '.git']) chownSync(join(sandbox.root, path), 12345, 12345);
    const { git } = openWorkspace(sandbox.root, sandbox.environment);
    expect(git).toMatchObject({ kind: 'unusable', reason: expect.stringMatching(/dubious ownership/) });
  });
});
