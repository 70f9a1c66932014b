/** Whether a configuration applies the overlay of a file, however it gets there. */

import type { ListItem, Value } from '../src/eval/value.js';
import type { Flake } from '../src/flake/flake.js';
import type { Host } from '../src/flake/hosts.js';
import { detailOf, PackageSetSymbol } from '../src/flake/symbols.js';

/** The overlays that a host surely applies, as values. */
export function appliedOverlays(flake: Flake, host: Host): readonly Value[] {
  const { configuration } = host;
  const lists: Value[] = configuration.modules
    .definitions(['nixpkgs', 'overlays'])
    .filter(({ maybe }) => maybe === undefined)
    .map(({ thunk }) => thunk.force());
  const detail =
    configuration.givenPackages === undefined ? undefined : detailOf(configuration.givenPackages);
  if (detail instanceof PackageSetSymbol && detail.argument !== undefined) {
    const given = flake.interpreter.select(detail.argument.force(), 'overlays');
    if (given !== undefined) lists.push(given);
  }
  return lists.flatMap((list) =>
    list.type === 'list' ? list.items.filter(isCertain).map(({ thunk }) => thunk.force()) : [],
  );
}

const isCertain = (item: ListItem): boolean => item.maybe === undefined;

export function hasOverlay(flake: Flake, host: Host, file: string): boolean {
  return appliedOverlays(flake, host).some(
    (value) => value.type === 'lambda' && value.node.source.file === file,
  );
}
