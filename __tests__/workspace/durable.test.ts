/** The small operations on files: what they do to the disk, and to which failures they listen. */
import { linkSync, mkdirSync, readdirSync, renameSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import {
  makeFolders,
  moveToFreeName,
  overwriteInPlace,
  removeFolderIfEmpty,
  removeIfThere,
  replaceFile,
  syncFolder,
  writeNewFile,
} from '../../src/workspace/durable.js';
import { type FileSystem, nodeFileSystem } from '../../src/workspace/file-system.js';
import { interposed, systemError } from './support/faults.js';
import { makeSandbox, type Sandbox } from './support/repository.js';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = makeSandbox({ 'a.nix': 'content\n', 'full/b.nix': 'b\n' });
  mkdirSync(join(sandbox.root, 'empty'));
});
afterEach(() => sandbox.remove());

const at = (path: string) => join(sandbox.root, path);

/** A disk whose call of a name fails, and the calls that it saw, in order. */
function failing(call?: keyof FileSystem, code = 'EIO') {
  const calls: (keyof FileSystem)[] = [];
  const fileSystem = interposed(nodeFileSystem, (name) => {
    calls.push(name);
    if (name === call) throw systemError(code);
  });
  return { fileSystem, calls };
}

describe('a new file', () => {
  const file = { mode: 0o640, exactMode: true };

  it('is on the disk when it is written, with its mode, and closed', () => {
    const { fileSystem, calls } = failing();
    writeNewFile(fileSystem, at('n.nix'), Buffer.from('new\n'), file);
    expect(calls).toEqual(['open', 'write', 'setMode', 'sync', 'close']);
    expect(sandbox.read('n.nix')).toBe('new\n');
    expect(statSync(at('n.nix')).mode & 0o7777).toBe(0o640);
  });

  it('gets the owner first: that clears set-id bits', () => {
    const { fileSystem, calls } = failing();
    const { uid: user, gid: group } = statSync(at('a.nix'));
    writeNewFile(fileSystem, at('n.nix'), Buffer.from(''), { ...file, mode: 0o4755, owner: { user, group } });
    expect(calls).toEqual(['open', 'write', 'setOwner', 'setMode', 'sync', 'close']);
    expect(statSync(at('n.nix')).mode & 0o7777).toBe(0o4755);
  });

  it('leaves the rest to the umask where the mode need not be exact', () => {
    const { fileSystem, calls } = failing();
    writeNewFile(fileSystem, at('n.nix'), Buffer.from(''), { mode: 0o666, exactMode: false });
    expect(calls).not.toContain('setMode');
    expect(statSync(at('n.nix')).mode & 0o777).toBe(0o666 & ~process.umask());
  });

  it.each<[keyof FileSystem, string, boolean]>([
    ['setOwner', 'EPERM', true],
    ['setOwner', 'EIO', false],
    ['write', 'ENOSPC', false],
    ['setMode', 'EPERM', false],
    ['sync', 'EIO', false],
  ])(
    'when %s fails with %s, it is written all the same: %s; it is closed in any case',
    (call, code, goesOn) => {
      const { fileSystem, calls } = failing(call, code);
      const owner = { user: 0, group: 0 };
      const run = () => writeNewFile(fileSystem, at('n.nix'), Buffer.from('new\n'), { ...file, owner });
      if (goesOn) expect(run).not.toThrow();
      else expect(run).toThrow(code);
      expect(calls.at(-1)).toBe('close');
    },
  );

  it('never replaces one that is there', () => {
    expect(() => writeNewFile(nodeFileSystem, at('a.nix'), Buffer.from('x'), file)).toThrow('EEXIST');
    expect(sandbox.read('a.nix')).toBe('content\n');
  });
});

