/** The built command as a process, on one example. Needs `npm run build`. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { git, removeFolders } from '../cli/terminal.js';
import { bytes, repositoryOf, state } from './repository.js';

const root = join(import.meta.dirname, '../..');
const program = join(root, 'dist/src/cli/main.js');
const example = join(root, 'examples/helper-function');

beforeAll(() => {
  if (!existsSync(program)) throw new Error(`${program} is missing: run npm run build first`);
});

afterAll(removeFolders);

function start(cwd: string, ...argv: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...argv], {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: cwd },
    input: '',
  });
  return { status, stdout, stderr };
}

test('check, preview, change, check again', () => {
  const folder = repositoryOf(join(example, 'before'));
  const before = state(folder);

  expect(start(folder, '--check')).toMatchObject({ status: 1 });
  const preview = start(folder, '--dry-run');
  expect(preview.status).toBe(0);
  expect(state(folder)).toEqual(before);

  expect(start(folder)).toMatchObject({ status: 0, stdout: '' });
  expect(bytes(folder)).toEqual(bytes(join(example, 'after')));
  expect(git(folder, 'diff', '--cached', '--name-only')).toBe('');

  expect(start(folder, '--check')).toMatchObject({ status: 0, stdout: '' });
});

test('from elsewhere, with the folder as an argument, in JSON', () => {
  const folder = repositoryOf(join(example, 'before'));
  const { status, stdout } = start('/', folder, '--check', '--json');
  expect(status).toBe(1);
  const report: unknown = JSON.parse(stdout);
  expect(report).toMatchObject({ version: expect.anything() });
});
