/**
 * Where a host says which build its plain package is: `nixpkgs.config.llamaCppVariant = "vulkan";`. It is needed where
 * a module that several hosts share names the package, and they want different builds.
 */
import { insertBinding } from '../src/edit/bindings.js';
import type { Edit, Motive } from '../src/edit/edit.js';
import { layoutOf } from '../src/edit/layout.js';
import { insertElement } from '../src/edit/list.js';
import { replace } from '../src/edit/replace.js';
import type { Host } from '../src/flake/hosts.js';
import { type OptionPlace, optionPlaces } from '../src/flake/option-places.js';
import { moduleLists } from '../src/flake/overlay-places.js';
import { withoutParentheses } from '../src/syntax/literals.js';
import type { Expression, List, Node } from '../src/syntax/nodes.js';
import { variantSettingPath } from './facts.js';
import type { Migration } from './migration.js';

export type SettingPlace =
  /** A module of the host's own. */
  | { readonly kind: 'option'; readonly place: OptionPlace }
  /** The list of its modules. */
  | { readonly kind: 'modules'; readonly list: List }
  /** The value that it says today. */
  | { readonly kind: 'value'; readonly node: Expression };

/**
 * The place for one host, and for no other. None where the host is given its package set: NixOS then refuses
 * `nixpkgs.config` (nixos/modules/misc/nixpkgs.nix, assertions).
 */
export function settingPlace(migration: Migration, host: Host): SettingPlace | undefined {
  const { configuration } = host;
  if (host.kind === 'home' || configuration.givenPackages !== undefined) return undefined;
  const said = configuration.modules.definitions(variantSettingPath);
  const [first] = said;
  if (first !== undefined) {
    const node = first.thunk.node === undefined ? undefined : withoutParentheses(first.thunk.node);
    return said.length === 1 && node?.kind === 'string' ? { kind: 'value', node } : undefined;
  }
  const others = [...migration.hosts, ...migration.otherHosts].filter((other) => other !== host);
  const places = optionPlaces(configuration, variantSettingPath).filter(
    ({ set, module }) => module.file !== undefined && isEditable(migration, set),
  );
  const shared = new Set(
    others.flatMap((other) => optionPlaces(other.configuration, variantSettingPath).map(({ set }) => set)),
  );
  const own = places.filter(({ set }) => !shared.has(set));
  const place = own.find(isBesideOther) ?? own[0];
  if (place !== undefined) return { kind: 'option', place };
  const sharedLists = new Set(others.flatMap((other) => moduleLists(other.configuration)));
  const list = moduleLists(configuration).find((one) => !sharedLists.has(one) && isEditable(migration, one));
  return list === undefined ? undefined : { kind: 'modules', list };
}

/** Where the module says something of nixpkgs already. */
const isBesideOther = ({ option, sibling }: OptionPlace): boolean =>
  sibling !== undefined || option !== variantSettingPath.join('.');

const isEditable = ({ flake }: Migration, node: Node): boolean =>
  flake.workspace.submoduleOf(node.source.file) === undefined;

export function settingEdits(place: SettingPlace, build: string, motive: Motive): readonly Edit[] {
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
  }
}
