/** Uses of a local name for the package, `llama-cpp.override { … }` where `llama-cpp` is bound by `let`, `inherit` or a function. */
import { boundBy } from '../src/flake/names.js';
import type { AliasUse } from '../src/flake/references.js';
import type { Contribution } from '../src/plan/codemod.js';
import type { Migration } from './migration.js';
import { changesArguments } from './override.js';
import { originOf, packagesAt } from './package-sets.js';
import { type Basis, basisAt, finalPackagesAt, overlayAround } from './previous-packages.js';
import { unreadableOverride } from './problems.js';
import { isInsideRemoved } from './removed-code.js';
import { operationEdits } from './rewrite-operations.js';
import { isOwnName, mainProgramWarnings } from './rewrite-reference.js';
import { usageOf } from './usage.js';

/** The name stays; the arguments that are passed on change to upstream's. */
export function rewriteAlias(migration: Migration, alias: AliasUse): Contribution {
  if (isInsideRemoved(migration, alias.node)) return {};
  if (isOwnName(migration, alias.name) && !migration.legacy.moved.has(alias.name)) return {};
  const kinds = alias.meanings.map((meaning) => originOf(migration, [meaning], alias.name).kind);
  const isMoved = kinds.includes('other') && followsItsBinding(migration, alias);
  const basis = kinds.includes('previous') ? previousBasis(migration, alias) : 'final';
  const origins = kinds.map((kind) =>
    (kind === 'other' && !isMoved) || (kind === 'previous' && basis === 'before') ? 'elsewhere' : kind,
  );
  if (!origins.some((kind) => kind !== 'elsewhere' && kind !== 'own')) return {};
  const usage = usageOf(alias.node);
  const { operations } = usage;
  const isMixed =
    alias.mixed || basis === 'both' || origins.some((kind) => kind === 'elsewhere' || kind === 'own');
  if (isMixed && operations.some(changesArguments)) {
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
  const own = operationEdits(migration, operations);
  return { ...own, warnings: [...(own.warnings ?? []), ...mainProgramWarnings(alias, usage)] };
}

/** What binds the name is itself moved to the host's package set; a parameter stays what the function is given. */
function followsItsBinding(migration: Migration, { node }: AliasUse): boolean {
  const binder = boundBy(node);
  return (
    (binder?.kind === 'binding' || binder?.kind === 'inherit') && packagesAt(migration, binder) !== undefined
  );
}

/** A name in an overlay is what binds it; the parameter of a package function is filled with the final package. */
function previousBasis({ references }: Migration, { node }: AliasUse): Basis {
  const binder = boundBy(node);
  if (binder?.kind === 'binding' || binder?.kind === 'inherit') {
    // a name that is used for both becomes the final package
    const isBefore =
      finalPackagesAt(binder) === undefined || basisAt(references, binder, node.name) === 'before';
    return isBefore ? 'before' : 'final';
  }
  return overlayAround(node) === undefined ? 'final' : basisAt(references, node);
}
