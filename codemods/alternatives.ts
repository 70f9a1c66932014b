/**
 * A plain reference beside others that name a backend, of which the configuration takes one: the branches of an `if`,
 * the entries of a table. It stands for “none of these” and stays plain.
 */
import type { Reference } from '../src/flake/references.js';
import { contains, isExpression, withParentheses } from '../src/syntax/literals.js';
import type { Expression, Node } from '../src/syntax/nodes.js';
import { variantOfName } from './facts.js';
import type { Migration } from './migration.js';
import { mapOverride, wantedOf } from './override.js';
import { usageOfReference } from './usage.js';

export function isOneOfSeveral(migration: Migration, reference: Reference): boolean {
  if (reference.form === 'inherit' || reference.form === 'name') return false;
  const { whole } = usageOfReference(reference);
  return alternativesOf(whole).some((other) => namesBackend(migration, other));
}

/** The expressions that may be taken instead. */
function alternativesOf(whole: Expression): readonly Node[] {
  const found: Node[] = [];
  let node = withParentheses(whole);
  while (node.parent?.kind === 'if' && node.parent.condition !== node) {
    found.push(node === node.parent.consequence ? node.parent.alternative : node.parent.consequence);
    node = withParentheses(node.parent);
  }
  const binding = node.parent;
  if (binding?.kind !== 'binding' || binding.parent?.kind !== 'attributeSet') return found;
  for (const sibling of binding.parent.bindings) {
    if (
      sibling !== binding &&
      sibling.kind === 'binding' &&
      sibling.attrpath.length === 1 &&
      binding.attrpath.length === 1
    )
      found.push(sibling.value);
  }
  return found;
}

/** Whether an expression is a reference that says its backend, or a choice between such. */
function namesBackend(migration: Migration, alternative: Node): boolean {
  return migration.references.references.some((reference) => {
    if (!contains(alternative, reference.node)) return false;
    const { whole, operations } = usageOfReference(reference);
    if (!isResult(whole, alternative)) return false;
    if (variantOfName(reference.name) !== undefined) return true;
    return operations.some((operation) => {
      const mapping = operation.name === 'override' ? mapOverride(operation.argument) : undefined;
      return mapping?.kind === 'mapped' && wantedOf([mapping.override]).backends.length > 0;
    });
  });
}

/** Whether an expression is what `outer` comes to, as a whole or as a branch of it. */
export function isResult(whole: Expression, outer: Node): boolean {
  let node: Node = withParentheses(whole);
  while (node !== outer && !contains(node, outer)) {
    const { parent }: Node = node;
    const isBranch = parent?.kind === 'if' && parent.condition !== node;
    const isBody =
      (parent?.kind === 'let' || parent?.kind === 'with' || parent?.kind === 'assert') &&
      parent.body === node;
    if (parent !== undefined && isExpression(parent) && (isBranch || isBody)) node = withParentheses(parent);
    else return false;
  }
  return true;
}
