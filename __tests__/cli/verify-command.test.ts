/** The command `verify`, on trees that are migrated and on trees that are not, with and without Nix. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { allGood, fakeNix, withoutNix } from '../official-nix/fake-nix.js';
import { stubEngine } from './stub-engine.js';
import { command, removeFolders, repository, type Said, tree, twoHosts } from './terminal.js';

afterAll(removeFolders);

const migrated = {
  'flake.nix': '{\n  inputs = new;\n}\n',
  'hosts/boron.nix': '[ new ]\n',
  'hosts/carbon.nix': '# carbon\n[\n  new\n]\n',
  'overlays/new.nix': 'final: prev: { }\n',
};

const verify = (cwd: string, path: string, ...argv: readonly string[]): Promise<Said> =>
  command(['verify', ...argv], { cwd, env: { PATH: path } });

/** The results of a table by `subject check`. */
function results(stdout: string): Readonly<Record<string, string>> {
  const rows = stdout.split('\n').slice(1);
  return Object.fromEntries(
    rows.flatMap((row) => {
      const [, subject = '', what, result = ''] =
        /^(\S+) {2,}(.+?) {2,}(ok|FAILED|not checked)\b/.exec(row) ?? [];
      return subject === '' ? [] : [[`${subject} ${what}`, result]];
    }),
  );
}

const own = {
  'files parse': 'ok',
  'flake is migrated': 'ok',
  'nixosConfigurations.boron has the overlay': 'ok',
  'nixosConfigurations.carbon has the overlay': 'ok',
};

test('everything good: a table on stdout, the outcome on stderr, nothing written', async () => {
  const cwd = repository(migrated);
  const { code, stdout, stderr } = await verify(cwd, fakeNix({ nix: allGood }).path);
  expect(code).toBe(0);
  expect(results(stdout)).toEqual({
    ...own,
    'files are read by Nix': 'ok',
    'nixosConfigurations.boron evaluates': 'ok',
    'nixosConfigurations.boron has thing': 'ok',
    'nixosConfigurations.carbon evaluates': 'ok',
    'nixosConfigurations.carbon has thing': 'ok',
  });
  expect(stdout).toContain('thing-1\n');
  expect(stderr).toContain('official Nix 2.99.0\n9 checks: 9 ok\n');
  expect(tree(cwd)).toEqual(migrated);
});

test('without Nix it says what was left out', async () => {
  const { code, stdout, stderr } = await verify(repository(migrated), withoutNix());
  expect(code).toBe(0);
  expect(results(stdout)).toEqual(own);
  expect(stderr).toBe(
    'official Nix is not on PATH: whether it reads the files and evaluates the hosts was not checked\n4 checks: 4 ok\n',
  );
});

test('a tree that is not migrated: exit code 2', async () => {
  const { code, stdout } = await verify(repository(twoHosts), withoutNix());
  expect(code).toBe(2);
  expect(results(stdout)).toEqual({
    'files parse': 'ok',
    'flake is migrated': 'FAILED',
    'nixosConfigurations.boron has the overlay': 'FAILED',
    'nixosConfigurations.carbon has the overlay': 'FAILED',
  });
  expect(stdout).toContain('a run would change files; --dry-run shows it: 1 file created, 3 files changed');
});

test('a file that does not parse, a refusal', async () => {
  const cwd = repository({ ...migrated, 'hosts/boron.nix': '[ riddle\n' });
  const { code, stdout } = await verify(cwd, withoutNix());
  expect(code).toBe(2);
  expect(results(stdout)).toMatchObject({ 'hosts/boron.nix parse': 'FAILED', 'flake is migrated': 'FAILED' });
  expect(stdout).toContain('STUB101 boron cannot be understood (hosts/boron.nix:1:3)');
});

