/** The examples and fixtures as cases: a flake before, the one expected after, and the words of the command line. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Expectations } from '../nix/compare.js';

const root = join(import.meta.dirname, '../..');

export interface Case {
  /** E.g. `examples/four-hosts`. */
  readonly name: string;
  /** Absolute paths. */
  readonly before: string;
  readonly after: string;
  /** What the command is given beside the path. */
  readonly argv: readonly string[];
  /** What the comparison with official Nix is to expect. */
  readonly expectations: Expectations;
}

/** `case.json`. */
type CaseFile = Expectations & { readonly arguments?: readonly string[] };

/** Every folder of `examples` and of the fixtures. */
export const cases: readonly Case[] = ['examples', '__tests__/fixtures'].flatMap((parent) =>
  readdirSync(join(root, parent), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => caseOf(`${parent}/${name}`))
    .sort((one, other) => (one.name < other.name ? -1 : 1)),
);

function caseOf(name: string): Case {
  const folder = join(root, name);
  const file = join(folder, 'case.json');
  const content: CaseFile = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const { arguments: argv = [], ...expectations } = content;
  return { name, before: join(folder, 'before'), after: join(folder, 'after'), argv, expectations };
}
