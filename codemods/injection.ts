/** Which place of the configuration gets the overlay, for which hosts, and how the inputs are reached there. */

import { isAppendable } from '../src/edit/concatenation.js';
import type { Configuration, Home } from '../src/flake/configuration.js';
import type { Flake } from '../src/flake/flake.js';
import type { Host } from '../src/flake/hosts.js';
import { couldTakeInputs, inputsAt, isAppliedToInputs, isInputs } from '../src/flake/inputs-in-scope.js';
import {
  homeOverlayLists,
  importLists,
  moduleLists,
  modulesExpression,
  type OverlayPlace,
  optionSets,
  overlayListsOf,
  packageArguments,
  packagePlaces,
  placesOfPackages,
} from '../src/flake/overlay-places.js';
import type { Scopes } from '../src/flake/scopes.js';
import { type PackageSetSymbol, packageSetSymbol } from '../src/flake/symbols.js';
import { withoutParentheses } from '../src/syntax/literals.js';
import type { Lambda, Node } from '../src/syntax/nodes.js';
import { ancestors } from '../src/syntax/parser.js';
import { isGivenTo } from './named-sets.js';
import { withoutOverlap, withoutSuperfluous } from './overlapping-places.js';
import { isFit, modulesOfHomes, placeNode, type Surroundings, worthOf } from './place-worth.js';

/** How the flake's inputs are had at a place. */
export type InputsAccess =
  | { readonly kind: 'inScope'; readonly text: string }
  /** `@inputs` is bound to the argument of a function: of `outputs`. */
  | { readonly kind: 'bind'; readonly text: string; readonly lambda: Lambda }
  /** The module's function takes one argument more. */
  | { readonly kind: 'formal'; readonly text: string; readonly lambda: Lambda }
  /** The new module is a function of its own that takes them. */
  | { readonly kind: 'ownFunction'; readonly text: string };

export interface Injection {
  readonly place: OverlayPlace;
  readonly access: InputsAccess;
  readonly hosts: readonly Host[];
  /** home-manager users of these hosts have package sets of their own. */
  readonly homes: boolean;
  readonly reason: string;
}

const reasons: Readonly<Record<string, string>> = {
  call: 'the list of overlays in its call',
  name: 'the list of overlays that it shares by name',
  exportedSet: 'the set of its overlays',
  packages: 'the package set that it is given',
  arguments: 'the package set that it is given',
  module: 'the list of overlays in a module of its',
  modules: 'a module more in its list',
  option: 'the option in a module of its',
  appended: 'a list more behind its modules',
};

const reasonOf = (place: OverlayPlace): string =>
  reasons[place.kind === 'list' ? place.where : place.kind] ?? '';

/** A place with the hosts that it was chosen for. */
export interface ChosenPlace extends UsablePlace {
  readonly hosts: Host[];
  readonly homes: boolean;
  /** It was chosen beside another place of these hosts: for their homes, or for the packages that their modules get. */
  readonly isBeside: boolean;
}

/** What hosts take the package from. */
export interface PackageUse {
  readonly isUser: (host: Host) => boolean;
  /** The homes that have package sets of their own and use it. */
  readonly homesOf: (host: Host) => readonly Home[];
  /** Package sets made by hand that their modules name. */
  readonly setsOf: (host: Host) => readonly PackageSetSymbol[];
}

/**
 * The places for all hosts, one entry a place; hosts without one are left over.
 * @param others hosts that are not to get the overlay
 */
