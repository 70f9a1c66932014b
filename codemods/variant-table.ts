/**
 * What hosts say of their plain package where they have no module of their own, because a helper makes all of them from
 * the same modules and a table of values: a module more for all, which finds the host's build by its name.
 */
import type { Edit, Motive } from '../src/edit/edit.js';
import { layoutOf } from '../src/edit/layout.js';
import { fittingText, insertElement } from '../src/edit/list.js';
import type { Host } from '../src/flake/hosts.js';
import { moduleLists } from '../src/flake/overlay-places.js';
import { writtenModules } from '../src/flake/written-modules.js';
import type { List } from '../src/syntax/nodes.js';
import { variantSetting } from './facts.js';

/** A row of the table in the module for a list. */
export interface TableRow {
  readonly list: List;
  /** `networking.hostName` of the host. */
  readonly hostName: string;
}

/**
 * The row for a host; none where the name of some machine with the list is not known, or is this one's too.
 * @param others all other hosts of the flake
 */
export function tableRow(
  host: Host,
  others: readonly Host[],
  isEditable: (list: List) => boolean,
): TableRow | undefined {
  const hostName = hostNameOf(host);
  const list = moduleLists(host.configuration).find(isEditable);
  if (hostName === undefined || list === undefined) return undefined;
  if (isMadeByPackages(host)) return undefined;
  const sharing = others.filter(({ configuration }) => moduleLists(configuration).includes(list));
  const isClear = sharing.every((other) => {
    const name = hostNameOf(other);
    return name !== undefined && name !== hostName && !isMadeByPackages(other);
  });
  return isClear ? { list, hostName } : undefined;
}

/** Whether the package set may decide which options a module sets: `nixpkgs.config` must not ask for these then. */
const isMadeByPackages = ({ configuration }: Host): boolean =>
  writtenModules(configuration).some(({ source, start, end }) =>
    /\b(optionalAttrs|mkIf|if)\s+\(*!?\s*\(*pkgs\./.test(source.text.slice(start, end)),
  );

function hostNameOf({ kind, configuration }: Host): string | undefined {
  if (kind === 'home') return undefined;
  const value = configuration.modules.value(['networking', 'hostName']);
  return value.type === 'string' ? value.text : undefined;
}

/** One module for each list. */
export function tableEdits(
  rows: readonly (TableRow & { readonly build: string })[],
  motive: Motive,
): readonly Edit[] {
  return [...new Set(rows.map(({ list }) => list))].flatMap((list) => {
    const entries = rows
      .filter((row) => row.list === list)
      .map(({ hostName, build }) => `${nameOf(hostName)}.${variantSetting} = "${build}";`);
    const found = '.${config.networking.hostName} or';
    const isSpaced = layoutOf(list.source).bracketSpacing;
    const text = isSpaced
      ? `({ config, ... }: { nixpkgs.config = { ${entries.join(' ')} }${found} { }; })`
      : `({config, ...}: {nixpkgs.config = {${entries.join(' ')}}${found} {};})`;
    const table = entries.map((entry) => `        ${entry}\n`).join('');
    const broken = isSpaced
      ? `(\n  { config, ... }:\n  {\n    nixpkgs.config =\n      {\n${table}      }\n      ${found} { };\n  }\n)`
      : `({config, ...}: {\n  nixpkgs.config =\n    {\n${table.replaceAll(/^ {2}/gm, '')}    }\n    ${found} {};\n})`;
    return insertElement(list, fittingText(list, text, broken), motive);
  });
}

const nameOf = (text: string): string => (/^[A-Za-z_][\w'-]*$/.test(text) ? text : `"${text}"`);
