/** Several places for one host: each of them alone is right for some hosts, and together they give it the overlay twice. */
import type { Host } from '../src/flake/hosts.js';
import type { OverlayPlace } from '../src/flake/overlay-places.js';
import type { Node } from '../src/syntax/nodes.js';
import type { ChosenPlace, UsablePlace } from './injection.js';
import { placeNode } from './place-worth.js';

export interface Alternatives {
  /** The hosts that surely read a place. */
  readonly reached: ReadonlyMap<Node, readonly Host[]>;
  /** The places that are fit for a host. */
  readonly fitting: ReadonlyMap<Host, readonly OverlayPlace[]>;
  readonly best: (host: Host, places: readonly OverlayPlace[]) => UsablePlace | undefined;
}

/** Without the places whose hosts all get the overlay at others. */
export function withoutSuperfluous(
  chosen: readonly ChosenPlace[],
  { reached }: Pick<Alternatives, 'reached'>,
): readonly ChosenPlace[] {
  let left = chosen;
  for (const one of [...chosen].sort(
    (first, second) => reachOf(first, reached).length - reachOf(second, reached).length,
  )) {
    const others = left.filter((other) => other !== one && !other.isBeside && (other.homes || !one.homes));
    const isCovered = reachOf(one, reached).every((host) =>
      others.some((other) => reachOf(other, reached).includes(host)),
    );
    if (one.isBeside || !isCovered) continue;
    for (const host of one.hosts) {
      const other = others.find((candidate) => reachOf(candidate, reached).includes(host));
      if (other !== undefined && !other.hosts.includes(host)) other.hosts.push(host);
    }
    left = left.filter((other) => other !== one);
  }
  return left;
}

/**
 * With other places for the hosts of a place that also gives the overlay to hosts that have it elsewhere: a package set
 * that most share, beside a list of modules that most of the same ones have. Of several ways the one with fewest places.
 */
export function withoutOverlap(
  chosen: readonly ChosenPlace[],
  alternatives: Alternatives,
): readonly ChosenPlace[] {
  const { reached } = alternatives;
  const before = overlap(chosen, reached);
  if (before === 0) return chosen;
  const [fewest] = chosen
    .flatMap((one) => {
      const instead = replaced(one, chosen, alternatives);
      return instead !== undefined && overlap(instead, reached) < before ? [instead] : [];
    })
    .sort((first, second) => first.length - second.length);
  return fewest === undefined ? chosen : withoutOverlap(fewest, alternatives);
}

const reachOf = (one: ChosenPlace, reached: Alternatives['reached']): readonly Host[] => [
  ...new Set([...one.hosts, ...(reached.get(placeNode(one.place)) ?? [])]),
];

/** A place for the homes of a machine, or for the packages that its modules get, is meant to be the second. */
const counts = (one: ChosenPlace): boolean => !one.isBeside && !one.homes;

/** How often hosts have the overlay more than once. */
function overlap(chosen: readonly ChosenPlace[], reached: Alternatives['reached']): number {
  const all = chosen.filter(counts).flatMap((one) => reachOf(one, reached));
  return all.length - new Set(all).size;
}

/** The places with others instead of one, which no host reads that has a place already; `undefined` where some host has none. */
function replaced(
  one: ChosenPlace,
  chosen: readonly ChosenPlace[],
  { reached, fitting, best }: Alternatives,
): readonly ChosenPlace[] | undefined {
  if (!counts(one)) return undefined;
  const others = chosen
    .filter((other) => other !== one)
    .map((other) => ({ ...other, hosts: [...other.hosts] }));
  const covered = new Set(others.filter(counts).flatMap((other) => reachOf(other, reached)));
  const found = new Map<Node, ChosenPlace>();
  for (const host of one.hosts) {
    if (covered.has(host)) {
      const other = others.find(
        (candidate) => counts(candidate) && reachOf(candidate, reached).includes(host),
      );
      if (other !== undefined && !other.hosts.includes(host)) other.hosts.push(host);
      continue;
    }
    const free = (fitting.get(host) ?? []).filter(
      (place) => !(reached.get(placeNode(place)) ?? []).some((reader) => covered.has(reader)),
    );
    const usable = best(host, free);
    if (usable === undefined) return undefined;
    const node = placeNode(usable.place);
    const hosts = [...(found.get(node)?.hosts ?? []), host];
    found.set(node, { ...usable, hosts, homes: false, isBeside: false });
  }
  return [...others, ...found.values()];
}