export function choosePlaces(
  flake: Flake,
  scopes: Scopes,
  hosts: readonly Host[],
  others: readonly Host[],
  { isUser, homesOf, setsOf }: PackageUse,
): { readonly injections: readonly Injection[]; readonly without: readonly Host[] } {
  const candidates = new Map(hosts.map((host) => [host, candidatesOf(flake, host)]));
  const reached = new Map<Node, Host[]>();
  for (const [host, places] of candidates) {
    for (const node of new Set(places.map(placeNode)))
      reached.set(node, [...(reached.get(node) ?? []), host]);
  }
  const ofOthers = new Set(others.flatMap((host) => candidatesOf(flake, host).map(placeNode)));
  const surroundings = { hosts, reached, ofOthers, ofHomes: modulesOfHomes(hosts) };
  const chosen = new Map<string, ChosenPlace>();
  const fitting = new Map<Host, readonly OverlayPlace[]>();
  const without: Host[] = [];
  const choose = (usable: UsablePlace, host: Host, homes: boolean, isBeside: boolean): void => {
    const node = placeNode(usable.place);
    const key = `${node.source.file}:${node.start}:${homes}`;
    const known = chosen.get(key);
    if (known === undefined) chosen.set(key, { ...usable, hosts: [host], homes, isBeside });
    else if (!known.hosts.includes(host)) known.hosts.push(host);
  };
  for (const [host, places] of candidates) {
    const ofHomes = homesOf(host).map((home) => firstUsable(flake, scopes, homeOverlayLists(home), host));
    const homes = ofHomes.includes(undefined);
    const fit = places
      .filter(({ kind }) => !homes || kind === 'modules' || kind === 'appended')
      .filter((place) => isFit(place, surroundings, host));
    const fixed = packagesOf(flake, scopes, host);
    const named = setsOf(host).map((set) => ({
      isGiven: isGivenTo(host, set),
      usable: firstUsable(flake, scopes, placesOfSet(flake, set), host),
    }));
    // modules name the very set that they are given: its place is right for both
    const ofGiven = homes || fixed !== undefined ? undefined : named.find(({ isGiven }) => isGiven)?.usable;
    const usable = ofGiven ?? bestUsable(flake, scopes, fit, surroundings, host);
    if (usable === undefined || (fixed === 'none' && isUser(host))) {
      without.push(host);
      continue;
    }
    choose(usable, host, homes, false);
    fitting.set(host, fit);
    if (typeof fixed === 'object') choose(fixed, host, false, true);
    for (const home of ofHomes) if (home !== undefined) choose(home, host, false, true);
    for (const one of named)
      if (!one.isGiven && one.usable !== undefined) choose(one.usable, host, false, true);
  }
  const needed = withoutOverlap(withoutSuperfluous([...chosen.values()], { reached }), {
    reached,
    fitting,
    best: (host, places) => bestUsable(flake, scopes, places, surroundings, host),
  });
  return { injections: needed.map((one) => ({ ...one, reason: reasonOf(one.place) })), without };
}

/** The best of the places at which the inputs can be had; among equals one where they are in scope already. */
function bestUsable(
  flake: Flake,
  scopes: Scopes,
  places: readonly OverlayPlace[],
  surroundings: Surroundings,
  host: Host,
): UsablePlace | undefined {
  const worth = new Map(places.map((place) => [place, worthOf(place, surroundings, host)]));
  const compare = (left: OverlayPlace, right: OverlayPlace): number =>
    (worth.get(left) ?? []).reduce((sofar, own, index) => sofar || own - (worth.get(right)?.[index] ?? 0), 0);
  const sorted = [...places].sort(compare);
  let best: UsablePlace | undefined;
  for (const place of sorted) {
    if (best !== undefined && compare(best.place, place) !== 0) break;
    const access = accessAt(flake, scopes, place, host);
    if (access?.kind === 'inScope') return { place, access };
    if (access !== undefined && best === undefined) best = { place, access };
  }
  return best;
}

/**
 * The place for the package set that modules are given as `specialArgs.pkgs`. They get no other; what a host is said to
 * have (`nixosConfigurations.NAME.pkgs`) still comes from `nixpkgs.overlays`, so that such a host has two places.
 */
