/** Uses of a local name for the package, `llama-cpp.override { … }` where `llama-cpp` is bound by `let` or `inherit`. */
import type { AliasUse } from '../src/flake/references.js';
import type { Contribution } from '../src/plan/codemod.js';
import type { Problem } from '../src/problem.js';
import type { Migration } from './migration.js';
import { mapOverride } from './override.js';
import { furtherOperations, isInsideRemoved, renamedArguments } from './rewrite-reference.js';
import { usageOf } from './usage.js';

/** The name stays; the arguments that are passed on change to upstream's. */
export function rewriteAlias(migration: Migration, alias: AliasUse): Contribution {
  if (isInsideRemoved(migration, alias.node)) return {};
  const reachesHost = alias.meanings.some(({ packageSet, within }) => within.length === 0 && ['configuration', 'assumed', 'final'].includes(packageSet.role));
  if (!reachesHost) return {};
  const { operations } = usageOf(alias.node);
  const [first, ...more] = operations;
  if (first === undefined) return {};
  if (first.name !== 'override') return furtherOperations(migration, operations);
  const mapping = mapOverride(first.argument);
  const refusals: readonly Problem[] = mapping.kind === 'refused' ? [mapping.problem] : [];
  const further = furtherOperations(migration, more);
  return {
    edits: [...renamedArguments(first.argument), ...(further.edits ?? [])],
    refusals: [...refusals, ...(further.refusals ?? [])],
    warnings: [...(mapping.kind === 'mapped' ? mapping.override.warnings : []), ...(further.warnings ?? [])],
  };
}
