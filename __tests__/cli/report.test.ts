/** `--report FILE`: what a maintainer gets of a run, and what is never written or overwritten. */
import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Engine } from '../../src/cli/engine.js';
import { notVerified } from '../../src/plan/problems.js';
import { fakeNix } from '../official-nix/fake-nix.js';
import { stubEngine } from './stub-engine.js';
import { command, git, removeFolders, repository, temporaryFolder, tree, twoHosts } from './terminal.js';

afterAll(removeFolders);

const validate = new Ajv2020({ strict: true, strictTypes: false, allErrors: true }).compile(
  JSON.parse(readFileSync(join(import.meta.dirname, '../../schema/report.schema.json'), 'utf8')),
);

/** The report, after its schema. */
function read(path: string) {
  const report = JSON.parse(readFileSync(path, 'utf8'));
  validate(report);
  expect(validate.errors ?? []).toEqual([]);
  return report;
}

const files = { ...twoHosts, 'secret.nix': '"hunter2"\n', '.env': 'TOKEN=hunter2\n' };

/** A plan of the stub that fails the tool's own check. */
const failing: Engine = {
  ...stubEngine,
  migrate: async (workspace, options) => {
    const { changes, edits, ...rest } = await stubEngine.migrate(workspace, options);
    const place = { file: 'flake.nix', line: 2, column: 3 };
    return {
      ...rest,
      changes: [],
      edits: [],
      refusals: [{ kind: notVerified, message: 'flake.nix would not parse any more.', place }],
      rejected: { changes, edits },
    };
  },
};

const broken: Engine = {
  ...stubEngine,
  migrate: async (workspace) => {
    throw new Error(`undefined is not a function in ${workspace.root}/flake.nix`);
  },
};

test('a plan that fails its own check: versions, options, the problem with its place, the edits, the diff', async () => {
  const cwd = repository(files);
  const path = join(temporaryFolder(), 'report.json');
  const argv = ['--report', path, '--variant', 'fast', '--url', 'git+https://user:hunter2@example.org/x'];
  const { code, stderr } = await command(argv, { cwd, engine: failing, env: { MY_TOKEN: 'hunter2' } });
  expect(code).toBe(2);
  expect(stderr).toContain(`report written to ${path}\n`);
  expect(tree(cwd)).toEqual(files);
  const report = read(path);
  expect(report).toMatchObject({
    kind: 'nix-llama-codemod report',
    version: 1,
    program: { name: 'nix-llama-codemod', version: expect.stringMatching(/^\d/) },
    system: { node: process.version, platform: process.platform },
    options: { variants: { '*': 'fast' }, url: 'git+https://***@example.org/x', way: 'ask' },
    status: 'refused',
    error: null,
    problems: [{ code: 'PLAN501', place: { file: 'flake.nix', line: 2, column: 3 } }],
  });
  expect(report.edits).toContainEqual({
    file: 'hosts/boron.nix',
    start: 2,
    end: 5,
    place: { file: 'hosts/boron.nix', line: 1, column: 3 },
    text: 'new',
    by: 'rename-old',
    why: 'the old package to the new one',
  });
  expect(report.changes.map(({ path: one }: { path: string }) => one)).toEqual([
    'overlays/new.nix',
    'hosts/boron.nix',
    'hosts/carbon.nix',
    'flake.nix',
    'legacy.nix',
  ]);
  expect(report.changes[1].diff).toContain('-[ old ]\n+[ new ]\n');
  expect(readFileSync(path, 'utf8')).not.toMatch(/hunter2|secret/);
  expect(lstatSync(path).mode & 0o077).toBe(0);
});

test('an error inside the tool: the stack, without the folders of this machine', async () => {
  const cwd = repository(files);
  const path = join(temporaryFolder(), 'report.json');
  const { code, stderr } = await command(['--report', path, '-y'], {
    cwd,
    engine: broken,
    env: { HOME: import.meta.dirname },
  });
  expect(code).toBe(2);
  expect(stderr).toContain('error: CLI002');
  expect(stderr).toContain(`report written to ${path}\n`);
  const { status, error } = read(path);
  expect(status).toBe('error');
  expect(error.message).toMatch(/^undefined is not a function in <(folder|repository)>\/flake\.nix$/);
  expect(error.stack).toContain('    at ');
  expect(error.stack).not.toContain(cwd);
  expect(error.stack).not.toContain(import.meta.dirname);
});

