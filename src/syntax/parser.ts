/** Text to typed nodes. */
import type { Place } from '../problem.js';
import type {
  AttributeName,
  BinaryOperator,
  Binding,
  Expression,
  Formal,
  Formals,
  LetIn,
  Node,
} from './nodes.js';
import { type ParseFailure, parseRaw, type RawNode } from './raw-tree.js';
import { placeIn, Source } from './source.js';
import { indentedParts, interpolation, quotedParts } from './strings.js';

export { loadGrammar } from './raw-tree.js';

export type Parsed =
  | { readonly kind: 'parsed'; readonly source: Source }
  | { readonly kind: 'broken'; readonly place: Place; readonly message: string };

/** Nested deeper, a file is not read: every later walk over it may use the stack. */
const deepestNesting = 1000;

/**
 * Parses a file of Nix. A file with a syntax error is `broken`, never half a tree.
 * @param file path relative to the repository's root, for messages
 */
export function parse(file: string, text: string): Parsed {
  // the parser takes no byte order mark; offsets stay those of the text
  const tree = parseRaw(text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text);
  const broken = (offset: number, message: string): Parsed => ({
    kind: 'broken',
    place: placeIn(file, text, offset),
    message,
  });
  if (tree.kind === 'broken') return broken(...messageFor(tree, text));
  if (tree.depth > deepestNesting) return broken(0, 'is nested too deeply to be read');
  const expression = tree.root.children.find((child) => child.field === 'expression');
  if (expression === undefined) return broken(0, 'is empty: there is no expression in it');
  const source = new Source(
    file,
    text,
    tree.comments.map(({ start, end }) => ({ start, end })),
  );
  source.adopt(new Converter(source).expression(expression));
  return { kind: 'parsed', source };
}

function messageFor(error: ParseFailure, text: string): [number, string] {
  if (error.missing !== undefined) return [error.start, `syntax error: “${error.missing}” is missing here`];
  const found = text.slice(error.start, error.end).trim().split(/\s/)[0]?.slice(0, 20) ?? '';
  return [error.start, found === '' ? 'syntax error' : `syntax error near “${found}”`];
}

class Converter {
  readonly #source: Source;

  constructor(source: Source) {
    this.#source = source;
  }

  /** @param raw a node of the grammar; absent only if the grammar itself is at fault */
  readonly expression = (raw: RawNode | undefined): Expression => {
    if (raw === undefined)
      throw new Error(`${this.#source.file}: the grammar gave no expression where one must be`);
    const node = this.#convert(raw);
    for (const child of childrenOf(node)) child.parent = node;
    return node;
  };

  #convert(raw: RawNode): Expression {
    const source = this.#source;
    const base = { source, start: raw.start, end: raw.end, parent: undefined };
    const field = (name: string): RawNode | undefined => raw.children.find((child) => child.field === name);
    const of = (name: string): Expression => this.expression(field(name));
    switch (raw.type) {
      case 'variable_expression':
        return { kind: 'identifier', ...base, name: source.textOf(raw) };
      case 'integer_expression':
        return { kind: 'integer', ...base, text: source.textOf(raw) };
      case 'float_expression':
        return { kind: 'float', ...base, text: source.textOf(raw) };
      case 'string_expression':
        return { kind: 'string', ...base, form: 'quoted', parts: quotedParts(source, raw, this.expression) };
      case 'indented_string_expression':
        return {
          kind: 'string',
          ...base,
          form: 'indented',
          parts: indentedParts(source, raw, this.expression),
        };
      case 'uri_expression':
        return {
          kind: 'string',
          ...base,
          form: 'uri',
          parts: [{ kind: 'text', ...base, value: source.textOf(raw) }],
        };
      case 'path_expression':
      case 'hpath_expression':
        return { kind: 'path', ...base, parts: quotedParts(source, raw, this.expression) };
      case 'spath_expression':
        return { kind: 'searchPath', ...base, text: source.textOf(raw) };
      case 'list_expression':
        return { kind: 'list', ...base, elements: this.#all(raw, 'element') };
      case 'attrset_expression':
      case 'rec_attrset_expression': {
        const open = raw.children.find((child) => child.type === '{')?.start ?? raw.start;
        return {
          kind: 'attributeSet',
          ...base,
          recursive: raw.type === 'rec_attrset_expression',
          open,
          bindings: this.#bindings(raw),
        };
      }
      case 'let_attrset_expression':
        return { kind: 'legacyLet', ...base, bindings: this.#bindings(raw) };
      case 'let_expression':
        return this.#let(raw);
      case 'with_expression':
        return { kind: 'with', ...base, environment: of('environment'), body: of('body') };
      case 'assert_expression':
        return { kind: 'assert', ...base, condition: of('condition'), body: of('body') };
      case 'if_expression':
        return {
          kind: 'if',
          ...base,
          condition: of('condition'),
          consequence: of('consequence'),
          alternative: of('alternative'),
        };
      case 'function_expression': {
        const universal = field('universal');
        const formals = field('formals');
        return {
          kind: 'lambda',
          ...base,
          universal: universal && {
            kind: 'identifier',
            ...base,
            start: universal.start,
            end: universal.end,
            name: source.textOf(universal),
          },
          formals: formals && this.#formals(formals),
          body: of('body'),
        };
      }
      case 'apply_expression':
        return { kind: 'apply', ...base, function: of('function'), argument: of('argument') };
      case 'select_expression': {
        const fallback = field('default');
        return {
          kind: 'select',
          ...base,
          target: of('expression'),
          attrpath: this.#names(field('attrpath')),
          fallback: fallback && this.expression(fallback),
        };
      }
      case 'has_attr_expression':
        return {
          kind: 'hasAttribute',
          ...base,
          target: of('expression'),
          attrpath: this.#names(field('attrpath')),
        };
      case 'unary_expression':
        return {
          kind: 'unary',
          ...base,
          operator: field('operator')?.type === '-' ? '-' : '!',
          argument: of('argument'),
        };
      case 'binary_expression':
        return {
          kind: 'binary',
          ...base,
          operator: binaryOperator(field('operator')),
          left: of('left'),
          right: of('right'),
        };
      case 'parenthesized_expression':
        return { kind: 'parenthesized', ...base, expression: of('expression') };
      default:
        throw new Error(`${source.file}: the grammar has a node “${raw.type}” that is not known here`);
    }
  }

  #all(raw: RawNode, field: string): Expression[] {
    return raw.children.filter((child) => child.field === field).map((child) => this.expression(child));
  }

