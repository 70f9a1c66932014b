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
  const current = words.at(-1) ?? '';
  const option = optionBefore(words);
  const prefix = option === '--variant' ? current.slice(0, current.lastIndexOf('=') + 1) : '';
  // Where bash has split `--option=value` at the sign, the sign itself is no part of the value.
  const typed = current === '=' ? '' : current;
  return candidates(words, option, engine)
    .map((candidate) => (typed.startsWith(prefix) ? `${prefix}${candidate}` : candidate))
    .filter((candidate) => candidate.startsWith(typed));
}

/** The option whose value is being typed. bash takes `=` for a word of its own: `--variant`, `NAME`, `=`, `cu`. */
function optionBefore(words: readonly string[]): string | undefined {
  const before = words.slice(0, -1).concat(words.at(-1) === '=' ? ['='] : []);
  const last = before.at(-1) === '=' ? before.slice(0, -1) : before;
  const option = last.at(-1);
  return option?.startsWith('-') === true || before.at(-1) !== '=' ? option : last.at(-2);
}

function candidates(words: readonly string[], option: string | undefined, engine: Engine): readonly string[] {
  const [command = ''] = words;
  if (words.at(-1)?.startsWith('-') === true) return optionNames(command);
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
  return values.get(option) ?? (words.length === 1 ? commandNames : []);
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
