/** The program as it is installed: a process with streams, signals and an exit code. Needs `npm run build`. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeFolders, temporaryFolder } from './terminal.js';

const root = join(import.meta.dirname, '../..');
const program = join(root, 'dist/src/cli/main.js');

beforeAll(() => {
  if (!existsSync(program)) throw new Error(`${program} is missing: run npm run build first`);
});

afterAll(removeFolders);

function start(command: string, cwd = temporaryFolder()) {
  const env = { PATH: process.env.PATH, HOME: cwd, PROGRAM: program, NODE: process.execPath };
  const { status, stdout, stderr } = spawnSync('bash', ['-c', command], {
    cwd,
    env,
    encoding: 'utf8',
    input: '',
  });
  return { status, stdout, stderr };
}

test('starts with a line that finds node', () => {
  expect(readFileSync(program, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
});

test('--version is the version of the package', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect(start('"$NODE" "$PROGRAM" --version')).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
});

test('list names the codemods on stdout, and explain knows each of them', () => {
  const { status, stdout } = start('"$NODE" "$PROGRAM" list');
  expect(status).toBe(0);
  const names = stdout
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(' ')[0]);
  expect(names.length).toBeGreaterThan(0);
  for (const name of names)
    expect(start(`"$NODE" "$PROGRAM" explain ${name}`)).toMatchObject({ status: 0, stderr: '' });
});

test.each([
  ['an unknown option', '--chek', 'CLI001', '--check?'],
  ['a folder without a flake', '.', '', ''],
  ['a folder that is not there', 'nowhere', 'FILE101', ''],
])('%s: exit code 2, words on stderr, no stack', (_, argv, code, hint) => {
  const { status, stdout, stderr } = start(`"$NODE" "$PROGRAM" ${argv}`);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(`error: ${code}`);
  expect(stderr).toContain(hint);
  expect(stderr).not.toMatch(/^ +at /m);
});

test('a reader that goes away is no error', () => {
  const { status, stderr } = start('set -o pipefail; "$NODE" "$PROGRAM" --help | head -n 1 > /dev/null');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test('output that cannot be written is an error', () => {
  if (!existsSync('/dev/full')) return;
  expect(start('"$NODE" "$PROGRAM" --help > /dev/full').status).toBe(2);
});
