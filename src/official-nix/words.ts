/** What Nix printed on stderr, for people, and what it means. */
import { printableLines } from '../workspace/printable.js';

const longestWords = 40;

/** Nix's error without its warnings and progress, safe to print, not endless. */
export function nixWords(stderr: string): string {
  const text = printableLines(stderr.replaceAll('\r', '')).trimEnd();
  const start = text.search(/^\s*error:/m);
  const lines = text
    .slice(Math.max(0, start))
    .split('\n')
    .filter((line) => !/^\(use '--show-trace'|^warning: /.test(line));
  if (lines.length <= longestWords) return lines.join('\n').trim();
  return ['…', ...lines.slice(-longestWords)].join('\n').trim();
}

/** The line that says what is wrong: the last that begins with `error:`, as newer versions print the trace first. */
export function firstWords(words: string): string {
  const errors = words.split('\n').flatMap((line) => /^\s*error:\s*(\S.*)$/.exec(line)?.[1] ?? []);
  return errors.at(-1) ?? words.split('\n')[0] ?? '';
}

/**
 * Why Nix could not answer at all, where its words say that something is not at hand and not that the flake is wrong.
 * The words are those of Nix 2.8 to 2.36: src/libflake/flake.cc, src/libstore/filetransfer.cc, src/libfetchers/git.cc,
 * src/libexpr/eval-error (import from derivation), src/libutil/experimental-features.cc.
 */
export function obstacleIn(words: string): string | undefined {
  const said = words
    .split('\n')
    .filter((line) => /^\s*error:/.test(line))
    .join('\n');
  return obstacles.find(([pattern]) => pattern.test(said))?.[1];
}

const notFetched = 'an input is not on this machine; nix flake archive fetches all';
const notLocked = 'flake.lock lacks an input: run nix flake lock';

const obstacles: readonly (readonly [RegExp, string])[] = [
  [/requires lock file changes|cannot update unlocked flake input/, notLocked],
  [/unable to download '|unable to fetch|[Ff]ailed to fetch|cannot fetch|fetching .* failed/, notFetched],
  [
    /program '(\S*\/)?(git|hg)' failed|transport '\w+' not allowed|[Cc]ould(n't| not) resolve host/,
    notFetched,
  ],
  [/cannot find flake 'flake:/, notFetched],
  [
    /allow-import-from-derivation|cannot build .* during evaluation/,
    'it is built during evaluation (import from derivation), and nothing is built here',
  ],
  [
    /experimental (Nix )?feature '[\w-]+' is (disabled|not enabled)|unrecogni[sz]ed flag/,
    'this Nix is not set up for it',
  ],
  // https://github.com/NixOS/nix/issues/6394
  [
    /'(file:\/\/|path:)?\/[^']* [^']*' is not a valid URL/,
    'this version of Nix takes no path with a space in it',
  ],
  [
    /cannot connect to (socket|daemon)|opening lock file .*[Pp]ermission denied/,
    'the Nix daemon or store cannot be used',
  ],
];
