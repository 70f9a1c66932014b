/** The disk as the writer sees it. */
import { chmodSync, linkSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { nodeFileSystem } from '../../src/workspace/file-system.js';
import { makeSandbox, type Sandbox } from './support/repository.js';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = makeSandbox({ 'a.nix': 'content\n' });
});
afterEach(() => sandbox.remove());

const at = (path: string) => join(sandbox.root, path);

describe('facts', () => {
  it('are those of the file: mode with all bits, owner, names, identity', () => {
    chmodSync(at('a.nix'), 0o4751);
    linkSync(at('a.nix'), at('b.nix'));
    const { uid, gid } = statSync(at('a.nix'));
    const facts = nodeFileSystem.facts(at('a.nix'));
    expect(facts).toEqual({
      kind: 'file',
      mode: 0o4751,
      owner: uid,
      group: gid,
      names: 2,
      identity: expect.stringMatching(/^\d+:\d+$/),
    });
    expect(nodeFileSystem.facts(at('b.nix'))).toEqual(facts);
    sandbox.write('c.nix', '');
    expect(nodeFileSystem.facts(at('c.nix'))?.identity).not.toBe(facts?.identity);
  });

  it('name the kind, and follow no link', () => {
    symlinkSync('a.nix', at('link'));
    const server = createServer().listen(at('socket'));
    const kinds = ['a.nix', '.', 'link', 'socket'].map((path) => nodeFileSystem.facts(at(path))?.kind);
    expect(kinds).toEqual(['file', 'folder', 'link', 'other']);
    server.close();
  });

  it.each(['none', 'a.nix/none'])('there are none where nothing is: %s', (path) => {
    expect(nodeFileSystem.facts(at(path))).toBeUndefined();
  });

  it('any other refusal is an error', () => {
    expect(() => nodeFileSystem.facts(at('x'.repeat(300)))).toThrow('ENAMETOOLONG');
  });
});

it('writes all bytes at their place, however many there are', () => {
  const bytes = Buffer.alloc(3_000_000, 'abc');
  const descriptor = nodeFileSystem.open(at('a.nix'), 'r+');
  nodeFileSystem.write(descriptor, bytes, 2);
  nodeFileSystem.truncate(descriptor, 1_000_000);
  nodeFileSystem.setMode(descriptor, 0o600);
  nodeFileSystem.sync(descriptor);
  nodeFileSystem.close(descriptor);
  const expected = Buffer.concat([Buffer.from('co'), bytes]).subarray(0, 1_000_000);
  expect(Buffer.compare(nodeFileSystem.read(at('a.nix')), expected)).toBe(0);
  expect(nodeFileSystem.facts(at('a.nix'))?.mode).toBe(0o600);
});

it('reads an open file too', () => {
  const descriptor = nodeFileSystem.open(at('a.nix'), 'r');
  expect(Buffer.from(nodeFileSystem.read(descriptor)).toString()).toBe('content\n');
  nodeFileSystem.close(descriptor);
});

it('makes, names, moves and removes', () => {
  nodeFileSystem.makeFolder(at('d'));
  nodeFileSystem.link(at('a.nix'), at('d/b.nix'));
  nodeFileSystem.rename(at('a.nix'), at('d/c.nix'));
  nodeFileSystem.makeSymbolicLink('b.nix', at('d/link'));
  expect(readdirSync(at('d')).sort()).toEqual(['b.nix', 'c.nix', 'link']);
  expect(nodeFileSystem.readSymbolicLink(at('d/link'))).toBe('b.nix');
  expect(nodeFileSystem.realPath(at('d/link'))).toBe(at('d/b.nix'));
  for (const name of ['b.nix', 'c.nix', 'link']) nodeFileSystem.unlink(at(`d/${name}`));
  nodeFileSystem.removeFolder(at('d'));
  expect(readdirSync(sandbox.root)).toEqual([]);
  expect(() => nodeFileSystem.open(at('d'), 'r')).toThrow('ENOENT');
});

it('gives an owner where it may', () => {
  const { uid, gid } = statSync(at('a.nix'));
  const descriptor = nodeFileSystem.open(at('a.nix'), 'r+');
  nodeFileSystem.setOwner(descriptor, uid, gid);
  nodeFileSystem.close(descriptor);
  expect(nodeFileSystem.facts(at('a.nix'))).toMatchObject({ owner: uid, group: gid });
});

it('says whether a file may be written', () => {
  expect(() => nodeFileSystem.requireWritable(at('a.nix'))).not.toThrow();
  expect(() => nodeFileSystem.requireWritable(at('none'))).toThrow('ENOENT');
});

const asUser = process.getuid?.() === 0 ? it.skip : it;
asUser('a file that may not be written is named so', () => {
  chmodSync(at('a.nix'), 0o444);
  expect(() => nodeFileSystem.requireWritable(at('a.nix'))).toThrow('EACCES');
});
