/** Attributes of the user's overlays that stay although the new overlay has them too: which one counts would be left to the order. */
import type { Contribution } from '../src/plan/codemod.js';
import type { Problem } from '../src/problem.js';
import type { Lambda } from '../src/syntax/nodes.js';
import type { Migration } from './migration.js';
import { appliedOverlays, type OwnOverlay, ourNames } from './overlays.js';
import { shadowedName } from './problems.js';

export function clashes(migration: Migration): Contribution {
  const { legacy, flake, hosts } = migration;
  const clashing = legacy.kept.filter(
    ({ attribute }) => ourNames.includes(attribute.name) || attribute.name === 'llamaPackages',
  );
  if (clashing.length === 0) return {};
  const applied = new Set(hosts.flatMap((host) => appliedOverlays(flake, host)));
  return {
    refusals: clashing
      .filter(({ overlay }) => isApplied(overlay, applied))
      .map(
        ({ attribute, why }): Problem => ({
          kind: shadowedName,
          message: `Your overlay defines “${attribute.name}”, and so does the new one; it cannot go, because ${why}.`,
          place: attribute.binding.source.place(attribute.binding.start),
          hint: 'Give it a name of its own, or take it out, and run again.',
        }),
      ),
  };
}

const isApplied = (overlay: OwnOverlay, applied: ReadonlySet<Lambda>): boolean =>
  overlay.kind === 'packageOverrides' || applied.has(overlay.lambda);
