/** Which place of the configuration gets the overlay, for which hosts, and how the inputs are reached there. */

import type { Home } from '../src/flake/configuration.js';
import type { Flake } from '../src/flake/flake.js';
import type { Host } from '../src/flake/hosts.js';
import { couldTakeInputs, inputsAt, isAppliedToInputs, isInputs } from '../src/flake/inputs-in-scope.js';
import {
  homeOverlayLists,
  moduleLists,
  type OverlayPlace,
  optionSets,
  overlayListsOf,
} from '../src/flake/overlay-places.js';
import type { Scopes } from '../src/flake/scopes.js';
import { withoutParentheses } from '../src/syntax/literals.js';
import type { Lambda, Node } from '../src/syntax/nodes.js';
import { ancestors } from '../src/syntax/parser.js';

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

export function placeNode(place: OverlayPlace): Node {
  return place.kind === 'exportedSet' || place.kind === 'option' ? place.set : place.list;
}

const ranks: Readonly<Record<string, number>> = {
  call: 0,
  name: 1,
  exportedSet: 2,
  packages: 3,
  module: 4,
  modules: 5,
  option: 6,
};

const rankOf = (place: OverlayPlace): number => ranks[place.kind === 'list' ? place.where : place.kind] ?? 9;

const reasons: Readonly<Record<string, string>> = {
  call: 'the list of overlays in its call',
  name: 'the list of overlays that it shares by name',
  exportedSet: 'the set of overlays that the flake exports',
  packages: 'the package set that it is given',
  module: 'the list of overlays in a module of its',
  modules: 'a module more in its list',
  option: 'the option in a module of its',
};

export const reasonOf = (place: OverlayPlace): string =>
  reasons[place.kind === 'list' ? place.where : place.kind] ?? '';

/** The places for all hosts, one entry a place; hosts without one are left over. */
export function choosePlaces(
  flake: Flake,
  scopes: Scopes,
  hosts: readonly Host[],
  homesOf: (host: Host) => readonly Home[],
): { readonly injections: readonly Injection[]; readonly without: readonly Host[] } {
  const candidates = new Map(hosts.map((host) => [host, candidatesOf(flake, host)]));
  const popularity = new Map<Node, number>();
  for (const places of candidates.values()) {
    for (const node of new Set(places.map(placeNode))) popularity.set(node, (popularity.get(node) ?? 0) + 1);
  }
  const chosen = new Map<
    string,
    { place: OverlayPlace; access: InputsAccess; hosts: Host[]; homes: boolean }
  >();
  const without: Host[] = [];
  const choose = (usable: UsablePlace, host: Host, homes: boolean): void => {
    const node = placeNode(usable.place);
    const key = `${node.source.file}:${node.start}:${homes}`;
    const known = chosen.get(key);
    if (known === undefined) chosen.set(key, { ...usable, hosts: [host], homes });
    else if (!known.hosts.includes(host)) known.hosts.push(host);
  };
  const globalHomes = listsOfGlobalHomes(hosts);
  const isForGlobalHomes = (place: OverlayPlace): boolean => globalHomes.has(placeNode(place));
  for (const [host, places] of candidates) {
    const ofHomes = homesOf(host).map((home) => firstUsable(flake, scopes, homeOverlayLists(home), host));
    const homes = ofHomes.includes(undefined);
    const sorted = places
      .filter((place) => !homes || place.kind === 'modules')
      .filter((place) => isFit(place, popularity, hosts, host))
      .sort(
        (left, right) =>
          Number(isForGlobalHomes(left)) - Number(isForGlobalHomes(right)) ||
          rankOf(left) - rankOf(right) ||
          (popularity.get(placeNode(right)) ?? 0) - (popularity.get(placeNode(left)) ?? 0),
      );
    const usable = firstUsable(flake, scopes, sorted, host);
    if (usable === undefined) {
      without.push(host);
      continue;
    }
    choose(usable, host, homes);
    for (const home of ofHomes) if (home !== undefined) choose(home, host, false);
  }
  return {
    injections: [...chosen.values()].map((one) => ({ ...one, reason: reasonOf(one.place) })),
    without,
  };
}

/**
 * The lists that also make up homes with the package set of their machine: home-manager warns when these set overlays
 * (modules/misc/nixpkgs-disabled.nix).
 */
function listsOfGlobalHomes(hosts: readonly Host[]): ReadonlySet<Node> {
  const homes = hosts.flatMap((host) =>
    host.configuration.homes.filter(({ globalPackages }) => globalPackages === true),
  );
  return new Set(
    homes.flatMap((home) => home.modules.collected.modules.flatMap(({ literal }) => literal ?? [])),
  );
}

interface UsablePlace {
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
  const lists = overlayListsOf(flake, host.configuration);
  const modules = moduleLists(host.configuration).map((list): OverlayPlace => ({ kind: 'modules', list }));
  return [...lists, ...modules, ...optionSets(host.configuration)].filter((place) =>
    isEditable(flake, placeNode(place)),
  );
}

/** A file of the repository's own, not of a submodule. */
function isEditable(flake: Flake, node: Node): boolean {
  return flake.workspace.submoduleOf(node.source.file) === undefined;
}

/** Lists in modules and sets of modules serve only where their file is the right one for it. */
function isFit(
  place: OverlayPlace,
  popularity: ReadonlyMap<Node, number>,
  hosts: readonly Host[],
  host: Host,
): boolean {
  if (place.kind === 'list' && place.where === 'module') return isCommon(place, popularity, hosts, host);
  if (place.kind !== 'option') return true;
  const { file } = place.set.source;
  const [first] = host.configuration.modules.collected.modules.filter((module) => module.file !== undefined);
  return (
    isCommon(place, popularity, hosts, host) || first?.file === file || file.split(/[/.]/).includes(host.name)
  );
}

/** Files whose name says that they are about the packages or the whole of a host, not about one feature. */
const generalFile =
  /(^|\/)(overlays?|nixpkgs|nix|nixos|pkgs|packages|common|base|core|global|shared|configuration|default|system|settings|flake|home)[\w-]*(\.nix|\/default\.nix)$/i;

/** A list in a module serves when the file is about overlays, or when all hosts share it and it is a general one. */
function isCommon(
  place: OverlayPlace,
  popularity: ReadonlyMap<Node, number>,
  hosts: readonly Host[],
  host: Host,
): boolean {
  const node = placeNode(place);
  const { file } = node.source;
  if (/overlay|nixpkgs/i.test(file)) return true;
  return (
    (popularity.get(node) ?? 0) === hosts.length && (generalFile.test(file) || isNamedInCall(host, file))
  );
}

/** Whether the call itself lists a file as a module: the host's own. */
function isNamedInCall({ configuration }: Host, file: string): boolean {
  const lists = moduleLists(configuration);
  return configuration.modules.collected.modules.some(
    (module) => module.file === file && module.literal !== undefined && lists.includes(module.literal),
  );
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
  if (place.kind !== 'modules') return undefined;
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
