/**
 * Overrides of packages that nothing names where they are overridden: `cfg.package.override { … }`, the element of a
 * list, what a file gives. The arguments become upstream's.
 */
import type { OverrideUse } from '../src/flake/references.js';
import type { Contribution } from '../src/plan/codemod.js';
import type { Apply } from '../src/syntax/nodes.js';
import type { Migration } from './migration.js';
import { changesArguments } from './override.js';
import { isInOtherFlake, originOf } from './package-sets.js';
import { unreadableOverride } from './problems.js';
import { isInsideRemoved } from './removed-code.js';
import { operationEdits } from './rewrite-operations.js';
import { isOwnName } from './rewrite-reference.js';
import { type Operation, usageOf, usageOfReference } from './usage.js';

export function rewriteIndirect(migration: Migration): Contribution {
  const { references, aliases, overrides } = migration.references;
  const named = new Set<Apply>(
    [...references.map(usageOfReference), ...aliases.map(({ node }) => usageOf(node))].flatMap(
      ({ operations }) => operations.map(({ node }) => node),
    ),
  );
  const contributions = overrides
    .filter(({ node }) => !named.has(node) && !isInsideRemoved(migration, node))
    .map((use) => rewrite(migration, use));
  return {
    edits: contributions.flatMap(({ edits = [] }) => edits),
    refusals: contributions.flatMap(({ refusals = [] }) => refusals),
    warnings: contributions.flatMap(({ warnings = [] }) => warnings),
  };
}

function rewrite(migration: Migration, use: OverrideUse): Contribution {
  if (isOwnName(migration, use.name) && !migration.legacy.moved.has(use.name)) return {};
  const kinds = use.meanings.map((meaning) => originOf(migration, [meaning], use.name).kind);
  if (kinds.every((kind) => kind === 'elsewhere' || kind === 'own')) return {};
  const operation: Operation = { name: use.method, argument: use.node.argument, node: use.node };
  const isSure = !use.mixed && kinds.every((kind) => kind === 'host');
  if (isSure) return operationEdits(migration, [operation]);
  if (!changesArguments(operation) || isInOtherFlake(migration.flake, use.node)) return {};
  return {
    refusals: [
      {
        kind: unreadableOverride,
        message:
          'What is overridden here is the package of the hosts at some times and another one at others, so that the arguments cannot be changed.',
        place: use.node.source.place(use.node.start),
        hint: 'Write the override where the package is named, and run again.',
      },
    ],
  };
}
