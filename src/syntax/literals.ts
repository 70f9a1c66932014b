/** Small questions about nodes that many rooms ask. */
import type { AttributeName, Expression, Node } from './nodes.js';

/** The text of an attribute name that is written out: `x` or `"x"`. */
export function attributeText(name: AttributeName): string | undefined {
  if (name.kind === 'identifier') return name.name;
  return name.kind === 'string' ? literalText(name) : undefined;
}

/** The text of a string without interpolation. */
export function literalText(node: Expression): string | undefined {
  if (node.kind !== 'string') return undefined;
  const texts = node.parts.map((part) => (part.kind === 'text' ? part.value : undefined));
  return texts.includes(undefined) ? undefined : texts.join('');
}

export function withoutParentheses(node: Expression): Expression {
  let inner = node;
  while (inner.kind === 'parenthesized') inner = inner.expression;
  return inner;
}

/** The outermost parentheses around an expression, or the expression itself. */
export function withParentheses(node: Expression): Expression {
  let outer = node;
  while (outer.parent?.kind === 'parenthesized') outer = outer.parent;
  return outer;
}

export function isExpression(node: Node): node is Expression {
  switch (node.kind) {
    case 'binding':
    case 'inherit':
    case 'formals':
    case 'formal':
    case 'text':
    case 'interpolation':
      return false;
    default:
      return true;
  }
}

export const contains = (outer: Node, inner: Node): boolean =>
  outer.source === inner.source && outer.start <= inner.start && inner.end <= outer.end;
