import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { hashOf } from '../../src/workspace/content.js';
import { journalPath } from '../../src/workspace/journal.js';
import { companionPath, parseJournal } from '../../src/workspace/journal-format.js';
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

  const { temporary, saved, before, path } = replace;
  const create = { kind: 'create', path, temporary, afterHash: hash };
  const overwrite = { kind: 'overwrite', path, temporary, before, afterHash: hash };
  const deletion = { kind: 'delete', path, saved, before, original };
  const only = (entry: unknown) => ({ ...journal, entries: [entry] });

  it('reads what is written', () => {
    const all = { ...journal, entries: [create, replace, overwrite, deletion] };
    expect(parseJournal(JSON.stringify(all))).toEqual(all);
    const bare = { ...journal, entries: [], createdFolders: [], emptiedFolders: [], intentToAdd: [] };
    expect(parseJournal(JSON.stringify(bare))).toEqual(bare);
  });

  it('reads the largest mode and owners, and files at the top', () => {
    const facts = { mode: 0o7777, owner: 2 ** 32 - 1, group: 2 ** 32 - 1 };
    const top = { ...replace, path: 'x.nix', temporary: `${run}.new`, saved: `${run}.old`, original: facts };
    expect(parseJournal(JSON.stringify(only(top)))).toEqual(only(top));
  });

  it('leaves out what is not its own', () => {
    const text = JSON.stringify({ ...only({ ...replace, more: 1 }), more: 2 });
    expect(parseJournal(text)).toEqual(journal);
  });

  it.each<[string, number, 'new' | 'old', string]>([
    ['x.nix', 0, 'new', '.nix-llama-codemod-run-0.new'],
    ['a/b/x.nix', 7, 'old', 'a/b/.nix-llama-codemod-run-7.old'],
  ])('the name beside %s', (of, position, ending, expected) => {
    expect(companionPath(of, 'run', position, ending)).toBe(expected);
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
    ['a time that is no text', { ...journal, startedAt: 7 }],
    ['nothing at all', null],
    ['an entry that is nothing', only(null)],
    ['an entry without a path', only({ ...replace, path: undefined })],
    ['an entry with an empty path', only({ ...replace, path: '' })],
    ['a file beside that is no text', only({ ...replace, temporary: 7 })],
    ['a file beside with another ending', only({ ...replace, temporary: saved })],
    ['a saved file with another ending', only({ ...deletion, saved: temporary })],
    ['a saved file elsewhere', only({ ...replace, saved: `b/${run}.old` })],
    ['a file beside below', only({ ...replace, temporary: `a/b/${run}.new` })],
    ['a hash with more behind it', only({ ...replace, afterHash: `${hash}0` })],
    ['a hash with more before it', only({ ...replace, afterHash: `0${hash}` })],
    ['a hash in capitals', only({ ...replace, afterHash: hash.toUpperCase() })],
    ['a hash that is no text', only({ ...replace, afterHash: 7 })],
    ['a mode that is no whole number', only({ ...replace, original: { ...original, mode: 1.5 } })],
    ['a mode that is no number', only({ ...replace, original: { ...original, mode: '420' } })],
    ['a mode just out of range', only({ ...replace, original: { ...original, mode: 0o10000 } })],
    ['an owner out of range', only({ ...replace, original: { ...original, owner: 2 ** 32 } })],
    ['a group out of range', only({ ...replace, original: { ...original, group: 2 ** 32 } })],
    ['no group', only({ ...replace, original: { mode: 0, owner: 0 } })],
    ['a new file without a hash', only({ ...create, afterHash: undefined })],
    ['a new file without a file beside', only({ ...create, temporary: undefined })],
    ['a deletion without content', only({ ...deletion, before: undefined })],
    ['a deletion without a saved file', only({ ...deletion, saved: undefined })],
    ['a replacement without a saved file', only({ ...replace, saved: undefined })],
    ['writing in place without content', only({ ...overwrite, before: undefined })],
    ['folders that are no list', { ...journal, createdFolders: 'o' }],
    ['a folder that is no text', { ...journal, emptiedFolders: ['p', 7] }],
    ['names for git that are no list', { ...journal, intentToAdd: undefined }],
    ['one name for git that is none', { ...journal, intentToAdd: ['o/x.nix', '../x.nix'] }],
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
