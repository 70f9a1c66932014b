/** `--verify`: what official Nix says before and after decides whether a change stays. */
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { Engine } from '../../src/cli/engine.js';
import { allGood, fakeNix, withoutNix } from '../official-nix/fake-nix.js';
import { stubEngine } from './stub-engine.js';
import {
  command,
  git,
  removeFolders,
  repository,
  type Said,
  temporaryFolder,
  tree,
  twoHosts,
} from './terminal.js';

afterAll(removeFolders);

/** Every file and git's index as before, and nothing of the run left. */
function expectUntouched(cwd: string): void {
  expect(tree(cwd)).toEqual(twoHosts);
  expect(git(cwd, 'status', '--porcelain')).toBe('');
  const journal = join(cwd, '.git/nix-llama-codemod');
  expect(existsSync(journal) ? readdirSync(journal) : []).toEqual([]);
}

const verified = (cwd: string, path: string, ...argv: readonly string[]): Promise<Said> =>
  command(['--verify', ...argv], { cwd, env: { PATH: path } });

const migratedHost = '[ new ]\n';

test('what evaluates before and after stays', async () => {
  const cwd = repository(twoHosts);
  const nix = fakeNix({ nix: allGood });
  const { code, stderr } = await verified(cwd, nix.path);
  expect(code).toBe(0);
  expect(tree(cwd)['hosts/boron.nix']).toBe(migratedHost);
  expect(stderr).toContain('official Nix 2.99.0: 7 of 7 checks ok\n');
  const questions = nix.asked().filter((line) => line.includes(' eval '));
  expect(questions.map((line) => line.split(' ')[0])).toEqual([
    'before',
    'before',
    'before',
    'after',
    'after',
    'after',
  ]);
  for (const question of questions) {
    expect(question).toContain('--no-update-lock-file');
    expect(question).toContain('--offline');
    expect(question).toContain('allow-import-from-derivation false');
    expect(question).toContain('accept-flake-config false');
  }
});

test.each<[string, Parameters<typeof fakeNix>[0], string]>([
  [
    'a host that does not evaluate any more',
    {
      nix: `case "$when $what $*" in *after*host*carbon*) printf 'warning: x\\nerror: attribute \\033[31m%s\\033[0m missing\\n' llama >&2; exit 1;; esac
${allGood}`,
    },
    'nixosConfigurations.carbon evaluates no more:\n  error: attribute ␛[31mllama␛[0m missing\n',
  ],
  [
    'a table of hosts that does not evaluate any more',
    { nix: `test $when = after && { echo 'error: infinite recursion' >&2; exit 1; }\n${allGood}` },
    'nixosConfigurations has its hosts no more:\n  error: infinite recursion\n',
  ],
  [
    'a host that is gone',
    { nix: `test "$when $what" = 'after names' && { echo '["boron"]'; exit; }\n${allGood}` },
    'nixosConfigurations has its hosts no more:\n  gone: carbon\n',
  ],
  [
    'a file that Nix does not read any more',
    {
      nix: allGood,
      parse: `case "$when $*" in after*boron*) echo "error: undefined variable 'new'" >&2; exit 1;; esac`,
    },
    "hosts/boron.nix is read by Nix no more:\n  error: undefined variable 'new'\n",
  ],
])('%s: everything is taken back, and Nix’s words are shown', async (_, answers, words) => {
  const cwd = repository(twoHosts);
  const { code, stdout, stderr } = await verified(cwd, fakeNix(answers).path);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expectUntouched(cwd);
  expect(stderr).toContain('error: NIX701');
  expect(stderr).toContain(words);
  expect(stderr).toContain('everything was taken back\n');
  expect(stderr).not.toContain('\u001b');
});

