/** One file taken back, or tidied up, from wherever a run was. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type FileSystem, nodeFileSystem } from '../../src/workspace/file-system.js';
import { complete, rollBack } from '../../src/workspace/finish.js';
import { type JournalEntry, journalPath } from '../../src/workspace/journal.js';
import { interposed, systemError } from './support/faults.js';
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

type Kind = JournalEntry['kind'];

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = makeSandbox({ 'other.nix': 'after that\n' });
  mkdirSync(join(sandbox.root, 'n'));
});
afterEach(() => sandbox.remove());

const at = (name: string) => join(sandbox.root, name);

function found(): Contents {
  const places = { file: path, new: temporary, old: saved };
  return Object.fromEntries(
    Object.entries(places)
      .filter(([, place]) => existsSync(at(place)))
      .map(([name, place]) => [name, readFileSync(at(place), 'utf8')]),
  );
}

function withJournal(): void {
  writeFileSync(journalPath(sandbox.home), '{}');
}

const edited = [{ path, error: new Error('it was edited since') }];

/** Another file that the run had changed: so it had begun. */
const other: JournalEntry = { kind: 'create', path: 'other.nix', temporary: '.other', afterHash };

describe('taking back', () => {
  it.each<[string, Kind, Contents, Contents]>([
    ['a new file goes', 'create', { file: after }, {}],
    ['a staged one goes', 'create', { new: after }, {}],
    ['a half staged one goes', 'create', { new: 'aft' }, {}],
    ['one that somebody made first stays', 'create', { file: edit, new: after }, { file: edit }],
    ['a changed file is as before', 'replace', { file: after, old: before }, { file: before }],
    [
      'also where both names of the new content are there',
      'replace',
      { file: after, new: after, old: before },
      { file: before },
    ],
    ['also where the original is there no more', 'replace', { file: after }, { file: before }],
    ['a staged one stays as it is', 'replace', { file: before, new: after }, { file: before }],
    [
      'one that was put back before stays as it is',
      'replace',
      { file: before, old: before },
      { file: before },
    ],
    ['an edit before our change stays', 'replace', { file: edit, new: after }, { file: edit }],
    ['one that somebody removed stays so', 'replace', { new: after, old: before }, {}],
    [
      'an edit when the original had its second name stays',
      'replace',
      { file: edit, new: after, old: before },
      { file: edit },
    ],
    [
      'an edit of the original under its second name comes back',
      'replace',
      { file: after, old: edit },
      { file: edit },
    ],
    ['a file written in place is as before', 'overwrite', { file: after, new: after }, { file: before }],
    ['so is a half written one', 'overwrite', { file: 'aftore\n', new: after }, { file: before }],
    ['one that was not written stays', 'overwrite', { file: before, new: after }, { file: before }],
    ['a deleted file comes back', 'delete', { old: before }, { file: before }],
    ['also where nothing of it is left', 'delete', {}, { file: before }],
    ['one that was edited before stays', 'delete', { file: edit }, { file: edit }],
    ['one that somebody made anew stays', 'delete', { file: edit, old: before }, { file: edit }],
  ])('%s (%s)', (_, kind, contents, expected) => {
    withJournal();
    write(sandbox, contents);
    expect(rollBack(transactionOn(sandbox, [entries[kind]]))).toEqual([]);
    expect(found()).toEqual(expected);
    expect(readdirSync(sandbox.root)).toEqual(
      Object.keys(expected).length > 0 ? ['a', 'other.nix'] : ['other.nix'],
    );
    expect(existsSync(journalPath(sandbox.home))).toBe(false);
  });

  it.each<[string, Kind, Contents]>([
    ['an edit since', 'replace', { file: edit, old: before }],
    ['an edit of what was written in place', 'overwrite', { file: edit, new: after }],
    ['edits of both, the file and its original', 'replace', { file: edit, new: after, old: 'edited too\n' }],
    ['an edit of the original that is in its place again', 'replace', { file: before, old: edit }],
    ['edits of both, the file and what was deleted', 'delete', { file: edit, old: 'edited too\n' }],
  ])('%s stops it: nothing is lost, and the journal stays (%s)', (_, kind, contents) => {
    withJournal();
    write(sandbox, contents);
    expect(rollBack(transactionOn(sandbox, [entries[kind]]))).toEqual(edited);
    expect(found()).toEqual(contents);
    expect(existsSync(journalPath(sandbox.home))).toBe(true);
  });

  it.each<[Kind, boolean]>([
    ['create', true],
    ['create', false],
    ['replace', true],
    ['replace', false],
  ])('an edited file with nothing beside it (%s) is ours where the run had begun: %s', (kind, begun) => {
    write(sandbox, { file: edit });
    const run = [...(begun ? [other] : []), entries[kind]];
    expect(rollBack(transactionOn(sandbox, run))).toEqual(begun ? edited : []);
    expect(found()).toEqual({ file: edit });
    expect(existsSync(at('other.nix'))).toBe(!begun);
  });

  const writing = () => sandbox.write(path, edit);
  const renaming = () => {
    sandbox.write('a/editor.nix', edit);
    renameSync(at('a/editor.nix'), at(path));
  };
  it.each<[Kind, keyof FileSystem, string, () => void, Contents]>([
    ['create', 'rename', path, writing, {}],
    ['create', 'rename', path, renaming, {}],
    ['replace', 'link', path, writing, { old: before }],
    ['replace', 'link', path, renaming, { old: before }],
    ['replace', 'replace', saved, writing, { old: before }],
    ['replace', 'replace', saved, renaming, { new: after, old: before }],
    ['delete', 'link', saved, writing, { old: before }],
  ])(
    'a save in the very moment in which a file is taken back is not lost (%s, before %s of %s)',
    (kind, call, of, save, others) => {
      write(
        sandbox,
        kind === 'create'
          ? { file: after }
          : kind === 'delete'
            ? { old: before }
            : { file: after, old: before },
      );
      let isSaved = false;
      const late = interposed(nodeFileSystem, (name, _, [from]) => {
        if (name !== call || from !== at(of) || isSaved) return;
        isSaved = true;
        save();
      });
      expect(rollBack(transactionOn(sandbox, [entries[kind]], late))).toEqual(edited);
      expect(isSaved).toBe(true);
      expect(found()).toEqual({ ...others, file: edit });
    },
  );

  it('the place of a changed file is never empty while the original comes back', () => {
    write(sandbox, { file: after, old: before });
    const seen = new Set<boolean>();
    const watching = interposed(nodeFileSystem, () => seen.add(existsSync(at(path))));
    rollBack(transactionOn(sandbox, [entries.replace], watching));
    expect([...seen]).toEqual([true]);
  });

  it('the original comes back as the file that it was, or with its mode', () => {
    write(sandbox, { file: after, old: before });
    const { ino } = statSync(at(saved));
    rollBack(transactionOn(sandbox, [entries.replace]));
    expect(statSync(at(path))).toMatchObject({ ino, nlink: 1 });
    sandbox.write(path, after);
    rollBack(transactionOn(sandbox, [entries.replace]));
    expect(statSync(at(path)).mode & 0o7777).toBe(0o640);
  });

  it('what cannot be looked at is named, and the rest is taken back', () => {
    write(sandbox, { file: after });
    const refusing = interposed(nodeFileSystem, (name, _, [of]) => {
      if (name === 'facts' && of === at('other.nix')) throw systemError('EACCES');
    });
    const failures = rollBack(transactionOn(sandbox, [other, entries.create], refusing));
    expect(new Set(failures.map((failure) => failure.path))).toEqual(new Set(['other.nix']));
    expect(found()).toEqual({});
  });
});