describe('writing in place', () => {
  it.each([
    ['longer', 'much longer than before\n'],
    ['shorter', 'c\n'],
    ['empty', ''],
  ])('what is %s is there whole, under all names, on the disk, and closed', (_, text) => {
    linkSync(at('a.nix'), at('too.nix'));
    const { fileSystem, calls } = failing();
    expect(overwriteInPlace(fileSystem, at('a.nix'), Buffer.from('content\n'), Buffer.from(text))).toBe(true);
    expect(sandbox.read('too.nix')).toBe(text);
    expect(calls).toEqual(['open', 'read', 'write', 'truncate', 'sync', 'close']);
  });

  it('does not write over what is not expected', () => {
    const { fileSystem, calls } = failing();
    expect(overwriteInPlace(fileSystem, at('a.nix'), Buffer.from('contend\n'), Buffer.from('x'))).toBe(false);
    expect(sandbox.read('a.nix')).toBe('content\n');
    expect(calls).toEqual(['open', 'read', 'close']);
  });

  it('looks at nothing where nothing is expected', () => {
    const { fileSystem, calls } = failing();
    expect(overwriteInPlace(fileSystem, at('a.nix'), undefined, Buffer.from('x'))).toBe(true);
    expect(calls).not.toContain('read');
    expect(sandbox.read('a.nix')).toBe('x');
  });

  it.each<keyof FileSystem>(['read', 'write', 'truncate', 'sync'])('is closed when %s fails', (call) => {
    const { fileSystem, calls } = failing(call);
    const run = () => overwriteInPlace(fileSystem, at('a.nix'), Buffer.from('content\n'), Buffer.from('y'));
    expect(run).toThrow('EIO');
    expect(calls.at(-1)).toBe('close');
  });

  it('needs a file that is there', () => {
    expect(() => overwriteInPlace(nodeFileSystem, at('none'), undefined, Buffer.from('x'))).toThrow('ENOENT');
    expect(readdirSync(sandbox.root)).not.toContain('none');
  });
});

describe('a free name', () => {
  it.each<[string, keyof FileSystem | undefined]>([
    ['by a second name', undefined],
    ['by renaming, where there are no second names', 'link'],
  ])('is taken: %s', (_, call) => {
    const { ino } = statSync(at('a.nix'));
    expect(moveToFreeName(failing(call, 'EPERM').fileSystem, at('a.nix'), at('z.nix'))).toBe(true);
    expect(readdirSync(sandbox.root)).toEqual(['empty', 'full', 'z.nix']);
    expect(statSync(at('z.nix'))).toMatchObject({ ino, nlink: 1 });
  });

  it.each<[string, () => void]>([
    ['a file', () => sandbox.write('z.nix', 'mine\n')],
    ['a folder', () => mkdirSync(at('z.nix'))],
    ['a dangling link', () => symlinkSync('nowhere', at('z.nix'))],
  ])('is no name that %s has', (_, prepare) => {
    prepare();
    for (const call of [undefined, 'link'] as const)
      expect(moveToFreeName(failing(call, 'EPERM').fileSystem, at('a.nix'), at('z.nix'))).toBe(false);
    expect(sandbox.read('a.nix')).toBe('content\n');
    expect(readdirSync(sandbox.root)).toEqual(['a.nix', 'empty', 'full', 'z.nix']);
  });

  it('cannot be given to what is not there', () => {
    expect(() => moveToFreeName(nodeFileSystem, at('none'), at('z.nix'))).toThrow('ENOENT');
  });
});