function packagesOf(flake: Flake, scopes: Scopes, host: Host): UsablePlace | 'none' | undefined {
  if (!host.configuration.packagesAreFixed) return undefined;
  const places = packagePlaces(flake, host.configuration).filter((place) =>
    isEditable(flake, placeNode(place)),
  );
  return firstUsable(flake, scopes, places, host) ?? 'none';
}

const placesOfSet = (flake: Flake, set: PackageSetSymbol): readonly OverlayPlace[] =>
  placesOfPackages(flake, packageSetSymbol(set)).filter((place) => isEditable(flake, placeNode(place)));

export interface UsablePlace {
  readonly place: OverlayPlace;
  readonly access: InputsAccess;
}

function firstUsable(
  flake: Flake,
  scopes: Scopes,
  places: readonly OverlayPlace[],
  host: Host,
): UsablePlace | undefined {
  for (const place of places) {
    const access = accessAt(flake, scopes, place, host);
    if (access !== undefined) return { place, access };
  }
  return undefined;
}

function candidatesOf(flake: Flake, host: Host): readonly OverlayPlace[] {
  const { configuration } = host;
  const isOwn = (place: OverlayPlace): boolean => isEditable(flake, placeNode(place));
  if (configuration.packagesAreReadOnly) return packagePlaces(flake, configuration).filter(isOwn);
  const lists = overlayListsOf(flake, configuration);
  // a node mostly imports the modules that the machine of its name is made of
  const named = host.isNode ? importLists(configuration) : [];
  const modules = [...new Set([...moduleLists(configuration), ...named])].map(
    (list): OverlayPlace => ({ kind: 'modules', list }),
  );
  const ofPackages = configuration.packagesAreFixed ? [] : packageArguments(configuration.givenPackages);
  return [
    ...lists,
    ...modules,
    ...optionSets(configuration),
    ...appendedPlaces(configuration),
    ...ofPackages,
  ].filter(isOwn);
}

function appendedPlaces(configuration: Configuration): readonly OverlayPlace[] {
  const modules = modulesExpression(configuration);
  return modules !== undefined && isAppendable(modules) ? [{ kind: 'appended', modules }] : [];
}

/** A file of the repository's own, not of a submodule. */
function isEditable(flake: Flake, node: Node): boolean {
  return flake.workspace.submoduleOf(node.source.file) === undefined;
}

function accessAt(flake: Flake, scopes: Scopes, place: OverlayPlace, host: Host): InputsAccess | undefined {
  const node = placeNode(place);
  const text = inputsAt(flake, scopes, node);
  if (text !== undefined && !text.includes('.')) return { kind: 'inScope', text };
  const outputs = outputsLambda(flake);
  for (const around of ancestors(node)) {
    if (around.kind !== 'lambda' || around.formals === undefined) continue;
    const takesInputs = around === outputs || isAppliedToInputs(flake, around);
    if (takesInputs && around.universal === undefined)
      return { kind: 'bind', text: 'inputs', lambda: around };
    if (couldTakeInputs(flake, flake.interpreter, around, 'inputs'))
      return { kind: 'formal', text: 'inputs', lambda: around };
  }
  if (text !== undefined) return { kind: 'inScope', text };
  if (place.kind !== 'modules' && place.kind !== 'appended') return undefined;
  const given = host.configuration.modules.moduleArguments.force();
  const value = given.type === 'set' ? given.get('inputs')?.force() : undefined;
  return value !== undefined && isInputs(flake, value) ? { kind: 'ownFunction', text: 'inputs' } : undefined;
}

/** The function that `outputs` is, in flake.nix or in a file that it imports. */
export function outputsLambda(flake: Flake): Lambda | undefined {
  const value = flake.interpreter.evaluate(flake.outputsBinding.value, flake.interpreter.base);
  if (value.type === 'lambda') return value.node;
  const written = withoutParentheses(flake.outputsBinding.value);
  return written.kind === 'lambda' ? written : undefined;
}
