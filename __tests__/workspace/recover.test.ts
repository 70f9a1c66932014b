import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { FileChange } from '../../src/plan/change.js';
import { type FileSystem, nodeFileSystem } from '../../src/workspace/file-system.js';
import { journalPath, pendingJournal, pendingProblem } from '../../src/workspace/journal.js';
import { openWorkspace } from '../../src/workspace/workspace.js';
import { interposed, systemError } from './support/faults.js';
import { problemOf } from './support/problem-of.js';
import { makeRepository, type Sandbox, snapshot } from './support/repository.js';
import { apply, recoverIn } from './support/run.js';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = makeRepository({ 'flake.nix': 'old\n', 'hosts/a.nix': 'a\n', 'gone/x.nix': 'x\n' });
});
afterEach(() => sandbox.remove());

const changes: readonly FileChange[] = [
  { kind: 'create', path: 'o/new.nix', after: 'created\n' },
  { kind: 'modify', path: 'hosts/a.nix', before: 'a\n', after: 'aa\n' },
  { kind: 'modify', path: 'flake.nix', before: 'old\n', after: 'new\n' },
  { kind: 'delete', path: 'gone/x.nix', before: 'x\n' },
];

/** Much as a killed process leaves it: every call fails from one on. (Taking back then still reaches git’s index.) */
async function dieAt(
  test: (name: keyof FileSystem, parameters: readonly unknown[]) => boolean,
): Promise<void> {
  let dead = false;
  const dying = interposed(nodeFileSystem, (name, _, parameters) => {
    dead ||= test(name, parameters);
    if (dead) throw systemError('EIO');
  });
  await expect(apply(sandbox, changes, { fileSystem: dying })).rejects.toThrow();
}

const beforeFlake = (name: keyof FileSystem, [path]: readonly unknown[]) =>
  name === 'link' && String(path).endsWith('flake.nix');
const beforeDeletion = (name: keyof FileSystem, [path]: readonly unknown[]) =>
  name === 'rename' && String(path).endsWith('gone/x.nix');
const beforeStaging = (name: keyof FileSystem, [path]: readonly unknown[]) =>
  name === 'makeFolder' && String(path).endsWith('/o');

function journalFile(): string {
  return journalPath(openWorkspace(sandbox.root, sandbox.environment).journalFolder);
}

