/** Reading the values that yargs found, with our own words for what is wrong. */
import { nearest, suggestion } from './nearest.js';
import type { OptionSpec } from './options.js';
import { usage } from './problems.js';

/** What yargs hands over. */
export type Arguments = Readonly<Record<string, unknown>>;

/** Whether the flag was given. */
export function flag(args: Arguments, name: string): boolean {
  return args[name] === true;
}

/** All values of an option that may be given several times. */
export function list(args: Arguments, name: string): readonly string[] {
  const value = args[name];
  const values: readonly unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return values.map((one) => {
    if (typeof one === 'string' && one !== '') return one;
    throw usage(`--${name} needs a value`);
  });
}

/** The value of an option that may be given once. */
export function single(args: Arguments, name: string): string | undefined {
  const values = list(args, name);
  if (values.length > 1) throw usage(`--${name} is given ${values.length} times`, 'give it once');
  return values[0];
}

/** The value of an option that has a fixed set of values. */
export function oneOf<Value extends string>(
  args: Arguments,
  name: string,
  values: readonly Value[],
  otherwise: Value,
): Value {
  const given = single(args, name);
  return given === undefined ? otherwise : known(`--${name}`, given, values);
}

/** The value itself, when it is one of those that exist. */
export function known<Value extends string>(what: string, given: string, values: readonly Value[]): Value {
  const found = values.find((value) => value === given);
  if (found !== undefined) return found;
  throw usage(`${what} does not know “${given}”`, suggestion(given, values));
}

/** Refuses names that no option has, with the nearest that there is. */
export function refuseUnknown(
  args: Arguments,
  specs: readonly OptionSpec[],
  positionals: readonly string[],
): void {
  const names = ['help', 'version', ...specs.filter((spec) => spec.hidden !== true).map((spec) => spec.name)];
  const allowed = new Set([
    ...names,
    ...specs.flatMap((spec) => [spec.name, spec.letter ?? spec.name]),
    ...positionals,
    '_',
    '$0',
    'h',
  ]);
  for (const name of Object.keys(args)) {
    if (allowed.has(name)) continue;
    if ([...name].length === 1) throw usage(`there is no option -${name}`);
    const near = nearest(name, names);
    throw usage(`there is no option --${name}`, near === undefined ? undefined : `did you mean --${near}?`);
  }
}

/** Refuses words that no positional argument takes; yargs leaves them in `_`, after the command's own name. */
export function refuseExtra(args: Arguments, commandWords: 0 | 1, allowed: 0 | 1 = 0): void {
  const extra = wordsOf(args).slice(commandWords + allowed);
  if (extra.length > 0) throw usage(`“${extra.join(' ')}” is too much`);
}

/**
 * The one positional argument of a command. yargs puts it under its name, and what stands behind `--` with whatever is
 * too much.
 */
export function positional(args: Arguments, name: string, commandWords: 0 | 1, otherwise?: string): string {
  const named = args[name];
  refuseExtra(args, commandWords, named === undefined ? 1 : 0);
  const value = named ?? wordsOf(args)[commandWords] ?? otherwise;
  if (typeof value !== 'string' || value === '') throw usage(`one ${name} is expected`);
  return value;
}

function wordsOf(args: Arguments): readonly unknown[] {
  return Array.isArray(args._) ? args._ : [];
}
