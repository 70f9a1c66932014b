/** What is to be run after the migration. */
import type { Host } from '../src/flake/hosts.js';
import type { Migration } from './migration.js';
import { packageTargets } from './named-builds.js';
import { hostsOfReference } from './package-sets.js';

/** Commands for the folder of the flake; the last builds a host, one that uses the package where there is one. */
export function nextCommands(migration: Migration): readonly string[] {
  const { existing, name } = migration.input;
  const users = new Set(
    packageTargets(migration).flatMap(({ reference }) => hostsOfReference(migration, reference)),
  );
  const named = migration.hosts.filter(({ isUnnamed }) => !isUnnamed);
  const built =
    named.find((host) => users.has(host)) ??
    migration.hosts.find((host) => users.has(host)) ??
    migration.hosts[0];
  return [
    existing === undefined ? 'nix flake lock' : `nix flake update ${name}`,
    'nix flake check',
    ...(built === undefined ? [] : [buildCommand(built)]),
  ];
}

function buildCommand({ name, kind, isNode, isUnnamed }: Host): string {
  if (isNode) return `colmena build --on ${name}`;
  const program = { nixos: 'nixos-rebuild', darwin: 'darwin-rebuild', home: 'home-manager' }[kind];
  // without a name, these programs take the host of the machine's own name
  return `${program} build --flake .${isUnnamed ? '' : `#${name}`}`;
}
