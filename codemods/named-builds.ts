/** The builds that the plan names: those that hosts say for their plain package, and those for one CPU. */
import type { Host } from '../src/flake/hosts.js';
import type { Reference } from '../src/flake/references.js';
import type { Contribution } from '../src/plan/codemod.js';
import { buildName, type ProcessorBuild, variants } from './facts.js';
import { buildOfHost } from './hosts.js';
import type { Migration } from './migration.js';
import { plainUses } from './plain-uses.js';
import { type Target, targetOf } from './reference-target.js';
import { remembered } from './remembered.js';
import { rewriteMotive } from './rewrite-operations.js';
import { isRewritten } from './rewrite-reference.js';
import { serviceBuilds } from './service-packages.js';
import { usageOfReference } from './usage.js';
import { settingEdits, settingPlace } from './variant-setting.js';

/** The hosts that say what their plain package is. */
export const namingHosts = remembered((migration): readonly Host[] => {
  const ofReferences = packageTargets(migration).flatMap(({ target }) => target.naming);
  const ofServices = serviceBuilds(migration).flatMap(({ chosen }) => chosen.naming);
  const ofPlainUses = plainUses(migration).flatMap(({ chosen }) => chosen.naming);
  const naming = new Set([...ofReferences, ...ofServices, ...ofPlainUses]);
  return migration.hosts.filter((host) => naming.has(host));
});

export function nameBuilds(migration: Migration): Contribution {
  const places = namingHosts(migration).flatMap((host) => {
    const place = settingPlace(migration, host);
    const decided = migration.variants.get(host);
    const build = decided === undefined ? undefined : buildOfHost(decided);
    return place === undefined || build === undefined ? [] : [{ place, build }];
  });
  return { edits: settingEdits(places, rewriteMotive) };
}

/** The builds for one CPU that the plan names anywhere. */
export function processorBuilds(migration: Migration): readonly ProcessorBuild[] {
  const named = new Set([
    ...packageTargets(migration).map(({ target }) => target.name),
    ...[...serviceBuilds(migration).map(({ chosen }) => chosen.build), ...hostBuilds(migration)].flatMap(
      (build) => (build === undefined ? [] : [buildName(build)]),
    ),
  ]);
  const processors = new Set(migration.options.processors.values());
  const possible = [...processors].flatMap((processor) =>
    variants.map((variant): ProcessorBuild => ({ variant, processor })),
  );
  return possible.filter(({ variant, processor }) => named.has(buildName(`${variant}-${processor}`)));
}

/** The build of every host that was given a CPU, so that it is there also where nothing names it yet. */
function hostBuilds(migration: Migration): readonly (string | undefined)[] {
  return migration.hosts.map((host) => {
    const decided = migration.variants.get(host);
    return decided?.processor === undefined ? undefined : buildOfHost(decided);
  });
}

export interface ReferenceTarget {
  readonly reference: Reference;
  readonly target: Extract<Target, { kind: 'package' }>;
}

/** What the references that are moved are to become. */
export const packageTargets = remembered((migration): readonly ReferenceTarget[] =>
  migration.references.references
    .filter((reference) => isRewritten(migration, reference))
    .flatMap((reference) => {
      const target = targetOf(migration, reference, usageOfReference(reference));
      return target.kind === 'package' ? [{ reference, target }] : [];
    }),
);
