/** Attributes of the user's overlays that stay although the new overlay has them too: which one counts would be left to the order. */
import type { Value } from '../src/eval/value.js';
import { packagesOf } from '../src/flake/package-values.js';
import type { Contribution } from '../src/plan/codemod.js';
import type { Place, Problem } from '../src/problem.js';
import { contains } from '../src/syntax/literals.js';
import { plainName } from './facts.js';
import type { Migration } from './migration.js';
import { type AppliedOverlay, applies, ourNames, triedOverlays } from './overlays.js';
import { shadowedName } from './problems.js';

/** The names that the new overlay gives. */
const takenNames = ({ keepsDefault }: Migration): readonly string[] => [
  ...ourNames.filter((name) => !keepsDefault || name !== plainName),
  'llamaPackages',
];

export function clashes(migration: Migration): Contribution {
  const { flake, hosts } = migration;
  const applied = [
    ...new Map(hosts.flatMap((host) => triedOverlays(flake, host)).map((one) => [one.lambda, one])).values(),
  ];
  return {
    refusals: [...writtenOut(migration), ...applied.flatMap((overlay) => loaded(migration, overlay))],
  };
}

/** Attributes in the text of an overlay that cannot go. */
function writtenOut(migration: Migration): readonly Problem[] {
  const { flake, hosts } = migration;
  const taken = takenNames(migration);
  return migration.legacy.kept
    .filter(
      ({ attribute, overlay }) =>
        taken.includes(attribute.name) && hosts.some((host) => applies(flake, host, overlay)),
    )
    .map(({ attribute: { name, binding }, why }) =>
      clash(name, `it cannot go, because ${why}`, binding.source.place(binding.start)),
    );
}

/** Attributes that an overlay gets from elsewhere: another file, a folder of packages. */
function loaded(migration: Migration, { lambda, result }: AppliedOverlay): readonly Problem[] {
  if (result.type !== 'set') return [];
  const { legacy } = migration;
  const written = [
    ...legacy.attributes,
    ...legacy.kept.map(({ attribute, overlay }) => ({ ...attribute, overlay })),
  ];
  const isOwn = (name: string): boolean =>
    written.some((attribute) => attribute.name === name && attribute.overlay.lambda === lambda) ||
    legacy.ours.some((overlay) => overlay.lambda === lambda);
  return takenNames(migration).flatMap((name): readonly Problem[] => {
    const thunk = result.get(name);
    if (thunk === undefined || isOwn(name)) return [];
    const value = thunk.force();
    if (isHandedOn(value, name)) return [];
    const node = ('node' in value ? value.node : undefined) ?? thunk.node ?? lambda;
    // an overlay that the applied one calls
    if (written.some((attribute) => attribute.name === name && contains(attribute.binding, node))) return [];
    return [clash(name, 'it is loaded from elsewhere', node.source.place(node.start))];
  });
}

/** The same package as before. */
const isHandedOn = (value: Value, name: string): boolean => {
  const packages = packagesOf(value);
  return (
    packages.length > 0 &&
    packages.every(
      (one) =>
        one.name === name && one.meaning.packageSet.role === 'previous' && one.meaning.within.length === 0,
    )
  );
};

const clash = (name: string, why: string, place: Place): Problem => ({
  kind: shadowedName,
  message: `Your overlay defines “${name}”, and so does the new one; ${why}.`,
  place,
  hint:
    name === plainName
      ? 'Give it a name of its own, or take it out, and run again; --keep-nixpkgs-default leaves this name to it.'
      : 'Give it a name of its own, or take it out, and run again.',
});