describe('replacing a file', () => {
  const replaced = (fileSystem: FileSystem = nodeFileSystem) =>
    replaceFile(fileSystem, at('full/b.nix'), at('a.nix'), at('kept.nix'));

  it('is one step, and what was there has another name', () => {
    const { ino } = statSync(at('a.nix'));
    const { fileSystem, calls } = failing();
    expect(replaced(fileSystem)).toBe(true);
    expect(calls).toEqual(['link', 'facts', 'replace']);
    expect([sandbox.read('a.nix'), sandbox.read('kept.nix')]).toEqual(['b\n', 'content\n']);
    expect(readdirSync(at('full'))).toEqual([]);
    expect(statSync(at('kept.nix'))).toMatchObject({ ino, nlink: 1 });
  });

  it.each(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV'])(
    'needs no second names (%s)',
    (code) => {
      expect(replaced(failing('link', code).fileSystem)).toBe(true);
      expect(sandbox.read('a.nix')).toBe('b\n');
      expect(readdirSync(sandbox.root)).toEqual(['a.nix', 'empty', 'full']);
    },
  );

  it('says what else the system says', () => {
    expect(() => replaced(failing('link', 'EIO').fileSystem)).toThrow('EIO');
    expect(sandbox.read('a.nix')).toBe('content\n');
  });

  it.each<[string, keyof FileSystem, keyof FileSystem | undefined]>([
    ['at last', 'replace', undefined],
    ['when it has its second name', 'facts', undefined],
    ['where there are no second names', 'replace', 'link'],
  ])('does not replace another file that came into its place: %s', (_, moment, call) => {
    const late = interposed(nodeFileSystem, (name) => {
      if (name === call) throw systemError('EPERM');
      if (name !== moment) return;
      sandbox.write('mine.nix', 'mine\n');
      renameSync(at('mine.nix'), at('a.nix'));
    });
    expect(replaced(late)).toBe(false);
    expect([sandbox.read('a.nix'), sandbox.read('full/b.nix')]).toEqual(['mine\n', 'b\n']);
  });

  it.each<keyof FileSystem>(['facts', 'replace'])(
    'does not make one anew that is gone before %s',
    (moment) => {
      const gone = interposed(nodeFileSystem, (name) => {
        if (name === 'link') throw systemError('EPERM');
        if (name === moment) renameSync(at('a.nix'), at('away.nix'));
      });
      expect(replaced(gone)).toBe(false);
      expect(readdirSync(sandbox.root)).toEqual(['away.nix', 'empty', 'full']);
    },
  );
});

describe('syncing a folder', () => {
  it.each<[string, boolean]>([
    ['EINVAL', true],
    ['ENOTSUP', true],
    ['EIO', false],
  ])('when the system answers %s, it goes on: %s; the folder is closed in any case', (code, goesOn) => {
    const { fileSystem, calls } = failing('sync', code);
    const run = () => syncFolder(fileSystem, at('full'));
    if (goesOn) expect(run).not.toThrow();
    else expect(run).toThrow(code);
    expect(calls).toEqual(['open', 'sync', 'close']);
  });
});

describe('removing', () => {
  it('a file, if it is there', () => {
    expect(removeIfThere(nodeFileSystem, at('a.nix'))).toBe(true);
    expect(removeIfThere(nodeFileSystem, at('a.nix'))).toBe(false);
    expect(() => removeIfThere(nodeFileSystem, at('full'))).toThrow();
  });

  it.each<[string, boolean]>([
    ['empty', true],
    ['none', true],
    ['full', false],
  ])('the folder %s: is it gone? %s', (name, isGone) => {
    expect(removeFolderIfEmpty(nodeFileSystem, at(name))).toBe(isGone);
    expect(readdirSync(sandbox.root).includes(name)).toBe(!isGone);
  });

  it.each<[string, boolean | undefined]>([
    ['ENOENT', true],
    ['ENOTEMPTY', false],
    ['EEXIST', false],
    ['EACCES', undefined],
  ])('a folder, when the system answers %s', (code, answer) => {
    const run = () => removeFolderIfEmpty(failing('removeFolder', code).fileSystem, at('empty'));
    if (answer === undefined) expect(run).toThrow(code);
    else expect(run()).toBe(answer);
  });
});

describe('making folders', () => {
  it.each(['new', 'new/and/deep', 'empty', 'full/new'])('%s, and those above it', (path) => {
    makeFolders(nodeFileSystem, at(path));
    expect(statSync(at(path)).isDirectory()).toBe(true);
  });

  it('says what the system says', () => {
    expect(() => makeFolders(nodeFileSystem, at('a.nix/b'))).toThrow('ENOTDIR');
    expect(() => makeFolders(failing('makeFolder', 'EROFS').fileSystem, at('new'))).toThrow('EROFS');
  });

  it('does not look above the top', () => {
    const { fileSystem, calls } = failing('makeFolder', 'ENOENT');
    expect(() => makeFolders(fileSystem, '/x/y')).toThrow('ENOENT');
    expect(calls).toEqual(['makeFolder', 'makeFolder', 'makeFolder']);
  });
});
