import type { Git } from '../../src/workspace/git-program.js';
import { addIntent, intentToAdd, removeIntent } from '../../src/workspace/intent-to-add.js';
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

describe('while the index is written', () => {
  /** A git whose index has one name, with these names in its configuration; it remembers what it was asked. */
  function remembering(configured: readonly string[]) {
    const asked: { readonly command: string; readonly settings: ReadonlyMap<string, string> | undefined }[] =
      [];
    const git: Git = (parameters, { settings } = {}) => {
      asked.push({ command: parameters.join(' '), settings });
      const listed = parameters[0] === 'config' ? configured : [`100644 ${'a'.repeat(40)} 0\tknown.nix`];
      return { status: 0, stdout: Buffer.from(listed.map((one) => `${one}\0`).join('')), stderr: '' };
    };
    return { git, asked };
  }

  it('no hook and no content filter of the configuration runs', () => {
    const names = [
      'hook.mine.command',
      'filter.crypt.clean',
      'filter.with.dots.process',
      'filter.crypt.smudge',
    ];
    const { git, asked } = remembering(names);
    expect(addIntent(git, ['new.nix', 'known.nix'])).toEqual(['new.nix']);
    const off = (filter: string) => [
      [`filter.${filter}.clean`, ''],
      [`filter.${filter}.smudge`, ''],
      [`filter.${filter}.process`, ''],
      [`filter.${filter}.required`, 'false'],
    ];
    expect(asked.at(-1)?.command).toBe('--literal-pathspecs add --intent-to-add -- new.nix');
    expect([...(asked.at(-1)?.settings ?? [])]).toEqual([
      ['hook.post-index-change.enabled', 'false'],
      ['hook.mine.enabled', 'false'],
      ...off('crypt'),
      ...off('with.dots'),
    ]);
    const pattern =
      asked
        .find(({ command }) => command.startsWith('config'))
        ?.command.split(' ')
        .at(-1) ?? '';
    const isAsked = (name: string) => new RegExp(pattern).test(name);
    expect(['hook.x.command', 'filter.x.clean', 'hooks.x', 'a.hook.x', 'core.filter'].map(isAsked)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ['nothing is given', [], []],
    ['git knows all', ['known.nix'], ['ls-files -z --stage']],
  ])('nothing is written where %s', (_, paths, commands) => {
    const { git, asked } = remembering([]);
    expect(addIntent(git, paths)).toEqual([]);
    expect(asked.map(({ command }) => command)).toEqual(commands);
  });

  it('nothing is taken back where nothing is given, or nothing was announced', () => {
    const { git, asked } = remembering([]);
    removeIntent(git, []);
    expect(asked).toEqual([]);
    removeIntent(git, ['known.nix', 'other.nix']);
    expect(asked.map(({ command }) => command.split(' ')[0])).not.toContain('update-index');
  });
});

describe('taking it back', () => {
  it('forgets what is known by name only, and nothing else', () => {
    const sandbox = repository({ 'flake.nix': '0\n', 'empty.nix': '' });
    const names = ['new.nix', 'a "b"\n.nix', 'staged.nix', 'other.nix'];
    for (const name of names) sandbox.write(name, 'content\n');
    const { git: state } = openWorkspace(sandbox.root, sandbox.environment);
    if (state.kind !== 'repository') throw new Error('no repository');
    addIntent(state.git, names);
    sandbox.git('add', 'staged.nix');
    removeIntent(state.git, [
      'new.nix',
      'a "b"\n.nix',
      'staged.nix',
      'flake.nix',
      'empty.nix',
      'unknown.nix',
    ]);
    const known = sandbox.git('ls-files', '-z').split('\0').filter(Boolean).sort();
    expect(known).toEqual(['empty.nix', 'flake.nix', 'other.nix', 'staged.nix']);
  });
});
