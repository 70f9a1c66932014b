import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { nodeFileSystem } from '../../src/workspace/file-system.js';
import { withLock } from '../../src/workspace/lock.js';
import {
  isGone,
  ownIdentity,
  type ProcessIdentity,
  parseIdentity,
} from '../../src/workspace/process-identity.js';
import { openWorkspace, type Workspace } from '../../src/workspace/workspace.js';
import { compileProgram } from './support/compiled.js';
import { interposed, systemError } from './support/faults.js';
import { problemOf } from './support/problem-of.js';
import { makeSandbox, type Sandbox } from './support/repository.js';

let sandbox: Sandbox;
let workspace: Workspace;
let path: string;
beforeEach(() => {
  sandbox = makeSandbox({ 'flake.nix': '{ }\n' });
  workspace = openWorkspace(sandbox.root, sandbox.environment);
  path = join(workspace.journalFolder, 'lock');
  mkdirSync(workspace.journalFolder, { recursive: true });
});
afterEach(() => sandbox.remove());

/** The number of a process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}

describe('withLock', () => {
  it('holds the lock while it runs, gives its result, and lets go', async () => {
    const result = await withLock(workspace, async () => {
      expect(parseIdentity(readlinkSync(path))).toMatchObject({ pid: process.pid });
      return 7;
    });
    expect(result).toBe(7);
    expect(readdirSync(workspace.journalFolder)).toEqual([]);
  });

  it('lets go when what it runs fails', async () => {
    const run = withLock(workspace, () => {
      throw new Error('failed');
    });
    await expect(run).rejects.toThrow('failed');
    expect(readdirSync(workspace.journalFolder)).toEqual([]);
  });

  it('refuses a second run and names the first', async () => {
    await withLock(workspace, async () => {
      const problem = await problemOf(withLock(workspace, () => {}));
      expect(problem).toMatchObject({ kind: { code: 'FILE112' } });
      expect(problem?.message).toContain(`(process ${process.pid})`);
      expect(problem?.hint).toContain(path);
    });
    expect(existsSync(path)).toBe(false);
  });

  it.each<[string, () => string]>([
    ['of a process that has ended', () => JSON.stringify({ ...ownIdentity(), pid: deadPid() })],
    ['from before a restart', () => JSON.stringify({ ...ownIdentity(), boot: 'earlier' })],
    ['of an earlier process with the same number', () => JSON.stringify({ ...ownIdentity(), started: '1' })],
  ])('takes over a lock %s', async (_, textOf) => {
    symlinkSync(textOf(), path);
    expect(await withLock(workspace, () => 'mine')).toBe('mine');
    expect(readdirSync(workspace.journalFolder)).toEqual([]);
  });

  it.each<[string, () => string, RegExp]>([
    [
      'of another computer',
      () => JSON.stringify({ ...ownIdentity(), host: 'else', pid: deadPid() }),
      / on else\)/,
    ],
    [
      'of another container',
      () => JSON.stringify({ ...ownIdentity(), space: 'pid:[1]', pid: deadPid() }),
      /process/,
    ],
    ['that cannot be understood', () => 'nonsense', /in this repository\./],
    [
      'of a process that is there',
      () => JSON.stringify({ ...ownIdentity(), pid: process.ppid, started: '' }),
      /process/,
    ],
  ])('respects a lock %s', async (_, textOf, message) => {
    const text = textOf();
    symlinkSync(text, path);
    const problem = await problemOf(withLock(workspace, () => {}));
    expect(problem).toMatchObject({ kind: { code: 'FILE112' }, message: expect.stringMatching(message) });
    expect(readlinkSync(path)).toBe(text);
  });

  it('does not take a stale lock away from a run that took it over just before', async () => {
    symlinkSync(JSON.stringify({ ...ownIdentity(), pid: deadPid() }), path);
    const rival = JSON.stringify({ ...ownIdentity(), pid: process.ppid, started: '' });
    let reads = 0;
    const racing = interposed(nodeFileSystem, (name) => {
      if (name !== 'readSymbolicLink') return;
      reads += 1;
      if (reads !== 2) return;
      nodeFileSystem.unlink(path);
      nodeFileSystem.makeSymbolicLink(rival, path);
    });
    expect((await problemOf(withLock(workspace, () => {}, racing)))?.kind.code).toBe('FILE112');
    expect(readlinkSync(path)).toBe(rival);
    expect(readdirSync(workspace.journalFolder)).toEqual(['lock']);
  });

  it('takes over from a run that was killed while it took over', async () => {
    symlinkSync(JSON.stringify({ ...ownIdentity(), pid: deadPid() }), path);
    let dead = false;
    const dying = interposed(nodeFileSystem, (name) => {
      dead ||= name === 'unlink';
      if (dead) throw systemError('EIO');
    });
    expect((await problemOf(withLock(workspace, () => {}, dying)))?.kind.code).toBe('FILE107');
    const [, marker = ''] = readdirSync(workspace.journalFolder);
    expect(marker).toMatch(/^lock-/);
    expect((await problemOf(withLock(workspace, () => {})))?.kind.code).toBe('FILE112');
    nodeFileSystem.unlink(join(workspace.journalFolder, marker));
    symlinkSync(JSON.stringify({ ...ownIdentity(), pid: deadPid() }), join(workspace.journalFolder, marker));
    expect(await withLock(workspace, () => 'mine')).toBe('mine');
    expect(readdirSync(workspace.journalFolder)).toEqual([]);
  });

  it('of many runs that find a stale lock at once, only one runs at any time', async () => {
    symlinkSync(JSON.stringify({ ...ownIdentity(), pid: deadPid() }), path);
    let inside = 0;
    const attempts = Array.from({ length: 20 }, () =>
      problemOf(
        withLock(workspace, async () => {
          inside += 1;
          expect(inside).toBe(1);
          await new Promise((resolve) => setTimeout(resolve, 5));
          inside -= 1;
        }),
      ),
    );
    const problems = await Promise.all(attempts);
    expect(problems.filter((problem) => problem === undefined)).toHaveLength(1);
  });

  it('is held by one process at a time, though they die while they hold it', async () => {
    const compiled = compileProgram('contending-run');
    const one = async () => {
      const parameters = [compiled.program, sandbox.root, '7'];
      const options = { env: sandbox.environment, stdio: 'inherit' } as const;
      return once(spawn(process.execPath, parameters, options), 'exit');
    };
    for (let round = 0; round < 3; round += 1) {
      const ends = await Promise.all([one(), one(), one(), one()]);
      expect(ends).toEqual(ends.map(() => [null, 'SIGKILL']));
    }
    compiled.remove();
  });

  it.each(['makeFolder', 'makeSymbolicLink', 'readSymbolicLink'] as const)(
    'names the place when %s fails',
    async (call) => {
      rmdirSync(workspace.journalFolder);
      if (call === 'readSymbolicLink') {
        mkdirSync(workspace.journalFolder);
        symlinkSync('x', path);
      }
      const faulty = interposed(nodeFileSystem, (name) => {
        if (name === call) throw systemError('EROFS');
      });
      const problem = await problemOf(withLock(workspace, () => {}, faulty));
      expect(problem).toMatchObject({ kind: { code: 'FILE107' }, message: expect.stringContaining('EROFS') });
      expect(problem?.message).toContain(workspace.journalFolder);
    },
  );

  it('does not follow a link in the place of its folder, nor use a file', async () => {
    rmdirSync(workspace.journalFolder);
    symlinkSync(sandbox.root, workspace.journalFolder);
    expect((await problemOf(withLock(workspace, () => {})))?.kind.code).toBe('FILE107');
    nodeFileSystem.unlink(workspace.journalFolder);
    mkdirSync(dirname(workspace.journalFolder), { recursive: true });
    writeFileSync(workspace.journalFolder, '');
    expect((await problemOf(withLock(workspace, () => {})))?.kind.code).toBe('FILE107');
  });
});

describe('process identity', () => {
  it('is told by what the system says of this process', () => {
    const { pid, host, boot, space, started } = ownIdentity();
    expect({ pid, host }).toEqual({ pid: process.pid, host: hostname() });
    if (process.platform !== 'linux') return;
    expect(boot).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    expect(space).toMatch(/^pid:\[\d+\]$/);
    const ticks = readFileSync('/proc/self/stat', 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')[19];
    expect(started).toBe(ticks);
  });

  it.each<[string, (own: ProcessIdentity) => ProcessIdentity, boolean]>([
    ['this one', (own) => own, false],
    ['another one that is there', (own) => ({ ...own, pid: process.ppid, started: '' }), false],
    ['one that has ended', (own) => ({ ...own, pid: deadPid() }), true],
    [
      'one that has ended, of a system that tells nothing',
      (own) => ({ ...own, pid: deadPid(), boot: '', space: '', started: '' }),
      true,
    ],
    ['one with the same number that started at another time', (own) => ({ ...own, started: '1' }), true],
    ['one of which nobody knows when it started', (own) => ({ ...own, started: '' }), false],
    ['one from before a restart', (own) => ({ ...own, boot: 'earlier', space: 'pid:[1]' }), true],
    ['one of which nobody knows the start of the machine', (own) => ({ ...own, boot: '' }), false],
    ['one of another computer', (own) => ({ ...own, host: 'else', boot: 'earlier', pid: deadPid() }), false],
    ['one of another container', (own) => ({ ...own, space: 'pid:[1]', pid: deadPid() }), false],
  ])('is it certain to be gone? %s', (_, identityOf, expected) => {
    expect(isGone(identityOf(ownIdentity()))).toBe(expected);
  });

  const asUser = process.getuid?.() === 0 ? it.skip : it;
  asUser('a process of somebody else is there', () => {
    expect(isGone({ ...ownIdentity(), pid: 1, started: '' })).toBe(false);
  });

  it('this process is there, and reads itself back', () => {
    expect(isGone(ownIdentity())).toBe(false);
    expect(parseIdentity(JSON.stringify(ownIdentity()))).toEqual(ownIdentity());
  });

  it.each([
    ['', undefined],
    ['null', undefined],
    ['{"pid":1}', undefined],
    ['{"pid":"1","host":"","boot":"","space":"","started":""}', undefined],
    ['{"pid":1.5,"host":"","boot":"","space":"","started":""}', undefined],
    ['{"pid":1,"host":7,"boot":"","space":"","started":""}', undefined],
    ['{"pid":1,"host":"","boot":7,"space":"","started":""}', undefined],
    ['{"pid":1,"host":"","boot":"","space":7,"started":""}', undefined],
    ['{"host":"","boot":"","space":"","started":""}', undefined],
    ['7', undefined],
    ['{"pid":0,"host":"","boot":"","space":"","started":""}', undefined],
    ['{"pid":1,"host":"","boot":"","space":""}', undefined],
    ['{"pid":1,"host":"","boot":"","started":""}', undefined],
    ['{"pid":1,"host":"","space":"","started":""}', undefined],
    ['{"pid":1,"boot":"","space":"","started":""}', undefined],
    ['{"pid":-1,"host":"","boot":"","space":"","started":""}', undefined],
    ['{"pid":1,"host":"","boot":"","space":"","started":7}', undefined],
  ])('%s is no identity', (text, expected) => {
    expect(parseIdentity(text)).toBe(expected);
  });
});
