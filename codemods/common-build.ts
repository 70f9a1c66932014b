/** The build that all hosts of a place get, and what is done where they want different ones. */
import type { Host } from '../src/flake/hosts.js';
import type { Problem } from '../src/problem.js';
import type { Node } from '../src/syntax/nodes.js';
import { buildOfHost } from './hosts.js';
import { listed, type Migration } from './migration.js';
import { sharedFile } from './problems.js';
import { settingPlace } from './variant-setting.js';

export interface CommonBuild {
  /** E.g. `cuda`; `undefined` for the plain name. */
  readonly build: string | undefined;
  /** Hosts that are to say what their plain name is. */
  readonly naming: readonly Host[];
  readonly warnings: readonly Problem[];
}

export interface CommonBuildOptions {
  /** The package is taken from the package sets that nixpkgs.config of the hosts makes. */
  readonly isOfHosts?: boolean;
  /** The place keeps the plain name even where the hosts agree. */
  readonly keepsPlain?: boolean;
}

/**
 * Where the hosts differ, the place keeps the plain name, and each host says which build that is.
 * @param what the subject of a warning, e.g. “This reference”
 */
export function commonBuild(
  migration: Migration,
  hosts: readonly Host[],
  node: Node,
  what: string,
  { isOfHosts = true, keepsPlain = false }: CommonBuildOptions = {},
): CommonBuild {
  const decided = hosts.map((host) => ({ host, build: wantedBuild(migration, host, isOfHosts) }));
  const distinct = new Set(decided.map(({ build }) => build));
  if (distinct.size <= 1 && !(keepsPlain && !migration.keepsDefault))
    return { build: [...distinct][0], naming: [], warnings: [] };
  const wanting = decided.filter(({ build }) => build !== undefined);
  const canSay = isOfHosts && !migration.keepsDefault;
  const left = wanting.filter(({ host }) => !canSay || settingPlace(migration, host) === undefined);
  const told = distinct.size > 1 ? toldApart : toldPlain;
  return {
    build: undefined,
    naming: wanting.filter((one) => !left.includes(one)).map(({ host }) => host),
    warnings: left.length === 0 ? [] : [told(node, what, left)],
  };
}

function wantedBuild(
  { variants, hosts, keepsDefault }: Migration,
  host: Host,
  isOfHosts: boolean,
): string | undefined {
  const known = variants.get(host);
  const decided = isOfHosts ? known : (known?.withoutOverlay ?? known);
  if (decided === undefined || !hosts.includes(host)) return undefined;
  // the plain name is not the overlay's, and follows nothing
  return buildOfHost(decided) ?? (keepsDefault ? (decided.variant ?? 'cpu') : undefined);
}

type Decided = { readonly host: Host; readonly build: string | undefined };

const buildsOf = (hosts: readonly Decided[]): string =>
  listed(hosts.map(({ host, build }) => `${host.name} ${build}`));

const toldApart = (node: Node, what: string, hosts: readonly Decided[]): Problem =>
  plainKept(
    node,
    `${what} is shared by hosts that would get different builds (${buildsOf(hosts)}); it keeps the plain one.`,
    hosts,
  );

const toldPlain = (node: Node, what: string, hosts: readonly Decided[]): Problem =>
  plainKept(
    node,
    `${what} takes the plain package, which cannot be made the build of its hosts (${buildsOf(hosts)}).`,
    hosts,
  );

function plainKept(node: Node, message: string, hosts: readonly Decided[]): Problem {
  return {
    kind: sharedFile,
    message,
    place: node.source.place(node.start),
    hint: hosts.every(({ host }) => host.configuration.givenPackages === undefined)
      ? 'nixpkgs.config.cudaSupport = true; on a host makes its plain package the CUDA build; or name the package in the host’s own file.'
      : 'Name the package in the host’s own file: what makes its package set is elsewhere, and nixpkgs.config of the host says nothing.',
  };
}
