/**
 * The folders of which the configuration's own code lists the entries: `readDir`, `listFilesRecursive`, `import-tree`,
 * the folders of a framework. A file more in one of them is loaded by that code, as it sees fit.
 */

import { folderOf } from '../eval/paths.js';
import type { Value } from '../eval/value.js';
import type { Configuration } from './configuration.js';
import type { Flake } from './flake.js';
import { detailOf, PackageSetSymbol } from './symbols.js';

/** Outputs that hold machines, which are looked at one by one. */
const tablesOfHosts = /Configurations$|^colmena/;

/** Sets within outputs, such as those of the systems, more of which are not gone into. */
const deepestOutput = 2;

/**
 * Whether a file more in a folder would be loaded. Of a folder that is not there yet, whether it was looked for, or
 * the one around it is listed together with the folders in it.
 * @param configurations of the machines and homes of the flake
 */
export function listedFolders(
  flake: Flake,
  configurations: readonly Configuration[],
): (folder: string) => boolean {
  const outputs = flake.outputs.force();
  if (outputs.type === 'set') {
    for (const name of outputs.names())
      if (!tablesOfHosts.test(name)) look(outputs.get(name)?.force(), deepestOutput);
  }
  for (const configuration of configurations) lookAtOverlays(flake, configuration);
  return isListed;

  function isListed(folder: string): boolean {
    const entries = flake.files.folder(folder);
    if (entries !== undefined || folder === '') return flake.world.listed.has(folder);
    if (flake.world.missed.has(folder) || flake.world.listed.has(folder)) return true;
    const around = folderOf(folder);
    const beside = (flake.files.folder(around) ?? []).filter(
      ({ kind, name }) => kind === 'folder' && !name.startsWith('.'),
    );
    const inside = (name: string): string => (around === '' ? name : `${around}/${name}`);
    return isListed(around) && beside.every(({ name }) => flake.world.listed.has(inside(name)));
  }
}

/** Values are computed when they are asked for: so are the folders that they are made of. */
function look(value: Value | undefined, depth: number): void {
  if (value?.type !== 'set') return;
  const names = value.names();
  if (depth > 0) for (const name of names) look(value.get(name)?.force(), depth - 1);
}

function lookAtOverlays(flake: Flake, configuration: Configuration): void {
  for (const { thunk } of configuration.modules.definitions(['nixpkgs', 'overlays'])) thunk.force();
  const given = configuration.givenPackages;
  const packages = given === undefined ? undefined : detailOf(given);
  if (packages instanceof PackageSetSymbol && packages.argument !== undefined)
    flake.interpreter.select(packages.argument.force(), 'overlays');
}