test('what official Nix refused has its plan in the report', async () => {
  const cwd = repository(files);
  const path = join(temporaryFolder(), 'report.json');
  const nix = fakeNix({
    nix: `test $when = after && { echo 'error: infinite recursion' >&2; exit 1; }; echo '["boron","carbon"]'`,
  });
  const { code } = await command(['--verify', '--report', path], { cwd, env: { PATH: nix.path } });
  expect(code).toBe(2);
  const report = read(path);
  expect(report.problems).toMatchObject([
    { code: 'NIX701', message: expect.stringContaining('error: infinite recursion') },
  ]);
  expect(report.changes).toHaveLength(5);
  expect(report.edits).toHaveLength(3);
});

test.each<[string, readonly string[], string]>([
  ['a change', ['-y'], 'applied'],
  ['a preview', ['-n'], 'pending'],
  ['a check', ['--check'], 'pending'],
])('it is also written after %s', async (_, argv, status) => {
  const cwd = repository(files);
  const path = join(temporaryFolder(), 'report.json');
  await command([...argv, '--report', path], { cwd });
  expect(read(path)).toMatchObject({ status, problems: [] });
});

test('in the flake’s folder by its bare name, and again over itself', async () => {
  const cwd = repository(files);
  for (const status of ['applied', 'nothing-to-do']) {
    expect((await command(['--report', 'report.json'], { cwd })).code).toBe(0);
    expect(read(join(cwd, 'report.json'))).toMatchObject({ status });
  }
  expect(git(cwd, 'status', '--porcelain')).toContain('?? report.json');
});

test.each<[string, string, (cwd: string) => void, string]>([
  [
    'a file of the user',
    'notes.json',
    (cwd) => writeFileSync(join(cwd, 'notes.json'), '{ "kind": "notes" }'),
    'there is a file that is no report',
  ],
  [
    'a file that is no JSON',
    'notes',
    (cwd) => writeFileSync(join(cwd, 'notes'), 'mine'),
    'there is a file that is no report',
  ],
  ['a Nix file', 'report.nix', () => {}, 'a flake could read a .nix file'],
  ['a folder', 'there', (cwd) => mkdirSync(join(cwd, 'there')), 'it is there and is no plain file'],
  [
    'a symbolic link',
    'link',
    (cwd) => symlinkSync('target', join(cwd, 'link')),
    'it is there and is no plain file',
  ],
  ['a place in git’s folder', '.git/report.json', () => {}, 'it is in a git folder'],
  ['a folder that is not there', 'no/where.json', () => {}, 'its folder does not exist'],
])('%s is refused before anything is done', async (_, name, prepare, why) => {
  const cwd = repository(files);
  prepare(cwd);
  const path = join(cwd, name);
  const before = existsSync(path) && lstatSync(path).isFile() ? readFileSync(path, 'utf8') : undefined;
  const { code, stderr } = await command(['-y', '--report', name], { cwd });
  expect(code).toBe(2);
  expect(stderr).toContain('error: FILE118');
  expect(stderr).toContain(why);
  expect(git(cwd, 'diff', '--name-only')).toBe('');
  expect(existsSync(path) && lstatSync(path).isFile() ? readFileSync(path, 'utf8') : undefined).toBe(before);
});

test('without the option the failure names it; a refusal, which is no fault of the tool, does not', async () => {
  const hint = '--report FILE writes what a maintainer needs to look into this\n';
  expect((await command(['-y'], { cwd: repository(files), engine: failing })).stderr).toContain(hint);
  const riddle = repository({ ...files, 'hosts/boron.nix': '[ riddle ]\n' });
  expect((await command(['-y'], { cwd: riddle })).stderr).not.toContain('--report');
  expect((await command(['-y'], { cwd: repository(files), engine: broken })).stderr).toContain(
    '--report FILE',
  );
});

test('a report that cannot be written in the end is an error, and the change stays', async () => {
  const cwd = repository(files);
  const folder = temporaryFolder();
  const path = join(folder, 'report.json');
  const late: Engine = {
    ...stubEngine,
    migrate: async (...parameters) => {
      writeFileSync(path, 'mine');
      return stubEngine.migrate(...parameters);
    },
  };
  const { code, stderr } = await command(['-y', '--report', path], { cwd, engine: late });
  expect(code).toBe(2);
  expect(stderr).toContain('error: FILE118');
  expect(readFileSync(path, 'utf8')).toBe('mine');
  expect(tree(cwd)['hosts/boron.nix']).toBe('[ new ]\n');
});
