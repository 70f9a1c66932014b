/** What was decided for each host, for the summary. */
import type { Edit } from '../src/edit/edit.js';
import type { Host } from '../src/flake/hosts.js';
import type { HostOutcome } from '../src/plan/plan.js';
import { variantOfName } from './facts.js';
import type { Migration } from './migration.js';
import { placeNode } from './place-worth.js';
import { targetOf } from './reference-target.js';
import { isInsideRemoved } from './rewrite-reference.js';
import { usageOfReference } from './usage.js';

export function outcomesOf(migration: Migration, edits: readonly Edit[]): readonly HostOutcome[] {
  return migration.hosts.map((host): HostOutcome => {
    const injection = migration.injections.find(({ hosts }) => hosts.includes(host));
    const node = injection === undefined ? undefined : placeNode(injection.place);
    return {
      host: host.name,
      kind: host.kind,
      ...buildOf(migration, host),
      overlayPlace: node?.source.place(node.start),
      overlayReason:
        injection?.reason ??
        (migration.alreadyInjected.includes(host) ? 'has the overlay already' : 'no place'),
      edits: edits.filter(({ file }) => filesOf(host, migration).has(file)).length,
    };
  });
}

/** What a host gets and why: its references may say it themselves; else the host's variant. */
function buildOf(
  migration: Migration,
  host: Host,
): Pick<HostOutcome, 'variant' | 'evidence' | 'evidencePlace'> {
  const decided = migration.variants.get(host);
  const ofHost = decided?.variant ?? 'plain';
  const said = migration.references.references.flatMap((reference) => {
    const isHosts = reference.meanings.some((meaning) => migration.hostsOf(meaning).includes(host));
    if (!isHosts || isInsideRemoved(migration, reference.node)) return [];
    const target = targetOf(migration, reference, usageOfReference(reference));
    const variant = target.kind === 'package' ? variantOfName(target.name) : undefined;
    return variant === undefined || variant === ofHost ? [] : [{ variant, node: reference.node }];
  });
  const [first] = said;
  if (first !== undefined && said.every(({ variant }) => variant === first.variant)) {
    const evidencePlace = first.node.source.place(first.node.start);
    return { variant: first.variant, evidence: 'said by the reference', evidencePlace };
  }
  return {
    variant: usesPackage(migration, host) ? ofHost : undefined,
    evidence: decided?.evidence ?? '',
    evidencePlace: decided?.place,
  };
}

/** Whether the package is named for a host, or a service of its runs it. */
function usesPackage({ references, hostsOf }: Migration, host: Host): boolean {
  const { modules } = host.configuration;
  if (modules.definitions(['services', 'llama-cpp', 'enable']).length > 0) return true;
  return references.references.some(({ meanings }) =>
    meanings.some((meaning) => hostsOf(meaning).includes(host)),
  );
}

/** The files that a host reads: its modules, those of its homes, and flake.nix. */
function filesOf(host: Host, migration: Migration): ReadonlySet<string> {
  const { configuration } = host;
  const modules = [
    ...configuration.modules.collected.modules,
    ...configuration.homes.flatMap((home) => home.modules.collected.modules),
  ];
  const files = modules.flatMap(({ file, value }) =>
    [file, value.node?.source.file].filter((one) => one !== undefined),
  );
  return new Set([
    ...files,
    migration.flake.path,
    configuration.call.node?.source.file ?? migration.flake.path,
  ]);
}
