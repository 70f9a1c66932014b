/**
 * Running git so that nothing of the repository runs with it.
 *
 * A repository can name programs in many places: hooks, `core.fsmonitor`, content filters, and since git 2.54 hooks in
 * its configuration. Monitor and hooks folder are switched off here; the room uses only commands that read and run no
 * content filter (`status`, `diff` and plain `add` do run them), and `intent-to-add.ts`, which alone writes the index,
 * switches off the rest. The program itself is looked up by us (`programs.ts`).
 */
import { spawnSync } from 'node:child_process';
import { delimiter, resolve } from 'node:path';
import { ProblemError } from '../problem.js';
import { errnoText } from './errno.js';
import { isInside } from './paths.js';
import { gitFailed, plainProblem } from './problems.js';
import { type Environment, findProgram, foldersOfPath } from './programs.js';

export type { Environment } from './programs.js';

/** What a git command said. */
export interface GitOutput {
  readonly status: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface GitOptions {
  /** For standard input. */
  readonly input?: string | Uint8Array;
  /** Settings for this one command, by name; any characters are allowed in names and values. */
  readonly settings?: ReadonlyMap<string, string>;
}

/** Runs a git command in the root; never throws because of the command's own failure. */
export type Git = (parameters: readonly string[], options?: GitOptions) => GitOutput;

const safeSettings = [
  '--no-pager',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'protocol.allow=never',
];

/** Variables of git that are the user's own; all others (GIT_DIR and its kin, as hooks set them) are dropped. */
const keptVariables = /^GIT_(?:CONFIG_.*|EXEC_PATH|CEILING_DIRECTORIES)$/;

/**
 * The environment for git. A hook's GIT_INDEX_FILE is kept where it lies in this repository's own git folder:
 * `git commit -a` keeps the index to be committed there.
 */
function safeEnvironment(
  root: string,
  gitFolder: string,
  environment: Environment,
  path: string,
): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(
    ([name]) => !name.startsWith('GIT_') || keptVariables.test(name),
  );
  const index = environment.GIT_INDEX_FILE;
  const ownIndex = index !== undefined && index !== '' && isInside(gitFolder, resolve(root, index));
  return {
    ...Object.fromEntries(kept),
    ...(ownIndex ? { GIT_INDEX_FILE: resolve(root, index) } : {}),
    PATH: path,
    LC_ALL: 'C',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
  };
}

function withSettings(
  environment: NodeJS.ProcessEnv,
  settings: ReadonlyMap<string, string>,
): NodeJS.ProcessEnv {
  const first = Number(environment.GIT_CONFIG_COUNT ?? '0') || 0;
  const result: NodeJS.ProcessEnv = { ...environment, GIT_CONFIG_COUNT: String(first + settings.size) };
  let position = first;
  for (const [name, value] of settings) {
    result[`GIT_CONFIG_KEY_${position}`] = name;
    result[`GIT_CONFIG_VALUE_${position}`] = value;
    position += 1;
  }
  return result;
}

/** Git for a work tree; `undefined` when the program is not on PATH. In: real paths of the root and its git folder. */
export function findGit(root: string, gitFolder: string, environment: Environment): Git | undefined {
  const folders = foldersOfPath(root, environment.PATH);
  const program = findProgram('git', folders);
  if (program === undefined) return undefined;
  const base = safeEnvironment(root, gitFolder, environment, folders.join(delimiter));
  return (parameters, options = {}) => {
    const outcome = spawnSync(program, [...safeSettings, ...parameters], {
      cwd: root,
      env: options.settings === undefined ? base : withSettings(base, options.settings),
      input: options.input ?? '',
      maxBuffer: 1 << 30,
    });
    if (outcome.error !== undefined)
      return { status: -1, stdout: Buffer.alloc(0), stderr: errnoText(outcome.error) };
    return { status: outcome.status ?? -1, stdout: outcome.stdout, stderr: outcome.stderr.toString() };
  };
}

/** What git printed. Throws GIT204 with git's own words unless the status is one of those expected. */
export function gitOutput(
  git: Git,
  parameters: readonly string[],
  options: GitOptions = {},
  expected: readonly number[] = [0],
): Buffer {
  const outcome = git(parameters, options);
  if (expected.includes(outcome.status)) return outcome.stdout;
  const words = outcome.stderr.trim().replaceAll('\n', ' ') || `status ${outcome.status}`;
  const command = parameters.find((parameter) => !parameter.startsWith('-')) ?? '';
  throw new ProblemError(plainProblem(gitFailed, `git ${command} failed: ${words}`));
}

/** The parts of output made with `-z`. Names that are not UTF-8 are left out: no path of ours can name them. */
export function nulSeparated(output: Buffer): string[] {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    return decoder.decode(output).split('\0').slice(0, -1);
  } catch {
    return output
      .toString('latin1')
      .split('\0')
      .slice(0, -1)
      .flatMap((part) => {
        try {
          return [decoder.decode(Buffer.from(part, 'latin1'))];
        } catch {
          return [];
        }
      });
  }
}