test.each<[string, Parameters<typeof fakeNix>[0], string]>([
  [
    'what failed before is not held against the change',
    { nix: `case "$what $*" in host*carbon*) echo 'error: no such module' >&2; exit 1;; esac\n${allGood}` },
    'not checked: Nix refuses it (as before): no such module: nixosConfigurations.carbon\n',
  ],
  [
    'a file that Nix did not read before',
    { nix: allGood, parse: `echo "error: undefined variable 'x'" >&2; exit 1` },
    "not checked: Nix refuses it (as before): undefined variable 'x': hosts/boron.nix, hosts/carbon.nix, flake.nix\n",
  ],
  [
    'an input that is not there',
    { nix: `echo "error: unable to download 'https://example.org': Couldn't connect" >&2; exit 1` },
    'an input is not on this machine; nix flake archive fetches all: nixosConfigurations, nixosConfigurations.boron, nixosConfigurations.carbon\n',
  ],
  [
    'a build during evaluation',
    {
      nix: `case $what in host) echo "error: cannot build '/nix/store/x.drv' during evaluation because the option 'allow-import-from-derivation' is disabled" >&2; exit 1;; esac\n${allGood}`,
    },
    'not checked: it is built during evaluation (import from derivation), and nothing is built here: nixosConfigurations.boron, ',
  ],
  ['no program nix', {}, 'there is no program nix on PATH, only nix-instantiate: nixosConfigurations'],
  ['an answer that is no JSON', { nix: 'echo hello' }, 'Nix answered in a form that is not understood: '],
])('%s: the change stays, and it says what was not checked', async (_, answers, words) => {
  const created = { 'overlays/new.nix': 'final: prev: { }\n' };
  const cwd = repository(answers.parse === undefined ? twoHosts : { ...twoHosts, ...created });
  const { code, stderr } = await verified(cwd, fakeNix(answers).path);
  expect(code).toBe(0);
  expect(tree(cwd)['hosts/boron.nix']).toBe(migratedHost);
  expect(stderr).toContain(words);
});

test('without Nix the change stays, and one sentence says what was not checked', async () => {
  const cwd = repository(twoHosts);
  const { code, stderr } = await verified(cwd, withoutNix());
  expect(code).toBe(0);
  expect(tree(cwd)['hosts/boron.nix']).toBe(migratedHost);
  expect(stderr).toContain(
    'official Nix is not on PATH: whether it reads the files and evaluates the hosts was not checked\n',
  );
});

test('a Nix that is in the repository itself is not run', async () => {
  const cwd = repository(twoHosts);
  const nix = fakeNix({ nix: allGood });
  const inside = join(cwd, 'bin');
  cpSync(dirname(nix.program), inside, { recursive: true });
  const { code, stderr } = await verified(cwd, `${inside}${delimiter}${withoutNix()}`);
  expect(code).toBe(0);
  expect(stderr).toContain('official Nix is not on PATH');
  expect(nix.asked()).toEqual([]);
});

/** An orphan is there until init has looked at it. */
async function ending(pid: number): Promise<'ended' | 'alive'> {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      process.kill(pid, 0);
    } catch {
      return 'ended';
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return 'alive';
}

test.each([
  ['ends at the first word', ''],
  ['does not listen', "trap '' TERM;"],
  [
    'leaves a deaf child',
    "(trap '' TERM; exec sleep 300 > /dev/null 2>&1 < /dev/null) & echo $! > $pid; exec sleep 300;",
  ],
])('a Nix that hangs and %s is ended, with what it started', async (_, deaf) => {
  const cwd = repository(twoHosts);
  const started = join(temporaryFolder(), 'pid');
  const hang = `pid=${started}; ${deaf} sleep 300 & test -e $pid || echo $! > $pid; wait; exit 1`;
  const nix = fakeNix({ nix: `test "$when $what" = 'after names' && { ${hang}; }\n${allGood}` });
  const { code, stderr } = await verified(cwd, nix.path, '--nix-timeout', '1');
  expect(code).toBe(0);
  expect(stderr).toContain('Nix took longer than 1 s');
  const pid = Number(readFileSync(started, 'utf8'));
  await expect(ending(pid)).resolves.toBe('ended');
});

