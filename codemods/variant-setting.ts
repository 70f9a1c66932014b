/**
 * Where a host says which build its plain package is: `nixpkgs.config.llamaCppVariant = "vulkan";`. It is needed where
 * a module that several hosts share names the package, and they want different builds.
 */
import { insertBinding } from '../src/edit/bindings.js';
import { type Edit, type Motive, uniqueEdits } from '../src/edit/edit.js';
import { layoutOf } from '../src/edit/layout.js';
import { insertElement } from '../src/edit/list.js';
import { replace } from '../src/edit/replace.js';
import type { Host } from '../src/flake/hosts.js';
import { type OptionPlace, optionPlaces } from '../src/flake/option-places.js';
import { moduleLists } from '../src/flake/overlay-places.js';
import { withoutParentheses } from '../src/syntax/literals.js';
import type { Expression, List, Node } from '../src/syntax/nodes.js';
import { variantSettingPath } from './facts.js';
import { buildOfHost } from './hosts.js';
import type { Migration } from './migration.js';
import { isGeneral, nameOfFile } from './place-worth.js';
import { type TableRow, tableEdits, tableRow } from './variant-table.js';

export type SettingPlace =
  /** A module of the host's own. */
  | { readonly kind: 'option'; readonly place: OptionPlace }
  /** The list of its modules. */
  | { readonly kind: 'modules'; readonly list: List }
  /** The value that it says today. */
  | { readonly kind: 'value'; readonly node: Expression }
  /** A row of a table that all hosts of a list read. */
  | { readonly kind: 'row'; readonly row: TableRow };

/**
 * The place for a host: a module of its own, else one that it shares with hosts that want the same build alone, else the
 * list of its modules, else a module of its own that is no file, else a table of hosts by name. None where the host is given its package set: NixOS
 * then refuses `nixpkgs.config` (nixos/modules/misc/nixpkgs.nix, assertions).
 */
export function settingPlace(migration: Migration, host: Host): SettingPlace | undefined {
  const { configuration } = host;
  if (!canSay(host)) return undefined;
  const said = configuration.modules.definitions(variantSettingPath);
  const [first] = said;
  if (first !== undefined) {
    const node = first.thunk.node === undefined ? undefined : withoutParentheses(first.thunk.node);
    return said.length === 1 && node?.kind === 'string' ? { kind: 'value', node } : undefined;
  }
  const others = [...migration.hosts, ...migration.otherHosts].filter((other) => other !== host);
  const differing = others.filter((other) => !canSay(other) || !wantsSame(migration, host, other));
  const place = ownPlace(migration, host, others) ?? sharedPlace(migration, host, differing);
  if (place !== undefined) return { kind: 'option', place };
  const sharedLists = new Set(differing.flatMap((other) => moduleLists(other.configuration)));
  const list = moduleLists(configuration).find((one) => !sharedLists.has(one) && isEditable(migration, one));
  if (list !== undefined) return { kind: 'modules', list };
  const [inline] = placesWithout(migration, host, others);
  if (inline !== undefined) return { kind: 'option', place: inline };
  const row = tableRow(host, others, (one) => isEditable(migration, one));
  return row === undefined ? undefined : { kind: 'row', row };
}

const canSay = ({ kind, configuration }: Host): boolean =>
  kind !== 'home' && configuration.givenPackages === undefined;

function wantsSame({ variants }: Migration, host: Host, other: Host): boolean {
  const [own, others] = [variants.get(host), variants.get(other)];
  const build = own === undefined ? undefined : buildOfHost(own);
  return build !== undefined && others !== undefined && buildOfHost(others) === build;
}

function ownPlace(migration: Migration, host: Host, others: readonly Host[]): OptionPlace | undefined {
  const own = placesWithout(migration, host, others);
  const files = own.filter(({ module }) => module.file !== undefined);
  const named = (holds: (file: string) => boolean): OptionPlace | undefined =>
    files.find(({ module: { file } }) => file !== undefined && holds(file));
  return (
    files.find(isBesideOther) ??
    named((file) => nameOfFile(file) === host.name) ??
    // a file about the host as a whole, not about one feature of it
    named(isGeneral) ??
    // no file of its own, but written in one that is named like the host
    own.find(({ set }) => nameOfFile(set.source.file) === host.name) ??
    files[0] ??
    own.find(isBesideOther)
  );
}

/** A file that is named as a module of the call, so that all who share it choose the same. */
function sharedPlace(migration: Migration, host: Host, others: readonly Host[]): OptionPlace | undefined {
  const lists = moduleLists(host.configuration);
  return placesWithout(migration, host, others).find(
    ({ module }) =>
      module.file !== undefined && module.literal !== undefined && lists.includes(module.literal),
  );
}

/** The modules of a host in which the setting could stand, without those that others read. */
function placesWithout(migration: Migration, host: Host, others: readonly Host[]): readonly OptionPlace[] {
  const taken = new Set(
    others.flatMap((other) => optionPlaces(other.configuration, variantSettingPath).map(({ set }) => set)),
  );
  return optionPlaces(host.configuration, variantSettingPath).filter(
    ({ set }) => isEditable(migration, set) && !taken.has(set),
  );
}

/** Where the module says something of nixpkgs already. */
const isBesideOther = ({ option, sibling }: OptionPlace): boolean =>
  sibling !== undefined || option !== variantSettingPath.join('.');

const isEditable = ({ flake }: Migration, node: Node): boolean =>
  flake.workspace.submoduleOf(node.source.file) === undefined;

export function settingEdits(
  places: readonly { readonly place: SettingPlace; readonly build: string }[],
  motive: Motive,
): readonly Edit[] {
  const rows = places.flatMap(({ place, build }) => (place.kind === 'row' ? [{ ...place.row, build }] : []));
  return [
    // hosts that share a place say the same
    ...uniqueEdits(places.flatMap(({ place, build }) => editsOf(place, build, motive))),
    ...tableEdits(rows, motive),
  ];
}

function editsOf(place: SettingPlace, build: string, motive: Motive): readonly Edit[] {
  switch (place.kind) {
    case 'option': {
      const { set, option, sibling } = place.place;
      return insertBinding(set, `${option} = "${build}";`, motive, { after: sibling });
    }
    case 'modules': {
      const [open, close] = layoutOf(place.list.source).bracketSpacing ? ['{ ', ' }'] : ['{', '}'];
      const text = `${open}${variantSettingPath.join('.')} = "${build}";${close}`;
      return insertElement(place.list, text, motive);
    }
    case 'value': {
      const { source, start, end } = place.node;
      return source.text.slice(start, end) === `"${build}"`
        ? []
        : [replace(place.node, `"${build}"`, motive)];
    }
    case 'row':
      return [];
  }
}
