/** How git is run: with which environment, which settings, and what becomes of its words. */
import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { findGit, type Git, gitOutput, nulSeparated } from '../../src/workspace/git-program.js';
import { makeSandbox, type Sandbox } from './support/repository.js';

let sandbox: Sandbox;
let gitFolder: string;
beforeEach(() => {
  sandbox = makeSandbox();
  gitFolder = join(sandbox.root, '.git');
  mkdirSync(gitFolder);
});
afterEach(() => sandbox.remove());

/** A program called git that prints what it was given: parameters, folder, standard input, environment. */
function parrot(environment: Readonly<Record<string, string>> = {}, script?: string): Git {
  const bin = join(sandbox.home, 'bin');
  mkdirSync(bin);
  const body = script ?? 'printf "[%s]\\n" "$@"; echo "in $(pwd)"; echo "got $(cat)"; env';
  sandbox.write('../home/bin/git', `#!/bin/sh\n${body}\n`, 0o755);
  const path = ['bin', bin, join(sandbox.root, 'bin'), ...(process.env.PATH ?? '').split(':')].join(':');
  const git = findGit(sandbox.root, gitFolder, { ...environment, PATH: path });
  if (git === undefined) throw new Error('the program was not found');
  return git;
}

const linesOf = (git: Git, options?: Parameters<Git>[1]) =>
  git(['status', 'x y'], options).stdout.toString().split('\n');

test('it runs in the root, without a monitor, a pager, hooks or a network, and with nothing on standard input', () => {
  const lines = linesOf(parrot());
  expect(lines.slice(0, 9)).toEqual([
    '[--no-pager]',
    '[-c]',
    '[core.fsmonitor=false]',
    '[-c]',
    '[core.hooksPath=/dev/null]',
    '[-c]',
    '[protocol.allow=never]',
    '[status]',
    '[x y]',
  ]);
  expect(lines).toEqual(expect.arrayContaining([`in ${realpathSync(sandbox.root)}`, 'got ']));
});

test('it speaks English, asks nothing, fetches nothing and leaves the index alone', () => {
  expect(linesOf(parrot({ LC_ALL: 'de_DE', GIT_TERMINAL_PROMPT: '1' }))).toEqual(
    expect.arrayContaining([
      'LC_ALL=C',
      'GIT_OPTIONAL_LOCKS=0',
      'GIT_TERMINAL_PROMPT=0',
      'GIT_NO_LAZY_FETCH=1',
    ]),
  );
});

test.each<[string, string, boolean]>([
  ['GIT_DIR', '/elsewhere', false],
  ['GIT_WORK_TREE', '/elsewhere', false],
  ['GIT_PREFIX', 'x', false],
  ['GIT_EXTERNAL_DIFF', 'evil', false],
  ['MY_GIT_CONFIG', 'mine', true],
  ['GIT_CONFIG_GLOBAL', '/home/config', true],
  ['GIT_CONFIG_NOSYSTEM', '1', true],
  ['GIT_EXEC_PATH', '/libexec', true],
  ['GIT_EXEC_PATH_TOO', '/libexec', false],
  ['GIT_CEILING_DIRECTORIES', '/home', true],
  ['XDG_CONFIG_HOME', '/xdg', true],
])('of the environment, is %s=%s kept: %s', (name, value, isKept) => {
  expect(linesOf(parrot({ [name]: value })).includes(`${name}=${value}`)).toBe(isKept);
});

test.each<[string, string, string | undefined]>([
  ['its own', '.git/next.lock', '.git/next.lock'],
  ['that of another repository', '../other/.git/index', undefined],
  ['one beside the git folder', '.gitindex', undefined],
  ['none', '', undefined],
])('which index a hook names: %s', (_, value, expected) => {
  const lines = linesOf(parrot({ GIT_INDEX_FILE: value })).filter((line) =>
    line.startsWith('GIT_INDEX_FILE'),
  );
  expect(lines).toEqual(expected === undefined ? [] : [`GIT_INDEX_FILE=${join(sandbox.root, expected)}`]);
});

