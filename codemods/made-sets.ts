/**
 * Which package sets have what the user's overlays make: those of hosts and homes, and those made by hand, as
 * `import nixpkgs-unstable { overlays = [ … ]; }`.
 */
import type { Flake } from '../src/flake/flake.js';
import type { Host } from '../src/flake/hosts.js';
import type { FoundReferences, ReferenceMeaning } from '../src/flake/references.js';
import { detailOf, PackageSetSymbol } from '../src/flake/symbols.js';
import { isPackageName } from './facts.js';
import type { LegacyAttribute } from './legacy.js';
import type { Migration } from './migration.js';
import { mayHave, type OwnOverlay, triedOverlays } from './overlays.js';

/** The set that a package is taken from, where it is made by hand: under a name of its own, or as an attribute of the host's. */
function madeSetOf(
  flake: Flake,
  hosts: readonly Host[],
  { packageSet, within }: ReferenceMeaning,
): PackageSetSymbol | undefined {
  const [name, ...more] = within;
  if (name === undefined) return packageSet.role === 'made' ? packageSet : undefined;
  if (more.length > 0) return undefined;
  const { owner } = packageSet;
  const own = hosts.filter(({ configuration }) => configuration.call === owner?.call);
  for (const { result } of own.flatMap((host) => triedOverlays(flake, host))) {
    const value = result.type === 'set' ? result.get(name)?.force() : undefined;
    const detail = value === undefined ? undefined : detailOf(value);
    if (detail instanceof PackageSetSymbol && detail.role === 'made') return detail;
  }
  return undefined;
}

/** Whether a package set that is made by hand has an overlay. */
export function isMadeWith(
  { interpreter }: Flake,
  { argument }: PackageSetSymbol,
  overlay: OwnOverlay,
): boolean {
  const given = argument?.force();
  if (given === undefined) return false;
  if (overlay.kind === 'packageOverrides') {
    const own = interpreter.selectPath(given, ['config', 'packageOverrides']);
    return own?.type === 'lambda' && own.node === overlay.lambda;
  }
  const list = interpreter.select(given, 'overlays');
  return (
    list?.type === 'list' &&
    list.items.some(({ thunk }) => {
      const value = thunk.force();
      return value.type === 'lambda' && value.node === overlay.lambda;
    })
  );
}

/** Whether a package set may have two overlays; where it is not known which sets have one of them, it may be any. */
export function togetherness(
  flake: Flake,
  hosts: readonly Host[],
  { references }: FoundReferences,
): (one: OwnOverlay, other: OwnOverlay) => boolean {
  const made = [
    ...new Set(
      references.flatMap(({ meanings }) =>
        meanings.flatMap((meaning) => madeSetOf(flake, hosts, meaning) ?? []),
      ),
    ),
  ];
  const applied = new Map<OwnOverlay, readonly unknown[]>();
  const setsWith = (overlay: OwnOverlay): readonly unknown[] => {
    const known = applied.get(overlay) ?? [
      ...hosts.filter((host) => mayHave(flake, host, overlay, undefined)),
      ...hosts.flatMap((host) =>
        host.configuration.homes.filter(({ user }) => mayHave(flake, host, overlay, user)),
      ),
      ...made.filter((set) => isMadeWith(flake, set, overlay)),
    ];
    applied.set(overlay, known);
    return known;
  };
  return (one, other) => {
    const [first, second] = [setsWith(one), setsWith(other)];
    return first.length === 0 || second.length === 0 || first.some((set) => second.includes(set));
  };
}

/** What an overlay of the user's makes of a name in a package set that is made by hand. */
type MadeAttribute =
  | { readonly kind: 'none' }
  | { readonly kind: 'kept' }
  | { readonly kind: 'legacy'; readonly attribute: LegacyAttribute };

/** @returns `undefined` where the package set is not made by hand */
export function madeAttribute(
  migration: Migration,
  meaning: ReferenceMeaning,
  name: string,
): MadeAttribute | undefined {
  const { flake, hosts, otherHosts, legacy } = migration;
  const set = madeSetOf(flake, [...hosts, ...otherHosts], meaning);
  if (set === undefined) return undefined;
  const isKept = legacy.kept.some(
    ({ attribute, overlay }) => attribute.name === name && isMadeWith(flake, set, overlay),
  );
  if (isKept) return { kind: 'kept' };
  const attribute = legacy.attributes.findLast(
    (one) => one.name === name && isMadeWith(flake, set, one.overlay),
  );
  return attribute === undefined ? { kind: 'none' } : { kind: 'legacy', attribute };
}

/** Whether an attribute of an old overlay is what a name means: nixpkgs has some of these names, too. */
export function isRedefined(
  migration: Migration,
  attribute: LegacyAttribute,
  meaning: ReferenceMeaning,
): boolean {
  const { name, overlay } = attribute;
  const made = madeAttribute(migration, meaning, name);
  if (made !== undefined) return made.kind === 'legacy' && made.attribute === attribute;
  if (meaning.within.length > 0) return false;
  const hosts = migration.hostsOf(meaning);
  const user = meaning.packageSet.owner?.user;
  return (
    !isPackageName(name) ||
    hosts.length === 0 ||
    hosts.some((host) => mayHave(migration.flake, host, overlay, user))
  );
}
