import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../../src/workspace/git-program.js';
import { guard } from '../../src/workspace/guard.js';
import { intentToAdd } from '../../src/workspace/intent-to-add.js';
import { openWorkspace } from '../../src/workspace/workspace.js';
import { makeRepository, type Sandbox } from './support/repository.js';

const made: Sandbox[] = [];
function kept(sandbox: Sandbox): Sandbox {
  made.push(sandbox);
  return sandbox;
}
afterAll(() => {
  for (const sandbox of made) sandbox.remove();
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
