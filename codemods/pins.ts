/** Versions that the configuration pins by `overrideAttrs { version; src; … }`, and what becomes of them. */
import type { FoundReferences } from '../src/flake/references.js';
import type { Contribution } from '../src/plan/codemod.js';
import type { Problem } from '../src/problem.js';
import { type Pin, readAttributesOverride } from './attributes-override.js';
import { officialUrl } from './facts.js';
import type { Migration } from './migration.js';
import { pinnedVersion } from './problems.js';
import { usageOf, usageOfReference } from './usage.js';

/** The pins of all references, those in overlays included. */
export function pinsOf({ references, aliases }: FoundReferences): readonly Pin[] {
  const usages = [...references.map(usageOfReference), ...aliases.map(({ node }) => usageOf(node))];
  return usages.flatMap(({ operations }) =>
    operations.flatMap((operation) => {
      const pin =
        operation.name === 'overrideAttrs' ? readAttributesOverride(operation.argument)?.pin : undefined;
      return pin === undefined ? [] : [pin];
    }),
  );
}

/** The tag or commit that all of them name. */
export function commonRevision(pins: readonly Pin[]): string | undefined {
  const revisions = new Set(pins.map(({ revision }) => revision));
  const [only] = revisions;
  return revisions.size === 1 ? only : undefined;
}

export type PinDecision =
  | { readonly kind: 'dropped'; readonly warnings: readonly Problem[] }
  | { readonly kind: 'refused'; readonly problem: Problem };

/** A pin goes where the input says the version: by `--url`, because it is there already, or because all pins agree. */
export function pinDecision({ options, input }: Migration, pin: Pin): PinDecision {
  const revision = pin.revision ?? 'a version of its own';
  if (pin.revision !== undefined && input.url.endsWith(`/${pin.revision}`))
    return { kind: 'dropped', warnings: [] };
  if (options.url !== undefined) return { kind: 'dropped', warnings: [] };
  if (input.existing !== undefined) {
    const message = `The pin to ${revision} goes: the input “${input.name}” (${input.url}) says which version is built.`;
    return { kind: 'dropped', warnings: [{ kind: pinnedVersion, message, place: pin.place }] };
  }
  return {
    kind: 'refused',
    problem: {
      kind: pinnedVersion,
      message: `The package is pinned to ${revision} here; with the flake the input says which version is built.`,
      place: pin.place,
      hint: `Run again with --url ${officialUrl}/${pin.revision ?? 'TAG'} to keep a version, or --url ${officialUrl} for the newest.`,
    },
  };
}

/** Versions that attributes of the old overlays pin, which go with them. */
export function legacyPins(migration: Migration): Contribution {
  const decided = migration.legacy.pins.map((pin) => pinDecision(migration, pin));
  return {
    refusals: decided.flatMap((one) => (one.kind === 'refused' ? [one.problem] : [])),
    warnings: decided.flatMap((one) => (one.kind === 'dropped' ? one.warnings : [])),
  };
}
