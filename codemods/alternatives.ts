/**
 * Plain references that stay plain, because a backend is named elsewhere: beside them, where the configuration takes
 * one of several (the branches of an `if`, the entries of a table), or where they are overridden under another name.
 */

import { boundBy } from '../src/flake/names.js';
import type { Reference } from '../src/flake/references.js';
import {
  attributeText,
  contains,
  isExpression,
  withoutParentheses,
  withParentheses,
} from '../src/syntax/literals.js';
import type { Expression, Node } from '../src/syntax/nodes.js';
import { ancestors } from '../src/syntax/parser.js';
import { variantOfName } from './facts.js';
import type { Migration } from './migration.js';
import { mapOverride, wantedOf } from './override.js';
import { type Operation, usageOf, usageOfReference } from './usage.js';

export function isOneOfSeveral(migration: Migration, reference: Reference): boolean {
  if (isOverriddenElsewhere(migration, reference)) return true;
  if (reference.form === 'inherit' || reference.form === 'name') return false;
  const { whole } = usageOfReference(reference);
  return alternativesOf(whole).some((other) => namesBackend(migration, other));
}

/** `let base = pkgs.x; in base.override { … }`, or `cfg.package.override { … }` where the option is the reference. */
function isOverriddenElsewhere({ references: found }: Migration, { node }: Reference): boolean {
  const { aliases, overrides, references } = found;
  const around = [...ancestors(node)].flatMap((one) =>
    one.kind === 'binding' ? one.attrpath.map(attributeText) : [],
  );
  const usages = aliases.map((alias) => ({ alias, ...usageOf(alias.node) }));
  const isAlias = usages.some(({ alias, operations }) => {
    if (!operations.some(asksForBackend)) return false;
    const binder = boundBy(alias.node);
    if (binder?.kind === 'binding' || binder?.kind === 'inherit') return contains(binder, node);
    // a parameter: of a helper nearby, or of a package function that is given the package by name
    return alias.node.source === node.source || isGivenAs(node, alias.node.name);
  });
  if (isAlias) return true;
  const named = new Set(
    [...usages, ...references.map(usageOfReference)].flatMap(({ operations }) =>
      operations.map((one) => one.node),
    ),
  );
  return overrides.some(({ node: call, method, written }) => {
    if (named.has(call) || !asksForBackend({ name: method, argument: call.argument, node: call }))
      return false;
    const callee = withoutParentheses(call.function);
    const option = callee.kind === 'select' ? callee.attrpath.map(attributeText).at(-2) : undefined;
    if (written.some((value) => contains(value, node))) return true;
    return call.source === node.source && (option === undefined || around.includes(option));
  });
}

/** `f { name = pkgs.x; }` */
function isGivenAs(node: Node, name: string): boolean {
  const binding = [...ancestors(node)].find((around) => around.kind === 'binding');
  const set = binding?.parent;
  return (
    binding?.attrpath.map(attributeText).join('.') === name &&
    set?.kind === 'attributeSet' &&
    withParentheses(set).parent?.kind === 'apply'
  );
}

function asksForBackend({ name, argument }: Operation): boolean {
  const mapping = name === 'override' ? mapOverride(argument) : undefined;
  return (
    mapping?.kind === 'mapped' && mapping.override.arguments.some(({ backend }) => backend !== undefined)
  );
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
    const isFallback = parent?.kind === 'select' && parent.fallback === node;
    if (parent !== undefined && isExpression(parent) && (isBranch || isBody || isFallback))
      node = withParentheses(parent);
    else return false;
  }
  return true;
}
