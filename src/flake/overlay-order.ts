/** The overlays that a configuration applies, in their order. */
import type { Interpreter } from '../eval/interpreter.js';
import type { Value } from '../eval/value.js';
import type { ReachedModule } from './modules/collect.js';
import type { ModuleEvaluation } from './modules/evaluation.js';
import { detailOf, PackageSetSymbol } from './symbols.js';

/**
 * Definitions are merged in the order of the modules from the last one on; the modules are gathered level by level, and
 * `mkBefore` and `mkAfter` come first and last (nixpkgs lib/modules.nix, `collectModules` and `sortProperties`).
 * @param given the package set to which the overlays are added
 */
export function overlaysInOrder(
  interpreter: Interpreter,
  modules: ModuleEvaluation,
  given: Value | undefined,
): readonly Value[] {
  const position = positionsOf(modules.collected.modules);
  const definitions = modules
    .definitions(['nixpkgs', 'overlays'])
    .toSorted(
      (left, right) =>
        left.order - right.order || (position.get(right.module) ?? 0) - (position.get(left.module) ?? 0),
    );
  const detail = given === undefined ? undefined : detailOf(given);
  const own =
    detail instanceof PackageSetSymbol && detail.argument !== undefined
      ? interpreter.select(detail.argument.force(), 'overlays')
      : undefined;
  const lists = [...(own === undefined ? [] : [own]), ...definitions.map(({ thunk }) => thunk.force())];
  return lists.flatMap((list) => (list.type === 'list' ? list.items.map(({ thunk }) => thunk.force()) : []));
}

/** The modules that are given, then those that they import, and so on. */
function positionsOf(modules: readonly ReachedModule[]): ReadonlyMap<ReachedModule, number> {
  const imported = new Map<ReachedModule | undefined, ReachedModule[]>();
  for (const module of modules) {
    const known = imported.get(module.parent);
    if (known === undefined) imported.set(module.parent, [module]);
    else known.push(module);
  }
  const positions = new Map<ReachedModule, number>();
  let level = imported.get(undefined) ?? [];
  while (level.length > 0) {
    for (const module of level) positions.set(module, positions.size);
    level = level.flatMap((module) => imported.get(module) ?? []);
  }
  return positions;
}
