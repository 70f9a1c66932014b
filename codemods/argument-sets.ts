/**
 * The sets that the argument of `override` or `overrideAttrs` is written with: one literal set, one behind a function
 * of the old arguments or behind a local name, or several that are put together.
 */

import { boundBy, isUse } from '../src/flake/names.js';
import { attributeText, literalText, withoutParentheses, withParentheses } from '../src/syntax/literals.js';
import type { AttributeBinding, AttributeSet, Expression, Identifier, Lambda } from '../src/syntax/nodes.js';
import { descendants } from '../src/syntax/parser.js';

export interface ArgumentSets {
  readonly sets: readonly AttributeSet[];
  /** The innermost function around the set: of the old attributes. */
  readonly lambda: Lambda | undefined;
  /** The local name behind which the set is, and what binds it. */
  readonly named: { readonly use: Identifier; readonly binding: AttributeBinding } | undefined;
  /** The one set is all of the argument, so that other text can be put in its place. */
  readonly whole: boolean;
}

/** `undefined` where some part of the argument is not written as a set. */
export function argumentSets(argument: Expression): ArgumentSets | undefined {
  const inner = withoutParentheses(argument);
  switch (inner.kind) {
    case 'attributeSet':
      return { sets: [inner], lambda: undefined, named: undefined, whole: true };
    case 'lambda': {
      const body = withoutParentheses(inner.body);
      // overrideAttrs (final: previous: { … })
      const innermost = body.kind === 'lambda' ? body : inner;
      const found = argumentSets(innermost.body);
      return found === undefined || found.lambda !== undefined
        ? undefined
        : { ...found, lambda: innermost, whole: found.whole && !usesParameters(inner) };
    }
    case 'let': {
      const found = argumentSets(inner.body);
      return found === undefined ? undefined : { ...found, whole: false };
    }
    case 'identifier':
      return behindName(inner);
    case 'binary': {
      const left = inner.operator === '//' ? argumentSets(inner.left) : undefined;
      const right = inner.operator === '//' ? argumentSets(inner.right) : undefined;
      return together(left, right);
    }
    case 'if':
      return together(argumentSets(inner.consequence), argumentSets(inner.alternative));
    case 'apply': {
      const call = withoutParentheses(inner.function);
      const callee = call.kind === 'apply' ? withoutParentheses(call.function) : undefined;
      const name =
        callee?.kind === 'identifier'
          ? callee.name
          : callee?.kind === 'select'
            ? callee.attrpath.map(attributeText).at(-1)
            : undefined;
      const found = name === 'optionalAttrs' ? argumentSets(inner.argument) : undefined;
      return found === undefined ? undefined : { ...found, whole: false };
    }
    default:
      return undefined;
  }
}

function together(left: ArgumentSets | undefined, right: ArgumentSets | undefined): ArgumentSets | undefined {
  if (left === undefined || right === undefined || left.named !== undefined || right.named !== undefined)
    return undefined;
  return { sets: [...left.sets, ...right.sets], lambda: undefined, named: undefined, whole: false };
}

function behindName(use: Identifier): ArgumentSets | undefined {
  const binding = boundBy(use);
  if (binding?.kind !== 'binding' || binding.attrpath.length > 1) return undefined;
  const found =
    withoutParentheses(binding.value).kind === 'identifier' ? undefined : argumentSets(binding.value);
  if (found === undefined || found.named !== undefined || !isForPackageAlone(use, binding)) return undefined;
  return { ...found, named: { use, binding }, whole: false };
}

/** Whether all uses of a name are arguments of overrides of llama.cpp's package, so that what it stands for can change. */
function isForPackageAlone(use: Identifier, binding: AttributeBinding): boolean {
  if (binding.parent === undefined) return false;
  for (const node of descendants(binding.parent)) {
    if (
      node.kind === 'inherit' &&
      node.from === undefined &&
      node.names.some((name) => attributeText(name) === use.name)
    )
      return false;
    if (node.kind !== 'identifier' || node.name !== use.name || !isUse(node) || boundBy(node) !== binding)
      continue;
    const outer = withParentheses(node);
    const call = outer.parent;
    if (
      call?.kind !== 'apply' ||
      call.argument !== outer ||
      !/llama.*\.override(Attrs)?$/is.test(call.source.textOf(call.function))
    )
      return false;
    if (/\bollama\b/.test(call.source.textOf(call.function))) return false;
  }
  return true;
}

/** Whether a function's body uses what the function is given. */
function usesParameters(lambda: Lambda): boolean {
  for (const node of descendants(lambda.body)) {
    if (node.kind !== 'identifier') continue;
    const binder = boundBy(node);
    if (binder !== undefined && (binder === lambda.universal || binder.parent === lambda.formals))
      return true;
  }
  return false;
}

/** The one set that an argument is. */
export function argumentSet(
  argument: Expression,
): { readonly set: AttributeSet; readonly lambda: Lambda | undefined } | undefined {
  const found = argumentSets(argument);
  const [set, ...more] = found?.sets ?? [];
  return found === undefined || set === undefined || more.length > 0
    ? undefined
    : { set, lambda: found.lambda };
}

export function literalBoolean(node: Expression): boolean | undefined {
  const inner = withoutParentheses(node);
  if (inner.kind !== 'identifier') return undefined;
  return inner.name === 'true' ? true : inner.name === 'false' ? false : undefined;
}

/** The texts of a list of plain strings. */
export function literalTexts(node: Expression): readonly string[] | undefined {
  const list = withoutParentheses(node);
  if (list.kind !== 'list') return undefined;
  const texts = list.elements.map(literalText);
  const known = texts.filter((text) => text !== undefined);
  return known.length === texts.length ? known : undefined;
}
