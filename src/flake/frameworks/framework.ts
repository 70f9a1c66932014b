/**
 * Flakes that help others to build their systems. What such a flake does with hosts and modules is put down as Nix of
 * its own, and evaluated in the place of the flake; all else that it has stays a symbol.
 */
import type { Interpreter } from '../../eval/interpreter.js';
import type { Value } from '../../eval/value.js';
import { type FlakeInput, repositoryOf } from '../inputs.js';

export interface Framework {
  readonly name: string;
  /** Whether an input is this flake, or a fork of it. */
  readonly provides: (input: FlakeInput) => boolean;
  /** Nix: a function from a set with `lib` and the primitives to what the flake has, `lib` and modules among it. */
  readonly outputs: string;
  /** Nix, the same for what its default.nix is, for inputs that are imported: `import inputs.x`. */
  readonly imported?: string;
  /** What cannot be said in Nix. */
  readonly primitives?: (interpreter: Interpreter) => Readonly<Record<string, Value>>;
}

/** By the repository's name in the URL; by the input's name where it has no URL of its own. */
export function isRepository(input: FlakeInput, name: RegExp): boolean {
  const found = input.url === undefined ? undefined : repositoryOf(input.url);
  if (found !== undefined) return name.test(`${found.owner}/${found.repository}`);
  return name.test(input.url?.replace(/^flake:/, '').replace(/[?#].*$/, '') ?? input.name);
}