test.each(['before', 'after'])(
  'an interruption while Nix is asked %s takes everything back',
  async (when) => {
    const cwd = repository(twoHosts);
    const controller = new AbortController();
    const nix = fakeNix({ nix: `test $when = ${when} && sleep 31.8\n${allGood}` });
    const running = command(['--verify'], { cwd, env: { PATH: nix.path }, signal: controller.signal });
    while (!nix.asked().some((line) => line.startsWith(`${when} eval`)))
      await new Promise((resolve) => setTimeout(resolve, 20));
    controller.abort();
    expect((await running).code).toBe(130);
    expectUntouched(cwd);
  },
);

describe('an input that is not locked yet', () => {
  const withInput: Engine = {
    ...stubEngine,
    migrate: async (workspace, options) => ({
      ...(await stubEngine.migrate(workspace, options)),
      input: { name: 'thing', standIn: '{ outputs = _: { }; }\n' },
    }),
  };
  const unlocked = `case "$when $*" in
  before*|*--override-input*) ;;
  *) echo "error: flake 'x' requires lock file changes but they're not allowed due to '--no-update-lock-file'" >&2; exit 1;;
esac`;

  test('has a stand-in in its place, and it says so', async () => {
    const cwd = repository(twoHosts);
    const nix = fakeNix({ nix: `${unlocked}\n${allGood}` });
    const { code, stderr } = await command(['--verify'], { cwd, env: { PATH: nix.path }, engine: withInput });
    expect(code).toBe(0);
    expect(stderr).toContain('7 of 7 checks ok');
    expect(stderr).toContain(
      'hosts evaluated before and after, with a stand-in for the input thing, which is not locked or not fetched yet; the command verify asks without it, after nix flake lock\n',
    );
    const [, standIn = ''] = /--override-input thing path:(\S+)/.exec(nix.asked().join('\n')) ?? [];
    expect(standIn).not.toBe('');
    expect(existsSync(standIn)).toBe(false);
  });

  test('does not hide what got worse', async () => {
    const cwd = repository(twoHosts);
    const worse = `case "$when $what $*" in after*host*--override-input*boron*|*after*host*boron*) echo 'error: called with unexpected argument' >&2; exit 1;; esac`;
    const nix = fakeNix({ nix: `${unlocked}\n${worse}\n${allGood}` });
    const { code } = await command(['--verify'], { cwd, env: { PATH: nix.path }, engine: withInput });
    expect(code).toBe(2);
    expectUntouched(cwd);
  });

  test('without a stand-in is not checked', async () => {
    const cwd = repository(twoHosts);
    const { code, stderr } = await verified(cwd, fakeNix({ nix: `${unlocked}\n${allGood}` }).path);
    expect(code).toBe(0);
    expect(stderr).toContain(
      'not checked: flake.lock lacks an input: run nix flake lock: nixosConfigurations, nixosConfigurations.boron, ',
    );
  });
});

test('in JSON the checks stand beside the changes', async () => {
  const cwd = repository(twoHosts);
  const { stdout } = await verified(cwd, fakeNix({ nix: allGood }).path, '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    status: 'applied',
    verification: {
      nix: '2.99.0',
      checks: expect.arrayContaining([
        { what: 'evaluates', subject: 'nixosConfigurations.boron', status: 'ok', detail: 'before and after' },
      ]),
    },
  });
});

test.each([
  [['--verify', '--check'], '--verify and --check exclude each other'],
  [['--verify', '-n'], '--verify and --dry-run exclude each other'],
  [['--verify', '--no-git-add'], '--verify and --no-git-add exclude each other'],
  [['--verify', '--nix-timeout', 'soon'], '--nix-timeout takes seconds, not “soon”'],
])('%j makes no sense', async (argv, words) => {
  const cwd = repository(twoHosts);
  const { code, stderr } = await command(argv, { cwd });
  expect(code).toBe(2);
  expect(stderr).toContain(words);
  expectUntouched(cwd);
});
