/** Package sets made by hand that modules name instead of the one that they are given. */
import type { Host } from '../src/flake/hosts.js';
import type { Reference } from '../src/flake/references.js';
import { detailOf, PackageSetSymbol } from '../src/flake/symbols.js';
import { isInModule } from '../src/flake/written-modules.js';
import type { Node } from '../src/syntax/nodes.js';
import type { Migration } from './migration.js';
import { packagesAt } from './package-sets.js';

/**
 * The package sets made by hand from which a host's modules take the package where they are not given their own set:
 * `environment.systemPackages = [ pkgs.x ];` in a module that is no function, beside `pkgs = import nixpkgs { … };`.
 */
export function setsNamedBy(
  surroundings: Pick<Migration, 'flake' | 'scopes'>,
  references: readonly Reference[],
  host: Host,
): readonly PackageSetSymbol[] {
  const found = new Map<Node | undefined, PackageSetSymbol>();
  for (const { meanings, node } of references) {
    for (const { packageSet, within } of meanings) {
      if (packageSet.role !== 'made' || packageSet.node === undefined || within.length > 0) continue;
      if (found.has(packageSet.node) || packagesAt(surroundings, node) !== undefined) continue;
      if (isGivenTo(host, packageSet) || isInModule(host.configuration, node))
        found.set(packageSet.node, packageSet);
    }
  }
  return [...found.values()];
}

/** Whether a host is given a package set that is made by hand. */
export function isGivenTo({ configuration: { givenPackages } }: Host, set: PackageSetSymbol): boolean {
  const given = givenPackages === undefined ? undefined : detailOf(givenPackages);
  return given instanceof PackageSetSymbol && given.node === set.node;
}