describe('the journal', () => {
  it('is for the user alone, and another one that was left half written is no obstacle', async () => {
    mkdirSync(dirname(journalFile()), { recursive: true });
    writeFileSync(`${journalFile()}.new`, '{ "versi');
    expect(pendingJournal(openWorkspace(sandbox.root, sandbox.environment))).toBeUndefined();
    await dieAt(beforeFlake);
    expect(statSync(journalFile()).mode & 0o777).toBe(0o600);
    expect(existsSync(`${journalFile()}.new`)).toBe(false);
    await recoverIn(sandbox);
    expect(readdirSync(dirname(journalFile()))).toEqual([]);
  });

  it('is on the disk before the first file is touched: the file, its name, and its folder', async () => {
    const seen: string[] = [];
    const watching = interposed(nodeFileSystem, (name, _, [path]) => {
      if (name === 'open' || name === 'rename' || name === 'makeFolder') seen.push(`${name} ${path}`);
    });
    await apply(sandbox, changes, { fileSystem: watching });
    const folder = dirname(journalFile());
    const begin = seen.indexOf(`open ${journalFile()}.new`);
    expect(seen.slice(begin, begin + 5)).toEqual([
      `open ${journalFile()}.new`,
      `rename ${journalFile()}.new`,
      `open ${folder}`,
      `open ${dirname(folder)}`,
      `makeFolder ${join(sandbox.root, 'o')}`,
    ]);
  });

  it('tells of a pending run: when it began, and its files', async () => {
    await dieAt(beforeFlake);
    const pending = pendingJournal(openWorkspace(sandbox.root, sandbox.environment));
    expect(pending?.startedAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(pending && pendingProblem(pending)).toMatchObject({
      kind: { code: 'FILE113' },
      message: `A run begun at ${pending?.startedAt} was interrupted: o/new.nix, hosts/a.nix, flake.nix, gone/x.nix.`,
      hint: 'Run with --recover to complete it or take it back.',
    });
  });

  it.each([
    ['cannot be read', 'EACCES', /permission denied \(EACCES\)/],
    ['is damaged', undefined, /it is damaged or of another version/],
  ])('that %s stops everything, and is named', async (_, code, words) => {
    mkdirSync(dirname(journalFile()), { recursive: true });
    writeFileSync(journalFile(), Buffer.from([0xff]));
    const refusing = interposed(nodeFileSystem, (name) => {
      if (name === 'read' && code !== undefined) throw systemError(code);
    });
    const problem = await problemOf(recoverIn(sandbox, refusing));
    expect(problem).toMatchObject({ kind: { code: 'FILE110' }, message: expect.stringMatching(words) });
    expect(problem?.message).toContain(journalFile());
    expect(problem?.hint).toContain(`delete ${journalFile()}`);
  });

  it.each(['ENOENT', 'ENOTDIR'])('is not there when the system says %s', async (code) => {
    const refusing = interposed(nodeFileSystem, (name) => {
      if (name === 'read') throw systemError(code);
    });
    expect(await recoverIn(sandbox, refusing)).toEqual({ kind: 'nothing' });
  });
});

describe('recover', () => {
  it('has nothing to do where no run was interrupted', async () => {
    expect(pendingJournal(openWorkspace(sandbox.root, sandbox.environment))).toBeUndefined();
    expect(await recoverIn(sandbox)).toEqual({ kind: 'nothing' });
  });

  it('takes back a run whose files were not all in place, and says so', async () => {
    const old = snapshot(sandbox.root);
    await dieAt(beforeFlake);
    const pending = pendingJournal(openWorkspace(sandbox.root, sandbox.environment));
    expect(pending?.files).toEqual(['o/new.nix', 'hosts/a.nix', 'flake.nix', 'gone/x.nix']);
    expect(pending && pendingProblem(pending).kind.code).toBe('FILE113');
    sandbox.git('add', '--intent-to-add', 'o/new.nix');
    expect(await recoverIn(sandbox)).toMatchObject({ kind: 'rolled-back', files: pending?.files });
    expect(snapshot(sandbox.root)).toEqual(old);
    expect(sandbox.git('ls-files', 'o')).toBe('');
  });

  it('completes a run that lacked deletions only', async () => {
    await dieAt(beforeDeletion);
    expect(sandbox.git('ls-files', 'o')).toBe('');
    expect(await recoverIn(sandbox)).toMatchObject({ kind: 'completed', leftovers: [] });
    expect(Object.keys(snapshot(sandbox.root)).sort()).toEqual([
      'flake.nix',
      'hosts',
      'hosts/a.nix',
      'o',
      'o/new.nix',
    ]);
    expect(sandbox.read('flake.nix')).toBe('new\n');
    expect(sandbox.git('ls-files', 'o')).toBe('o/new.nix\n');
  });

  it('takes everything back when a missing deletion is refused', async () => {
    const old = snapshot(sandbox.root);
    await dieAt(beforeDeletion);
    const refusing = interposed(nodeFileSystem, (name, _, [path]) => {
      if (name === 'rename' && String(path).endsWith('gone/x.nix')) throw systemError('EPERM');
    });
    expect(await recoverIn(sandbox, refusing)).toMatchObject({ kind: 'rolled-back' });
    expect(snapshot(sandbox.root)).toEqual(old);
  });

  it('keeps the journal when the system refuses, and succeeds once it does not', async () => {
    const old = snapshot(sandbox.root);
    await dieAt(beforeFlake);
    const refusing = interposed(nodeFileSystem, (name, _, [path]) => {
      if (name === 'rename' && String(path).endsWith('o/new.nix')) throw systemError('EACCES');
    });
    const problem = await problemOf(recoverIn(sandbox, refusing));
    expect(problem).toMatchObject({
      kind: { code: 'FILE108' },
      message: 'An interrupted run could not be taken back: o/new.nix (permission denied (EACCES)).',
      place: { file: 'o/new.nix' },
    });
    expect(problem?.hint).toContain(journalFile());
    expect(existsSync(journalFile())).toBe(true);
    expect((await recoverIn(sandbox)).kind).toBe('rolled-back');
    expect(snapshot(sandbox.root)).toEqual(old);
  });

  it('works without the git program', async () => {
    const old = snapshot(sandbox.root);
    await dieAt(beforeFlake);
    const noProgram = { root: sandbox.root, environment: { ...sandbox.environment, PATH: '' } };
    expect((await recoverIn(noProgram)).kind).toBe('rolled-back');
    expect(snapshot(sandbox.root)).toEqual(old);
  });
});

describe('edits since the interruption', () => {
  /** The originals under their second names, by the end of their content. */
  const savedOf = (folder: string): string => {
    const [name = ''] = readdirSync(join(sandbox.root, folder)).filter((one) => one.endsWith('.old'));
    return join(folder, name);
  };

  it('of an original, by a program that had it open, come back: then the run is taken back', async () => {
    await dieAt(beforeDeletion);
    sandbox.write(savedOf('hosts'), 'edited\n');
    expect(await recoverIn(sandbox)).toMatchObject({ kind: 'rolled-back', leftovers: [] });
    expect(sandbox.read('hosts/a.nix')).toBe('edited\n');
    expect(sandbox.read('flake.nix')).toBe('old\n');
    expect(sandbox.read('gone/x.nix')).toBe('x\n');
    expect(readdirSync(sandbox.root).sort()).toEqual(['.git', 'flake.nix', 'gone', 'hosts']);
  });

  it('of a file in the very moment in which it is deleted come back: then the run is taken back', async () => {
    await dieAt(beforeDeletion);
    const late = interposed(nodeFileSystem, (name, _, [path]) => {
      if (beforeDeletion(name, [path])) sandbox.write('gone/x.nix', 'edited\n');
    });
    expect((await recoverIn(sandbox, late)).kind).toBe('rolled-back');
    expect(sandbox.read('gone/x.nix')).toBe('edited\n');
    expect(sandbox.read('flake.nix')).toBe('old\n');
  });

  it('of all files of a run that had not begun: it is taken back, not completed', async () => {
    await dieAt(beforeStaging);
    for (const path of ['flake.nix', 'hosts/a.nix', 'o/new.nix']) sandbox.write(path, 'edited\n');
    expect((await recoverIn(sandbox)).kind).toBe('rolled-back');
    for (const path of ['flake.nix', 'hosts/a.nix', 'o/new.nix']) expect(sandbox.read(path)).toBe('edited\n');
    expect(sandbox.read('gone/x.nix')).toBe('x\n');
  });

  it('of a file that the run had changed are never overwritten', async () => {
    await dieAt(beforeFlake);
    sandbox.write('hosts/a.nix', 'edited\n');
    const interrupted = snapshot(sandbox.root);
    const problem = await problemOf(recoverIn(sandbox));
    expect(problem).toMatchObject({
      kind: { code: 'FILE111' },
      message: 'hosts/a.nix was edited after a run was interrupted. Nothing was touched.',
      place: { file: 'hosts/a.nix' },
    });
    expect(problem?.hint).toContain(journalFile());
    expect(snapshot(sandbox.root)).toEqual(interrupted);
    sandbox.write('hosts/a.nix', 'aa\n');
    expect((await recoverIn(sandbox)).kind).toBe('rolled-back');
    expect(sandbox.read('hosts/a.nix')).toBe('a\n');
  });

  it('of a file that the run had created are never deleted', async () => {
    await dieAt(beforeFlake);
    sandbox.write('o/new.nix', 'edited\n');
    expect((await problemOf(recoverIn(sandbox)))?.kind.code).toBe('FILE111');
    expect(sandbox.read('o/new.nix')).toBe('edited\n');
  });

  it('of a file that the run had not come to are kept, and the rest is taken back', async () => {
    await dieAt(beforeFlake);
    sandbox.write('flake.nix', 'edited\n');
    sandbox.write('gone/x.nix', 'edited too\n');
    expect((await recoverIn(sandbox)).kind).toBe('rolled-back');
    expect(sandbox.read('flake.nix')).toBe('edited\n');
    expect(sandbox.read('gone/x.nix')).toBe('edited too\n');
    expect(sandbox.read('hosts/a.nix')).toBe('a\n');
    expect(readdirSync(sandbox.root).sort()).toEqual(['.git', 'flake.nix', 'gone', 'hosts']);
  });

  it('of a complete run are kept, and it stays complete', async () => {
    await dieAt(beforeDeletion);
    sandbox.write('flake.nix', 'new and edited\n');
    expect((await recoverIn(sandbox)).kind).toBe('completed');
    expect(sandbox.read('flake.nix')).toBe('new and edited\n');
    expect(existsSync(join(sandbox.root, 'gone'))).toBe(false);
    expect(readdirSync(join(sandbox.root)).sort()).toEqual(['.git', 'flake.nix', 'hosts', 'o']);
  });

  it('of a file to be deleted are kept: then the run is taken back', async () => {
    await dieAt(beforeDeletion);
    sandbox.write('gone/x.nix', 'edited\n');
    expect((await recoverIn(sandbox)).kind).toBe('rolled-back');
    expect(sandbox.read('gone/x.nix')).toBe('edited\n');
    expect(sandbox.read('flake.nix')).toBe('old\n');
  });

  it('before the run had touched anything are no obstacle', async () => {
    await dieAt(beforeStaging);
    sandbox.write('flake.nix', 'edited\n');
    expect((await recoverIn(sandbox)).kind).toBe('rolled-back');
    expect(sandbox.read('flake.nix')).toBe('edited\n');
  });

  it('that replace a file by a folder or a link are kept', async () => {
    await dieAt(beforeFlake);
    rmSync(join(sandbox.root, 'hosts/a.nix'));
    symlinkSync('../flake.nix', join(sandbox.root, 'hosts/a.nix'));
    expect((await problemOf(recoverIn(sandbox)))?.kind.code).toBe('FILE111');
  });

  it('that lead a folder elsewhere: nothing is touched', async () => {
    await dieAt(beforeFlake);
    const elsewhere = join(dirname(sandbox.root), 'elsewhere');
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, 'a.nix'), 'aa\n');
    rmSync(join(sandbox.root, 'hosts'), { recursive: true });
    symlinkSync(elsewhere, join(sandbox.root, 'hosts'));
    const problem = await problemOf(recoverIn(sandbox));
    expect(problem).toMatchObject({ kind: { code: 'FILE110' }, place: { file: 'hosts/a.nix' } });
    expect(problem?.message).toContain('is reached through a symbolic link now');
    expect(problem?.hint).toContain(journalFile());
    expect(readdirSync(elsewhere)).toEqual(['a.nix']);
  });

  it('that lead a folder elsewhere in the repository: nothing is touched', async () => {
    await dieAt(beforeFlake);
    renameSync(join(sandbox.root, 'hosts'), join(sandbox.root, 'moved'));
    symlinkSync('moved', join(sandbox.root, 'hosts'));
    expect((await problemOf(recoverIn(sandbox)))?.kind.code).toBe('FILE110');
    expect(sandbox.read('moved/a.nix')).toBe('aa\n');
  });
});
