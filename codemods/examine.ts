/** What a migrated flake has, for `verify`. */
import { loadFlake } from '../src/flake/flake.js';
import type { Host } from '../src/flake/hosts.js';
import type { Examination } from '../src/plan/examination.js';
import type { PlanOptions } from '../src/plan/plan.js';
import { loadGrammar } from '../src/syntax/parser.js';
import type { Workspace } from '../src/workspace/workspace.js';
import { isPackageName, plainName } from './facts.js';
import { type Migration, readMigration } from './migration.js';
import { toldHosts } from './outcomes.js';

/** @throws ProblemError where the flake cannot be read at all */
export async function examine(workspace: Workspace, options: PlanOptions): Promise<Examination> {
  await loadGrammar();
  const migration = readMigration(loadFlake(workspace), options);
  const { overlay, hosts, flake, alreadyInjected } = migration;
  const files = new Set([flake.path, ...(overlay.exists ? [overlay.path] : []), ...hosts.flatMap(modulesOf)]);
  return {
    files: [...files].sort(),
    overlay: overlay.exists ? overlay.path : undefined,
    hosts: toldHosts(hosts).map((host) => ({
      name: host.name,
      isUnnamed: host.isUnnamed,
      isNode: host.isNode,
      kind: host.kind,
      hasOverlay: hosts
        .filter(({ name, kind }) => name === host.name && kind === host.kind)
        .every((one) => alreadyInjected.includes(one)),
      attributes: attributesOf(migration, host),
    })),
  };
}

function modulesOf({ configuration }: Host): readonly string[] {
  const collected = [configuration, ...configuration.homes].map(({ modules }) => modules.collected);
  return collected.flatMap(({ modules }) =>
    modules.flatMap(({ file, value }) => file ?? value.node?.source.file ?? []),
  );
}

/** Of the host's own package set: what a home with a set of its own, or a channel, has is not looked up. */
function attributesOf({ references, hostsOf }: Migration, host: Host): readonly string[] {
  const used = references.references.filter(
    ({ name, meanings }) =>
      isPackageName(name) &&
      meanings.some(
        (meaning) =>
          meaning.within.length === 0 &&
          meaning.packageSet.owner?.user === undefined &&
          hostsOf(meaning).includes(host),
      ),
  );
  const names = [...new Set(used.map(({ name }) => name))].sort();
  return names.length === 0 ? [plainName] : names;
}
