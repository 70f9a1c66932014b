/** Which names in a file are uses, and what binds them lexically. */
import { attributeText } from '../syntax/literals.js';
import type { AttributeName, Identifier, Node } from '../syntax/nodes.js';

/** Whether an identifier is an expression, not a name that is being bound or selected. */
export function isUse(node: Identifier): boolean {
  const { parent } = node;
  if (parent === undefined) return true;
  switch (parent.kind) {
    case 'binding':
      return parent.value === node;
    case 'select':
    case 'hasAttribute':
      return parent.target === node || (parent.kind === 'select' && parent.fallback === node);
    case 'inherit':
      return parent.from === node;
    case 'formal':
      return parent.default === node;
    case 'lambda':
      return parent.body === node;
    default:
      return true;
  }
}

/** What binds a name lexically: a binding, an `inherit`, a formal or a function; `undefined` where only a `with` can. */
export function boundBy(use: Identifier, name = use.name): Node | undefined {
  let child: Node = use;
  for (let node = use.parent; node !== undefined; child = node, node = node.parent) {
    if (
      node.kind === 'let' ||
      node.kind === 'legacyLet' ||
      (node.kind === 'attributeSet' && node.recursive)
    ) {
      for (const binding of node.bindings) {
        if (binding.kind === 'binding' && attributeTextAt(binding.attrpath) === name) return binding;
        if (
          binding.kind === 'inherit' &&
          binding !== child &&
          binding.names.some((element) => attributeText(element) === name)
        )
          return binding;
      }
    } else if (node.kind === 'lambda' && (child === node.body || child === node.formals)) {
      if (node.universal?.name === name) return node.universal;
      const formal = node.formals?.formals.find((candidate) => candidate.name.name === name);
      if (formal !== undefined) return formal;
    }
  }
  return undefined;
}

const attributeTextAt = (attrpath: readonly AttributeName[]): string | undefined => {
  const [first] = attrpath;
  return first === undefined ? undefined : attributeText(first);
};

/** An identifier inside of a node, to ask what a name would mean there. */
export function nameAt(node: Node, name: string): Identifier {
  return { kind: 'identifier', name, source: node.source, start: node.start, end: node.start, parent: node };
}