  #let(raw: RawNode): LetIn {
    const inKeyword = raw.children.find((child) => child.type === 'in');
    return {
      kind: 'let',
      source: this.#source,
      start: raw.start,
      end: raw.end,
      parent: undefined,
      bindings: this.#bindings(raw),
      in: inKeyword?.start ?? raw.end,
      body: this.expression(raw.children.find((child) => child.field === 'body')),
    };
  }

  #bindings(raw: RawNode): Binding[] {
    const set = raw.children.find((child) => child.type === 'binding_set');
    return (set?.children ?? []).map((child) => {
      const node = this.#binding(child);
      for (const inner of childrenOf(node)) inner.parent = node;
      return node;
    });
  }

  #binding(raw: RawNode): Binding {
    const base = { source: this.#source, start: raw.start, end: raw.end, parent: undefined };
    const expression = raw.children.find((child) => child.field === 'expression');
    if (raw.type === 'binding') {
      const attrpath = raw.children.find((child) => child.field === 'attrpath');
      return {
        kind: 'binding',
        ...base,
        attrpath: this.#names(attrpath),
        value: this.expression(expression),
      };
    }
    const names = raw.children.find((child) => child.field === 'attrs');
    return {
      kind: 'inherit',
      ...base,
      from: raw.type === 'inherit_from' ? this.expression(expression) : undefined,
      names: this.#names(names),
    };
  }

  #names(raw: RawNode | undefined): AttributeName[] {
    return (raw?.children ?? []).filter((child) => child.field === 'attr').map((child) => this.#name(child));
  }

  #name(raw: RawNode): AttributeName {
    const base = { source: this.#source, start: raw.start, end: raw.end, parent: undefined };
    if (raw.type === 'interpolation') return interpolation(this.#source, raw, this.expression);
    if (raw.type === 'string_expression') {
      const parts = quotedParts(this.#source, raw, this.expression);
      const node: AttributeName = { kind: 'string', ...base, form: 'quoted', parts };
      for (const part of parts) part.parent = node;
      return node;
    }
    return { kind: 'identifier', ...base, name: this.#source.textOf(raw) };
  }

  #formals(raw: RawNode): Formals {
    const base = { source: this.#source, parent: undefined };
    const formals = raw.children
      .filter((child) => child.field === 'formal')
      .map((child): Formal => {
        const name = child.children.find((inner) => inner.field === 'name') ?? child;
        const fallback = child.children.find((inner) => inner.field === 'default');
        const formal: Formal = {
          kind: 'formal',
          ...base,
          start: child.start,
          end: child.end,
          name: {
            kind: 'identifier',
            ...base,
            start: name.start,
            end: name.end,
            name: this.#source.textOf(name),
          },
          default: fallback && this.expression(fallback),
        };
        for (const inner of childrenOf(formal)) inner.parent = formal;
        return formal;
      });
    const node: Formals = {
      kind: 'formals',
      ...base,
      start: raw.start,
      end: raw.end,
      formals,
      ellipsis: raw.children.find((child) => child.field === 'ellipses')?.start,
    };
    for (const formal of formals) formal.parent = node;
    return node;
  }
}

const binaryOperators: readonly BinaryOperator[] = [
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  '&&',
  '||',
  '+',
  '-',
  '*',
  '/',
  '->',
  '//',
  '++',
  '|>',
  '<|',
];

function binaryOperator(raw: RawNode | undefined): BinaryOperator {
  const operator = binaryOperators.find((known) => known === raw?.type);
  if (operator === undefined)
    throw new Error(`the grammar has an operator “${raw?.type}” that is not known here`);
  return operator;
}

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
