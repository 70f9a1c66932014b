/**
 * What names mean at a place. Names bound by `let`, `rec`, functions and `inherit` beat every `with`,
 * and of several `with` the nearest that has the name wins (Nix manual, "With-expressions").
 */
import type { Thunk } from './thunk.js';

export interface Scope {
  readonly names: ReadonlyMap<string, Thunk> | undefined;
  /** The set of a `with`. */
  readonly environment: Thunk | undefined;
  readonly parent: Scope | undefined;
}

export const emptyScope: Scope = { names: undefined, environment: undefined, parent: undefined };

export const scopeWithNames = (parent: Scope, names: ReadonlyMap<string, Thunk>): Scope => ({
  names,
  environment: undefined,
  parent,
});

export const scopeWithEnvironment = (parent: Scope, environment: Thunk): Scope => ({
  names: undefined,
  environment,
  parent,
});

/** The lexical binding of a name, where there is one. */
export function lexicalBinding(scope: Scope, name: string): Thunk | undefined {
  for (let next: Scope | undefined = scope; next !== undefined; next = next.parent) {
    const found = next.names?.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The environments of the `with`s around, the nearest first. */
export function* environmentsOf(scope: Scope): Generator<Thunk> {
  for (let next: Scope | undefined = scope; next !== undefined; next = next.parent) {
    if (next.environment !== undefined) yield next.environment;
  }
}
