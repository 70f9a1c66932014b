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
