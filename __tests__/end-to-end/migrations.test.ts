/** Every example and fixture from the command line to the last byte, and once more through official Nix. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { git, removeFolders, type Said } from '../cli/terminal.js';
import { compareFlakes } from '../nix/compare.js';
import { describeWithNix } from '../nix/describe-with-nix.js';
import { type Case, cases } from './cases.js';
import { bytes, repositoryOf, state, tool } from './repository.js';

afterAll(removeFolders);

/** Each case is migrated once; the tests look at what became of it. */
const migrated = new Map<string, Promise<{ readonly folder: string; readonly said: Said }>>();

function migration({ name, before, argv }: Case) {
  const known = migrated.get(name);
  if (known !== undefined) return known;
  const folder = repositoryOf(before);
  const made = tool(folder, '--yes', ...argv).then((said) => ({ folder, said }));
  migrated.set(name, made);
  return made;
}

const named = cases.map((one) => [one.name, one] as const);

test('there are examples and fixtures', () => {
  expect(cases.length).toBeGreaterThan(30);
});

describe('the migration', () => {
  test.each(named)('of %s gives the expected files, byte for byte', async (_, one) => {
    const { folder, said } = await migration(one);
    expect({ code: said.code, stdout: said.stdout }).toEqual({ code: 0, stdout: '' });
    expect(bytes(folder)).toEqual(bytes(one.after));
  });

  test.each(named)('of %s stages nothing, and makes new files known to git', async (_, one) => {
    const { folder } = await migration(one);
    expect(git(folder, 'diff', '--cached', '--name-only')).toBe('');
    expect(git(folder, 'ls-files', '--others')).toBe('');
  });

  test.each(named)('of %s has nothing to do a second time, and says so', async (_, one) => {
    const { folder } = await migration(one);
    const before = state(folder);
    const { code, stdout, stderr } = await tool(folder, '--yes', ...one.argv);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(/^already migrated: \d+ hosts?, nothing to do$/m);
    expect(state(folder)).toEqual(before);
  });
});

describe('--check', () => {
  test.each(named)('of %s asks for changes before', async (_, one) => {
    const folder = repositoryOf(one.before);
    const before = state(folder);
    const { code, stdout } = await tool(folder, '--check', ...one.argv);
    expect(code).toBe(1);
    expect(stdout).toContain(`${join(one.expectations.flake ?? '', 'flake.nix')}: `);
    expect(state(folder)).toEqual(before);
  });

  test.each(named)('of %s is content after', async (_, one) => {
    const folder = repositoryOf(one.after);
    const { code, stdout } = await tool(folder, '--check', ...one.argv);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  });
});

describe('--dry-run', () => {
  test.each(named)('of %s writes nothing and prints a patch that gives the same', async (_, one) => {
    const folder = repositoryOf(one.before);
    const before = state(folder);
    const { code, stdout } = await tool(folder, '--dry-run', ...one.argv);
    expect(code).toBe(0);
    expect(state(folder)).toEqual(before);
    execFileSync('git', ['apply', '--check', '-'], { cwd: folder, input: stdout });
    execFileSync('git', ['apply', '-'], { cwd: folder, input: stdout });
    const { folder: real } = await migration(one);
    expect(bytes(folder)).toEqual(bytes(real));
  });
});

describeWithNix('official Nix', () => {
  test.each(named)(
    'finds in %s every reference on the flake’s build and nothing else changed',
    async (_, one) => {
      const { folder } = await migration(one);
      expect(compareFlakes(one.before, folder, one.expectations)).toEqual([]);
    },
  );
});
