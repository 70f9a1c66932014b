/** From which package set a reference takes the package, and how the host's own is had at a place. */

import { insertFormal } from '../src/edit/formals.js';
import { folderOf } from '../src/eval/paths.js';
import { lexicalBinding, type Scope } from '../src/eval/scope.js';
import { nullValue } from '../src/eval/value.js';
import type { Flake } from '../src/flake/flake.js';
import type { Host } from '../src/flake/hosts.js';
import { boundBy, nameAt } from '../src/flake/names.js';
import type { Reference, ReferenceMeaning } from '../src/flake/references.js';
import { detailOf, PackageSetSymbol } from '../src/flake/symbols.js';
import { isInModule } from '../src/flake/written-modules.js';
import { contains } from '../src/syntax/literals.js';
import type { Lambda, Node } from '../src/syntax/nodes.js';
import { ancestors } from '../src/syntax/parser.js';
import type { Variant } from './facts.js';
import type { Injection } from './injection.js';
import { isMadeWith, madeAttribute } from './made-sets.js';
import type { Migration } from './migration.js';
import { overlayUsers } from './overlay-users.js';
import { placeNode } from './place-worth.js';
import { finalPackagesAt, overlayAround, type PackagesAccess } from './previous-packages.js';
import { upstreamSet } from './upstream-builds.js';

export type Origin =
  /** The host's own package set: the overlay is there. */
  | { readonly kind: 'host' }
  /** Another nixpkgs at a place where a host's is meant. */
  | { readonly kind: 'other' }
  /** The package set before an overlay of the user's. */
  | { readonly kind: 'previous' }
  /** A package set that is not a host's. */
  | { readonly kind: 'elsewhere'; readonly why: string }
  /** Not nixpkgs' package at all. */
  | { readonly kind: 'own' };

const channelNames =
  /^(unstable|stable|master|nixpkgs|nixos|pkgs|staging|latest|old|small|edge|bleeding|upstream|cuda|rocm)([-_A-Z0-9].*)?$|^[a-z]+[-_]?[Pp](kgs|ackages)$/;
/** nixpkgs' own sets for other platforms and compilers, and of other languages. */
const notChannels =
  /^pkgs(Static|Cross|Musl|LLVM|Linux|Zig|Extra|i686|x86|BuildBuild|BuildHost|HostTarget)|Packages$/;

/** Whether a set inside of a package set is a nixpkgs of its own, by its name: `pkgs.unstable`. */
export const isChannel = (within: readonly string[]): boolean =>
  within.every((name) => channelNames.test(name) && !notChannels.test(name)) && within.length <= 1;

/** The backend that a package set is made for: `pkgsCuda`, or one imported with `config.cudaSupport = true`. */
export function variantOfSet(
  migration: Migration,
  { packageSet, within }: ReferenceMeaning,
): Variant | undefined {
  const [name] = within;
  if (name !== undefined) return /cuda/i.test(name) ? 'cuda' : /rocm/i.test(name) ? 'rocm' : undefined;
  if (packageSet.role !== 'made' || packageSet.argument === undefined) return undefined;
  const { interpreter } = migration.flake;
  const isOn = (option: string): boolean => {
    const value = interpreter.selectPath(packageSet.argument?.force() ?? nullValue, ['config', option]);
    return value?.type === 'boolean' && value.value;
  };
  return isOn('cudaSupport') ? 'cuda' : isOn('rocmSupport') ? 'rocm' : undefined;
}

/**
 * Where the meanings differ, the most careful one counts.
 * @param name of the package
 */
export function originOf(migration: Migration, meanings: readonly ReferenceMeaning[], name: string): Origin {
  const origins = meanings.map((meaning) => originOfMeaning(migration, meaning, name));
  const [first] = origins;
  if (first === undefined) return { kind: 'own' };
  const elsewhere = origins.find(({ kind }) => kind === 'elsewhere');
  if (elsewhere !== undefined) return elsewhere;
  if (origins.some(({ kind }) => kind === 'own')) {
    return origins.every(({ kind }) => kind === 'own')
      ? first
      : { kind: 'elsewhere', why: 'it is not the same package everywhere' };
  }
  if (origins.some(({ kind }) => kind === 'previous')) {
    return origins.every(({ kind }) => kind === 'previous')
      ? first
      : { kind: 'elsewhere', why: 'it is the package before your overlay at some times' };
  }
  return origins.find(({ kind }) => kind === 'other') ?? first;
}