test.each<[string, Parameters<typeof fakeNix>[0], Readonly<Record<string, string>>, string, number]>([
  [
    'a host that Nix refuses',
    {
      nix: `case "$what $*" in host*boron*) printf 'error:\\n  … while \\033[1mcalling\\n  error: no such thing\\n' >&2; exit 1;; esac\n${allGood}`,
    },
    { 'nixosConfigurations.boron evaluates': 'FAILED', 'nixosConfigurations.carbon evaluates': 'ok' },
    'nixosConfigurations.boron evaluates:\n  error:\n    … while ␛[1mcalling\n    error: no such thing\n',
    2,
  ],
  [
    'a package that is not in the package set',
    { nix: `test $what = host && { echo '{"drvPath":"d","packages":{"thing":null}}'; exit; }\n${allGood}` },
    { 'nixosConfigurations.boron evaluates': 'ok', 'nixosConfigurations.boron has thing': 'FAILED' },
    'its package set has no such attribute',
    2,
  ],
  [
    'a host without a package set to look at',
    { nix: `test $what = host && { echo '{"drvPath":"d","packages":null}'; exit; }\n${allGood}` },
    { 'nixosConfigurations.boron has thing': 'not checked' },
    'the host does not show its package set',
    0,
  ],
  [
    'a host that Nix does not know',
    { nix: `test $what = names && { echo '["carbon"]'; exit; }\n${allGood}` },
    { 'nixosConfigurations.boron evaluates': 'FAILED' },
    'nixosConfigurations has no boron',
    2,
  ],
  [
    'a file that Nix does not read',
    {
      nix: allGood,
      parse: `case "$*" in *boron*) echo "error: undefined variable 'new'" >&2; exit 1;; esac`,
    },
    { 'hosts/boron.nix is read by Nix': 'FAILED' },
    "error: undefined variable 'new'",
    2,
  ],
  [
    'inputs that are not there',
    { nix: `echo "error: unable to download 'https://example.org/x'" >&2; exit 1` },
    { 'nixosConfigurations.boron evaluates': 'not checked' },
    'an input is not on this machine',
    0,
  ],
  ['no program nix', {}, { 'nixosConfigurations.boron evaluates': 'not checked' }, 'only nix-instantiate', 0],
])('%s', async (_, answers, some, words, code) => {
  const said = await verify(repository(migrated), fakeNix(answers).path);
  expect(said.code).toBe(code);
  expect(results(said.stdout)).toMatchObject(some);
  expect(said.stdout).toContain(words);
  expect(said.stdout).not.toContain('\u001b');
});

describe('the lock file', () => {
  const engine = {
    ...stubEngine,
    migrate: async (...parameters: Parameters<typeof stubEngine.migrate>) => ({
      ...(await stubEngine.migrate(...parameters)),
      input: { name: 'thing', standIn: '{ }\n' },
    }),
  };
  test.each([
    ['["nixpkgs","thing"]', 'ok', 'locked'],
    ['["nixpkgs"]', 'not checked', 'it is not locked yet: run nix flake lock, then verify again'],
  ])('with the inputs %s: %s', async (locked, result, words) => {
    const nix = fakeNix({ nix: allGood, locked });
    const { code, stdout } = await command(['verify'], {
      cwd: repository(migrated),
      env: { PATH: nix.path },
      engine,
    });
    expect(code).toBe(0);
    expect(results(stdout)['flake.lock has the input thing']).toBe(result);
    expect(stdout).toContain(words);
    expect(nix.asked().filter((line) => line.includes('--override-input'))).toEqual([]);
  });
});

test('--host asks for one host only', async () => {
  const nix = fakeNix({ nix: allGood });
  const { stdout } = await verify(repository(migrated), nix.path, '--host', 'boron');
  expect(Object.keys(results(stdout)).filter((check) => check.includes('carbon'))).toEqual([]);
});

test('JSON is after its schema', async () => {
  const validate = new Ajv2020({ strict: true, strictTypes: false, allErrors: true }).compile(
    JSON.parse(readFileSync(join(import.meta.dirname, '../../schema/verify.schema.json'), 'utf8')),
  );
  const good = await verify(repository(migrated), fakeNix({ nix: allGood }).path, '--json');
  const bad = await verify(repository(twoHosts), withoutNix(), '--format', 'json');
  for (const { stdout } of [good, bad]) {
    validate(JSON.parse(stdout));
    expect(validate.errors ?? []).toEqual([]);
  }
  expect(JSON.parse(good.stdout)).toMatchObject({
    version: 1,
    status: 'ok',
    nix: '2.99.0',
    hosts: [
      { name: 'boron', drvPath: '/nix/store/x.drv', packages: [{ attribute: 'thing', name: 'thing-1' }] },
      { name: 'carbon' },
    ],
  });
  expect(JSON.parse(bad.stdout)).toMatchObject({
    status: 'failed',
    nix: null,
    hosts: [{ drvPath: null }, {}],
  });
});
