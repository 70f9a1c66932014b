/** What goes with the home-made overlays: references in it are not rewritten. */
import { attributeText, contains } from '../src/syntax/literals.js';
import type { Binding, Node } from '../src/syntax/nodes.js';
import { localsThatGo } from './legacy-locals.js';
import { legacyRemovals } from './legacy-removals.js';
import type { Migration } from './migration.js';
import { remembered } from './remembered.js';

export function isInsideRemoved(migration: Migration, node: Node): boolean {
  const removals = legacyRemovals(migration);
  return (
    removals.files.includes(node.source.file) ||
    removals.attributes.some(({ binding, name }) => isThatName(binding, name, node)) ||
    removals.bindings.some(({ binding }) => contains(binding, node)) ||
    removals.elements.some(({ element }) => contains(element, node)) ||
    migration.legacy.ours.some(({ source }) => source === node.source) ||
    migration.legacy.attributes.some(({ binding, name }) => isThatName(binding, name, node)) ||
    removedLocals(migration).some((binding) => contains(binding, node))
  );
}

/** An attribute, or the one name of an `inherit`. */
function isThatName(binding: Binding, name: string, node: Node): boolean {
  if (!contains(binding, node)) return false;
  if (binding.kind === 'binding') return true;
  return binding.names.some((element) => attributeText(element) === name && contains(element, node));
}

const removedLocals = remembered(({ legacy: { attributes } }): readonly Binding[] =>
  [...new Set(attributes.map(({ set }) => set))].flatMap((set) => {
    const group = attributes.filter((attribute) => attribute.set === set);
    return localsThatGo(
      group,
      group.map(({ binding }) => binding),
    ).flatMap(({ bindings }) => bindings);
  }),
);
