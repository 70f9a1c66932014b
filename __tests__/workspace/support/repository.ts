/** Throw-away repositories for the tests of the workspace. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Environment } from '../../../src/workspace/git-program.js';

/** A folder with a home beside it, so that nothing of this machine's user has a say. */
export interface Sandbox {
  readonly root: string;
  readonly home: string;
  readonly environment: Environment;
  readonly git: (...parameters: readonly string[]) => string;
  readonly write: (path: string, content: string | Uint8Array, mode?: number) => void;
  readonly read: (path: string) => string;
  readonly remove: () => void;
}

/** In: files by path. Out: a sandbox without git. */
export function makeSandbox(files: Readonly<Record<string, string>> = {}): Sandbox {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'workspace-')));
  const root = join(base, 'repo');
  const home = join(base, 'home');
  mkdirSync(root);
  mkdirSync(home);
  const environment = {
    PATH: process.env.PATH,
    HOME: home,
    GIT_CONFIG_GLOBAL: join(home, 'gitconfig'),
    GIT_CONFIG_NOSYSTEM: '1',
  };
  writeFileSync(
    environment.GIT_CONFIG_GLOBAL,
    '[user]\nname = Test\nemail = test@example.org\n[init]\ndefaultBranch = main\n[protocol "file"]\nallow = always\n',
  );
  const sandbox: Sandbox = {
    root,
    home,
    environment,
    git(...parameters) {
      const outcome = spawnSync('git', parameters, { cwd: root, env: environment, encoding: 'utf8' });
      if (outcome.status !== 0) throw new Error(`git ${parameters.join(' ')}: ${outcome.stderr}`);
      return outcome.stdout;
    },
    write(path, content, mode) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
      if (mode !== undefined) chmodSync(join(root, path), mode);
    },
    read: (path) => readFileSync(join(root, path), 'utf8'),
    remove: () => rmSync(base, { recursive: true, force: true }),
  };
  for (const [path, content] of Object.entries(files)) sandbox.write(path, content);
  return sandbox;
}

/** A git folder in memory: what is in it by path, `undefined` for a folder. */
type GitFolder = ReadonlyMap<string, { readonly bytes: Buffer; readonly mode: number } | undefined>;

/** The git folders of repositories made before, by their files: three processes less for each repository. */
const gitFolders = new Map<string, GitFolder>();

function readGitFolder(folder: string): GitFolder {
  const found = new Map<string, { readonly bytes: Buffer; readonly mode: number } | undefined>();
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const stats = lstatSync(join(folder, path));
    found.set(
      path,
      stats.isDirectory() ? undefined : { bytes: readFileSync(join(folder, path)), mode: stats.mode },
    );
  }
  return found;
}

function writeGitFolder(folder: string, content: GitFolder): void {
  mkdirSync(folder);
  for (const [path, file] of content) {
    if (file === undefined) mkdirSync(join(folder, path));
    else writeFileSync(join(folder, path), file.bytes, { mode: file.mode });
  }
}

/** A sandbox whose files are committed. */
export function makeRepository(files: Readonly<Record<string, string>> = {}): Sandbox {
  const sandbox = makeSandbox(files);
  const key = JSON.stringify(files);
  const known = gitFolders.get(key);
  if (known !== undefined) {
    writeGitFolder(join(sandbox.root, '.git'), known);
    return sandbox;
  }
  sandbox.git('init', '--quiet', '--template=');
  sandbox.git('add', '--all');
  sandbox.git('commit', '--quiet', '--allow-empty', '--message', 'begin');
  gitFolders.set(key, readGitFolder(join(sandbox.root, '.git')));
  return sandbox;
}

/** Everything below a folder except `.git`: kind, mode, content, link target. Two trees are equal when this is. */
export function snapshot(root: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const visit = (folder: string) => {
    for (const name of readdirSync(join(root, folder))) {
      if (name === '.git') continue;
      const path = folder === '' ? name : `${folder}/${name}`;
      const stats = lstatSync(join(root, path));
      const mode = (stats.mode & 0o7777).toString(8);
      if (stats.isSymbolicLink()) found[path] = `link ${readlinkSync(join(root, path))}`;
      else if (stats.isDirectory()) {
        found[path] = 'folder';
        visit(path);
      } else found[path] = `file ${mode} ${stats.nlink} ${readFileSync(join(root, path), 'latin1')}`;
    }
  };
  visit('');
  return found;
}
