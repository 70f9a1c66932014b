/**
 * Overlays of the user's that keep nixpkgs' package, `prev.llama-cpp`, for a patched build or a fork. They must come
 * before the new overlay; after it they would be given the new package.
 */
import type { ModuleEvaluation } from '../src/flake/modules/evaluation.js';
import { overlaysInOrder } from '../src/flake/overlay-order.js';
import type { Reference } from '../src/flake/references.js';
import type { Problem } from '../src/problem.js';
import { attributeText } from '../src/syntax/literals.js';
import type { Lambda } from '../src/syntax/nodes.js';
import { ancestors } from '../src/syntax/parser.js';
import type { Migration } from './migration.js';
import { basisAt, overlayAround } from './previous-packages.js';
import { newPackageSeen } from './problems.js';
import { usageOfReference } from './usage.js';

/**
 * @param before the migration that the plan was made from
 * @param after the planned result, read again
 */
export function packagesFromBefore(before: Migration, after: Migration): readonly Problem[] {
  const late = overlaysBehindOurs(after);
  const places = keptReferences(before);
  return keptReferences(after).flatMap((reference, index): readonly Problem[] => {
    const overlay = overlayAround(reference.node)?.outer;
    // a function in another file: any overlay may give it its package set
    if (overlay === undefined ? late.size === 0 : !late.has(overlay)) return [];
    const { node } = places[index] ?? reference;
    return [
      {
        kind: newPackageSeen,
        message: `“${node.source.textOf(node)}” is meant to be nixpkgs’ package here, as it is before your overlay; but that is applied after the new one.`,
        place: node.source.place(node.start),
        hint: 'Let this overlay be applied before the new one, for example with lib.mkBefore around its list, or take the build out, and run again.',
      },
    ];
  });
}

const keptReferences = ({ references }: Migration): readonly Reference[] =>
  references.references.filter(
    (reference) =>
      reference.meanings.every(
        ({ packageSet, within }) => packageSet.role === 'previous' && within.length === 0,
      ) &&
      !isInPackageOverrides(reference) &&
      usageOfReference(reference).selected.length === 0 &&
      basisAt(references, reference.node) === 'before',
  );

/** nixpkgs applies these before all overlays (pkgs/top-level/stage.nix). */
const isInPackageOverrides = ({ node }: Reference): boolean =>
  [...ancestors(node)].some(
    (around) => around.kind === 'binding' && around.attrpath.map(attributeText).at(-1) === 'packageOverrides',
  );

function overlaysBehindOurs({ flake, hosts, overlay: ours }: Migration): ReadonlySet<Lambda> {
  const late = new Set<Lambda>();
  const add = (modules: ModuleEvaluation, given: Parameters<typeof overlaysInOrder>[2]): void => {
    const lambdas = overlaysInOrder(flake.interpreter, modules, given).map((value) =>
      value.type === 'lambda' ? value.node : undefined,
    );
    const own = lambdas.findIndex((lambda) => lambda?.source.file === ours.path);
    if (own === -1) return;
    for (const lambda of lambdas.slice(own + 1)) if (lambda !== undefined) late.add(lambda);
  };
  for (const { configuration } of hosts) {
    add(configuration.modules, configuration.givenPackages);
    for (const home of configuration.homes) if (home.globalPackages !== true) add(home.modules, undefined);
  }
  return late;
}
