/**
 * Functions that take the package by name, `{ lib, llama-cpp }: …`, and of which it is not known who calls them: a loader
 * of another flake may fill the name with the new package or with nixpkgs' own, which take different arguments.
 */
import { boundBy, isUse } from '../src/flake/names.js';
import type { Contribution } from '../src/plan/codemod.js';
import type { Problem } from '../src/problem.js';
import type { Identifier, Lambda } from '../src/syntax/nodes.js';
import { descendants } from '../src/syntax/parser.js';
import type { Migration } from './migration.js';
import { changesArguments } from './override.js';
import { isInOtherFlake } from './package-sets.js';
import { unreadableOverride } from './problems.js';
import { usageOf } from './usage.js';

export function unfilledFormals(migration: Migration): Contribution {
  const refusals = migration.references.formals.flatMap(({ formal, name }): readonly Problem[] => {
    const lambda = formal.parent?.parent;
    if (lambda?.kind !== 'lambda' || isInOtherFlake(migration.flake, formal)) return [];
    return usesOf(lambda, formal.name)
      .filter((use) => isNotKnown(migration, use) && usageOf(use).operations.some(changesArguments))
      .map((use) => ({
        kind: unreadableOverride,
        message: `It is not known which “${name}” this function is given, nixpkgs’ or the new one, and they take different arguments.`,
        place: use.source.place(use.start),
        hint: 'Write the override where the function is called, or delete the file if nothing uses it, and run again.',
      }));
  });
  return { refusals };
}

/** The uses of a name that a function takes. */
export const usesOf = (lambda: Lambda, name: Identifier): readonly Identifier[] =>
  [...descendants(lambda.body)].filter(
    (node): node is Identifier =>
      node.kind === 'identifier' && node.name === name.name && isUse(node) && boundBy(node) === name.parent,
  );

const isNotKnown = ({ flake, scopes }: Migration, use: Identifier): boolean =>
  scopes.at(use).some((scope) => flake.interpreter.evaluate(use, scope).type === 'unknown');
