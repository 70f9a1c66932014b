import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { FileChange } from '../../src/plan/change.js';
import { ProblemError } from '../../src/problem.js';
import {
  guardWarning,
  isLiftedByAllowDirty,
  type Obstacle,
  obstacleProblem,
} from '../../src/workspace/guard.js';
import { openWorkspace } from '../../src/workspace/workspace.js';
import { create, look, modify, remove } from './support/guarded.js';
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

describe('guard', () => {
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
    expect(guardWarning(openWorkspace(sandbox.root, sandbox.environment))).toMatchObject({
      kind: { code: 'GIT202' },
      message: 'This is no git repository. Originals are kept outside the tree.',
    });
    const versioned = repository();
    versioned.write('flake.nix', '1\n');
    const noProgram = { ...versioned, environment: { ...versioned.environment, PATH: '' } };
    expect(look(noProgram, modify('flake.nix', '1\n'))).toEqual([]);
    expect(guardWarning(openWorkspace(noProgram.root, noProgram.environment))).toMatchObject({
      kind: { code: 'GIT201' },
      message:
        'git is not on PATH: uncommitted changes are not looked for. Originals are kept outside the tree.',
    });
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
  });

  it.each<[Obstacle['state'], string | undefined, string, string, RegExp]>([
    [
      'modified',
      undefined,
      'GIT205',
      'x.nix has changes that are not committed.',
      /Commit or stash it.*--allow-dirty/,
    ],
    [
      'modified',
      'deleted',
      'GIT205',
      'x.nix has changes that are not committed (deleted).',
      /Commit or stash it/,
    ],
    ['staged', undefined, 'GIT205', 'x.nix has staged changes.', /Commit it.*--allow-dirty/],
    ['untracked', undefined, 'GIT206', 'x.nix is not tracked by git.', /Add it to git first/],
    [
      'ignored',
      '.gitignore:3: *.nix',
      'GIT207',
      'x.nix is ignored by git (.gitignore:3: *.nix).',
      /Change that line/,
    ],
    ['conflicted', undefined, 'GIT208', 'x.nix has a merge conflict.', /Resolve it first/],
    [
      'submodule',
      'sub',
      'GIT209',
      'x.nix belongs to another repository inside this one (sub).',
      /Run the tool there/,
    ],
  ])('an obstacle says what is wrong and what to do: %s, %s', (state, detail, code, message, hint) => {
    expect(obstacleProblem({ path: 'x.nix', state, detail })).toEqual({
      kind: expect.objectContaining({ code }),
      message,
      place: { file: 'x.nix', line: 1, column: 1 },
      hint: expect.stringMatching(hint),
    });
  });

  it('a repository that git cannot use is refused in git’s words, whatever the plan', () => {
    const sandbox = repository();
    sandbox.git('config', 'core.bare', 'true');
    expect(() => look(sandbox)).toThrow('git cannot be used here: it is a bare repository.');
  });

  it('does not change the index', () => {
    const sandbox = repository();
    sandbox.write('flake.nix', '0\n');
    const index = readFileSync(join(sandbox.root, '.git/index'));
    look(sandbox, modify('flake.nix'), create('x.nix'));
    expect(Buffer.compare(readFileSync(join(sandbox.root, '.git/index')), index)).toBe(0);
  });
});
