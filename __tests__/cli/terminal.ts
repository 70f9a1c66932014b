/** A run without a process: temporary repositories, streams that remember, a person who types. */
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import type { Engine } from '../../src/cli/engine.js';
import { run } from '../../src/cli/run.js';
import { stubEngine } from './stub-engine.js';

const folders: string[] = [];

/** A new folder, removed by `removeFolders`. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'cli-test-')));
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

export function git(folder: string, ...parameters: readonly string[]): string {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'core.autocrlf=false'];
  return execFileSync('git', [...identity, ...parameters], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
}

export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** A repository with these files committed. */
export function repository(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  git(folder, 'init', '-q', '-b', 'main');
  writeFiles(folder, files);
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '-m', 'start');
  return folder;
}

/** Every file below a folder but git's own: path to content and mode. */
export function tree(folder: string): Readonly<Record<string, string>> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (path) => !/^\.git(\/|$)/.test(path) && statSync(join(folder, path)).isFile(),
  );
  return Object.fromEntries(paths.sort().map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

export interface Sitting {
  readonly cwd: string;
  /** What is typed; a terminal is there when this is given. */
  readonly typed?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly engine?: Engine;
  readonly signal?: AbortSignal;
}

export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export async function command(argv: readonly string[], sitting: Sitting): Promise<Said> {
  const { cwd, typed, env = {}, engine = stubEngine, signal = new AbortController().signal } = sitting;
  const isTerminal = typed !== undefined;
  let stdout = '';
  let stderr = '';
  const code = await run(argv, {
    stdin: {
      stream: Readable.from(typed === undefined || typed === '' ? [] : [Buffer.from(typed)]),
      isTerminal,
    },
    stdout: {
      write: (text) => {
        stdout += text;
      },
      isTerminal,
    },
    stderr: {
      write: (text) => {
        stderr += text;
      },
      isTerminal,
    },
    cwd,
    env: {
      PATH: process.env.PATH,
      HOME: cwd,
      XDG_STATE_HOME: join(cwd, '.git/state'),
      NO_COLOR: '1',
      ...env,
    },
    signal,
    now: () => 0,
    engine,
  });
  return { code, stdout, stderr };
}

/** Two hosts on the old package. */
export const twoHosts = {
  'flake.nix': '{\n  inputs = old;\n}\n',
  'hosts/boron.nix': '[ old ]\n',
  'hosts/carbon.nix': '# carbon\n[\n  old\n]\n',
  'legacy.nix': 'final: prev: { }\n',
};