function originOfMeaning(migration: Migration, meaning: ReferenceMeaning, name: string): Origin {
  const { packageSet, within } = meaning;
  const { role } = packageSet;
  // upstream's build as it is, without what the overlay adds
  if (within.length === 1 && within[0] === upstreamSet && isHostRole(role)) return { kind: 'other' };
  if (!isChannel(within)) return { kind: 'own' };
  if (role === 'previous') return { kind: 'previous' };
  if (madeAttribute(migration, meaning, name)?.kind === 'kept')
    return { kind: 'elsewhere', why: 'an overlay of its package set makes it, and that attribute stays' };
  if (within.length > 0) {
    return isHostRole(role)
      ? { kind: 'other' }
      : { kind: 'elsewhere', why: 'it is taken from another package set' };
  }
  if (isHostRole(role)) return { kind: 'host' };
  if (role === 'made') return isGivenOverlay(migration, packageSet) ? { kind: 'host' } : { kind: 'other' };
  return {
    kind: 'elsewhere',
    why: 'its package set is not that of a host, and has no overlays of the hosts',
  };
}

const isHostRole = (role: PackageSetSymbol['role']): boolean =>
  role === 'configuration' || role === 'assumed' || role === 'final';

/** Whether a package set made by hand has the new overlay, or gets it. */
function isGivenOverlay({ flake, injections, legacy }: Migration, set: PackageSetSymbol): boolean {
  const { node } = set;
  if (node === undefined) return false;
  const isPlace = ({ place }: Injection): boolean =>
    (place.kind === 'list' || place.kind === 'arguments') && contains(node, placeNode(place));
  return injections.some(isPlace) || legacy.ours.some((overlay) => isMadeWith(flake, set, overlay));
}

/** How the host's package set is had at a place: under this name, perhaps after a formal more; in an overlay it is the final one. */
export function packagesAt(
  migration: Pick<Migration, 'flake' | 'scopes'>,
  node: Node,
): PackagesAccess | undefined {
  if (overlayAround(node) !== undefined) return finalPackagesAt(node);
  if (boundBy(nameAt(node, 'pkgs'), 'pkgs') !== undefined) {
    const isHosts = migration.scopes.at(node).every((scope) => isHostPackages(scope));
    return isHosts ? { text: 'pkgs', edits: () => [] } : undefined;
  }
  for (const around of ancestors(node)) {
    if (around.kind !== 'lambda' || around.formals === undefined) continue;
    const { formals } = around;
    if (takesHostPackages(migration, around))
      return { text: 'pkgs', edits: (motive) => insertFormal(formals, 'pkgs', motive) };
  }
  return undefined;
}

function isHostPackages(scope: Scope): boolean {
  const value = lexicalBinding(scope, 'pkgs')?.force();
  if (value === undefined) return false;
  const detail = detailOf(value);
  return detail instanceof PackageSetSymbol && (detail.role === 'configuration' || detail.role === 'assumed');
}

/** Whether a function is a module: every configuration that applies it passes its package set. */
function takesHostPackages(migration: Pick<Migration, 'flake'>, lambda: Lambda): boolean {
  const calls = migration.flake.interpreter.calls.get(lambda) ?? [];
  return (
    calls.length > 0 &&
    calls.every((argument) => {
      const given = argument.force();
      const value = given.type === 'set' ? given.get('pkgs')?.force() : undefined;
      const detail = value === undefined ? undefined : detailOf(value);
      return detail instanceof PackageSetSymbol && detail.role === 'configuration';
    })
  );
}

/**
 * The hosts that a reference is for: those whose package set it names, else those that use the overlay
 * that it is in, or whose evaluation gets to it.
 */
export function hostsOfReference(
  migration: Migration,
  { meanings, node }: Pick<Reference, 'meanings' | 'node'>,
): readonly Host[] {
  const owners = [...new Set(meanings.flatMap(migration.hostsOf))];
  if (owners.length > 0) return owners;
  return overlayAround(node) === undefined ? hostsAt(migration, node) : overlayUsers(migration, node);
}

/** The hosts whose evaluation gets to a place: those whose package set a function around it is given, else those whose module it is in. */
export function hostsAt(migration: Migration, node: Node): readonly Host[] {
  for (const around of ancestors(node)) {
    if (around.kind !== 'lambda') continue;
    const calls = migration.flake.interpreter.calls.get(around) ?? [];
    const hosts = calls.flatMap((argument) => {
      const given = argument.force();
      const value = given.type === 'set' ? given.get('pkgs')?.force() : undefined;
      const detail = value === undefined ? undefined : detailOf(value);
      return detail instanceof PackageSetSymbol ? migration.hostsOf({ packageSet: detail, within: [] }) : [];
    });
    if (hosts.length > 0) return [...new Set(hosts)];
  }
  if (overlayAround(node) !== undefined) return [];
  return [...migration.hosts, ...migration.otherHosts].filter(({ configuration }) =>
    isInModule(configuration, node),
  );
}

/** A file in a folder with a flake of its own: a template, another project. */
export function isInOtherFlake(flake: Flake, node: Node): boolean {
  const own = folderOf(flake.path);
  for (let folder = folderOf(node.source.file); folder !== own && folder !== ''; folder = folderOf(folder)) {
    if (flake.files.exists(`${folder}/flake.nix`)) return true;
  }
  return false;
}
