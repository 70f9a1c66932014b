/** Which hosts use what an overlay of the user's gives. */
import type { Host } from '../src/flake/hosts.js';
import { isNamedInModules } from '../src/flake/written-modules.js';
import { attributeText, contains } from '../src/syntax/literals.js';
import type { Node } from '../src/syntax/nodes.js';
import { ancestors } from '../src/syntax/parser.js';
import { isPackageName } from './facts.js';
import type { Migration } from './migration.js';
import { triedOverlays } from './overlays.js';
import { overlayAround } from './previous-packages.js';

/** The hosts that have an overlay and name the attribute of it that a node is in; none where it is in no one attribute. */
export function overlayUsers({ flake, hosts, otherHosts }: Migration, node: Node): readonly Host[] {
  const overlay = overlayAround(node);
  if (overlay === undefined) return [];
  const attribute = [...ancestors(node)].findLast(
    (around) => around.kind === 'binding' && contains(overlay.inner.body, around),
  );
  const name =
    attribute?.kind === 'binding' && attribute.parent?.kind === 'attributeSet'
      ? attribute.attrpath.map(attributeText)[0]
      : undefined;
  if (name === undefined || isPackageName(name)) return [];
  return [...hosts, ...otherHosts].filter(
    (host) =>
      triedOverlays(flake, host).some(({ lambda }) => lambda === overlay.outer) &&
      isNamedInModules(host.configuration, name, overlay.outer),
  );
}
