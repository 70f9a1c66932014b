/** How a reference to the package is used: what is applied to it, from the inside out. */
import type { Reference } from '../src/flake/references.js';
import { attributeText, withoutParentheses, withParentheses } from '../src/syntax/literals.js';
import type { Apply, Expression } from '../src/syntax/nodes.js';

export interface Operation {
  readonly name: 'override' | 'overrideAttrs';
  readonly argument: Expression;
  /** The whole application, `x.override { … }`. */
  readonly node: Apply;
}

export interface Usage {
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
    if (parent?.kind !== 'select' || parent.target !== outer || parent.fallback !== undefined) {
      return { operations, whole: current, selected: [] };
    }
    current = parent;
    pending = parent.attrpath.map(attributeText);
  }
}

export function usageOfReference(reference: Reference): Usage {
  switch (reference.form) {
    case 'select':
      return usageOf(reference.node, reference.node.attrpath.slice(reference.index + 1).map(attributeText));
    case 'identifier':
      return usageOf(reference.node);
    case 'name':
      return { operations: [], whole: reference.node, selected: [] };
    case 'inherit':
      // what `inherit` binds is used elsewhere
      return { operations: [], whole: reference.inherit.from ?? reference.node.source.root, selected: [] };
  }
}

/** Whether the main program of the package is asked for: `lib.getExe x`. */
export function isForMainProgram({ whole, selected }: Usage): boolean {
  const outer = withParentheses(whole);
  const call = outer.parent;
  if (selected.length > 0 || call?.kind !== 'apply' || call.argument !== outer) return false;
  const callee = withoutParentheses(call.function);
  const name =
    callee.kind === 'identifier'
      ? callee.name
      : callee.kind === 'select'
        ? callee.attrpath.map(attributeText).at(-1)
        : undefined;
  return name === 'getExe';
}

/** The call whose function is `node`. */
function applicationOf(node: Expression): Apply | undefined {
  const outer = withParentheses(node);
  const { parent } = outer;
  return parent?.kind === 'apply' && parent.function === outer ? parent : undefined;
}
