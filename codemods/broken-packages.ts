/**
 * Packages of nixpkgs that override arguments of `llama-cpp` which upstream's package does not know. Where a host uses
 * one, the overlay gives it the package from before.
 */
import { findReferences } from '../src/flake/references.js';
import type { Migration } from './migration.js';
import { originOf } from './package-sets.js';
import { remembered } from './remembered.js';

/** nixpkgs pkgs/by-name/lo/local-ai, pkgs/by-name/ta/tabby. */
const callers = ['local-ai', 'tabby'] as const;

/** Those that hosts use, by name or by their service. */
export const brokenPackages = remembered((migration): readonly string[] =>
  callers.filter((name) => isUsed(migration, name)),
);

function isUsed(migration: Migration, name: string): boolean {
  const isService = migration.hosts.some(({ configuration }) => {
    const enabled = configuration.modules.value(['services', name, 'enable']);
    return enabled.type === 'boolean' && enabled.value;
  });
  if (isService) return true;
  const { references } = findReferences(migration.flake, migration.scopes, {
    isPackage: (candidate) => candidate === name,
    isWithin: (within) => within.length === 0,
    mentions: new RegExp(`\\b${name}\\b`),
  });
  return references.some(({ meanings }) => originOf(migration, meanings).kind === 'host');
}
