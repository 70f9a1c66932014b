/** The command line from the outside: what is written, said and returned. */
import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../../src/cli/engine.js';
import { defaultPlanOptions } from '../../src/plan/plan.js';
import { nodeFileSystem } from '../../src/workspace/file-system.js';
import { writeJournal } from '../../src/workspace/journal.js';
import { prepareJournalFolder } from '../../src/workspace/lock.js';
import { resolveTargets } from '../../src/workspace/targets.js';
import { planTransaction } from '../../src/workspace/transaction.js';
import { openWorkspace } from '../../src/workspace/workspace.js';
import { stubEngine } from './stub-engine.js';
import {
  command,
  git,
  removeFolders,
  repository,
  temporaryFolder,
  tree,
  twoHosts,
  writeFiles,
} from './terminal.js';

afterAll(removeFolders);

const migrated = {
  'flake.nix': '{\n  inputs = new;\n}\n',
  'hosts/boron.nix': '[ new ]\n',
  'hosts/carbon.nix': '# carbon\n[\n  new\n]\n',
  'overlays/new.nix': 'final: prev: { }\n',
};

describe('without a terminal', () => {
  test.each([
    ['.', 'next:\n  nix flake lock\n'],
    ['nixos', 'next:\n  cd nixos\n  nix flake lock\n'],
    ['my flake', "next:\n  cd 'my flake'\n  nix flake lock\n"],
  ])('the next commands are meant for the folder in which it was started: %s', async (path, next) => {
    const cwd = repository(
      Object.fromEntries(Object.entries(twoHosts).map(([file, text]) => [`${path}/${file}`, text])),
    );
    const { code, stderr } = await command([path], { cwd });
    expect(code).toBe(0);
    expect(stderr).toContain(next);
  });

  test('the plan is applied, new files are made known to git, nothing else is staged', async () => {
    const cwd = repository(twoHosts);
    const { code, stdout, stderr } = await command([], { cwd });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(tree(cwd)).toEqual(migrated);
    expect(git(cwd, 'diff', '--cached', '--name-only')).toBe('');
    expect(git(cwd, 'diff', '--no-renames', '--name-status')).toBe(
      'M\tflake.nix\nM\thosts/boron.nix\nM\thosts/carbon.nix\nD\tlegacy.nix\nA\toverlays/new.nix\n',
    );
    expect(stderr).toBe(`host    variant  evidence                           edits
boron   fast     the word old (hosts/boron.nix:1)   2
carbon  fast     the word old (hosts/carbon.nix:1)  2

nixpkgs is followed
made known to git (git add --intent-to-add): overlays/new.nix
created overlays/new.nix
changed hosts/boron.nix
changed hosts/carbon.nix
changed flake.nix
deleted legacy.nix
1 file created, 3 files changed, 1 file deleted; 3 edits; 0.00 s

next:
  nix flake lock
`);
  });

  test('a second run has nothing to do, and says so', async () => {
    const cwd = repository(migrated);
    const { code, stdout, stderr } = await command(['-y'], { cwd });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('already migrated: 2 hosts, nothing to do\n');
  });

  test('--no-git-add leaves the index alone and says what to type', async () => {
    const cwd = repository(twoHosts);
    const { code, stderr } = await command(['--no-git-add'], { cwd });
    expect(code).toBe(0);
    expect(git(cwd, 'status', '--porcelain')).toContain('?? overlays/');
    expect(stderr).toContain('git add --intent-to-add overlays/new.nix\n');
  });

  test('without git it works, warns and names the backup', async () => {
    const cwd = temporaryFolder();
    writeFiles(cwd, twoHosts);
    const state = temporaryFolder();
    const { code, stderr } = await command([], {
      cwd,
      env: { XDG_STATE_HOME: state, XDG_CACHE_HOME: state },
    });
    expect(code).toBe(0);
    expect(tree(cwd)).toEqual(migrated);
    expect(stderr).toContain('warning: GIT202');
    expect(stderr).toContain(`originals are kept in ${state}`);
    expect(Object.values(tree(state))).toContain(twoHosts['legacy.nix']);
  });

  test('--interactive is refused', async () => {
    const cwd = repository(twoHosts);
    const { code, stderr } = await command(['-i'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('--interactive needs a terminal');
    expect(tree(cwd)).toEqual(twoHosts);
  });
});

describe('in a terminal', () => {
  const question = 'Apply these changes? [y/N] ';

  test('the diff goes to stdout, one question to stderr, and yes applies', async () => {
    const cwd = repository(twoHosts);
    const { code, stdout, stderr } = await command([], { cwd, typed: 'y\n' });
    expect(code).toBe(0);
    expect(stdout).toContain('-[ old ]\n+[ new ]\n');
    expect(stderr.split(question)).toHaveLength(2);
    expect(tree(cwd)).toEqual(migrated);
  });

  test.each([
    ['no', 'n\n'],
    ['an empty line', '\n'],
    ['the end of the input', ''],
    ['anything else', 'sure\n'],
  ])('%s writes nothing', async (_, typed) => {
    const cwd = repository(twoHosts);
    const { code, stderr } = await command([], { cwd, typed });
    expect(code).toBe(0);
    expect(stderr).toContain('nothing was written\n');
    expect(tree(cwd)).toEqual(twoHosts);
    expect(git(cwd, 'status', '--porcelain')).toBe('');
  });

  test('--yes does not ask', async () => {
    const cwd = repository(twoHosts);
    const { code, stderr } = await command(['--yes'], { cwd, typed: '' });
    expect(code).toBe(0);
    expect(stderr).not.toContain(question);
    expect(tree(cwd)).toEqual(migrated);
  });

  test('JSON without a decision is refused: nobody would see what is asked', async () => {
    const cwd = repository(twoHosts);
    expect((await command(['--json'], { cwd, typed: 'y\n' })).code).toBe(2);
    expect(tree(cwd)).toEqual(twoHosts);
  });

  test('Ctrl-C at the question ends with 130 and writes nothing', async () => {
    const cwd = repository(twoHosts);
    const controller = new AbortController();
    const running = command([], { cwd, typed: 'y', signal: controller.signal });
    controller.abort();
    const { code, stderr } = await running;
    expect(code).toBe(130);
    expect(stderr).toContain('interrupted: nothing was written');
    expect(tree(cwd)).toEqual(twoHosts);
  });
});

describe('--dry-run', () => {
  test('prints a diff that git apply accepts, with the outcome of a real run', async () => {
    const cwd = repository(twoHosts);
    chmodSync(join(cwd, 'legacy.nix'), 0o755);
    git(cwd, 'commit', '-qam', 'mode');
    const { code, stdout, stderr } = await command(['-n'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('deleted file mode 100755\n');
    expect(stderr).toContain('would be: 1 file created, 3 files changed, 1 file deleted; 3 edits; 0.00 s\n');
    expect(tree(cwd)).toEqual(twoHosts);
    expect(git(cwd, 'status', '--porcelain')).toBe('');
    const patch = join(temporaryFolder(), 'plan.diff');
    writeFiles(join(patch, '..'), { 'plan.diff': stdout });
    git(cwd, 'apply', '--index', patch);
    expect(tree(cwd)).toEqual(migrated);
  });

  test('of a flake in a subfolder names paths from the root of the repository', async () => {
    const files = Object.fromEntries(
      Object.entries(twoHosts).map(([path, text]) => [`a b/ni x/${path}`, text]),
    );
    const cwd = repository(files);
    const { stdout } = await command(['-n', 'a b/ni x'], { cwd });
    const patch = join(temporaryFolder(), 'plan.diff');
    writeFiles(join(patch, '..'), { 'plan.diff': stdout });
    git(cwd, 'apply', '--check', patch);
    git(cwd, 'apply', patch);
    expect(Object.keys(tree(cwd))).toEqual(Object.keys(migrated).map((path) => `a b/ni x/${path}`));
  });

  test('shows escape sequences of a source on a terminal, and keeps the bytes for a program', async () => {
    const cwd = repository({ ...twoHosts, 'hosts/boron.nix': '[ old ] # \u001b[2J\n' });
    const terminal = await command(['-n'], { cwd, typed: '' });
    expect(terminal.stdout).not.toContain('\u001b');
    expect(terminal.stdout).toContain('+[ new ] # ␛[2J\n');
    expect((await command(['-n'], { cwd })).stdout).toContain('+[ new ] # \u001b[2J\n');
    const coloured = await command(['-n', '--color=always'], { cwd });
    expect(coloured.stdout).toContain('\u001b[32m+[ new ] # ␛[2J\u001b[39m\n');
  });
});

describe('--check', () => {
  test('exits with 1 and a line a file where something would change', async () => {
    const cwd = repository(twoHosts);
    const { code, stdout } = await command(['--check'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toBe(`overlays/new.nix: would be created
hosts/boron.nix: the old package to the new one (line 1)
hosts/carbon.nix: the old package to the new one (line 3)
flake.nix: the new input (line 2)
legacy.nix: would be deleted
`);
    expect(tree(cwd)).toEqual(twoHosts);
  });

  test('exits with 0 where nothing would', async () => {
    const cwd = repository(migrated);
    expect(await command(['--check'], { cwd })).toMatchObject({ code: 0, stdout: '' });
  });

  test('does not mind uncommitted changes', async () => {
    const cwd = repository(twoHosts);
    writeFiles(cwd, { 'hosts/boron.nix': '[ old old ]\n' });
    expect((await command(['--check'], { cwd })).code).toBe(1);
  });
});

describe('a refusal', () => {
  const files = { ...twoHosts, 'hosts/iron.nix': '[\n\told riddle\n]\n' };

  test.each([[[]], [['--dry-run']], [['--check']], [['--yes']], [['--json']]])(
    'of the run writes nothing and exits with 2 (%j)',
    async (argv) => {
      const cwd = repository(files);
      const { code, stderr } = await command(argv, { cwd });
      expect(code).toBe(2);
      expect(stderr).toContain(`error: STUB101 iron cannot be understood
  hosts/iron.nix:2:6
    2 | \told riddle
      | \t    ^
  hint: leave it out:
        --host NAME
`);
      expect(tree(cwd)).toEqual(files);
    },
  );

  test('is not met when its host is left out', async () => {
    const cwd = repository(files);
    expect((await command(['--host', 'boron', '--host=carbon'], { cwd })).code).toBe(0);
    expect(tree(cwd)).toEqual({ ...files, ...migrated });
  });

  test('that stops everything is reported in the format that was asked for', async () => {
    const cwd = repository({ 'a.nix': '1' });
    const { code, stdout } = await command(['--json'], { cwd });
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'refused',
      refusals: [{ code: 'STUB101', place: null }],
    });
  });

  test.each([
    ['a folder that is not there', 'nowhere', 'FILE101'],
    ['a file', 'flake.nix', 'FILE102'],
  ])('of %s has a code', async (_, path, code) => {
    const said = await command([path], { cwd: repository(twoHosts) });
    expect(said.code).toBe(2);
    expect(said.stderr).toContain(`error: ${code} `);
  });
});

describe('the git guard', () => {
  test('lists what is in the way and names the flag, before any question', async () => {
    const cwd = repository(twoHosts);
    writeFiles(cwd, { 'flake.nix': '{ old }\n', 'hosts/boron.nix': '[ old 1 ]\n', 'other.nix': '1' });
    git(cwd, 'add', 'flake.nix');
    const before = tree(cwd);
    const { code, stdout, stderr } = await command([], { cwd, typed: 'y\n' });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`error: GIT205 A file of the plan has uncommitted changes:
  hosts/boron.nix (modified)
  flake.nix (staged)
  hint: Commit`);
    expect(stderr).toContain('--allow-dirty');
    expect(tree(cwd)).toEqual(before);
    expect((await command(['--allow-dirty'], { cwd })).code).toBe(0);
    expect(tree(cwd)['hosts/boron.nix']).toBe('[ new 1 ]\n');
  });

  test('blocks for an untracked file whatever the flags', async () => {
    const { 'legacy.nix': legacy, ...tracked } = twoHosts;
    const cwd = repository(tracked);
    writeFiles(cwd, { 'legacy.nix': legacy });
    const { code, stderr } = await command(['--allow-dirty'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('legacy.nix (untracked)');
    expect(tree(cwd)).toEqual(twoHosts);
  });
});

test('a warning is told and is no obstacle', async () => {
  const cwd = repository({ ...twoHosts, 'flake.nix': '{ old fork }\n' });
  const { code, stderr } = await command([], { cwd });
  expect(code).toBe(0);
  expect(stderr).toContain('warning: STUB101 a fork is left alone\n  flake.nix:1:1\n');
});

test('--recover has nothing to do after a run that ended well', async () => {
  const cwd = repository(twoHosts);
  await command([], { cwd });
  expect(await command(['--recover'], { cwd })).toMatchObject({
    code: 0,
    stderr: 'no run was interrupted: nothing to recover\n',
  });
});

describe('after a run that was killed', () => {
  async function killed(): Promise<string> {
    const cwd = repository(twoHosts);
    const workspace = openWorkspace(cwd);
    const { changes } = await stubEngine.migrate(workspace, defaultPlanOptions);
    const targets = resolveTargets(cwd, changes, nodeFileSystem);
    prepareJournalFolder(nodeFileSystem, workspace.journalFolder);
    const { journal } = planTransaction(cwd, targets, nodeFileSystem, undefined);
    writeJournal(nodeFileSystem, workspace.journalFolder, journal);
    // The first file had been created when the lights went out.
    writeFiles(cwd, { 'overlays/new.nix': 'final: prev: { }\n' });
    return cwd;
  }

  test.each([['--check'], ['--dry-run']])('%s does not trust what it sees', async (flag) => {
    const { code, stderr } = await command([flag], { cwd: await killed() });
    expect(code).toBe(2);
    expect(stderr).toContain('error: FILE113');
    expect(stderr).toContain('--recover');
  });

  test('--recover takes it back and does no more', async () => {
    const cwd = await killed();
    const { code, stderr } = await command(['--recover'], { cwd });
    expect(code).toBe(0);
    expect(stderr).toContain('is taken back now');
    expect(tree(cwd)).toEqual(twoHosts);
  });

  test('the next run takes it back first, and says so', async () => {
    const cwd = await killed();
    const { code, stderr } = await command(['-y'], { cwd });
    expect(code).toBe(0);
    expect(stderr).toContain('is taken back now');
    expect(tree(cwd)).toEqual(migrated);
  });
});

test('an interruption just before writing ends with 130 and writes nothing', async () => {
  const cwd = repository(twoHosts);
  const controller = new AbortController();
  const engine: Engine = {
    ...stubEngine,
    async migrate(workspace, options) {
      const plan = await stubEngine.migrate(workspace, options);
      controller.abort();
      return plan;
    },
  };
  const { code, stderr } = await command(['-y'], { cwd, engine, signal: controller.signal });
  expect(code).toBe(130);
  expect(stderr).toContain('interrupted: nothing was written');
  expect(tree(cwd)).toEqual(twoHosts);
});

test('an interruption while writing takes everything back', async () => {
  const cwd = repository(twoHosts);
  const controller = new AbortController();
  const engine: Engine = {
    ...stubEngine,
    async migrate(workspace, options) {
      const plan = await stubEngine.migrate(workspace, options);
      const watching = setInterval(() => {
        if (!existsSync(join(cwd, 'overlays'))) return;
        clearInterval(watching);
        controller.abort();
      });
      return plan;
    },
  };
  const { code } = await command(['-y'], { cwd, engine, signal: controller.signal });
  // Either the signal came in time, or the run was done before it was heard; never something between.
  expect(tree(cwd)).toEqual(code === 130 ? twoHosts : migrated);
  expect([0, 130]).toContain(code);
});

test('an error of ours is no silent failure', async () => {
  const cwd = repository(twoHosts);
  const engine = { ...stubEngine, migrate: () => Promise.reject(new Error('a\u001bb')) };
  const { code, stderr } = await command([], { cwd, engine });
  expect(code).toBe(2);
  expect(stderr).toContain('error: CLI002 a␛b\n');
  expect(stderr).not.toContain('\u001b');
});
