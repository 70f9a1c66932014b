import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  fstatSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { FileChange } from '../../src/plan/change.js';
import { type Problem, ProblemError } from '../../src/problem.js';
import { type FileSystem, nodeFileSystem } from '../../src/workspace/file-system.js';
import { journalPath, pendingJournal } from '../../src/workspace/journal.js';
import { openWorkspace } from '../../src/workspace/workspace.js';
import { compileProgram } from './support/compiled.js';
import { interposed, systemError } from './support/faults.js';
import { makeRepository, makeSandbox, type Sandbox, snapshot } from './support/repository.js';
import { apply, recoverIn, reference, wholeState } from './support/run.js';
import { type Scenario, scenarios } from './support/scenarios.js';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = makeRepository({ 'flake.nix': 'old\n', 'hosts/a.nix': 'a\n' });
});
afterEach(() => sandbox.remove());

function modify(path: string, before: string, after: string): FileChange {
  return { kind: 'modify', path, before, after };
}

const flake = modify('flake.nix', 'old\n', 'new\n');
const host = modify('hosts/a.nix', 'a\n', 'aa\n');

async function problemOf(run: Promise<unknown>): Promise<Problem | undefined> {
  try {
    await run;
    return undefined;
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
}

/** Runs something before the first call of a name whose first parameter ends so. */
function before(name: keyof FileSystem, ending: string, run: () => void): FileSystem {
  let done = false;
  return interposed(nodeFileSystem, (called, _, [path]) => {
    if (done || called !== name || !String(path).endsWith(ending)) return;
    done = true;
    run();
  });
}

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
    const faulty = before('rename', 'hosts/a.nix', () => {});
    const failing = interposed(faulty, (name, _, [from]) => {
      if (name === 'rename' && String(from).includes('hosts/')) throw systemError('EIO');
    });
    expect((await problemOf(apply(sandbox, [flake, host], { fileSystem: failing })))?.kind.code).toBe(
      'FILE107',
    );
    expect(statSync(path)).toMatchObject({ mtimeMs: 1_000_000, ino });
  });
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
      if (name === 'rename' && String(from).includes('hosts/')) throw systemError('EIO');
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

