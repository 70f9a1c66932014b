/** Lists of overlays that lose all that is in them: the option goes with them, where it is one of a module's. */
import { attributeText, contains, withParentheses } from '../src/syntax/literals.js';
import type { AttributeBinding, AttributeSet, Expression, List } from '../src/syntax/nodes.js';

/** An option that goes, in the set that it is written in. */
export interface EmptiedOption {
  readonly container: AttributeSet;
  readonly binding: AttributeBinding;
}

/**
 * `nixpkgs.overlays = [ … ];` of a list.
 * @param gone the elements that go
 * @returns `undefined` where something stays: an element, a comment that is about none, or nothing beside the option
 */
export function emptiedOption(list: List, gone: readonly Expression[]): EmptiedOption | undefined {
  if (!list.elements.every((element) => gone.includes(element)) || hasOwnComments(list)) return undefined;
  const value = withParentheses(list);
  const binding = value.parent;
  if (binding?.kind !== 'binding' || binding.value !== value) return undefined;
  const container = binding.parent;
  if (container?.kind !== 'attributeSet' || container.bindings.length < 2) return undefined;
  return pathOf(binding, container) === 'nixpkgs.overlays' ? { container, binding } : undefined;
}

const hasOwnComments = (list: List): boolean =>
  list.source.comments.some(
    (comment) =>
      comment.start >= list.start &&
      comment.end <= list.end &&
      !list.elements.some((element) => element.start <= comment.start && comment.end <= element.end),
  );

/** The path of an option, with the name of the set that it is in where it says only `overlays`. */
function pathOf(binding: AttributeBinding, container: AttributeSet): string {
  const outer = withParentheses(container).parent;
  const before =
    binding.attrpath.length === 1 && outer?.kind === 'binding' && contains(outer, container)
      ? outer.attrpath.slice(-1)
      : [];
  return [...before, ...binding.attrpath].map((name) => attributeText(name) ?? '').join('.');
}
