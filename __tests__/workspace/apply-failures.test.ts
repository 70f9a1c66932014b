import { chmodSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileChange } from '../../src/plan/change.js';
import { type FileSystem, nodeFileSystem } from '../../src/workspace/file-system.js';
import { interposed, systemError } from './support/faults.js';
import { problemOf } from './support/problem-of.js';
import { type Sandbox, snapshot } from './support/repository.js';
import { apply, recoverIn } from './support/run.js';
import { before, flake, host, modify, smallTree } from './support/small-tree.js';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = smallTree();
});
afterEach(() => sandbox.remove());

describe('editors at the same time', () => {
  it.each<[string, keyof FileSystem, string]>([
    ['while new contents are written beside', 'open', '.new'],
    ['after the first file was changed', 'link', 'hosts/a.nix'],
  ])('an edit %s stops the run and stays', async (_, call, ending) => {
    const fileSystem = before(call, ending, () => sandbox.write('hosts/b.nix', 'edited\n'));
    sandbox.write('hosts/b.nix', 'b\n');
    const changes = [flake, host, modify('hosts/b.nix', 'b\n', 'bb\n')];
    const problem = await problemOf(apply(sandbox, changes, { fileSystem }));
    expect(problem).toMatchObject({ kind: { code: 'FILE105' }, place: { file: 'hosts/b.nix' } });
    expect(snapshot(sandbox.root)).toMatchObject({
      'flake.nix': expect.stringContaining('old\n'),
      'hosts/a.nix': expect.stringContaining(' a\n'),
      'hosts/b.nix': expect.stringContaining('edited\n'),
    });
    expect(Object.keys(snapshot(sandbox.root))).toHaveLength(4);
  });

  const writing = () => sandbox.write('flake.nix', 'edited\n');
  const renaming = () => {
    sandbox.write('editor.nix', 'edited\n');
    renameSync(join(sandbox.root, 'editor.nix'), join(sandbox.root, 'flake.nix'));
  };
  const deletion: FileChange = { kind: 'delete', path: 'flake.nix', before: 'old\n' };
  it.each<[string, FileChange, keyof FileSystem, () => void]>([
    ['an edit in place before it has a second name', flake, 'link', writing],
    ['an edit in place after it has one', flake, 'replace', writing],
    ['another file renamed over it before it has a second name', flake, 'link', renaming],
    ['another file renamed over it after it has one', flake, 'replace', renaming],
    ['an edit in place when it is deleted', deletion, 'rename', writing],
    ['another file renamed over it when it is deleted', deletion, 'rename', renaming],
  ])(
    'in the very moment in which a file is changed, %s stops the run and stays',
    async (_, change, call, save) => {
      let done = false;
      const late = interposed(nodeFileSystem, (name, __, paths) => {
        if (done || name !== call || !paths.some((path) => String(path).endsWith('/flake.nix'))) return;
        done = true;
        save();
      });
      const problem = await problemOf(apply(sandbox, [host, change], { fileSystem: late }));
      expect(problem).toMatchObject({ kind: { code: 'FILE105' }, place: { file: 'flake.nix' } });
      expect(sandbox.read('flake.nix')).toBe('edited\n');
      expect(sandbox.read('hosts/a.nix')).toBe('a\n');
      expect(Object.keys(snapshot(sandbox.root))).toHaveLength(3);
    },
  );

  it('a file made meanwhile where one is to be created stays', async () => {
    const path = join(sandbox.root, 'x.nix');
    const late = interposed(nodeFileSystem, (name, _, [from]) => {
      if (name === 'link' && String(from).endsWith('flake.nix')) writeFileSync(path, 'mine\n');
    });
    const changes: FileChange[] = [flake, { kind: 'create', path: 'x.nix', after: 'x\n' }];
    expect((await problemOf(apply(sandbox, changes, { fileSystem: late })))?.kind.code).toBe('FILE106');
    expect(sandbox.read('x.nix')).toBe('mine\n');
    expect(sandbox.read('flake.nix')).toBe('old\n');
  });

  it('an edit of a file that was changed already is kept, and so is the journal, when the run must be taken back', async () => {
    const late = interposed(nodeFileSystem, (name, _, [from]) => {
      if (name !== 'replace' || !String(from).includes('hosts/')) return;
      sandbox.write('flake.nix', 'edited\n');
      throw systemError('EIO');
    });
    const problem = await problemOf(apply(sandbox, [flake, host], { fileSystem: late }));
    expect(problem).toMatchObject({ kind: { code: 'FILE108' }, place: { file: 'flake.nix' } });
    expect(problem?.message).toBe(
      'hosts/a.nix cannot be written: i/o error (EIO). Taking the changes back failed for flake.nix (it was edited since).',
    );
    expect(problem?.hint).toMatch(
      /^The original content is in .*journal\.json\. Run again with --recover\.$/,
    );
    expect(sandbox.read('flake.nix')).toBe('edited\n');
    expect((await problemOf(recoverIn(sandbox)))?.kind.code).toBe('FILE111');
    sandbox.write('flake.nix', 'old\n');
    expect((await recoverIn(sandbox)).kind).toBe('rolled-back');
    expect(sandbox.read('hosts/a.nix')).toBe('a\n');
  });
});

