/** What Nix makes of all hosts, asked one after the other: an evaluation may want gigabytes of memory. */
import type { Answer, Nix, StandIn } from './nix.js';
import { hostNames, hostSystem, type NixHost, type NixSystem, outputOf } from './questions.js';

export interface Survey {
  /** By kind of host. */
  readonly names: ReadonlyMap<NixHost['kind'], Answer<readonly string[]>>;
  /** By `hostKey`. */
  readonly systems: ReadonlyMap<string, Answer<NixSystem>>;
  /** The input in whose place a stand-in was evaluated, because it is not locked or not fetched yet. */
  readonly standIn: string | undefined;
}

export interface SurveyOptions {
  readonly hosts: readonly NixHost[];
  /** The packages to look up in a host's package set, by attribute. */
  readonly attributesOf: (host: NixHost) => readonly string[];
  /** Used where the flake cannot be evaluated without, because an input is not at hand. */
  readonly standIn: StandIn | undefined;
  /** Told before each question. */
  readonly progress: (what: string) => void;
  readonly signal: AbortSignal;
}

export const hostKey = ({ kind, name, isNode }: NixHost): string =>
  isNode === true ? `colmena node ${name}` : `${outputOf[kind]}.${name}`;

export async function surveyHosts(nix: Nix, options: SurveyOptions): Promise<Survey> {
  const { hosts, attributesOf, progress, signal } = options;
  const names = new Map<NixHost['kind'], Answer<readonly string[]>>();
  const systems = new Map<string, Answer<NixSystem>>();
  let used: Survey['standIn'];
  const machines = hosts.filter(({ isNode }) => isNode !== true);
  for (const kind of new Set(machines.map((host) => host.kind))) {
    if (signal.aborted) break;
    progress(outputOf[kind]);
    const standIn = used === undefined ? undefined : options.standIn;
    let answer = await hostNames(nix, kind, standIn);
    if (answer.kind === 'open' && standIn === undefined && options.standIn !== undefined) {
      const second = await hostNames(nix, kind, options.standIn);
      if (second.kind !== 'open') {
        answer = second;
        used = options.standIn.input;
      }
    }
    names.set(kind, answer);
  }
  for (const host of hosts) {
    if (signal.aborted) break;
    if (host.isNode === true) {
      const why = `colmena evaluates it: colmena build --on ${host.name}`;
      systems.set(hostKey(host), { kind: 'open', why });
      continue;
    }
    const answer = names.get(host.kind);
    if (answer !== undefined && answer.kind !== 'yes') {
      systems.set(hostKey(host), answer);
      continue;
    }
    const named = withName(host, machines, answer?.value ?? []);
    if (named === undefined) {
      systems.set(hostKey(host), { kind: 'open', why: 'it is not known which of the hosts it is' });
      continue;
    }
    progress(hostKey(host));
    const standIn = used === undefined ? undefined : options.standIn;
    systems.set(hostKey(host), await hostSystem(nix, named, attributesOf(host), standIn));
  }
  return { names, systems, standIn: used };
}

/** A host whose name is not known has the one name that no other host has. */
function withName(host: NixHost, hosts: readonly NixHost[], names: readonly string[]): NixHost | undefined {
  if (host.isUnnamed !== true) return host;
  const others = hosts.filter((other) => other !== host && other.kind === host.kind);
  const [name, second] = names.filter((one) => !others.some((other) => other.name === one));
  const isOnly = second === undefined && !others.some((other) => other.isUnnamed === true);
  return name === undefined || !isOnly ? undefined : { name, kind: host.kind };
}
