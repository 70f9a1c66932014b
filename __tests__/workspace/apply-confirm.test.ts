/** A change that is looked at once it is in place, and stays only when that goes well. */
import {
  closeSync,
  cpSync,
  linkSync,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileChange } from '../../src/plan/change.js';
import { problemOf } from './support/problem-of.js';
import { type Sandbox, snapshot } from './support/repository.js';
import { apply, recoverIn, wholeState } from './support/run.js';
import { before, flake, host, smallTree } from './support/small-tree.js';

let sandbox: Sandbox;
let old: string;
beforeEach(() => {
  sandbox = smallTree();
  old = wholeState(sandbox);
});
afterEach(() => sandbox.remove());

const changes: readonly FileChange[] = [
  { kind: 'create', path: 'o/x.nix', after: 'x\n' },
  flake,
  { kind: 'delete', path: host.path, before: 'a\n' },
];

const journal = () => readdirSync(join(sandbox.root, '.git/nix-llama-codemod'));

test('it sees the new tree, and the journal still has the old one', async () => {
  let seen: unknown;
  const result = await apply(sandbox, changes, {
    confirm: async () => {
      const files = snapshot(sandbox.root);
      seen = [Object.keys(files).filter((path) => /x\.nix|a\.nix$/.test(path)), journal()];
      return true;
    },
  });
  expect(result.kind).toBe('applied');
  expect(seen).toEqual([['o/x.nix'], expect.arrayContaining(['journal.json'])]);
  expect(journal()).toEqual([]);
});

test('a no takes everything back', async () => {
  expect(await apply(sandbox, changes, { confirm: async () => false })).toEqual({ kind: 'taken-back' });
  expect(wholeState(sandbox)).toBe(old);
  expect(journal()).toEqual([]);
});

test('an error takes everything back', async () => {
  const confirm = async (): Promise<boolean> => {
    throw new Error('it broke');
  };
  await expect(apply(sandbox, changes, { confirm })).rejects.toThrow('it broke');
  expect(wholeState(sandbox)).toBe(old);
  expect(journal()).toEqual([]);
});

test('an interruption takes everything back, even after a yes', async () => {
  const controller = new AbortController();
  const confirm = async (): Promise<boolean> => {
    controller.abort();
    return true;
  };
  expect(await apply(sandbox, changes, { confirm, signal: controller.signal })).toEqual({
    kind: 'interrupted',
  });
  expect(wholeState(sandbox)).toBe(old);
});

describe('what somebody saves meanwhile is not lost', () => {
  const at = (path: string) => join(sandbox.root, path);
  const byRename = (path: string) => {
    writeFileSync(at(`${path}.editor`), 'edited\n');
    renameSync(at(`${path}.editor`), at(path));
  };
  const inPlace = (path: string) => writeFileSync(at(path), 'edited\n');

  /** Runs something before, and what it gives once all files are in place. */
  async function meanwhile(prepare: () => () => void, ofRun = changes) {
    const edit = prepare();
    return problemOf(
      apply(sandbox, ofRun, {
        confirm: async () => {
          edit();
          return true;
        },
      }),
    );
  }

  const openFile = (path: string) => () => {
    const descriptor = openSync(at(path), 'r+');
    return () => {
      writeSync(descriptor, 'edited\n', 0);
      closeSync(descriptor);
    };
  };

  test.each([flake.path, host.path])(
    'what was written to %s, open before: all is taken back',
    async (path) => {
      const problem = await meanwhile(openFile(path));
      expect(problem).toMatchObject({ kind: { code: 'FILE105' }, place: { file: path } });
      expect(sandbox.read(path)).toBe('edited\n');
      sandbox.write(path, path === flake.path ? 'old\n' : 'a\n');
      expect(wholeState(sandbox)).toBe(old);
      expect(journal()).toEqual([]);
    },
  );

  test.each([inPlace, byRename])(
    'a deleted file that was made anew stays, all else is taken back',
    async (edit) => {
      const problem = await meanwhile(() => () => edit(host.path));
      expect(problem).toMatchObject({ kind: { code: 'FILE105' }, place: { file: host.path } });
      expect(sandbox.read(host.path)).toBe('edited\n');
      sandbox.write(host.path, 'a\n');
      expect(wholeState(sandbox)).toBe(old);
      expect(journal()).toEqual([]);
    },
  );

  test.each([
    ['a changed file', flake.path, inPlace],
    ['a changed file', flake.path, byRename],
    ['a new file', 'o/x.nix', inPlace],
    ['a new file', 'o/x.nix', byRename],
  ])('%s that was edited since stays as it is, and so does the change', async (_, path, edit) => {
    expect(await meanwhile(() => () => edit(path))).toBeUndefined();
    expect(sandbox.read(path)).toBe('edited\n');
    expect(Object.keys(snapshot(sandbox.root)).sort()).toEqual(['flake.nix', 'o', 'o/x.nix']);
    expect(journal()).toEqual([]);
  });

  test('a file with two names, one of which leads elsewhere now, stops the run; the edit and the journal stay', async () => {
    linkSync(at(flake.path), at('too.nix'));
    const problem = await meanwhile(() => () => byRename(flake.path));
    expect(problem).toMatchObject({ kind: { code: 'FILE108' }, place: { file: flake.path } });
    expect(problem?.message).toContain('flake.nix changed while the tool was at work.');
    expect(sandbox.read(flake.path)).toBe('edited\n');
    expect(journal()).toContain('journal.json');
    expect((await problemOf(recoverIn(sandbox)))?.kind.code).toBe('FILE111');
  });

  test('a file with two names that was edited in place keeps the edit', async () => {
    linkSync(at(flake.path), at('too.nix'));
    expect(await meanwhile(() => () => inPlace('too.nix'))).toBeUndefined();
    expect(sandbox.read(flake.path)).toBe('edited\n');
  });

  test('an edit of a file with two names, between the last look and the writing, is not written over', async () => {
    linkSync(at(flake.path), at('too.nix'));
    const late = before('open', 'flake.nix', () => inPlace(flake.path));
    const problem = await problemOf(apply(sandbox, [host, flake], { fileSystem: late }));
    expect(problem).toMatchObject({ kind: { code: 'FILE108' }, place: { file: flake.path } });
    expect(sandbox.read('too.nix')).toBe('edited\n');
    expect(sandbox.read(host.path)).toBe('a\n');
  });
});

test('a process that is killed meanwhile leaves a run that is completed', async () => {
  const killed = mkdtempSync(join(tmpdir(), 'killed-'));
  await apply(sandbox, changes, {
    confirm: async () => {
      cpSync(sandbox.root, killed, { recursive: true, verbatimSymlinks: true });
      return true;
    },
  });
  unlinkSync(join(killed, '.git/nix-llama-codemod/lock'));
  const copy = { root: killed, environment: sandbox.environment };
  expect(await recoverIn(copy)).toMatchObject({ kind: 'completed' });
  expect(Object.keys(snapshot(killed))).toEqual(Object.keys(snapshot(sandbox.root)));
  rmSync(killed, { recursive: true });
});
