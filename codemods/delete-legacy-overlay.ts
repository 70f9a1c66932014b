/**
 * Deletes the home-made overlay with all that refers to it.
 *
 *     nixpkgs.overlays = [ overlay-stable (import ./pkgs/llama-cpp-variants.nix inputs) ];
 *   ⇒
 *     nixpkgs.overlays = [ overlay-stable ];
 */
import { removeBinding, removeBindings } from '../src/edit/bindings.js';
import type { Edit, Motive } from '../src/edit/edit.js';
import { removeInheritedNames } from '../src/edit/inherit.js';
import { removeElements } from '../src/edit/list.js';
import { isChosen } from '../src/plan/assemble.js';
import type { Codemod } from '../src/plan/codemod.js';
import { attributeText } from '../src/syntax/literals.js';
import type { AttributeName, AttributeSet, Binding, Expression, Inherit, List } from '../src/syntax/nodes.js';
import type { LegacyAttribute } from './legacy.js';
import { localsThatGo } from './legacy-locals.js';
import { legacyRemovals, type Removals } from './legacy-removals.js';
import type { Migration } from './migration.js';

const motive: Motive = { by: 'delete-legacy-overlay', why: 'the home-made overlay goes' };

export const deleteLegacyOverlay: Codemod<Migration> = {
  card: {
    name: motive.by,
    summary: 'Deletes the home-made overlay with all that refers to it.',
    explanation:
      'A file that is nothing but an overlay of llama.cpp attributes goes, with every element, import and attribute that names it. From an overlay that has other things too, only the llama.cpp attributes go. What such an attribute sets by overrideAttrs goes to the one reference that names it; where several do, that is refused. Forks, patched builds and packages of your own stay and are reported.',
    before: 'nixpkgs.overlays = [ overlay-stable (import ./pkgs/llama-cpp-variants.nix inputs) ];',
    after: 'nixpkgs.overlays = [ overlay-stable ];',
  },
  plan: (migration) => {
    const removals = legacyRemovals(migration);
    return {
      edits: [...elementEdits(removals), ...bindingEdits(removals), ...attributeEdits(removals.attributes)],
      deletions: removals.files,
      refusals: removals.refusals,
      warnings: migration.legacy.warnings,
    };
  },
};

/** The elements of a list of overlays that go with the legacy overlays, so that the new one can take their place. */
export function elementsThatGo(migration: Migration, list: List): readonly Expression[] {
  if (!isChosen(migration.options, motive.by)) return [];
  return legacyRemovals(migration)
    .elements.filter(({ list: of }) => of === list)
    .map(({ element }) => element);
}

function elementEdits(removals: Removals): readonly Edit[] {
  const lists = new Map<List, Expression[]>();
  for (const { list, element, replaced } of removals.elements) {
    if (replaced) continue;
    const known = lists.get(list);
    if (known === undefined) lists.set(list, [element]);
    else known.push(element);
  }
  return [...lists].flatMap(([list, elements]) => removeElements(list, elements, motive));
}

function bindingEdits(removals: Removals): readonly Edit[] {
  return removals.bindings.flatMap(({ container, binding }) => removeBinding(container, binding, motive));
}

/** Attributes out of overlays that stay, and the local names that only they used. */
function attributeEdits(attributes: readonly LegacyAttribute[]): readonly Edit[] {
  const edits: Edit[] = [];
  const bySet = new Map<AttributeSet, LegacyAttribute[]>();
  for (const attribute of attributes) {
    const known = bySet.get(attribute.set);
    if (known === undefined) bySet.set(attribute.set, [attribute]);
    else known.push(attribute);
  }
  for (const [set, group] of bySet) {
    const whole: Binding[] = [];
    const inherits = new Map<Inherit, AttributeName[]>();
    for (const { binding, name } of group) {
      if (binding.kind === 'binding') whole.push(binding);
      else {
        const element = binding.names.find((candidate) => attributeText(candidate) === name);
        if (element !== undefined) inherits.set(binding, [...(inherits.get(binding) ?? []), element]);
      }
    }
    for (const [inherit, names] of inherits) {
      if (names.length === inherit.names.length) whole.push(inherit);
      else edits.push(...removeInheritedNames(inherit, names, motive));
    }
    if (whole.length > 0) edits.push(...removeBindings(set, whole, motive));
    for (const { scope, bindings } of localsThatGo(group, whole)) {
      if (bindings.length < scope.bindings.length) edits.push(...removeBindings(scope, bindings, motive));
    }
  }
  return edits;
}
