import { intentToAdd } from '../../src/workspace/intent-to-add.js';
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
