import {
  chmodSync,
  existsSync,
  fstatSync,
  linkSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import { type FileSystem, nodeFileSystem } from '../../src/workspace/file-system.js';
import { interposed, systemError } from './support/faults.js';
import { problemOf } from './support/problem-of.js';
import { makeSandbox, type Sandbox, snapshot } from './support/repository.js';
import { apply } from './support/run.js';
import { flake, host, modify, smallTree } from './support/small-tree.js';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = smallTree();
});
afterEach(() => sandbox.remove());

describe('bytes', () => {
  it.each([
    ['a byte order mark and CRLF', '\ufeff{\r\n}\r\n', '\ufeff{ a }\r\n'],
    ['mixed line ends, tabs, no end of the last line', 'a\r\n\tb\nc\rd', 'a\r\n\tB\nc\rd'],
    ['astral characters', '# 😀😀\nx\n', '# 😀😀\ny\n'],
    ['an emptied file', 'x\n', ''],
    ['a file that was empty', '', 'x\n'],
    ['NUL and control characters', 'a\u0000\u001b[2J\n', 'b\u0000\u001b[2J\n'],
    ['more than one block', `${'x'.repeat(100_000)}\n`, `${'y'.repeat(200_000)}\n`],
  ])('%s', async (_, old, changed) => {
    sandbox.write('flake.nix', old);
    await apply(sandbox, [modify('flake.nix', old, changed)]);
    expect(readFileSync(join(sandbox.root, 'flake.nix')).equals(Buffer.from(changed))).toBe(true);
  });

  it('refuses text that is no UTF-8', async () => {
    const problem = await problemOf(apply(sandbox, [modify('flake.nix', 'old\n', 'a\ud800\n')]));
    expect(problem?.kind.code).toBe('FILE115');
    expect(sandbox.read('flake.nix')).toBe('old\n');
  });

  it('does not write equal content: its time stays', async () => {
    const path = join(sandbox.root, 'flake.nix');
    utimesSync(path, 1000, 1000);
    const { ino } = statSync(path);
    const result = await apply(sandbox, [modify('flake.nix', 'old\n', 'old\n')]);
    expect(result).toMatchObject({ kind: 'applied', created: [], modified: [], deleted: [] });
    expect(statSync(path)).toMatchObject({ mtimeMs: 1_000_000, ino });
  });

  it('a file that is taken back is the file that it was: time and inode', async () => {
    const path = join(sandbox.root, 'flake.nix');
    utimesSync(path, 1000, 1000);
    const { ino } = statSync(path);
    const failing = interposed(nodeFileSystem, (name, _, [from]) => {
      if (name === 'replace' && String(from).includes('hosts/')) throw systemError('EIO');
    });
    expect((await problemOf(apply(sandbox, [flake, host], { fileSystem: failing })))?.kind.code).toBe(
      'FILE107',
    );
    expect(statSync(path)).toMatchObject({ mtimeMs: 1_000_000, ino });
  });
});

it('a file that changes is whole at any moment, for whoever reads it', async () => {
  const seen = new Set<string>();
  const look = () =>
    seen.add(existsSync(join(sandbox.root, 'flake.nix')) ? sandbox.read('flake.nix') : 'nothing');
  await apply(sandbox, [flake, host], { fileSystem: interposed(nodeFileSystem, look) });
  expect([...seen]).toEqual(['old\n', 'new\n']);
});

