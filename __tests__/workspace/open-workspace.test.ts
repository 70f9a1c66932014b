import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { FileChange } from '../../src/plan/change.js';
import { ProblemError } from '../../src/problem.js';
import type { Environment } from '../../src/workspace/git-program.js';
import { guard } from '../../src/workspace/guard.js';
import { intentToAdd } from '../../src/workspace/intent-to-add.js';
import { openWorkspace } from '../../src/workspace/workspace.js';
import { makeRepository, makeSandbox, type Sandbox } from './support/repository.js';

const made: Sandbox[] = [];
function kept(sandbox: Sandbox): Sandbox {
  made.push(sandbox);
  return sandbox;
}
afterAll(() => {
  for (const sandbox of made) sandbox.remove();
});

function codeOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.kind.code;
    throw error;
  }
}

describe('openWorkspace', () => {
  it('refuses a path that is no folder', () => {
    const { root, environment } = kept(makeSandbox({ 'flake.nix': '{ }\n' }));
    expect(codeOf(() => openWorkspace(join(root, 'none'), environment))).toBe('FILE101');
    expect(codeOf(() => openWorkspace(join(root, 'flake.nix/x'), environment))).toBe('FILE101');
    expect(codeOf(() => openWorkspace(join(root, 'flake.nix'), environment))).toBe('FILE102');
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

function executed(evidence: string): string {
  return existsSync(evidence) ? readFileSync(evidence, 'utf8') : '';
}

describe('nothing of the repository is executed', () => {
  function trapped(): readonly [Sandbox, string, string] {
    const sandbox = kept(makeRepository({ 'flake.nix': '{ }\n', 'a.nix': '1\n' }));
    const evidence = join(sandbox.home, 'executed');
    const trap = join(sandbox.root, 'trap');
    sandbox.write('trap', `#!/bin/sh\necho "$0 $*" >> '${evidence}'\ncat\n`, 0o755);
    return [sandbox, evidence, trap];
  }

  function useGit(sandbox: Sandbox, environment: Environment = sandbox.environment): void {
    sandbox.write('a.nix', '2\n');
    sandbox.write('new.nix', '3\n');
    const workspace = openWorkspace(sandbox.root, environment);
    workspace.nixFiles();
    guard(workspace, [
      { kind: 'modify', path: 'flake.nix', before: '{ }\n', after: '{ a }\n' },
      { kind: 'modify', path: 'a.nix', before: '2\n', after: '3\n' },
      { kind: 'create', path: 'b.nix', after: '3\n' },
    ]);
    expect(intentToAdd(workspace, ['new.nix'])).toEqual(['new.nix']);
  }

  it('the traps work: git status and git add fall into them', () => {
    const [sandbox, evidence, trap] = trapped();
    sandbox.git('config', 'core.fsmonitor', trap);
    sandbox.git('status');
    expect(existsSync(evidence)).toBe(true);
  });

  it('not a monitor, a hook, a content filter or a configured hook', () => {
    const [sandbox, evidence, trap] = trapped();
    mkdirSync(join(sandbox.root, '.git/hooks'), { recursive: true });
    symlinkSync(trap, join(sandbox.root, '.git/hooks/post-index-change'));
    sandbox.write('.gitattributes', '*.nix filter=evil diff=evil\n');
    sandbox.git('config', 'filter.evil.clean', trap);
    sandbox.git('config', 'filter.evil.process', trap);
    sandbox.git('config', 'diff.evil.command', trap);
    sandbox.git('config', 'diff.evil.textconv', trap);
    sandbox.git('config', 'core.pager', trap);
    sandbox.git('config', 'hook.evil.command', trap);
    sandbox.git('config', 'hook.evil.event', 'post-index-change');
    sandbox.git('config', 'core.fsmonitor', trap);
    rmSync(evidence, { force: true });
    useGit(sandbox);
    expect(executed(evidence)).toBe('');
  });

  it.each([
    ['an empty PATH', () => ''],
    ['PATH with the current folder', () => '.:'],
    ['PATH with a folder of the repository', (root: string) => `${root}/bin:bin`],
  ])('not a git of its own: %s', (_, pathOf) => {
    const [sandbox, evidence, trap] = trapped();
    mkdirSync(join(sandbox.root, 'bin'));
    for (const name of ['git', 'bin/git']) symlinkSync(trap, join(sandbox.root, name));
    chmodSync(trap, 0o755);
    const environment = { ...sandbox.environment, PATH: pathOf(sandbox.root) };
    const before = process.cwd();
    process.chdir(sandbox.root);
    try {
      const workspace = openWorkspace(sandbox.root, environment);
      expect(workspace.git).toEqual({ kind: 'program-missing', gitFolder: join(sandbox.root, '.git') });
      expect(workspace.nixFiles()).toEqual(['a.nix', 'flake.nix']);
    } finally {
      process.chdir(before);
    }
    expect(executed(evidence)).toBe('');
  });

  it('not a git of its own that a relative entry of PATH finds elsewhere too', () => {
    const [sandbox, evidence, trap] = trapped();
    for (const folder of [sandbox.root, sandbox.home]) {
      mkdirSync(join(folder, 'bin'));
      symlinkSync(trap, join(folder, 'bin/git'));
    }
    const before = process.cwd();
    process.chdir(sandbox.home);
    try {
      const workspace = openWorkspace(sandbox.root, { ...sandbox.environment, PATH: 'bin' });
      expect(workspace.git.kind).toBe('program-missing');
    } finally {
      process.chdir(before);
    }
    expect(executed(evidence)).toBe('');
  });

  it('finds the real git behind such entries', () => {
    const [sandbox, evidence, trap] = trapped();
    mkdirSync(join(sandbox.root, 'bin'));
    symlinkSync(trap, join(sandbox.root, 'bin/git'));
    useGit(sandbox, { ...sandbox.environment, PATH: `${sandbox.root}/bin:.:${process.env.PATH}` });
    expect(executed(evidence)).toBe('');
  });
});