test('PATH has neither relative folders nor those of the repository', () => {
  mkdirSync(join(sandbox.root, 'bin'));
  const path = linesOf(parrot()).find((line) => line.startsWith('PATH='));
  expect(path?.split(':')[0]).toBe(`PATH=${join(sandbox.home, 'bin')}`);
  expect(path).not.toContain(sandbox.root);
});

test('settings of one command are added to those of the environment', () => {
  const git = parrot({ GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'a.b', GIT_CONFIG_VALUE_0: 'c' });
  const settings = new Map([
    ['x.y=z', 'one\ttwo'],
    ['filter.f.clean', ''],
  ]);
  expect(linesOf(git, { settings })).toEqual(
    expect.arrayContaining([
      'GIT_CONFIG_COUNT=3',
      'GIT_CONFIG_KEY_0=a.b',
      'GIT_CONFIG_KEY_1=x.y=z',
      'GIT_CONFIG_VALUE_1=one\ttwo',
      'GIT_CONFIG_KEY_2=filter.f.clean',
      'GIT_CONFIG_VALUE_2=',
    ]),
  );
  expect(linesOf(git)).toContain('GIT_CONFIG_COUNT=1');
});

test.each([{}, { GIT_CONFIG_COUNT: 'nonsense' }])(
  'settings where the environment has none: %j',
  (environment) => {
    const lines = linesOf(parrot(environment), { settings: new Map([['a.b', 'c']]) });
    expect(lines).toEqual(
      expect.arrayContaining(['GIT_CONFIG_COUNT=1', 'GIT_CONFIG_KEY_0=a.b', 'GIT_CONFIG_VALUE_0=c']),
    );
  },
);

test('standard input is what it is given', () => {
  expect(linesOf(parrot(), { input: 'a b' })).toContain('got a b');
});

test('without the program there is no git', () => {
  expect(findGit(sandbox.root, gitFolder, { PATH: sandbox.home })).toBeUndefined();
  expect(findGit(sandbox.root, gitFolder, {})).toBeUndefined();
});

test.each<[string, string, object]>([
  ['its status and its words', 'echo out; echo err >&2; exit 3', { status: 3, stderr: 'err\n' }],
  ['no status when it is killed', 'kill -9 $$', { status: -1, stderr: '' }],
])('the outcome is %s', (_, script, expected) => {
  expect(parrot({}, script)([])).toMatchObject(expected);
});

test('a program that cannot be run is an outcome too', () => {
  const git = parrot({}, 'exit 0');
  sandbox.write('../home/bin/git', '#!/nowhere/sh\n', 0o755);
  expect(git([])).toEqual({
    status: -1,
    stdout: Buffer.alloc(0),
    stderr: 'no such file or directory (ENOENT)',
  });
});

test.each<[string, number, string, readonly number[] | undefined, string | undefined]>([
  ['what was expected', 0, 'words', undefined, undefined],
  ['another status that was expected', 1, 'words', [0, 1], undefined],
  ['git’s words in one line', 1, ' fatal: a\nb \n', undefined, 'git show failed: fatal: a b'],
  ['a status without words', 2, '', [0, 1], 'git show failed: status 2'],
])('%s', (_, status, stderr, expected, message) => {
  const git: Git = () => ({ status, stdout: Buffer.from('out'), stderr });
  const run = () => gitOutput(git, ['--literal-pathspecs', 'show', 'x'], {}, expected).toString();
  if (message === undefined) expect(run()).toBe('out');
  else expect(run).toThrow(message);
});

test.each<[string, Buffer, readonly string[]]>([
  ['nothing', Buffer.from(''), []],
  ['two', Buffer.from('a\0b\n\0'), ['a', 'b\n']],
  ['a byte order mark is part of a name', Buffer.from('\ufeffa\0'), ['\ufeffa']],
  [
    'names that are not UTF-8 are left out',
    Buffer.concat([Buffer.from('é\0'), Buffer.from([0xff, 0x00]), Buffer.from('b\0')]),
    ['é', 'b'],
  ],
])('names that end with NUL: %s', (_, output, expected) => {
  expect(nulSeparated(output)).toEqual(expected);
});
