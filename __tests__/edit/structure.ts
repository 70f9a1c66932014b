/** The structure of a tree as text, without white space and comments, and what a change should make of it. */
import type { Node } from '../../src/syntax/nodes.js';

export interface Change {
  readonly gone?: ReadonlySet<Node>;
  /** Structures that come behind the children of a node, or in front of them, or behind or before one of them. */
  readonly added?: ReadonlyMap<Node, Added>;
  /** Names of whole arguments that lambdas get. */
  readonly bound?: ReadonlyMap<Node, string>;
}

export interface Added {
  readonly structures: readonly string[];
  readonly at?: 'start' | 'end' | { readonly after: Node } | { readonly before: Node };
}

export function structureOf(root: Node, change: Change = {}): string {
  const all = (nodes: readonly Node[], owner: Node): string => {
    const kept = nodes.filter((node) => change.gone?.has(node) !== true || isReplaced(change, owner, node));
    const added = change.added?.get(owner);
    if (added === undefined) return kept.map(of).join(' ');
    const { structures, at = 'end' } = added;
    if (at === 'start') return [...structures, ...kept.map(of)].join(' ');
    if (at === 'end') return [...kept.map(of), ...structures].join(' ');
    const anchor = 'after' in at ? at.after : at.before;
    const placed = kept.flatMap((node) => {
      const own = change.gone?.has(node) === true ? [] : [of(node)];
      if (node !== anchor) return own;
      return 'after' in at ? [...own, ...structures] : [...structures, ...own];
    });
    return placed.join(' ');
  };
  const of = (node: Node): string => {
    switch (node.kind) {
      case 'identifier':
        return node.name;
      case 'integer':
      case 'float':
      case 'searchPath':
        return node.text;
      case 'text':
        return JSON.stringify(node.value);
      case 'string':
        return `string<${node.parts.map(of).join(' ')}>`;
      case 'path':
        return `path<${node.parts.map(of).join(' ')}>`;
      case 'interpolation':
        return `\${${of(node.expression)}}`;
      case 'parenthesized':
        return `(${of(node.expression)})`;
      case 'list':
        return `[${all(node.elements, node)}]`;
      case 'attributeSet':
        return `${node.recursive ? 'rec' : ''}{${all(node.bindings, node)}}`;
      case 'legacyLet':
        return `let{${all(node.bindings, node)}}`;
      case 'let':
        return `let ${all(node.bindings, node)} in ${of(node.body)}`;
      case 'binding':
        return `${node.attrpath.map(of).join('.')}=${of(node.value)};`;
      case 'inherit':
        return `inherit(${node.from === undefined ? '' : of(node.from)}) ${all(node.names, node)};`;
      case 'with':
        return `with ${of(node.environment)};${of(node.body)}`;
      case 'assert':
        return `assert ${of(node.condition)};${of(node.body)}`;
      case 'if':
        return `if ${of(node.condition)} then ${of(node.consequence)} else ${of(node.alternative)}`;
      case 'lambda': {
        const universal = change.bound?.get(node) ?? node.universal?.name ?? '';
        return `${universal}@${node.formals === undefined ? '' : of(node.formals)}:${of(node.body)}`;
      }
      case 'formals':
        return `{${all(node.formals, node)}${node.ellipsis === undefined ? '' : ' ...'}}`;
      case 'formal':
        return node.default === undefined ? node.name.name : `${node.name.name}?${of(node.default)}`;
      case 'apply':
        return `apply<${of(node.function)} ${of(node.argument)}>`;
      case 'select': {
        const fallback = node.fallback === undefined ? '' : ` or ${of(node.fallback)}`;
        return `select<${of(node.target)}.${node.attrpath.map(of).join('.')}${fallback}>`;
      }
      case 'hasAttribute':
        return `has<${of(node.target)}?${node.attrpath.map(of).join('.')}>`;
      case 'unary':
        return `${node.operator}<${of(node.argument)}>`;
      case 'binary':
        return `binary<${of(node.left)}${node.operator}${of(node.right)}>`;
    }
  };
  return of(root);
}

/** Whether a node that goes is the one beside which the new ones come. */
function isReplaced(change: Change, owner: Node, node: Node): boolean {
  const at = change.added?.get(owner)?.at;
  if (at === undefined || typeof at === 'string') return false;
  return ('after' in at ? at.after : at.before) === node;
}
