/** Which of the places for an overlay its owner would choose: for some hosts one is unfit, and one is better than another. */
import type { Host } from '../src/flake/hosts.js';
import { moduleLists, type OverlayPlace } from '../src/flake/overlay-places.js';
import type { Node } from '../src/syntax/nodes.js';

export function placeNode(place: OverlayPlace): Node {
  switch (place.kind) {
    case 'list':
    case 'modules':
      return place.list;
    case 'appended':
      return place.modules;
    default:
      return place.set;
  }
}

/** What the worth of a place is measured by. */
export interface Surroundings {
  readonly hosts: readonly Host[];
  /** The hosts that surely read a place. */
  readonly reached: ReadonlyMap<Node, readonly Host[]>;
  /** The files and lists that also make up homes. */
  /** The places that hosts read that are not to get the overlay. */
  readonly ofOthers: ReadonlySet<Node>;
  readonly ofHomes: ModulesOfHomes;
}

interface ModulesOfHomes {
  /**
   * The lists and files of homes that have the package set of their machine: home-manager warns when these set overlays
   * (modules/misc/nixpkgs-disabled.nix).
   */
  readonly globalLists: ReadonlySet<Node>;
  readonly globalFiles: ReadonlySet<string>;
  readonly files: ReadonlySet<string>;
}

export function modulesOfHomes(hosts: readonly Host[]): ModulesOfHomes {
  const homes = hosts.flatMap((host) => host.configuration.homes);
  const modules = homes.flatMap((home) =>
    home.modules.collected.modules.map((module) => ({ module, isGlobal: home.globalPackages === true })),
  );
  return {
    globalLists: new Set(modules.flatMap(({ module, isGlobal }) => (isGlobal ? (module.literal ?? []) : []))),
    globalFiles: new Set(modules.flatMap(({ module, isGlobal }) => (isGlobal ? (module.file ?? []) : []))),
    files: new Set(modules.flatMap(({ module }) => module.file ?? [])),
  };
}

const ranks: Readonly<Record<string, number>> = {
  call: 0,
  name: 1,
  exportedSet: 2,
  packages: 3,
  module: 4,
  modules: 5,
  option: 6,
  appended: 6.5,
  arguments: 6.5,
};

const rankOf = (place: OverlayPlace): number => ranks[place.kind === 'list' ? place.where : place.kind] ?? 9;

/** One edit in a file that all share is better than one for each host. */
function rankOfSome(place: OverlayPlace): number {
  const rank = rankOf(place);
  if (place.kind === 'modules' || place.kind === 'option' || place.kind === 'appended') return rank + 2;
  if (place.kind !== 'list') return rank;
  // behind the list of modules that all share, before all that is no list of overlays
  if (place.where === 'call' || place.where === 'name') return 5 + rank / 10 + 0.1;
  // behind all that all share, before a module for each
  return place.where === 'module' && !isAboutPackages(place.list.source.file) ? 6.8 : rank;
}

/** Numbers of which the first that differ decide, the smaller the better. */
export function worthOf(place: OverlayPlace, surroundings: Surroundings, host: Host): readonly number[] {
  const node = placeNode(place);
  const readers = surroundings.reached.get(node) ?? [];
  const isOfAll = sameKind(readers, host).length === sameKind(surroundings.hosts, host).length;
  return [
    Number(surroundings.ofOthers.has(node)),
    Number(isOfGlobalHome(place, surroundings)),
    isOfAll ? rankOf(place) : rankOfSome(place),
    Number(!isAboutPackages(node.source.file)),
    -readers.length,
  ];
}

/** Whether a home that has the package set of its machine reads the place, too. */
function isOfGlobalHome(place: OverlayPlace, { ofHomes }: Surroundings): boolean {
  const isInModule =
    place.kind === 'option' ? !place.inline : place.kind === 'list' && place.where === 'module';
  const node = placeNode(place);
  return ofHomes.globalLists.has(node) || (isInModule && ofHomes.globalFiles.has(node.source.file));
}

/** Machines and the nodes of a hive beside them are made in different places. */
const sameKind = (hosts: readonly Host[], { kind, isNode }: Host): readonly Host[] =>
  hosts.filter((host) => host.kind === kind && host.isNode === isNode);

/** Lists in modules and sets of modules serve only where their file is the right one for it. */
export function isFit(place: OverlayPlace, surroundings: Surroundings, host: Host): boolean {
  if (place.kind === 'list' && place.where === 'module') return isCommon(place, surroundings, host);
  if (place.kind !== 'option') return true;
  if (place.inline) return surroundings.reached.get(placeNode(place))?.length === 1;
  const { file } = place.set.source;
  if (host.kind !== 'home' && surroundings.ofHomes.files.has(file)) return false;
  const [first] = host.configuration.modules.collected.modules.filter((module) => module.file !== undefined);
  const isFirst = first?.file === file && surroundings.reached.get(placeNode(place))?.length === 1;
  const isGeneralOfAll = isGeneral(file) && isReadByAll(place, surroundings, host);
  return isAboutPackages(file) || isGeneralOfAll || isFirst || isNamedLike(file, host);
}

/** Files whose name says that they are about the packages or the whole of a host, not about one feature. */
const generalName =
  /^(overlays?|nixpkgs|nix|nixos|pkgs|packages|common|base|core|global|shared|configuration|default|system|systems|settings|flake|home|modules|hosts|machines)([-_]\w+)*$|^\w+[-_](common|base|core|shared)$/i;

/** Programs of the Nix field, each one feature: `nix-ld.nix` is not about Nix. */
const programName = /^nix[-_](ld|index|gc|direnv|du|flatpak|serve|topology)\b/i;

export const isGeneral = (file: string): boolean => {
  const name = nameOfFile(file);
  return generalName.test(name) && !programName.test(name);
};

/** `modules/nixos/default.nix` is named by its folder. */
export function nameOfFile(file: string): string {
  const names = file.replace(/\.nix$/, '').split('/');
  return (names.at(-1) === 'default' ? names.at(-2) : names.at(-1)) ?? 'default';
}

const isAboutPackages = (file: string): boolean => /overlay|nixpkgs/i.test(file);

/** A list in a module serves when the file is about overlays, a general one or the host's own, or named by all hosts. */
function isCommon(place: OverlayPlace, surroundings: Surroundings, host: Host): boolean {
  const { file } = placeNode(place).source;
  if (isAboutPackages(file) || isGeneral(file) || isNamedLike(file, host)) return true;
  return isReadByAll(place, surroundings, host) && isNamedInCall(host, file);
}

/** Not a file about its hardware, which nixos-generate-config writes anew. */
const isNamedLike = (file: string, { name }: Host): boolean =>
  file.split(/[/.]/).includes(name) && !/^hardware\b/.test(nameOfFile(file));

function isReadByAll(place: OverlayPlace, { reached, hosts }: Surroundings, host: Host): boolean {
  const readers = sameKind(reached.get(placeNode(place)) ?? [], host);
  return readers.length === sameKind(hosts, host).length;
}

/** Whether the call itself lists a file as a module: the host's own. */
function isNamedInCall({ configuration }: Host, file: string): boolean {
  const lists = moduleLists(configuration);
  return configuration.modules.collected.modules.some(
    (module) => module.file === file && module.literal !== undefined && lists.includes(module.literal),
  );
}