describe('what links and modes mean', () => {
  it.each([0o644, 0o755, 0o600, 0o664, 0o4755])('keeps mode %o', async (mode) => {
    chmodSync(join(sandbox.root, 'flake.nix'), mode);
    await apply(sandbox, [flake]);
    expect(statSync(join(sandbox.root, 'flake.nix')).mode & 0o7777).toBe(mode);
  });

  const asRoot = process.getuid?.() === 0 ? it : it.skip;
  asRoot('keeps the owner', async () => {
    const workspace = makeSandbox({ 'flake.nix': 'old\n' });
    const { chownSync } = await import('node:fs');
    chownSync(join(workspace.root, 'flake.nix'), 1234, 2345);
    chmodSync(join(workspace.root, 'flake.nix'), 0o4750);
    await apply(workspace, [flake]);
    expect(statSync(join(workspace.root, 'flake.nix'))).toMatchObject({
      uid: 1234,
      gid: 2345,
      mode: 0o104750,
    });
    workspace.remove();
  });

  it('goes on where the owner cannot be given away', async () => {
    const refusing = interposed(nodeFileSystem, (name) => {
      if (name === 'setOwner') throw systemError('EPERM');
    });
    expect((await apply(sandbox, [flake], { fileSystem: refusing })).kind).toBe('applied');
  });

  it('new files are readable by all and written by the user, as far as the umask allows', async () => {
    await apply(sandbox, [{ kind: 'create', path: 'o/x.nix', after: 'x\n' }]);
    const umask = process.umask();
    expect(statSync(join(sandbox.root, 'o/x.nix')).mode & 0o777).toBe(0o644 & ~umask);
  });

  it('writes the file behind a link, and the link stays', async () => {
    symlinkSync('hosts/a.nix', join(sandbox.root, 'link.nix'));
    const result = await apply(sandbox, [modify('link.nix', 'a\n', 'aa\n')]);
    expect(result).toMatchObject({ modified: ['hosts/a.nix'] });
    expect(readlinkSync(join(sandbox.root, 'link.nix'))).toBe('hosts/a.nix');
    expect(sandbox.read('hosts/a.nix')).toBe('aa\n');
  });

  it('a file with several names keeps them, and all show the new content', async () => {
    linkSync(join(sandbox.root, 'flake.nix'), join(sandbox.root, 'too.nix'));
    const result = await apply(sandbox, [flake, modify('too.nix', 'old\n', 'new\n'), host]);
    expect(result).toMatchObject({ kind: 'applied', modified: ['flake.nix', 'hosts/a.nix'] });
    expect(sandbox.read('too.nix')).toBe('new\n');
    expect(lstatSync(join(sandbox.root, 'too.nix')).nlink).toBe(2);
  });

  it('a folder that the deletions empty goes, one with other files stays', async () => {
    sandbox.write('x/deep/er/one.nix', '1\n');
    sandbox.write('x/two.nix', '2\n');
    sandbox.write('x/keep.md', 'text\n');
    const result = await apply(sandbox, [
      { kind: 'delete', path: 'x/deep/er/one.nix', before: '1\n' },
      { kind: 'delete', path: 'x/two.nix', before: '2\n' },
      flake,
    ]);
    expect(result).toMatchObject({ deleted: ['x/deep/er/one.nix', 'x/two.nix'], leftovers: [] });
    expect(readdirSync(join(sandbox.root, 'x'))).toEqual(['keep.md']);
  });

  it('works where the file system has no hard links, also when it must take back', async () => {
    const noLinks = (name: keyof FileSystem) => {
      if (name === 'link') throw systemError('EPERM');
    };
    const old = snapshot(sandbox.root);
    const failing = interposed(interposed(nodeFileSystem, noLinks), (name, _, [from]) => {
      if (name === 'replace' && String(from).includes('hosts/')) throw systemError('EIO');
    });
    expect((await problemOf(apply(sandbox, [flake, host], { fileSystem: failing })))?.kind.code).toBe(
      'FILE107',
    );
    expect(snapshot(sandbox.root)).toEqual(old);
    const result = await apply(sandbox, [flake, host], { fileSystem: interposed(nodeFileSystem, noLinks) });
    expect(result.kind).toBe('applied');
    expect(Object.keys(snapshot(sandbox.root)).sort()).toEqual(Object.keys(old).sort());
  });

  it.each(['EINVAL', 'ENOTSUP'])('works where folders cannot be synced (%s)', async (code) => {
    const noFolderSync = interposed(nodeFileSystem, (name, _, [descriptor]) => {
      if (name !== 'sync' || typeof descriptor !== 'number') return;
      if (fstatSync(descriptor).isDirectory()) throw systemError(code);
    });
    expect((await apply(sandbox, [flake], { fileSystem: noFolderSync })).kind).toBe('applied');
  });
});
