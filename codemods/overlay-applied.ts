/** Whether a configuration applies the overlay of a file, however it gets there. */

import type { ListItem, Value } from '../src/eval/value.js';
import type { Flake } from '../src/flake/flake.js';
import type { Host } from '../src/flake/hosts.js';
import { packageSetOverlays } from '../src/flake/overlay-places.js';
import { withoutParentheses } from '../src/syntax/literals.js';
import type { Expression } from '../src/syntax/nodes.js';
import type { OwnOverlay } from './overlays.js';

/** The overlays that a host surely applies, as values. */
function appliedOverlays(flake: Flake, { configuration }: Host): readonly Value[] {
  const given = packageSetOverlays(flake, configuration);
  // where nothing names the overlays of a fixed set, the host is still said to have those of its modules
  const definitions =
    configuration.packagesAreReplaced || (configuration.packagesAreFixed && given !== undefined)
      ? []
      : configuration.modules.definitions(['nixpkgs', 'overlays']);
  const lists = definitions.filter(({ maybe }) => maybe === undefined).map(({ thunk }) => thunk.force());
  return [...lists, ...(given === undefined ? [] : [given])].flatMap((list) =>
    list.type === 'list' ? list.items.filter(isCertain).map(({ thunk }) => thunk.force()) : [],
  );
}

const isCertain = (item: ListItem): boolean => item.maybe === undefined;

/** Whether a host applies one of the overlays. */
export function hasOverlay(flake: Flake, host: Host, overlays: readonly OwnOverlay[]): boolean {
  return appliedOverlays(flake, host).some(
    (value) => value.type === 'lambda' && overlays.some(({ lambda }) => lambda === value.node),
  );
}

/** How often a host applies a function that is written in a file. */
export const appliedFrom = (flake: Flake, host: Host, file: string): number =>
  appliedOverlays(flake, host).filter((value) => value.type === 'lambda' && value.node.source.file === file)
    .length;

/** Whether a host takes a whole file for an overlay or for a module, as a loader of a folder does with what it finds. */
export function isMistaken(flake: Flake, host: Host, file: string): boolean {
  const isWhole = (node: Expression | undefined): boolean =>
    node !== undefined && node.source.file === file && node === withoutParentheses(node.source.root);
  return (
    host.configuration.allModules.some((module) => module.file === file) ||
    appliedOverlays(flake, host).some((value) => value.type === 'lambda' && isWhole(value.node))
  );
}
