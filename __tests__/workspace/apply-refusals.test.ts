import { linkSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileChange } from '../../src/plan/change.js';
import { journalPath, pendingJournal } from '../../src/workspace/journal.js';
import { openWorkspace } from '../../src/workspace/workspace.js';
import { problemOf } from './support/problem-of.js';
import { type Sandbox, snapshot } from './support/repository.js';
import { apply, recoverIn } from './support/run.js';
import { before, flake, host, modify, smallTree } from './support/small-tree.js';

const create = (path: string, after: string): FileChange => ({ kind: 'create', path, after });

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = smallTree();
});
afterEach(() => sandbox.remove());

const messages: Readonly<Record<string, RegExp>> = {
  FILE103: /leads out of the repository\.$/,
  FILE104: /is not written: its name does not end in \.nix\.$/,
  FILE105: /(is gone|changed while the tool was at work)\.$/,
  FILE106: /exists already\.$/,
  FILE109: /^Two changes of the plan lead to /,
  FILE114: /cannot be read: too many symbolic links encountered \(ELOOP\)\.$/,
  FILE115: /cannot be written as UTF-8\.$/,
  FILE117: /is reached through a symbolic link \(to .+\) and is not deleted\.$/,
};

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
      'two new files of one name',
      () => {},
      [create('x.nix', 'x\n'), create('x.nix', 'x\n')],
      'FILE109',
      'x.nix',
    ],
    ['the same change twice', () => {}, [flake, flake], 'FILE109', 'flake.nix'],
    [
      'a change and a deletion of one file',
      () => {},
      [flake, { kind: 'delete', path: 'flake.nix', before: 'old\n' }],
      'FILE109',
      'flake.nix',
    ],
    [
      'deletions of one file',
      () => {},
      [
        { kind: 'delete', path: 'flake.nix', before: 'old\n' },
        { kind: 'delete', path: 'flake.nix', before: 'old\n' },
      ],
      'FILE109',
      'flake.nix',
    ],
    [
      'a link to itself',
      () => symlinkSync('loop.nix', join(sandbox.root, 'loop.nix')),
      [flake, modify('loop.nix', 'o\n', 'p\n')],
      'FILE114',
      'loop.nix',
    ],
    [
      'text that is no UTF-8',
      () => {},
      [flake, modify('hosts/a.nix', 'a\n', '\udc00')],
      'FILE115',
      'hosts/a.nix',
    ],
    [
      'a new file under a name that is no Nix file',
      () => {},
      [flake, create('x.md', 'x\n')],
      'FILE104',
      'x.md',
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
    expect(problem?.message).toMatch(messages[code] ?? 'a message');
    expect(problem?.message).toContain(file);
    expect(snapshot(sandbox.root)).toEqual(old);
    expect(pendingJournal(openWorkspace(sandbox.root, sandbox.environment))).toBeUndefined();
  });

  it('a repository that git cannot use', async () => {
    sandbox.git('config', 'core.bare', 'true');
    expect(await problemOf(apply(sandbox, [flake]))).toMatchObject({
      kind: { code: 'GIT203' },
      message: 'git cannot be used here: it is a bare repository.',
    });
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
