/**
 * Packages of nixpkgs that override arguments of `llama-cpp` which upstream's package does not know. Where a host uses
 * one, the overlay gives it the package from before.
 */
import { findReferences } from '../src/flake/references.js';
import type { Problem } from '../src/problem.js';
import type { Node } from '../src/syntax/nodes.js';
import type { Migration } from './migration.js';
import { originOf } from './package-sets.js';
import { brokenPackage } from './problems.js';
import { remembered } from './remembered.js';

/** nixpkgs pkgs/by-name/lo/local-ai, pkgs/by-name/ta/tabby. */
const callers = ['local-ai', 'tabby'] as const;

interface BrokenPackage {
  readonly name: string;
  /** Where it is used first. */
  readonly node: Node | undefined;
}

/** Those that hosts use, by name or by their service. */
export const brokenPackages = (migration: Migration): readonly string[] =>
  usedCallers(migration).map(({ name }) => name);

/** What is told of them. */
export const brokenPackageWarnings = (migration: Migration): readonly Problem[] =>
  migration.overlay.exists || migration.keepsDefault
    ? []
    : usedCallers(migration).map(({ name, node }) => ({
        kind: brokenPackage,
        message: `${name} overrides arguments that upstream’s package does not have; the overlay gives it nixpkgs’ llama-cpp.`,
        place: node?.source.place(node.start),
      }));

const usedCallers = remembered((migration): readonly BrokenPackage[] =>
  callers.flatMap((name) => {
    const use = useOf(migration, name);
    return use === undefined ? [] : [{ name, node: use.node }];
  }),
);

function useOf(migration: Migration, name: string): { readonly node: Node | undefined } | undefined {
  for (const { configuration } of migration.hosts) {
    const path = ['services', name, 'enable'];
    const enabled = configuration.modules.value(path);
    if (enabled.type === 'boolean' && enabled.value)
      return { node: configuration.modules.definitions(path)[0]?.thunk.node };
  }
  const { references } = findReferences(migration.flake, migration.scopes, {
    isPackage: (candidate) => candidate === name,
    isWithin: (within) => within.length === 0,
    mentions: new RegExp(`\\b${name}\\b`),
  });
  return references.find(({ meanings }) => originOf(migration, meanings, name).kind === 'host');
}
