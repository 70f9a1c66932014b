import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { hashOf } from '../../src/workspace/content.js';
import { journalPath } from '../../src/workspace/journal.js';
import { parseJournal } from '../../src/workspace/journal-format.js';
import { openWorkspace } from '../../src/workspace/workspace.js';
import { problemOf } from './support/problem-of.js';
import { makeRepository, type Sandbox, snapshot } from './support/repository.js';
import { recoverIn } from './support/run.js';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = makeRepository({ 'flake.nix': 'old\n', 'hosts/a.nix': 'a\n', 'gone/x.nix': 'x\n' });
});
afterEach(() => sandbox.remove());

function journalFile(): string {
  return journalPath(openWorkspace(sandbox.root, sandbox.environment).journalFolder);
}

describe('a journal is believed only when every part of it is ours', () => {
  const run = '.nix-llama-codemod-1-0';
  const hash = hashOf(Buffer.from('x'));
  const original = { mode: 0o644, owner: 0, group: 0 };
  const replace = {
    kind: 'replace',
    path: 'a/x.nix',
    temporary: `a/${run}.new`,
    saved: `a/${run}.old`,
    before: 'x',
    afterHash: hash,
    original,
  };
  const journal = {
    version: 1,
    startedAt: 'then',
    entries: [replace],
    createdFolders: ['o'],
    emptiedFolders: ['p/q'],
    intentToAdd: ['o/x.nix'],
  };

  it('reads what is written', () => {
    expect(parseJournal(JSON.stringify(journal))).toEqual(journal);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['no object', 7],
    ['another version', { ...journal, version: 2 }],
    ['no entries', { ...journal, entries: {} }],
    ['a broken entry', { ...journal, entries: [replace, 7] }],
    ['an unknown kind', { ...journal, entries: [{ ...replace, kind: 'chmod' }] }],
    ['a file outside', { ...journal, entries: [{ ...replace, path: '../x.nix' }] }],
    ['an absolute file', { ...journal, entries: [{ ...replace, path: '/etc/x.nix' }] }],
    ['a file of another kind', { ...journal, entries: [{ ...replace, path: 'a/x.sh' }] }],
    ['a path that is not plain', { ...journal, entries: [{ ...replace, path: 'a/./x.nix' }] }],
    ['a git file', { ...journal, entries: [{ ...replace, path: '.git/x.nix' }] }],
    ['a temporary file elsewhere', { ...journal, entries: [{ ...replace, temporary: `b/${run}.new` }] }],
    [
      'a temporary file that is not ours',
      { ...journal, entries: [{ ...replace, temporary: 'a/secret.new' }] },
    ],
    ['a saved file that is not ours', { ...journal, entries: [{ ...replace, saved: 'a/x.nix' }] }],
    ['no content', { ...journal, entries: [{ ...replace, before: 7 }] }],
    ['no hash', { ...journal, entries: [{ ...replace, afterHash: 'x' }] }],
    [
      'a mode out of range',
      { ...journal, entries: [{ ...replace, original: { ...original, mode: 0o100644 } }] },
    ],
    ['a negative owner', { ...journal, entries: [{ ...replace, original: { ...original, owner: -1 } }] }],
    ['no facts', { ...journal, entries: [{ ...replace, original: undefined }] }],
    [
      'a deletion without facts',
      { ...journal, entries: [{ ...replace, kind: 'delete', original: undefined }] },
    ],
    ['a folder outside', { ...journal, createdFolders: ['../o'] }],
    ['the root as a folder', { ...journal, emptiedFolders: [''] }],
    ['a name for git that is no Nix file', { ...journal, intentToAdd: ['x'] }],
    ['no time', { ...journal, startedAt: undefined }],
  ])('%s', async (_, value) => {
    expect(parseJournal(JSON.stringify(value) ?? '')).toBeUndefined();
    mkdirSync(dirname(journalFile()), { recursive: true });
    writeFileSync(journalFile(), JSON.stringify(value) ?? '');
    const old = snapshot(sandbox.root);
    expect((await problemOf(recoverIn(sandbox)))?.kind.code).toBe('FILE110');
    expect(snapshot(sandbox.root)).toEqual(old);
  });

  it('a truncated one is not', () => {
    expect(parseJournal(JSON.stringify(journal).slice(0, -1))).toBeUndefined();
  });
});