describe('refusals, before anything is written', () => {
  it.each<[string, () => void, readonly FileChange[], string, string]>([
    [
      'content that changed since the plan',
      () => sandbox.write('hosts/a.nix', 'b\n'),
      [flake, host],
      'FILE105',
      'hosts/a.nix',
    ],
    [
      'a file that is gone',
      () => rmSync(join(sandbox.root, 'hosts/a.nix')),
      [flake, host],
      'FILE105',
      'hosts/a.nix',
    ],
    [
      'a file that became a folder',
      () => {
        rmSync(join(sandbox.root, 'flake.nix'));
        mkdirSync(join(sandbox.root, 'flake.nix'));
      },
      [host, flake],
      'FILE105',
      'flake.nix',
    ],
    [
      'a new file that is there',
      () => {},
      [flake, { kind: 'create', path: 'hosts/a.nix', after: 'x\n' }],
      'FILE106',
      'hosts/a.nix',
    ],
    [
      'a new file where a dangling link is',
      () => symlinkSync('nowhere.nix', join(sandbox.root, 'x.nix')),
      [flake, { kind: 'create', path: 'x.nix', after: 'x\n' }],
      'FILE106',
      'x.nix',
    ],
    [
      'a path outside',
      () => {},
      [flake, { kind: 'create', path: '../x.nix', after: 'x\n' }],
      'FILE103',
      '../x.nix',
    ],
    [
      'a folder link that leads outside',
      () => symlinkSync('..', join(sandbox.root, 'up')),
      [flake, { kind: 'create', path: 'up/x.nix', after: 'x\n' }],
      'FILE103',
      'up/x.nix',
    ],
    [
      'a link that leads outside',
      () => {
        writeFileSync(join(sandbox.root, '../o.nix'), 'o\n');
        symlinkSync('../o.nix', join(sandbox.root, 'o.nix'));
      },
      [flake, modify('o.nix', 'o\n', 'p\n')],
      'FILE103',
      'o.nix',
    ],
    [
      'a file that is not Nix',
      () => sandbox.write('flake.lock', '{}\n'),
      [modify('flake.lock', '{}\n', '{ }\n')],
      'FILE104',
      'flake.lock',
    ],
    [
      'a link named as a Nix file to one that is none',
      () => {
        sandbox.write('secret.yaml', 's\n');
        symlinkSync('secret.yaml', join(sandbox.root, 'x.nix'));
      },
      [flake, modify('x.nix', 's\n', 't\n')],
      'FILE104',
      'x.nix',
    ],
    [
      'a link named otherwise to a Nix file',
      () => symlinkSync('hosts/a.nix', join(sandbox.root, 'x.txt')),
      [flake, modify('x.txt', 'a\n', 'b\n')],
      'FILE104',
      'x.txt',
    ],
    [
      'two changes of one file',
      () => symlinkSync('flake.nix', join(sandbox.root, 'too.nix')),
      [flake, modify('too.nix', 'old\n', 'newer\n')],
      'FILE109',
      'flake.nix',
    ],
    [
      'different changes of two names of one file',
      () => linkSync(join(sandbox.root, 'flake.nix'), join(sandbox.root, 'too.nix')),
      [flake, modify('too.nix', 'old\n', 'newer\n')],
      'FILE109',
      'too.nix',
    ],
    [
      'the deletion of a link',
      () => symlinkSync('hosts/a.nix', join(sandbox.root, 'x.nix')),
      [flake, { kind: 'delete', path: 'x.nix', before: 'a\n' }],
      'FILE117',
      'x.nix',
    ],
  ])('%s', async (_, prepare, changes, code, file) => {
    prepare();
    const old = snapshot(sandbox.root);
    const problem = await problemOf(apply(sandbox, changes));
    expect(problem).toMatchObject({ kind: { code }, place: { file } });
    expect(snapshot(sandbox.root)).toEqual(old);
    expect(pendingJournal(openWorkspace(sandbox.root, sandbox.environment))).toBeUndefined();
  });

  it('a repository that git cannot use', async () => {
    sandbox.git('config', 'core.bare', 'true');
    expect((await problemOf(apply(sandbox, [flake])))?.kind.code).toBe('GIT203');
  });

  it('a pending journal', async () => {
    const { journalFolder } = openWorkspace(sandbox.root, sandbox.environment);
    const dying = before('rename', 'journal.json.new', () => {});
    await apply(sandbox, [], { fileSystem: dying });
    mkdirSync(journalFolder, { recursive: true });
    const journal = {
      version: 1,
      startedAt: 'then',
      entries: [],
      createdFolders: [],
      emptiedFolders: [],
      intentToAdd: [],
    };
    writeFileSync(journalPath(journalFolder), JSON.stringify(journal));
    expect((await problemOf(apply(sandbox, [flake])))?.kind.code).toBe('FILE113');
    expect(await recoverIn(sandbox)).toMatchObject({ kind: 'rolled-back', startedAt: 'then', files: [] });
    expect((await apply(sandbox, [flake])).kind).toBe('applied');
  });
});

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

  it.each<[string, FileChange]>([
    ['changed', flake],
    ['deleted', { kind: 'delete', path: 'flake.nix', before: 'old\n' }],
  ])('an edit in the very moment in which a file is %s stops the run and stays', async (_, change) => {
    let done = false;
    const late = interposed(nodeFileSystem, (name, __, paths) => {
      if (done || name !== 'rename' || !paths.some((path) => String(path).endsWith('/flake.nix'))) return;
      done = true;
      sandbox.write('flake.nix', 'edited\n');
    });
    const problem = await problemOf(apply(sandbox, [host, change], { fileSystem: late }));
    expect(problem).toMatchObject({ kind: { code: 'FILE105' }, place: { file: 'flake.nix' } });
    expect(sandbox.read('flake.nix')).toBe('edited\n');
    expect(sandbox.read('hosts/a.nix')).toBe('a\n');
    expect(Object.keys(snapshot(sandbox.root))).toHaveLength(3);
  });

  it('a file made meanwhile where one is to be created stays', async () => {
    const path = join(sandbox.root, 'x.nix');
    const fileSystem = before('facts', 'hosts/a.nix', () => {});
    const late = interposed(fileSystem, (name, _, [from]) => {
      if (name === 'link' && String(from).endsWith('flake.nix')) writeFileSync(path, 'mine\n');
    });
    const changes: FileChange[] = [flake, { kind: 'create', path: 'x.nix', after: 'x\n' }];
    expect((await problemOf(apply(sandbox, changes, { fileSystem: late })))?.kind.code).toBe('FILE106');
    expect(sandbox.read('x.nix')).toBe('mine\n');
    expect(sandbox.read('flake.nix')).toBe('old\n');
  });

  it('an edit of a file that was changed already is kept, and so is the journal, when the run must be taken back', async () => {
    const late = interposed(nodeFileSystem, (name, _, [from]) => {
      if (name !== 'rename' || !String(from).includes('hosts/')) return;
      sandbox.write('flake.nix', 'edited\n');
      throw systemError('EIO');
    });
    const problem = await problemOf(apply(sandbox, [flake, host], { fileSystem: late }));
    expect(problem).toMatchObject({ kind: { code: 'FILE108' }, place: { file: 'flake.nix' } });
    expect(problem?.message).toContain('hosts/a.nix cannot be written: i/o error (EIO).');
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
    ['a file mounted on its own', 'rename', 'EBUSY', 'flake.nix', /resource busy or locked \(EBUSY\)/],
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

describe('git', () => {
  const created: FileChange = { kind: 'create', path: 'overlays/x.nix', after: 'x\n' };

  it('knows new files by name before the files that use them change', async () => {
    let known = '';
    const fileSystem = before('link', 'flake.nix', () => {
      known = sandbox.git('ls-files', 'overlays');
    });
    const result = await apply(sandbox, [created, flake], { fileSystem });
    expect(known).toBe('overlays/x.nix\n');
    expect(result).toMatchObject({
      intentToAdd: ['overlays/x.nix'],
      created: ['overlays/x.nix'],
      backup: undefined,
    });
    expect(sandbox.git('diff', '--cached', '--name-only')).toBe('');
    expect(sandbox.git('status', '--porcelain')).toBe(' M flake.nix\n A overlays/x.nix\n');
  });

  it('is left alone where the user wants that, and by deletions', async () => {
    const result = await apply(sandbox, [created, { kind: 'delete', path: 'hosts/a.nix', before: 'a\n' }], {
      intentToAdd: false,
    });
    expect(result).toMatchObject({ intentToAdd: [] });
    expect(sandbox.git('status', '--porcelain')).toBe(' D hosts/a.nix\n?? overlays/\n');
  });

  it('forgets new files again when the run is taken back', async () => {
    const failing = interposed(nodeFileSystem, (name, _, [from]) => {
      if (name === 'link' && String(from).endsWith('flake.nix')) throw systemError('EIO');
    });
    const index = sandbox.git('ls-files', '--stage');
    expect((await problemOf(apply(sandbox, [created, flake], { fileSystem: failing })))?.kind.code).toBe(
      'FILE107',
    );
    expect(sandbox.git('ls-files', '--stage')).toBe(index);
    expect(existsSync(join(sandbox.root, 'overlays'))).toBe(false);
  });

  it('is missing: originals are kept outside the tree', async () => {
    const plain = makeSandbox({ 'flake.nix': 'old\n', 'sub/x y.nix': 'x\n' });
    chmodSync(join(plain.root, 'flake.nix'), 0o755);
    const result = await apply(plain, [
      flake,
      created,
      { kind: 'delete', path: 'sub/x y.nix', before: 'x\n' },
    ]);
    const backup = (result.kind === 'applied' && result.backup) || '';
    expect(backup.startsWith(join(plain.home, '.local/state/nix-llama-codemod/backup/'))).toBe(true);
    expect(snapshot(backup)).toEqual({
      'flake.nix': 'file 755 1 old\n',
      sub: 'folder',
      'sub/x y.nix': 'file 644 1 x\n',
    });
    expect(await apply(plain, [modify('overlays/x.nix', 'x\n', 'x\n')])).toMatchObject({ backup: undefined });
    plain.remove();
  });
});

describe('interruption', () => {
  const interruptible: Scenario = scenarios[0] ?? { name: '', build: makeRepository, changes: [] };

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('before step %i everything is taken back', async (step) => {
    const old = snapshot(sandbox.root);
    const controller = new AbortController();
    let stepsLeft = step;
    const signal = new Proxy(controller.signal, {
      get(target, name) {
        if (name !== 'aborted') return Reflect.get(target, name);
        stepsLeft -= 1;
        return stepsLeft <= 0;
      },
    });
    const changes: FileChange[] = [{ kind: 'create', path: 'o/x.nix', after: 'x\n' }, flake];
    expect(await apply(sandbox, changes, { signal })).toEqual({ kind: 'interrupted' });
    expect(snapshot(sandbox.root)).toEqual(old);
    expect(sandbox.git('ls-files', 'o')).toBe('');
    expect(await recoverIn(sandbox)).toEqual({ kind: 'nothing' });
  });

  it('by a signal: the process takes everything back or has finished, and leaves nothing behind', async () => {
    const compiled = compileProgram('interrupted-run');
    const { old, changed, calls } = await reference(interruptible);
    const statuses: (number | null)[] = [];
    for (let position = 1; position <= calls; position += 7) {
      const name = ['SIGINT', 'SIGTERM', 'SIGHUP'][position % 3] ?? '';
      const tree = interruptible.build();
      const file = join(tree.home, 'changes.json');
      writeFileSync(file, JSON.stringify(interruptible.changes));
      const parameters = [compiled.program, tree.root, file, name, String(position)];
      const { status } = spawnSync(process.execPath, parameters, { env: tree.environment, stdio: 'inherit' });
      statuses.push(status);
      expect([position, wholeState(tree)]).toEqual([position, status === 130 ? old : changed]);
      expect(readdirSync(join(tree.root, '.git/nix-llama-codemod'))).toEqual([]);
      tree.remove();
    }
    expect(new Set(statuses)).toEqual(new Set([0, 130]));
    compiled.remove();
  });
});
