/** Uses of a local name for the package, `llama-cpp.override { … }` where `llama-cpp` is bound by `let`, `inherit` or a function. */
import { boundBy } from '../src/flake/names.js';
import type { AliasUse } from '../src/flake/references.js';
import type { Contribution } from '../src/plan/codemod.js';
import type { Migration } from './migration.js';
import { mapOverride, type OverrideMapping } from './override.js';
import { originOf, packagesAt } from './package-sets.js';
import { unreadableOverride } from './problems.js';
import { operationEdits } from './rewrite-operations.js';
import { isInsideRemoved } from './rewrite-reference.js';
import { usageOf } from './usage.js';

/** The name stays; the arguments that are passed on change to upstream's. */
export function rewriteAlias(migration: Migration, alias: AliasUse): Contribution {
  if (isInsideRemoved(migration, alias.node)) return {};
  const kinds = alias.meanings.map((meaning) => originOf(migration, [meaning]).kind);
  const isMoved = kinds.includes('other') && followsItsBinding(migration, alias);
  const origins = kinds.map((kind) => (kind === 'other' && !isMoved ? 'elsewhere' : kind));
  if (!origins.some((kind) => kind === 'host' || kind === 'other')) return {};
  const { operations } = usageOf(alias.node);
  const isMixed = alias.mixed || origins.some((kind) => kind === 'elsewhere' || kind === 'own');
  const mappings = operations.flatMap((operation) =>
    operation.name === 'override' ? [mapOverride(operation.argument)] : [],
  );
  if (isMixed && mappings.some(changes)) {
    return {
      refusals: [
        {
          kind: unreadableOverride,
          message: `“${alias.node.name}” is the package of the hosts at some times and another one at others, so that its arguments cannot be changed here.`,
          place: alias.node.source.place(alias.node.start),
          hint: 'Write the override where the package is named, and run again.',
        },
      ],
    };
  }
  return operationEdits(migration, operations);
}

const changes = (mapping: OverrideMapping): boolean =>
  mapping.kind === 'refused' || mapping.override.arguments.length > 0 || mapping.override.warnings.length > 0;

/** What binds the name is itself moved to the host's package set; a parameter stays what the function is given. */
function followsItsBinding(migration: Migration, { node }: AliasUse): boolean {
  const binder = boundBy(node);
  return (
    (binder?.kind === 'binding' || binder?.kind === 'inherit') && packagesAt(migration, binder) !== undefined
  );
}
