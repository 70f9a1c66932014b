import { linkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import {
  type EntryState,
  hasSavedOriginal,
  holdsNew,
  isBegun,
  isOriginalEdited,
  isTorn,
  stateOf,
} from '../../src/workspace/entry-state.js';
import type { JournalEntry } from '../../src/workspace/journal.js';
import type { Transaction } from '../../src/workspace/transaction.js';
import { makeSandbox, type Sandbox } from './support/repository.js';
import {
  after,
  afterHash,
  before,
  type Contents,
  edit,
  entries,
  path,
  saved,
  temporary,
  transactionOn,
  write,
} from './support/standing.js';

describe('isTorn', () => {
  const torn = (content: string, before: string, after: string) =>
    isTorn(Buffer.from(content), Buffer.from(before), Buffer.from(after));
  it.each([
    ['the beginning was written', 'ABcd', 'abcd', 'ABCD', true],
    ['nothing was written', 'abcd', 'abcd', 'ABCD', true],
    ['all was written', 'ABCD', 'abcd', 'ABCD', true],
    ['all was written, not yet cut', 'ABcd', 'abcd', 'AB', true],
    ['it grew', 'ABCDEF', 'abcd', 'ABCDEFGH', true],
    ['taking it back was begun too', 'aBCd', 'abcd', 'ABCD', true],
    ['taking it back was begun, not yet cut', 'abCDEF', 'abcd', 'ABCDEF', true],
    ['one byte is another', 'ABcX', 'abcd', 'ABCD', false],
    ['the first byte is another', 'Xbcd', 'abcd', 'ABCD', false],
    ['something was added', 'ABcde', 'abcd', 'ABCD', false],
    ['it was cut', 'ABC', 'abcd', 'ABCD', false],
    ['it was cut below the longer one only', 'ABCDE', 'abcd', 'ABCDEF', true],
  ])('%s', (_, content, before, after, expected) => {
    expect(torn(content, before, after)).toBe(expected);
  });
});

describe('how far a run came, read off its files', () => {
  let sandbox: Sandbox;
  let transaction: Transaction;
  beforeEach(() => {
    sandbox = makeSandbox({ 'a/other.md': '' });
    transaction = transactionOn(sandbox, []);
  });
  afterEach(() => sandbox.remove());

  it.each<[string, JournalEntry['kind'], Contents, EntryState]>([
    ['not begun', 'create', {}, 'old'],
    ['staged', 'create', { new: after }, 'old'],
    ['in place', 'create', { file: after }, 'new'],
    ['in place, the second name still there', 'create', { file: after, new: after }, 'new'],
    ['somebody made it first', 'create', { file: edit, new: after }, 'edited-before'],
    ['somebody made it before, or changed it since', 'create', { file: edit }, 'edited-unclear'],
    ['not begun', 'replace', { file: before }, 'old'],
    ['staged', 'replace', { file: before, new: after }, 'old'],
    ['the original has its second name', 'replace', { file: before, new: after, old: before }, 'old'],
    ['in place', 'replace', { file: after, old: before }, 'new'],
    ['in place, the second name still there', 'replace', { file: after, new: after, old: before }, 'new'],
    ['tidied up', 'replace', { file: after }, 'new'],
    [
      'edited when the original had its second name',
      'replace',
      { file: edit, new: after, old: before },
      'edited-before',
    ],
    ['edited before', 'replace', { file: edit, new: after }, 'edited-before'],
    ['edited since', 'replace', { file: edit, old: before }, 'edited-after'],
    ['edited', 'replace', { file: edit }, 'edited-unclear'],
    ['removed since', 'replace', { old: before }, 'edited-after'],
    ['removed before', 'replace', { new: after }, 'edited-before'],
    ['removed in that moment', 'replace', { new: after, old: before }, 'edited-before'],
    ['removed', 'replace', {}, 'edited-unclear'],
    ['not begun', 'overwrite', { file: before }, 'old'],
    ['in place', 'overwrite', { file: after, new: after }, 'new'],
    ['half written', 'overwrite', { file: 'aftore\n', new: after }, 'torn'],
    ['edited while it was written', 'overwrite', { file: edit, new: after }, 'edited-after'],
    ['removed', 'overwrite', { new: after }, 'edited-after'],
    ['edited', 'overwrite', { file: edit }, 'edited-unclear'],
    ['not begun', 'delete', { file: before }, 'old'],
    ['gone', 'delete', { old: before }, 'new'],
    ['gone for good', 'delete', {}, 'new'],
    ['edited', 'delete', { file: edit }, 'edited-before'],
    ['made anew', 'delete', { file: edit, old: before }, 'edited-before'],
  ])('%s (%s)', (_, kind, contents, expected) => {
    write(sandbox, contents);
    expect(stateOf(transaction, entries[kind])).toBe(expected);
  });

  it('a file edited through its second name was edited after', () => {
    write(sandbox, { new: edit, old: before });
    linkSync(join(sandbox.root, temporary), join(sandbox.root, path));
    expect(stateOf(transaction, entries.replace)).toBe('edited-after');
    expect(stateOf(transaction, entries.create)).toBe('edited-after');
  });

  it.each<[JournalEntry['kind'], EntryState]>([
    ['create', 'edited-before'],
    ['replace', 'edited-before'],
    ['delete', 'edited-before'],
    ['overwrite', 'edited-after'],
  ])('a link or a folder in the place of the file is an edit (%s)', (kind, expected) => {
    write(sandbox, { new: after });
    sandbox.write('other.nix', kind === 'create' ? after : before);
    symlinkSync('../other.nix', join(sandbox.root, path));
    expect(stateOf(transaction, entries[kind])).toBe(expected);
  });

  it.each<[JournalEntry['kind'], string | undefined, boolean, boolean]>([
    ['replace', before, true, false],
    ['replace', edit, true, true],
    ['replace', undefined, false, false],
    ['delete', before, true, false],
    ['delete', edit, true, true],
    ['create', edit, false, false],
    ['overwrite', edit, false, false],
  ])('the original under its second name: %s, %j', (kind, old, isSaved, isEdited) => {
    write(sandbox, old === undefined ? {} : { old });
    expect(hasSavedOriginal(transaction, entries[kind])).toBe(isSaved);
    expect(isOriginalEdited(transaction, entries[kind])).toBe(isEdited);
  });

  it('an edit that both names of the original show is no edit of the second alone', () => {
    write(sandbox, { new: after, old: edit });
    linkSync(join(sandbox.root, saved), join(sandbox.root, path));
    expect(isOriginalEdited(transaction, entries.replace)).toBe(false);
  });

  it.each<[string | undefined, boolean]>([
    [after, true],
    [edit, false],
    ['', false],
    [undefined, false],
  ])('our content is there: %j', (content, expected) => {
    write(sandbox, content === undefined ? {} : { new: content });
    expect(holdsNew(transaction, temporary, { afterHash })).toBe(expected);
  });

  it('a run has begun once something of the user’s was touched', () => {
    const states: readonly EntryState[] = [
      'old',
      'new',
      'torn',
      'edited-before',
      'edited-after',
      'edited-unclear',
    ];
    expect(states.filter(isBegun)).toEqual(['new', 'torn']);
  });
});