describe('tidying up', () => {
  it.each<[Kind, Contents, Contents]>([
    ['create', { file: after, new: after }, { file: after }],
    ['replace', { file: after, new: after, old: before }, { file: after }],
    ['overwrite', { file: after, new: after }, { file: after }],
    ['delete', { old: before }, {}],
    ['delete', { file: edit, old: before }, { file: edit }],
  ])(
    'leaves nothing beside the file (%s), nor empty folders, nor the journal',
    (kind, contents, expected) => {
      withJournal();
      write(sandbox, contents);
      expect(complete(transactionOn(sandbox, [entries[kind]]))).toEqual([]);
      expect(found()).toEqual(expected);
      expect(existsSync(at('a'))).toBe(Object.keys(expected).length > 0);
      expect(existsSync(at('n'))).toBe(false);
      expect(existsSync(journalPath(sandbox.home))).toBe(false);
    },
  );

  it('syncs the folder only where something was removed', () => {
    const synced = (contents: Contents): boolean => {
      let isSynced = false;
      const watching = interposed(nodeFileSystem, (name, _, [of]) => {
        isSynced ||= name === 'open' && of === at('a');
      });
      write(sandbox, contents);
      complete(transactionOn(sandbox, [entries.replace], watching));
      return isSynced;
    };
    expect(synced({ file: after, old: before })).toBe(true);
    expect(synced({ file: after })).toBe(false);
  });
});
