/** How a reference to the package is used: what is applied to it, from the inside out. */
import type { Reference } from '../src/flake/references.js';
import { attributeText, literalText, withoutParentheses, withParentheses } from '../src/syntax/literals.js';
import type { Apply, AttributeBinding, AttributeSet, Expression, Lambda } from '../src/syntax/nodes.js';

export interface Operation {
  readonly name: 'override' | 'overrideAttrs';
  readonly argument: Expression;
  /** The whole application, `x.override { … }`. */
  readonly node: Apply;
}

export interface Usage {
  /** The expression of the package alone, `pkgs.llama-cpp`, where it is one of its own. */
  readonly operations: readonly Operation[];
  /** The package with all that is applied to it. */
  readonly whole: Expression;
  /** What is selected from the result, e.g. `["dev"]`. */
  readonly selected: readonly string[];
}

/** The operations on an expression that is a package. `names` are what its own selection has behind the package's name. */
export function usageOf(node: Expression, names: readonly (string | undefined)[] = []): Usage {
  const operations: Operation[] = [];
  let current = node;
  let pending = names;
  for (;;) {
    const [method, ...more] = pending;
    if (method !== undefined) {
      const call = applicationOf(current);
      if (more.length > 0 || call === undefined || (method !== 'override' && method !== 'overrideAttrs')) {
        return { operations, whole: current, selected: pending.map((name) => name ?? '…') };
      }
      operations.push({ name: method, argument: call.argument, node: call });
      current = call;
      pending = [];
      continue;
    }
    const outer = withParentheses(current);
    const { parent } = outer;
    if (parent?.kind !== 'select' || parent.target !== outer || parent.fallback !== undefined) return { operations, whole: current, selected: [] };
    current = parent;
    pending = parent.attrpath.map(attributeText);
  }
}

export function usageOfReference(reference: Reference): Usage {
  if (reference.form === 'select') {
    return usageOf(reference.node, reference.node.attrpath.slice(reference.index + 1).map(attributeText));
  }
  if (reference.form === 'identifier') return usageOf(reference.node);
  // what `inherit` binds is used elsewhere
  return { operations: [], whole: reference.inherit.from ?? sourceRoot(reference), selected: [] };
}

function sourceRoot(reference: Reference): Expression {
  return reference.node.source.root;
}

/** The call whose function is `node`. */
function applicationOf(node: Expression): Apply | undefined {
  const outer = withParentheses(node);
  const { parent } = outer;
  return parent?.kind === 'apply' && parent.function === outer ? parent : undefined;
}

/** The set that an argument is, also behind a function that ignores or only reads its own: `(old: { … })`. */
export function argumentSet(argument: Expression): { readonly set: AttributeSet; readonly lambda: Lambda | undefined } | undefined {
  const inner = withoutParentheses(argument);
  if (inner.kind === 'attributeSet') return { set: inner, lambda: undefined };
  if (inner.kind !== 'lambda') return undefined;
  const body = withoutParentheses(inner.body);
  if (body.kind === 'attributeSet') return { set: body, lambda: inner };
  if (body.kind !== 'lambda') return undefined;
  // overrideAttrs (final: previous: { … })
  const innermost = withoutParentheses(body.body);
  return innermost.kind === 'attributeSet' ? { set: innermost, lambda: body } : undefined;
}

/** The bindings of a set by name, where all are simple: no `inherit`, no longer path, no interpolation. */
export function simpleBindings(set: AttributeSet): ReadonlyMap<string, AttributeBinding> | undefined {
  const found = new Map<string, AttributeBinding>();
  for (const binding of set.bindings) {
    if (binding.kind !== 'binding' || binding.attrpath.length !== 1) return undefined;
    const name = binding.attrpath.map(attributeText)[0];
    if (name === undefined) return undefined;
    found.set(name, binding);
  }
  return found;
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
