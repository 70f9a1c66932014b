/** What was decided for each host, for the summary. */
import type { Edit } from '../src/edit/edit.js';
import type { Host } from '../src/flake/hosts.js';
import type { HostOutcome } from '../src/plan/plan.js';
import type { Place } from '../src/problem.js';
import type { Node } from '../src/syntax/nodes.js';
import { hostsThatUse } from './conditions.js';
import { backendArguments, buildName, plainName } from './facts.js';
import { buildOfHost } from './hosts.js';
import type { Migration } from './migration.js';
import { namingHosts, packageTargets, type ReferenceTarget } from './named-builds.js';
import { hostsAt, hostsOfReference } from './package-sets.js';
import { placeNode } from './place-worth.js';
import { plainUses } from './plain-uses.js';
import { takenPackages } from './rewrite-input-packages.js';
import { serviceBuilds } from './service-packages.js';

export function outcomesOf(migration: Migration, edits: readonly Edit[]): readonly HostOutcome[] {
  return toldHosts(migration.hosts).map((host): HostOutcome => {
    const injection = migration.injections.find(({ hosts }) => hosts.includes(host));
    const node = injection === undefined ? undefined : placeNode(injection.place);
    return {
      host: host.name,
      isUnnamed: host.isUnnamed,
      isNode: host.isNode,
      kind: host.kind,
      ...buildOf(migration, host),
      overlayPlace: node?.source.place(node.start),
      overlayReason:
        injection?.reason ??
        (migration.overlay.loader !== undefined
          ? 'the folder of overlays that is loaded'
          : migration.alreadyInjected.includes(host)
            ? 'has the overlay already'
            : 'no place'),
      edits: editsIn(edits, filesOf(host, migration, node)),
    };
  });
}

const editsIn = (edits: readonly Edit[], files: ReadonlySet<string>): number =>
  edits.filter(({ file }) => files.has(file)).length;

/** A node of a hive is not told of where a machine of the same name is. */
export function toldHosts(hosts: readonly Host[]): readonly Host[] {
  const machines = new Set(
    hosts.flatMap(({ name, kind, isNode }) => (kind === 'nixos' && !isNode ? [name] : [])),
  );
  return hosts.filter(({ name, isNode }) => !isNode || !machines.has(name));
}

/** A build that a host gets at a place. */
interface BuildAtPlace {
  /** E.g. `cuda`, `rocm+vulkan`, or `plain`. */
  readonly build: string;
  readonly node: Node;
}

/** What a host gets and why: its references may say it themselves; else the host's variant. */
function buildOf(
  migration: Migration,
  host: Host,
): Pick<HostOutcome, 'variant' | 'evidence' | 'evidencePlace'> {
  const decided = migration.variants.get(host);
  const ofHost = (decided === undefined ? undefined : buildOfHost(decided)) ?? decided?.variant ?? 'plain';
  const evidence = { evidence: decided?.evidence ?? '', evidencePlace: decided?.place };
  const places = buildsAtPlaces(migration, host);
  const builds = [...new Set(places.map(({ build }) => build))];
  const [first] = places;
  if (first === undefined) return { variant: undefined, ...evidence };
  if (builds.every((build) => build === ofHost)) return { variant: ofHost, ...evidence };
  if (builds.every((build) => build === 'plain'))
    return { variant: 'plain', evidence: 'named without a backend', evidencePlace: placeOf(first.node) };
  const named = places.find(({ build }) => build !== ofHost && build !== 'plain') ?? first;
  return {
    variant: builds.join(', '),
    evidence: builds.length === 1 ? 'said by the reference' : 'said by the references',
    evidencePlace: placeOf(named.node),
  };
}

const placeOf = ({ source, start }: Node): Place => source.place(start);

function buildsAtPlaces(migration: Migration, host: Host): readonly BuildAtPlace[] {
  const plain = plainBuildOf(migration, host);
  const references = packageTargets(migration).flatMap(({ reference, target }) => {
    const hosts = hostsOfReference(migration, reference);
    if (!hosts.includes(host) || !hostsThatUse(migration, reference.node, hosts).includes(host)) return [];
    return [{ build: buildOfTarget(target) ?? plain, node: reference.node }];
  });
  const services = serviceBuilds(migration).flatMap(({ node, hosts, chosen }) =>
    hosts.includes(host) ? [{ build: chosen.build ?? plain, node }] : [],
  );
  const plainly = plainUses(migration).flatMap(({ node, hosts }) =>
    hosts.includes(host) ? [{ build: plain, node }] : [],
  );
  const taken = takenPackages(migration).flatMap(({ node, variant }) =>
    hostsAt(migration, node).includes(host) ? [{ build: variant ?? plain, node }] : [],
  );
  return [...references, ...services, ...plainly, ...taken];
}

/** What the plain name is on a host. */
function plainBuildOf(migration: Migration, host: Host): string {
  const decided = migration.variants.get(host);
  if (decided === undefined) return 'plain';
  if (namingHosts(migration).includes(host)) return buildOfHost(decided) ?? 'plain';
  return decided.byConfig ? (decided.variant ?? 'plain') : 'plain';
}

function buildOfTarget({ name, arguments: more, inPlace }: ReferenceTarget['target']): string | undefined {
  if (name === plainName) return inPlace ? 'computed' : undefined;
  const added = more.flatMap((one) => (one.value === 'true' ? (backendArguments.get(one.name) ?? []) : []));
  if (inPlace) return 'computed';
  return added.length > 0 ? added.join('+') : name.slice(buildName('').length);
}

/** The files that a host reads: its modules, those of its homes, the one with its overlay, and flake.nix. */
function filesOf(host: Host, migration: Migration, overlayPlace: Node | undefined): ReadonlySet<string> {
  const { configuration } = host;
  const files = configuration.allModules.flatMap(({ file, value }) =>
    [file, value.node?.source.file].filter((one) => one !== undefined),
  );
  return new Set([
    ...files,
    migration.flake.path,
    configuration.call.node?.source.file ?? migration.flake.path,
    overlayPlace?.source.file ?? migration.flake.path,
  ]);
}
