import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { FileChange } from '../../src/plan/change.js';
import { ProblemError } from '../../src/problem.js';
import {
  guard,
  guardWarning,
  isLiftedByAllowDirty,
  type Obstacle,
  obstacleProblem,
} from '../../src/workspace/guard.js';
import { intentToAdd } from '../../src/workspace/intent-to-add.js';
import { workspaceProblems } from '../../src/workspace/problems.js';
import { openWorkspace } from '../../src/workspace/workspace.js';
import { makeRepository, makeSandbox, type Sandbox } from './support/repository.js';

const made: Sandbox[] = [];
afterAll(() => {
  for (const sandbox of made) sandbox.remove();
});

function repository(
  files: Readonly<Record<string, string>> = { 'flake.nix': '0\n', 'a/b.nix': '0\n' },
): Sandbox {
  const sandbox = makeRepository(files);
  made.push(sandbox);
  return sandbox;
}

function modify(path: string, before = '0\n'): FileChange {
  return { kind: 'modify', path, before, after: 'after\n' };
}

function create(path: string): FileChange {
  return { kind: 'create', path, after: 'after\n' };
}

function remove(path: string): FileChange {
  return { kind: 'delete', path, before: '0\n' };
}

function look(sandbox: Sandbox, ...changes: readonly FileChange[]): readonly string[] {
  const obstacles = guard(openWorkspace(sandbox.root, sandbox.environment), changes);
  return obstacles.map(
    ({ path, state, detail }) => `${path}: ${state}${detail === undefined ? '' : ` (${detail})`}`,
  );
}

function conflict(sandbox: Sandbox): void {
  sandbox.git('checkout', '--quiet', '-b', 'other');
  sandbox.write('flake.nix', '1\n');
  sandbox.git('commit', '--quiet', '--all', '--message', 'one');
  sandbox.git('checkout', '--quiet', 'main');
  sandbox.write('flake.nix', '2\n');
  sandbox.git('commit', '--quiet', '--all', '--message', 'two');
  expect(() => sandbox.git('merge', 'other')).toThrow();
}

