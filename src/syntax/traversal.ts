/** Walks over the typed tree: down, and up to what is around. */
import type { Node } from './nodes.js';

/** The nodes directly below a node, in the order of the text. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'identifier':
    case 'integer':
    case 'float':
    case 'searchPath':
    case 'text':
      return [];
    case 'string':
    case 'path':
      return node.parts;
    case 'interpolation':
    case 'parenthesized':
      return [node.expression];
    case 'list':
      return node.elements;
    case 'attributeSet':
    case 'legacyLet':
      return node.bindings;
    case 'let':
      return [...node.bindings, node.body];
    case 'binding':
      return [...node.attrpath, node.value];
    case 'inherit':
      return node.from === undefined ? node.names : [node.from, ...node.names];
    case 'with':
      return [node.environment, node.body];
    case 'assert':
      return [node.condition, node.body];
    case 'if':
      return [node.condition, node.consequence, node.alternative];
    case 'lambda':
      return [node.universal, node.formals, node.body]
        .filter((child) => child !== undefined)
        .sort((a, b) => a.start - b.start);
    case 'formals':
      return node.formals;
    case 'formal':
      return node.default === undefined ? [node.name] : [node.name, node.default];
    case 'apply':
      return [node.function, node.argument];
    case 'select':
      return node.fallback === undefined
        ? [node.target, ...node.attrpath]
        : [node.target, ...node.attrpath, node.fallback];
    case 'hasAttribute':
      return [node.target, ...node.attrpath];
    case 'unary':
      return [node.argument];
    case 'binary':
      return [node.left, node.right];
  }
}

/** Every node of the tree below `node`, itself first, in the order of the text. */
export function* descendants(node: Node): Generator<Node> {
  const pending: Node[] = [node];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    yield next;
    const children = childrenOf(next);
    for (let index = children.length - 1; index >= 0; index -= 1) {
      const child = children[index];
      if (child !== undefined) pending.push(child);
    }
  }
}

/** The nodes around `node`, the nearest first. */
export function* ancestors(node: Node): Generator<Node> {
  for (let next = node.parent; next !== undefined; next = next.parent) yield next;
}
