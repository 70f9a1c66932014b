/** What the tool understands of a flake, for `inspect`. */

import { symbolText } from '../src/eval/value.js';
import { loadFlake } from '../src/flake/flake.js';
import { hardwareOf } from '../src/flake/hardware.js';
import type { Host } from '../src/flake/hosts.js';
import { isNixpkgs } from '../src/flake/inputs.js';
import { overlayListsOf } from '../src/flake/overlay-places.js';
import type { PlanOptions } from '../src/plan/plan.js';
import type { InspectedHost, InspectReport } from '../src/report/inspect.js';
import { loadGrammar } from '../src/syntax/parser.js';
import type { Workspace } from '../src/workspace/workspace.js';
import { inputState } from './facts.js';
import { type Migration, readMigration } from './migration.js';
import { placeNode } from './place-worth.js';

/** @throws ProblemError where the flake cannot be read at all */
export async function inspect(workspace: Workspace, options: PlanOptions): Promise<InspectReport> {
  await loadGrammar();
  const flake = loadFlake(workspace);
  const migration = readMigration(flake, options);
  return {
    flake: flake.path,
    inputs: flake.inputs.entries.map((input) => ({
      name: input.name,
      url: input.url ?? `follows ${input.follows.get('') ?? 'nothing'}`,
      kind: isNixpkgs(input)
        ? 'nixpkgs'
        : inputState(input) === 'other'
          ? input.isFlake
            ? 'flake'
            : 'source'
          : 'llama.cpp',
    })),
    hosts: [
      ...migration.hosts.map((host) => inspectHost(migration, host)),
      ...migration.unknownHosts.map(
        (host): InspectedHost => ({
          name: host.name ?? `(all ${host.kind})`,
          kind: host.kind,
          builder: 'not known',
          place: host.place,
          modules: [],
          overlays: [],
          references: [],
          evidence: [],
          unknown: [{ what: 'the host', why: host.why, place: host.place }],
        }),
      ),
    ],
  };
}

function inspectHost(migration: Migration, host: Host): InspectedHost {
  const { configuration } = host;
  const files = configuration.allModules.flatMap(({ file }) => file ?? []);
  const hardware = hardwareOf(configuration);
  return {
    name: host.name,
    kind: host.kind,
    system: configuration.system,
    builder: host.isNode ? 'colmena' : symbolText(configuration.call.callee),
    place: configuration.call.node?.source.place(configuration.call.node.start),
    modules: [...new Set(files)].map((path) => ({ path })),
    overlays: overlayListsOf(migration.flake, configuration).map((place) => {
      const node = placeNode(place);
      return { place: node.source.place(node.start), text: node.source.textOf(node) };
    }),
    references: migration.references.references
      .filter(({ meanings }) => meanings.some((meaning) => migration.hostsOf(meaning).includes(host)))
      .map(({ node, name, form }) => ({ place: node.source.place(node.start), text: name, state: form })),
    evidence: hardware.evidence.flatMap(({ vendor, what, place }) =>
      place === undefined ? [] : [{ what, value: vendor, place }],
    ),
    unknown: configuration.modules.collected.gaps.map(({ why, node }) => ({
      what: 'a module',
      why,
      place: node?.source.place(node.start),
    })),
  };
}
