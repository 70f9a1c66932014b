import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { linkSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { contentProblem, sizeLimit } from '../../src/workspace/content.js';
import { openWorkspace } from '../../src/workspace/workspace.js';
import { makeSandbox, type Sandbox } from './support/repository.js';

let sandbox: Sandbox;
beforeAll(() => {
  sandbox = makeSandbox({
    'flake.nix': '\ufeff{ a = "é 😀"; }\r\n\t# no line end',
    'hosts/default.nix': '{ }\n',
    'flake.lock': '{}\n',
    'secrets/token.yaml': 'secret\n',
    'dir.nix/inner.nix': '1\n',
    '.git-like/x.nix': '2\n',
  });
  const { root } = sandbox;
  sandbox.write('latin1.nix', Buffer.from([0x22, 0xe9, 0x22]));
  sandbox.write('surrogate.nix', Buffer.from([0xed, 0xa0, 0x80]));
  sandbox.write('large.nix', Buffer.alloc(sizeLimit + 1, 0x20));
  sandbox.write('largest.nix', Buffer.alloc(sizeLimit, 0x20));
  sandbox.write('empty.nix', '');
  writeFileSync(join(root, '../outside.nix'), 'outside\n');
  mkdirSync(join(root, '../repo-too'));
  writeFileSync(join(root, '../repo-too/x.nix'), 'sibling\n');
  symlinkSync('hosts/default.nix', join(root, 'link.nix'));
  symlinkSync('hosts', join(root, 'link-folder'));
  symlinkSync('../outside.nix', join(root, 'leak.nix'));
  symlinkSync('..', join(root, 'up'));
  symlinkSync('../repo-too', join(root, 'sibling'));
  symlinkSync('/etc/passwd', join(root, 'passwd.nix'));
  symlinkSync('secrets/token.yaml', join(root, 'token.nix'));
  symlinkSync('nowhere.nix', join(root, 'dangling.nix'));
  symlinkSync('loop.nix', join(root, 'loop.nix'));
  linkSync(join(root, 'hosts/default.nix'), join(root, 'hard.nix'));
  spawnSync('mkfifo', [join(root, 'pipe.nix')]);
});
afterAll(() => sandbox.remove());

describe('read', () => {
  it('gives the text with every byte, its hash and its real path', () => {
    const text = '\ufeff{ a = "é 😀"; }\r\n\t# no line end';
    const hash = createHash('sha256').update(text).digest('hex');
    expect(openWorkspace(sandbox.root, sandbox.environment).read('flake.nix')).toEqual({
      kind: 'text',
      text,
      hash,
      realPath: 'flake.nix',
    });
  });

  it.each([
    ['an empty file', 'empty.nix', { kind: 'text', text: '' }],
    ['a path with dots', './hosts/../hosts//default.nix', { kind: 'text', realPath: 'hosts/default.nix' }],
    ['a link inside', 'link.nix', { kind: 'text', realPath: 'hosts/default.nix' }],
    [
      'a file behind a linked folder',
      'link-folder/default.nix',
      { kind: 'text', realPath: 'hosts/default.nix' },
    ],
    ['a hard link', 'hard.nix', { kind: 'text', realPath: 'hard.nix' }],
    ['a name that begins like .git', '.git-like/x.nix', { kind: 'text' }],
    ['the largest file that is read', 'largest.nix', { kind: 'text' }],
    ['no such file', 'hosts/none.nix', { kind: 'missing' }],
    ['a path through a file', 'flake.nix/x.nix', { kind: 'missing' }],
    ['a dangling link', 'dangling.nix', { kind: 'missing' }],
    ['a folder', 'hosts', { kind: 'directory', realPath: 'hosts' }],
    ['the root', '', { kind: 'directory', realPath: '' }],
    ['a folder named as a file', 'dir.nix', { kind: 'directory' }],
    ['a linked folder', 'link-folder', { kind: 'directory', realPath: 'hosts' }],
    ['the lock file', 'flake.lock', { kind: 'not-nix' }],
    ['a secret', 'secrets/token.yaml', { kind: 'not-nix' }],
    ['a secret behind a link named .nix', 'token.nix', { kind: 'not-nix', realPath: 'secrets/token.yaml' }],
    ['Latin-1', 'latin1.nix', { kind: 'undecodable' }],
    ['an encoded surrogate', 'surrogate.nix', { kind: 'undecodable' }],
    ['a file above the limit', 'large.nix', { kind: 'too-large', size: sizeLimit + 1 }],
    ['a path that leaves the root', '../outside.nix', { kind: 'outside' }],
    ['a path that leaves and comes back', '../repo/flake.nix', { kind: 'outside' }],
    ['an absolute path', '/etc/passwd', { kind: 'outside' }],
    ['a link that leaves the root', 'leak.nix', { kind: 'outside' }],
    ['a link to a system file', 'passwd.nix', { kind: 'outside' }],
    ['a folder link that leaves the root', 'up/outside.nix', { kind: 'outside' }],
    ['a sibling whose name begins like the root', 'sibling/x.nix', { kind: 'outside' }],
    ['the git folder', '.git/x.nix', { kind: 'outside' }],
    ['a git folder further down, in capitals', 'sub/.GIT/x.nix', { kind: 'outside' }],
    ['a NUL', 'a\0.nix', { kind: 'outside' }],
    ['a link to itself', 'loop.nix', { kind: 'unreadable' }],
    ['a pipe', 'pipe.nix', { kind: 'unreadable', reason: 'not a regular file' }],
  ])('%s', (_, path, expected) => {
    const content = openWorkspace(sandbox.root, sandbox.environment).read(path);
    expect(content).toMatchObject(expected);
    const problem = contentProblem(path, content);
    if (content.kind === 'text') expect(problem).toBeUndefined();
    else expect(problem?.message).toMatch(/\.$/);
  });

  it('gives the same answer for the life of a workspace', () => {
    sandbox.write('changing.nix', 'one\n');
    const workspace = openWorkspace(sandbox.root, sandbox.environment);
    expect(workspace.read('changing.nix')).toMatchObject({ text: 'one\n' });
    sandbox.write('changing.nix', 'two\n');
    expect(workspace.read('changing.nix')).toMatchObject({ text: 'one\n' });
    expect(openWorkspace(sandbox.root, sandbox.environment).read('changing.nix')).toMatchObject({
      text: 'two\n',
    });
  });

  it.each<[string, string, string, string]>([
    ['nothing', 'hosts/none.nix', 'FILE114', 'hosts/none.nix does not exist.'],
    ['a folder', 'hosts', 'FILE114', 'hosts is a folder, not a file.'],
    [
      'another kind of file',
      'flake.lock',
      'FILE104',
      'flake.lock is not opened: its name does not end in .nix.',
    ],
    ['other bytes', 'latin1.nix', 'FILE115', 'latin1.nix is not UTF-8 and is left alone.'],
    ['a place outside', 'leak.nix', 'FILE103', 'leak.nix leads out of the repository and is not opened.'],
    ['a large file', 'large.nix', 'FILE116', 'large.nix has 4194305 bytes; more than 4194304 are not read.'],
    ['a pipe', 'pipe.nix', 'FILE114', 'pipe.nix cannot be read: not a regular file.'],
  ])('says what is wrong with %s', (_, path, code, message) => {
    const problem = contentProblem(path, openWorkspace(sandbox.root, sandbox.environment).read(path));
    expect(problem).toMatchObject({ kind: { code }, message, place: { file: path } });
  });

  it('says what the system says of a file that it does not let be opened', () => {
    const server = createServer().listen(join(sandbox.root, 'socket.nix'));
    const content = openWorkspace(sandbox.root, sandbox.environment).read('socket.nix');
    expect(content).toEqual({ kind: 'unreadable', reason: expect.stringMatching(/\(E[A-Z]+\)$/) });
    server.close();
  });

  it('leaves no file open', () => {
    const open = () => readdirSync('/proc/self/fd').length;
    const before = open();
    for (const path of ['flake.nix', 'latin1.nix', 'large.nix', 'pipe.nix'])
      openWorkspace(sandbox.root, sandbox.environment).read(path);
    expect(open()).toBe(before);
  });

  it('keeps the bytes of what is not UTF-8 for searching', () => {
    expect(openWorkspace(sandbox.root, sandbox.environment).read('latin1.nix')).toEqual({
      kind: 'undecodable',
      bytes: '"é"',
    });
  });

  it('names a file so that its message cannot command the terminal', () => {
    const path = 'a\u001b[2J.nix';
    const problem = contentProblem(path, { kind: 'missing' });
    expect(problem).toMatchObject({ message: 'a␛[2J.nix does not exist.', place: { file: 'a␛[2J.nix' } });
  });
});

describe('list', () => {
  it('names entries, what they are and where links lead', () => {
    const listing = openWorkspace(sandbox.root, sandbox.environment).list('');
    const entries = listing.kind === 'entries' ? listing.entries : [];
    const names = entries.map(({ name }) => name);
    expect(names).toEqual([...names].sort());
    expect(entries).toEqual(
      expect.arrayContaining([
        { name: 'flake.lock', kind: 'file' },
        { name: 'hosts', kind: 'directory' },
        { name: 'pipe.nix', kind: 'other' },
        { name: 'link.nix', kind: 'symlink', leads: 'inside', target: 'file', realPath: 'hosts/default.nix' },
        { name: 'link-folder', kind: 'symlink', leads: 'inside', target: 'directory', realPath: 'hosts' },
        { name: 'leak.nix', kind: 'symlink', leads: 'outside' },
        { name: 'up', kind: 'symlink', leads: 'outside' },
        { name: 'dangling.nix', kind: 'symlink', leads: 'nowhere' },
        { name: 'loop.nix', kind: 'symlink', leads: 'nowhere' },
      ]),
    );
  });

  it('follows a linked folder for the places of its entries', () => {
    const { root } = sandbox;
    mkdirSync(join(root, 'deep/er'), { recursive: true });
    symlinkSync('../../flake.nix', join(root, 'deep/er/f.nix'));
    symlinkSync('deep/er', join(root, 'short'));
    expect(openWorkspace(root, sandbox.environment).list('short')).toEqual({
      kind: 'entries',
      entries: [{ name: 'f.nix', kind: 'symlink', leads: 'inside', target: 'file', realPath: 'flake.nix' }],
    });
  });

  it('leaves .git out and survives names that are not UTF-8', () => {
    const { root } = sandbox;
    mkdirSync(join(root, 'odd/.git'), { recursive: true });
    writeFileSync(Buffer.concat([Buffer.from(join(root, 'odd/')), Buffer.from([0x61, 0xff])]), '');
    expect(openWorkspace(root, sandbox.environment).list('odd')).toEqual({
      kind: 'entries',
      entries: [{ name: 'a\ufffd', kind: 'other' }],
    });
  });

  it.each([
    ['nothing', 'none', 'missing'],
    ['a file', 'flake.nix', 'not-directory'],
    ['the folder above', '..', 'outside'],
    ['a link that leaves', 'up', 'outside'],
    ['a link to itself', 'loop.nix', 'unreadable'],
  ])('%s is no folder to list', (_, path, kind) => {
    expect(openWorkspace(sandbox.root, sandbox.environment).list(path).kind).toBe(kind);
  });

  it('sorts by name, whatever the order on the disk', () => {
    const names = ['b', 'B', 'a', '\ufb00', '😀', 'é', 'a.nix', '_', '10', '9'];
    for (const name of names) sandbox.write(`sorted/${name}`, '');
    const listing = openWorkspace(sandbox.root, sandbox.environment).list('sorted');
    expect(listing).toEqual({
      kind: 'entries',
      entries: ['10', '9', 'B', '_', 'a', 'a.nix', 'b', 'é', '😀', '\ufb00'].map((name) => ({
        name,
        kind: 'file',
      })),
    });
  });
});
