/** What a journal says of a plan, before anything is done. */
import { linkSync } from 'node:fs';
import { join } from 'node:path';
import type { FileChange } from '../../src/plan/change.js';
import { hashOf } from '../../src/workspace/content.js';
import { nodeFileSystem } from '../../src/workspace/file-system.js';
import { parseJournal } from '../../src/workspace/journal-format.js';
import { resolveTargets } from '../../src/workspace/targets.js';
import { planTransaction } from '../../src/workspace/transaction.js';
import { makeSandbox, type Sandbox } from './support/repository.js';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = makeSandbox({
    'flake.nix': 'old\n',
    'linked.nix': 'l\n',
    'gone/deep/x.nix': 'x\n',
    'gone/y.nix': 'y\n',
  });
  linkSync(join(sandbox.root, 'linked.nix'), join(sandbox.root, 'too.nix'));
});
afterEach(() => sandbox.remove());

const changes: readonly FileChange[] = [
  { kind: 'create', path: 'n/o/x.nix', after: 'x\n' },
  { kind: 'create', path: 'n/y.nix', after: 'y\n' },
  { kind: 'create', path: 'gone/new/z.nix', after: 'z\n' },
  { kind: 'modify', path: 'flake.nix', before: 'old\n', after: 'new\n' },
  { kind: 'modify', path: 'linked.nix', before: 'l\n', after: 'll\n' },
  { kind: 'delete', path: 'gone/y.nix', before: 'y\n' },
  { kind: 'delete', path: 'gone/deep/x.nix', before: 'x\n' },
];

function planned() {
  const targets = resolveTargets(sandbox.root, changes, nodeFileSystem);
  return planTransaction(sandbox.root, targets, nodeFileSystem, undefined);
}

test('folders to be made are those that are not there, and folders that may be empty those of deletions', () => {
  const { journal } = planned();
  expect(journal.createdFolders).toEqual(['n', 'n/o', 'gone/new']);
  expect(journal.emptiedFolders).toEqual(['gone/deep', 'gone']);
  expect(journal.intentToAdd).toEqual([]);
});

test('a file with several names is written in place, any other is replaced', () => {
  const { changes: pairs, journal } = planned();
  expect(journal.entries.map(({ kind, path }) => [kind, path])).toEqual([
    ['create', 'n/o/x.nix'],
    ['create', 'n/y.nix'],
    ['create', 'gone/new/z.nix'],
    ['replace', 'flake.nix'],
    ['overwrite', 'linked.nix'],
    ['delete', 'gone/y.nix'],
    ['delete', 'gone/deep/x.nix'],
  ]);
  expect(pairs.map(({ kind, entry }) => [kind, entry])).toEqual(
    journal.entries.map((entry) => [entry.kind, entry]),
  );
  expect(pairs.map(({ target }) => target.path)).toEqual(changes.map(({ path }) => path));
});

test('an entry has the original, its facts, and what the new content is known by', () => {
  const [, , , replace] = planned().journal.entries;
  const { mode, owner, group } = nodeFileSystem.facts(join(sandbox.root, 'flake.nix')) ?? {};
  expect(replace).toMatchObject({
    before: 'old\n',
    afterHash: hashOf(Buffer.from('new\n')),
    original: { mode, owner, group },
  });
});

test('it is read again as it was written; each run has names of its own', () => {
  const { journal } = planned();
  expect(parseJournal(JSON.stringify(journal))).toEqual(journal);
  const names = [journal, planned().journal].flatMap(({ entries }) =>
    entries.flatMap((entry) => [
      ...('temporary' in entry ? [entry.temporary] : []),
      ...('saved' in entry ? [entry.saved] : []),
    ]),
  );
  expect(new Set(names).size).toBe(names.length);
});
