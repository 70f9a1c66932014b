/**
 * Official Nix, when it is on PATH. It runs only when the user asks for it (`--verify`, `verify`), and evaluates the
 * user's code; so that nothing more happens than that, it runs without network, builds, prompts and lock file changes.
 */
import { delimiter } from 'node:path';
import { type Environment, findProgram, foldersOfPath } from '../workspace/programs.js';
import { type ChildOutcome, runChild } from './child.js';
import { nixWords, obstacleIn } from './words.js';

/** What Nix says: yes with a value; no, in its words; or it could not be asked, and why. */
export type Answer<Value> =
  | { readonly kind: 'yes'; readonly value: Value }
  | { readonly kind: 'no'; readonly words: string }
  | { readonly kind: 'open'; readonly why: string };

/** A flake in the place of an input that is not locked yet. */
export interface StandIn {
  readonly input: string;
  /** Absolute. */
  readonly folder: string;
}

export interface NixSettings {
  /** Real path of the repository's root. */
  readonly root: string;
  /** Absolute: the folder of flake.nix. */
  readonly flakeFolder: string;
  readonly environment: Environment;
  /** For one question. */
  readonly milliseconds: number;
  readonly signal: AbortSignal;
}

export interface Nix {
  /** E.g. `2.28.3`. */
  readonly version: string;
  /** `nix-instantiate` with these parameters. */
  readonly instantiate: (parameters: readonly string[], input?: string) => Promise<Answer<string>>;
  /** `nix eval` of an output of the flake. `undefined` where there is no program `nix`. */
  readonly evaluate:
    | ((output: string, apply: string, standIn?: StandIn) => Promise<Answer<string>>)
    | undefined;
}

/**
 * The manual, “nix.conf” and “nix3-eval”, 2.8 to 2.36, has all of these.
 *
 * - `--offline` asks no substituter and takes what was fetched before as current; it does not stop a fetch, see
 *   `withoutNetwork`.
 * - Import from derivation builds while evaluating.
 * - `nixConfig` of a flake could name programs (`post-build-hook`) to a user who accepts it.
 * - The cache would answer from before the change where git sees no difference.
 */
const flags: readonly string[] = [
  ...['--extra-experimental-features', 'nix-command flakes'],
  '--offline',
  ...['--option', 'allow-import-from-derivation', 'false'],
  ...['--option', 'accept-flake-config', 'false'],
  ...['--option', 'eval-cache', 'false'],
  ...['--option', 'warn-dirty', 'false'],
];

/** A proxy that is not there for what Nix downloads itself (libcurl), and no transport for git but files. */
const withoutNetwork: Environment = {
  http_proxy: 'http://127.0.0.1:9',
  https_proxy: 'http://127.0.0.1:9',
  HTTPS_PROXY: 'http://127.0.0.1:9',
  all_proxy: 'http://127.0.0.1:9',
  ALL_PROXY: 'http://127.0.0.1:9',
  no_proxy: '',
  NO_PROXY: '',
  GIT_ALLOW_PROTOCOL: 'file',
  GIT_TERMINAL_PROMPT: '0',
};

/** Nix runs git; a repository's settings name programs for these two. */
const withoutHooks: Environment = {
  GIT_CONFIG_COUNT: '2',
  GIT_CONFIG_KEY_0: 'core.fsmonitor',
  GIT_CONFIG_VALUE_0: 'false',
  GIT_CONFIG_KEY_1: 'core.hooksPath',
  GIT_CONFIG_VALUE_1: '/dev/null',
  GIT_OPTIONAL_LOCKS: '0',
};

/** Official Nix; `undefined` when `nix-instantiate` is not on PATH or does not run. */
export async function findNix(settings: NixSettings): Promise<Nix | undefined> {
  const { root, flakeFolder, environment, milliseconds, signal } = settings;
  const folders = foldersOfPath(root, environment.PATH);
  const own = {
    ...Object.fromEntries(
      Object.entries(environment).filter(
        ([name]) => !name.startsWith('GIT_') || /^GIT_CONFIG_(GLOBAL|SYSTEM|NOSYSTEM)$/.test(name),
      ),
    ),
    ...withoutNetwork,
    ...withoutHooks,
    PATH: folders.join(delimiter),
    NO_COLOR: '1',
    TERM: 'dumb',
    LC_ALL: 'C',
  };
  const ask = async (
    program: string,
    parameters: readonly string[],
    input?: string,
  ): Promise<Answer<string>> =>
    answerOf(
      await runChild({
        program,
        parameters,
        cwd: flakeFolder,
        environment: own,
        input,
        milliseconds,
        signal,
      }),
      milliseconds,
    );
  const instantiate = findProgram('nix-instantiate', folders);
  if (instantiate === undefined) return undefined;
  const version = await ask(instantiate, ['--version']);
  if (version.kind !== 'yes') return undefined;
  const nix = findProgram('nix', folders);
  return {
    version: /\d[\w.+-]*/.exec(version.value)?.[0] ?? 'unknown',
    instantiate: (parameters, input) => ask(instantiate, parameters, input),
    evaluate:
      nix === undefined
        ? undefined
        : (output, apply, standIn) =>
            ask(nix, ['eval', ...flags, ...lockFlags(standIn), `.#${output}`, '--apply', apply, '--json']),
  };
}

/** The lock file is never written: `--override-input` implies it. */
function lockFlags(standIn: StandIn | undefined): readonly string[] {
  return standIn === undefined
    ? ['--no-update-lock-file']
    : ['--override-input', standIn.input, `path:${standIn.folder}`];
}

function answerOf(outcome: ChildOutcome, milliseconds: number): Answer<string> {
  switch (outcome.kind) {
    case 'ended': {
      if (outcome.status === 0) return { kind: 'yes', value: outcome.stdout };
      const words = nixWords(outcome.stderr);
      const why = outcome.status === null ? 'Nix was ended by a signal' : obstacleIn(words);
      return why === undefined
        ? { kind: 'no', words: words === '' ? `Nix ended with ${outcome.status} and said nothing` : words }
        : { kind: 'open', why };
    }
    case 'timeout':
      return { kind: 'open', why: `Nix took longer than ${Math.round(milliseconds / 1000)} s` };
    case 'too-much-output':
      return { kind: 'open', why: 'Nix printed without end' };
    case 'interrupted':
      return { kind: 'open', why: 'interrupted' };
    case 'not-started':
      return { kind: 'open', why: `Nix could not be started: ${outcome.why}` };
  }
}