describe('guard', () => {
  it.each<[string, (sandbox: Sandbox) => void, readonly FileChange[], readonly string[]]>([
    ['clean files', () => {}, [modify('flake.nix'), remove('a/b.nix'), create('new/x.nix')], []],
    ['no changes', () => {}, [], []],
    [
      'a change elsewhere is nobody’s business',
      (sandbox) => sandbox.write('a/b.nix', '1\n'),
      [modify('flake.nix')],
      [],
    ],
    [
      'a modified file',
      (sandbox) => sandbox.write('flake.nix', '1\n'),
      [modify('flake.nix')],
      ['flake.nix: modified'],
    ],
    [
      'a modified file that the plan leaves as it is',
      (sandbox) => sandbox.write('flake.nix', '1\n'),
      [{ kind: 'modify', path: 'flake.nix', before: '1\n', after: '1\n' }],
      [],
    ],
    [
      'a touched file with the same content',
      (sandbox) => sandbox.write('flake.nix', '0\n'),
      [modify('flake.nix')],
      [],
    ],
    [
      'a file modified behind the back of git',
      (sandbox) => {
        sandbox.git('update-index', '--assume-unchanged', 'flake.nix');
        sandbox.write('flake.nix', '1\n');
      },
      [modify('flake.nix')],
      ['flake.nix: modified'],
    ],
    [
      'a staged file',
      (sandbox) => {
        sandbox.write('flake.nix', '1\n');
        sandbox.git('add', 'flake.nix');
      },
      [modify('flake.nix')],
      ['flake.nix: staged'],
    ],
    [
      'a staged file that was modified again',
      (sandbox) => {
        sandbox.write('flake.nix', '1\n');
        sandbox.git('add', 'flake.nix');
        sandbox.write('flake.nix', '2\n');
      },
      [modify('flake.nix')],
      ['flake.nix: modified'],
    ],
    [
      'a staged new file',
      (sandbox) => {
        sandbox.write('new.nix', '0\n');
        sandbox.git('add', 'new.nix');
      },
      [remove('new.nix')],
      ['new.nix: staged'],
    ],
    [
      'a file known by intent-to-add only',
      (sandbox) => {
        sandbox.write('new.nix', '0\n');
        sandbox.git('add', '--intent-to-add', 'new.nix');
      },
      [modify('new.nix')],
      ['new.nix: modified (known to git by name only)'],
    ],
    [
      'an untracked file to be overwritten',
      (sandbox) => sandbox.write('new.nix', '0\n'),
      [modify('new.nix')],
      ['new.nix: untracked'],
    ],
    [
      'an untracked file to be deleted',
      (sandbox) => sandbox.write('new.nix', '0\n'),
      [remove('new.nix')],
      ['new.nix: untracked'],
    ],
    [
      'an untracked file where one is to be created',
      (sandbox) => sandbox.write('new.nix', '0\n'),
      [create('new.nix')],
      ['new.nix: untracked'],
    ],
    [
      'a file taken out of the index and kept',
      (sandbox) => sandbox.git('rm', '--quiet', '--cached', 'flake.nix'),
      [modify('flake.nix')],
      ['flake.nix: untracked'],
    ],
    [
      'a deleted file where one is to be created',
      (sandbox) => rmSync(join(sandbox.root, 'a/b.nix')),
      [create('a/b.nix')],
      ['a/b.nix: modified (deleted)'],
    ],
    [
      'an ignored file to be changed, with the line that ignores it',
      (sandbox) => {
        sandbox.write('.gitignore', '# comment\nlocal*.nix\n');
        sandbox.write('local.nix', '0\n');
      },
      [modify('local.nix')],
      ['local.nix: ignored (.gitignore:2: local*.nix)'],
    ],
    [
      'an ignored folder for a new file',
      (sandbox) => sandbox.write('.git/info/exclude', 'new/\n'),
      [create('new/deep/x.nix'), create('newer/x.nix')],
      ['new/deep/x.nix: ignored (.git/info/exclude:1: new/)'],
    ],
    [
      'a path that one pattern ignores and a later one does not',
      (sandbox) => sandbox.write('.gitignore', '*.nix\n!x.nix\n'),
      [create('x.nix'), create('y.nix')],
      ['y.nix: ignored (.gitignore:1: *.nix)'],
    ],
    [
      'a tracked file that a pattern ignores',
      (sandbox) => sandbox.write('.gitignore', 'flake.nix\n'),
      [modify('flake.nix')],
      [],
    ],
    ['a merge conflict', conflict, [modify('flake.nix')], ['flake.nix: conflicted']],
    [
      'an executable bit changed by the user',
      (sandbox) => chmodSync(join(sandbox.root, 'flake.nix'), 0o755),
      [modify('flake.nix')],
      [],
    ],
    [
      'CRLF in the work tree where git converts line ends',
      (sandbox) => {
        sandbox.git('config', 'core.autocrlf', 'true');
        sandbox.write('flake.nix', '0\r\n');
      },
      [modify('flake.nix', '0\r\n')],
      [],
    ],
    [
      'CRLF in the work tree where git does not convert',
      (sandbox) => sandbox.write('flake.nix', '0\r\n'),
      [modify('flake.nix', '0\r\n')],
      ['flake.nix: modified'],
    ],
    [
      'a filter whose content cannot be compared without running it',
      (sandbox) => {
        sandbox.write('.gitattributes', '*.nix filter=crypt\n');
        sandbox.git('config', 'filter.crypt.clean', 'tr 1 0');
        sandbox.write('flake.nix', '1\n');
      },
      [modify('flake.nix', '1\n'), modify('a/b.nix')],
      ['flake.nix: modified (under a content filter)'],
    ],
    [
      'a file behind a link is looked at where it really is',
      (sandbox) => {
        symlinkSync('a/b.nix', join(sandbox.root, 'link.nix'));
        symlinkSync('a', join(sandbox.root, 'folder'));
        sandbox.write('a/b.nix', '1\n');
      },
      [modify('link.nix', '1\n'), modify('folder/b.nix', '1\n'), create('folder/new.nix')],
      ['link.nix: modified', 'folder/b.nix: modified'],
    ],
    [
      'names with spaces, quotes, line ends, colons, stars and other alphabets',
      (sandbox) => {
        sandbox.write('.gitignore', 'ignored*\n');
        for (const name of ['a "b"\n\'c.nix', ':(top)x.nix', '*.nix', 'é 😀.nix', '-x.nix']) {
          sandbox.write(`odd/${name}`, '0\n');
          sandbox.write(`ignored/${name}`, '0\n');
        }
        sandbox.git('add', '--all');
        sandbox.git('commit', '--quiet', '--message', 'odd');
        sandbox.write('odd/*.nix', '1\n');
        sandbox.write('odd/é 😀.nix', '1\n');
        sandbox.write(':(top)y.nix', '0\n');
      },
      [
        modify('odd/a "b"\n\'c.nix'),
        modify('odd/:(top)x.nix'),
        modify('odd/*.nix', '1\n'),
        modify('odd/é 😀.nix', '1\n'),
        modify('odd/-x.nix'),
        modify('ignored/:(top)x.nix'),
        modify(':(top)y.nix'),
        create(':(glob)**.nix'),
      ],
      [
        'odd/*.nix: modified',
        'odd/é 😀.nix: modified',
        'ignored/:(top)x.nix: ignored (.gitignore:1: ignored*)',
        ':(top)y.nix: untracked',
      ],
    ],
  ])('%s', (_, prepare, changes, expected) => {
    const sandbox = repository();
    prepare(sandbox);
    expect(look(sandbox, ...changes)).toEqual(expected);
  });

  it('a repository without commits: staged files are staged, others untracked', () => {
    const sandbox = makeSandbox({ 'flake.nix': '0\n', 'other.nix': '0\n', 'intent.nix': '0\n' });
    made.push(sandbox);
    sandbox.git('init', '--quiet');
    sandbox.git('add', 'flake.nix');
    sandbox.git('add', '--intent-to-add', 'intent.nix');
    const changes = [modify('flake.nix'), modify('other.nix'), modify('intent.nix'), create('new.nix')];
    expect(look(sandbox, ...changes)).toEqual([
      'flake.nix: staged',
      'other.nix: untracked',
      'intent.nix: modified (known to git by name only)',
    ]);
  });

  it('a submodule, checked out or not, and a nested repository', () => {
    const sandbox = repository();
    const library = repository({ 'x.nix': '0\n' });
    sandbox.git('submodule', '--quiet', 'add', library.root, 'subs/one');
    sandbox.git('commit', '--quiet', '--message', 'submodule');
    sandbox.git('init', '--quiet', 'nested');
    sandbox.write('nested/n.nix', '0\n');
    const changes = [modify('subs/one/x.nix'), create('subs/one/deep/new.nix'), remove('nested/n.nix')];
    expect(look(sandbox, ...changes)).toEqual([
      'subs/one/x.nix: submodule (subs/one)',
      'subs/one/deep/new.nix: submodule (subs/one)',
      'nested/n.nix: submodule (nested)',
    ]);
    rmSync(join(sandbox.root, 'subs/one'), { recursive: true });
    mkdirSync(join(sandbox.root, 'subs/one'));
    expect(look(sandbox, create('subs/one/new.nix'))).toEqual(['subs/one/new.nix: submodule (subs/one)']);
  });

  it('a repository whose objects have SHA-256 names', () => {
    const sandbox = makeSandbox({ 'flake.nix': '0\n', 'a.nix': '0\n' });
    made.push(sandbox);
    sandbox.git('init', '--quiet', '--object-format=sha256');
    sandbox.git('add', '--all');
    sandbox.git('commit', '--quiet', '--message', 'begin');
    sandbox.write('a.nix', '1\n');
    expect(look(sandbox, modify('flake.nix'), modify('a.nix', '1\n'))).toEqual(['a.nix: modified']);
  });

  it('a worktree is compared with its own index', () => {
    const sandbox = repository();
    sandbox.git('worktree', 'add', '--quiet', '-b', 'tree', '../tree');
    sandbox.write('flake.nix', '1\n');
    const tree = { ...sandbox, root: join(sandbox.root, '../tree') };
    expect(look(tree, modify('flake.nix'))).toEqual([]);
    expect(look(sandbox, modify('flake.nix', '1\n'))).toEqual(['flake.nix: modified']);
  });

  it('without git only nested repositories are obstacles, and a warning names what is missing', () => {
    const sandbox = makeSandbox({ 'flake.nix': '0\n' });
    made.push(sandbox);
    sandbox.git('init', '--quiet', 'nested');
    sandbox.write('nested/n.nix', '0\n');
    const expected = ['nested/n.nix: submodule (nested)'];
    expect(look(sandbox, modify('flake.nix'), modify('nested/n.nix'))).toEqual(expected);
    expect(guardWarning(openWorkspace(sandbox.root, sandbox.environment))?.kind.code).toBe('GIT202');
    const versioned = repository();
    versioned.write('flake.nix', '1\n');
    const noProgram = { ...versioned, environment: { ...versioned.environment, PATH: '' } };
    expect(look(noProgram, modify('flake.nix', '1\n'))).toEqual([]);
    expect(guardWarning(openWorkspace(noProgram.root, noProgram.environment))?.kind.code).toBe('GIT201');
    expect(guardWarning(openWorkspace(versioned.root, versioned.environment))).toBeUndefined();
  });

  it.each<[string, FileChange, string]>([
    ['outside', modify('../x.nix'), 'FILE103'],
    ['not Nix', create('flake.lock'), 'FILE104'],
    ['gone', modify('none.nix'), 'FILE105'],
  ])('a change that is %s is refused', (_, change, code) => {
    const sandbox = repository();
    const error = (() => {
      try {
        return look(sandbox, change);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error instanceof ProblemError && error.problem.kind.code).toBe(code);
  });

  it('only what git can give back is lifted by --allow-dirty', () => {
    const states = ['modified', 'staged', 'untracked', 'ignored', 'conflicted', 'submodule'] as const;
    const obstacles = states.map((state): Obstacle => ({ path: 'x.nix', state, detail: undefined }));
    expect(obstacles.filter(isLiftedByAllowDirty).map(({ state }) => state)).toEqual(['modified', 'staged']);
    expect(obstacles.map((obstacle) => obstacleProblem(obstacle).kind.code)).toEqual([
      'GIT205',
      'GIT205',
      'GIT206',
      'GIT207',
      'GIT208',
      'GIT209',
    ]);
  });

  it('does not change the index', () => {
    const sandbox = repository();
    sandbox.write('flake.nix', '0\n');
    const index = readFileSync(join(sandbox.root, '.git/index'));
    look(sandbox, modify('flake.nix'), create('x.nix'));
    expect(Buffer.compare(readFileSync(join(sandbox.root, '.git/index')), index)).toBe(0);
  });
});

describe('intentToAdd', () => {
  it('makes new files known by name and nothing else', () => {
    const sandbox = repository();
    const names = ['new/a "b"\n.nix', ':(top)x.nix', '*.nix', '-x.nix'];
    for (const name of names) sandbox.write(name, 'content\n');
    sandbox.write('other.nix', 'other\n');
    sandbox.write('flake.nix', 'user’s own change\n');
    const workspace = openWorkspace(sandbox.root, sandbox.environment);
    expect(intentToAdd(workspace, [...names, 'flake.nix'])).toEqual(names);
    expect(sandbox.git('diff', '--cached', '--name-only')).toBe('');
    expect(sandbox.git('ls-files', '-z').split('\0').filter(Boolean).sort()).toEqual(
      [...names, 'a/b.nix', 'flake.nix'].sort(),
    );
    expect(sandbox.git('diff', '--name-only', '-z').split('\0')).toContain('new/a "b"\n.nix');
    expect(intentToAdd(workspace, names)).toEqual([]);
  });

  it('does nothing without git', () => {
    const sandbox = makeSandbox({ 'x.nix': '0\n' });
    made.push(sandbox);
    expect(intentToAdd(openWorkspace(sandbox.root, sandbox.environment), ['x.nix'])).toEqual([]);
  });

  it('says in git’s words why it could not', () => {
    const sandbox = repository();
    sandbox.write('new.nix', '0\n');
    sandbox.write('.git/index.lock', '');
    expect(() => intentToAdd(openWorkspace(sandbox.root, sandbox.environment), ['new.nix'])).toThrow(
      /git add failed: .*index\.lock/,
    );
  });
});

describe('workspaceProblems', () => {
  it('have codes of their own, and explanations of whole sentences', () => {
    const codes = workspaceProblems.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const { code, title, explanation } of workspaceProblems) {
      expect(code).toMatch(/^(FILE1|GIT2)\d\d$/);
      expect(title).not.toBe('');
      expect(explanation).toMatch(/[.)]$/);
    }
  });
});
