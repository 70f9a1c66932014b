/** What a shell may offer for the word being typed. The shell's script (completion-script.ts) asks for it each time. */
import { formats } from '../report/formats.js';
import { shells } from './completion-script.js';
import type { Engine } from './engine.js';
import {
  colours,
  commandNames,
  inspectOptions,
  type OptionSpec,
  plainOptions,
  runOptions,
  verifyOptions,
} from './options.js';
import { cliProblems } from './problems.js';

/** In: the words after the program's name, the last one being typed and possibly empty. Out: none for file names. */
export function complete(words: readonly string[], engine: Engine): readonly string[] {
  const whole = words.reduce(joinedAtSign, []);
  const current = whole.at(-1) ?? '';
  const [assignment, assigned] = /^(--[^=]+)=/.exec(current) ?? [''];
  const option = assigned ?? whole.at(-2);
  const prefix = option === '--variant' ? throughLastSign(current) : assignment;
  const found = candidates(whole, option, engine)
    .map((candidate) => `${prefix}${candidate}`)
    .filter((candidate) => candidate.startsWith(current));
  // Whoever has split the word wants the last part alone.
  const given = whole.length < words.length ? throughLastSign(current) : '';
  return found.map((candidate) => candidate.slice(given.length));
}

/** bash takes `=` for a word of its own: `--variant`, `=`, `NAME`, `=`, `cu`. zsh and fish do not. */
function joinedAtSign(
  sofar: readonly string[],
  word: string,
  index: number,
  words: readonly string[],
): readonly string[] {
  const last = sofar.at(-1);
  if (last === undefined || (word !== '=' && words[index - 1] !== '=')) return [...sofar, word];
  return [...sofar.slice(0, -1), `${last}${word}`];
}

const throughLastSign = (word: string): string => word.slice(0, word.lastIndexOf('=') + 1);

function candidates(words: readonly string[], option: string | undefined, engine: Engine): readonly string[] {
  const [command = ''] = words;
  const current = words.at(-1) ?? '';
  if (current.startsWith('-') && !current.includes('=')) return optionNames(command);
  const codemods = engine.codemods.map(({ card }) => card.name);
  const codes = [...engine.problemKinds, ...cliProblems].map(({ code }) => code);
  const values: ReadonlyMap<string | undefined, readonly string[]> = new Map([
    ['--variant', engine.variantNames],
    ['--with', engine.additionNames],
    ['--only', codemods],
    ['--skip', codemods],
    ['--format', formats],
    ['--color', colours],
    ['explain', [...codemods, ...codes]],
    ['completion', shells],
  ]);
  return values.get(option) ?? (option === undefined ? commandNames : []);
}

const optionsOfCommand: ReadonlyMap<string, readonly OptionSpec[]> = new Map([
  ['inspect', inspectOptions],
  ['verify', verifyOptions],
]);

function optionNames(command: string): readonly string[] {
  const specs: readonly OptionSpec[] = commandNames.some((name) => name === command)
    ? (optionsOfCommand.get(command) ?? plainOptions)
    : runOptions;
  return [
    ...specs.filter((spec) => spec.hidden !== true).map((spec) => `--${spec.name}`),
    '--help',
    '--version',
  ];
}
