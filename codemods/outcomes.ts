/** What was decided for each host, for the summary. */
import type { Edit } from '../src/edit/edit.js';
import type { Host } from '../src/flake/hosts.js';
import type { HostOutcome } from '../src/plan/plan.js';
import { placeNode } from './injection.js';
import type { Migration } from './migration.js';

export function outcomesOf(migration: Migration, edits: readonly Edit[]): readonly HostOutcome[] {
  return migration.hosts.map((host): HostOutcome => {
    const variant = migration.variants.get(host);
    const injection = migration.injections.find(({ hosts }) => hosts.includes(host));
    const node = injection === undefined ? undefined : placeNode(injection.place);
    return {
      host: host.name,
      kind: host.kind,
      variant: usesPackage(migration, host) ? (variant?.variant ?? 'plain') : undefined,
      evidence: variant?.evidence ?? '',
      evidencePlace: variant?.place,
      overlayPlace: node?.source.place(node.start),
      overlayReason:
        injection?.reason ??
        (migration.alreadyInjected.includes(host) ? 'has the overlay already' : 'no place'),
      edits: edits.filter(({ file }) => filesOf(host, migration).has(file)).length,
    };
  });
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
