/** A change that is looked at once it is in place, and stays only when that goes well. */
import { cpSync, mkdtempSync, readdirSync, rmSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileChange } from '../../src/plan/change.js';
import { type Sandbox, snapshot } from './support/repository.js';
import { apply, recoverIn, wholeState } from './support/run.js';
import { flake, host, smallTree } from './support/small-tree.js';

let sandbox: Sandbox;
let before: string;
beforeEach(() => {
  sandbox = smallTree();
  before = wholeState(sandbox);
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
  expect(wholeState(sandbox)).toBe(before);
  expect(journal()).toEqual([]);
});

test('an error takes everything back', async () => {
  const confirm = async (): Promise<boolean> => {
    throw new Error('it broke');
  };
  await expect(apply(sandbox, changes, { confirm })).rejects.toThrow('it broke');
  expect(wholeState(sandbox)).toBe(before);
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
  expect(wholeState(sandbox)).toBe(before);
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