describe('what the system refuses is named, and everything is taken back', () => {
  it.each<[string, keyof FileSystem, string, string, RegExp]>([
    ['a full disk', 'write', 'ENOSPC', 'flake.nix', /no space left on device \(ENOSPC\)/],
    ['a read-only folder', 'open', 'EACCES', 'flake.nix', /permission denied \(EACCES\)/],
    ['a read-only file system', 'makeFolder', 'EROFS', 'new', /read-only file system \(EROFS\)/],
    ['a file mounted on its own', 'replace', 'EBUSY', 'flake.nix', /resource busy or locked \(EBUSY\)/],
    ['a read-only file', 'requireWritable', 'EACCES', 'flake.nix', /permission denied \(EACCES\)/],
  ])('%s', async (_, call, code, file, words) => {
    const old = snapshot(sandbox.root);
    const refusing = interposed(nodeFileSystem, (name, __, parameters) => {
      const journal = parameters.some((parameter) => /journal|\.git\//.test(String(parameter)));
      if (name === call && !journal && inTree) throw systemError(code);
      if (name === 'rename' && journal) inTree = true;
    });
    let inTree = call === 'requireWritable';
    const changes: FileChange[] = [
      flake,
      ...(file === 'new' ? [{ kind: 'create', path: 'new/x.nix', after: '' } as const] : []),
    ];
    const problem = await problemOf(apply(sandbox, changes, { fileSystem: refusing }));
    expect(problem).toMatchObject({
      kind: { code: 'FILE107' },
      place: { file },
      message: expect.stringMatching(words),
    });
    expect(problem?.hint).toMatch(/^Nothing was changed/);
    expect(snapshot(sandbox.root)).toEqual(old);
  });

  it('a folder that vanishes', async () => {
    const vanishing = before('link', 'flake.nix', () =>
      renameSync(join(sandbox.root, 'hosts'), join(sandbox.root, '../hosts')),
    );
    const problem = await problemOf(apply(sandbox, [flake, host], { fileSystem: vanishing }));
    expect(problem).toMatchObject({ place: { file: 'hosts/a.nix' } });
    expect(sandbox.read('flake.nix')).toBe('old\n');
  });

  it('an index that another git holds', async () => {
    sandbox.write('.git/index.lock', '');
    const old = snapshot(sandbox.root);
    const problem = await problemOf(
      apply(sandbox, [{ kind: 'create', path: 'n/x.nix', after: 'x\n' }, flake]),
    );
    expect(problem?.kind.code).toBe('GIT204');
    expect(snapshot(sandbox.root)).toEqual(old);
  });

  const asUser = process.getuid?.() === 0 ? it.skip : it;
  asUser('a real read-only file, and a real read-only folder', async () => {
    chmodSync(join(sandbox.root, 'flake.nix'), 0o444);
    expect(await problemOf(apply(sandbox, [host, flake]))).toMatchObject({ place: { file: 'flake.nix' } });
    chmodSync(join(sandbox.root, 'flake.nix'), 0o644);
    chmodSync(join(sandbox.root, 'hosts'), 0o555);
    expect(await problemOf(apply(sandbox, [flake, host]))).toMatchObject({ place: { file: 'hosts/a.nix' } });
    chmodSync(join(sandbox.root, 'hosts'), 0o755);
    expect(sandbox.read('flake.nix')).toBe('old\n');
  });
});

describe('what cannot be tidied up', () => {
  it.each<[string, keyof FileSystem, string, readonly string[]]>([
    ['the second name of an original', 'unlink', '.old', ['flake.nix', 'hosts/a.nix']],
    ['an emptied folder', 'removeFolder', '/hosts', ['hosts']],
    ['the journal', 'unlink', 'journal.json', ['journal']],
  ])('is named, and the next run tidies it up: %s', async (_, call, ending, leftovers) => {
    const refusing = interposed(nodeFileSystem, (name, __, [path]) => {
      if (name === call && String(path).endsWith(ending)) throw systemError('EACCES');
    });
    const changes: FileChange[] = [flake, { kind: 'delete', path: 'hosts/a.nix', before: 'a\n' }];
    const result = await apply(sandbox, changes, { fileSystem: refusing });
    expect(result).toMatchObject({ kind: 'applied', leftovers });
    expect(await recoverIn(sandbox)).toMatchObject({ kind: 'completed', leftovers: [] });
    expect(snapshot(sandbox.root)).toEqual({ 'flake.nix': expect.stringContaining('new\n') });
    expect(await recoverIn(sandbox)).toEqual({ kind: 'nothing' });
  });
});
