/** Nodes of the grammar to typed nodes. */
import type { AttributeName, BinaryOperator, Binding, Expression, Formal, Formals, LetIn } from './nodes.js';
import type { RawNode } from './raw-tree.js';
import type { Source } from './source.js';
import { indentedParts, interpolation, quotedParts } from './strings.js';
import { childrenOf } from './traversal.js';

/** @throws Error where the grammar has a node that is not known here: a fault of the grammar, not of the file */
/** Never names in Nix (its lexer); the grammar takes one where no keyword could be, as in `{ ... }@rec:`. */
const keywords: ReadonlySet<string> = new Set([
  'if',
  'then',
  'else',
  'assert',
  'with',
  'let',
  'in',
  'rec',
  'inherit',
]);

export class Converter {
  readonly #source: Source;
  /** The first keyword in the place of a name. */
  misplaced: RawNode | undefined;

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
        return { kind: 'identifier', ...base, name: this.#nameIn(raw) };
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
            name: this.#nameIn(universal),
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
    return { kind: 'identifier', ...base, name: this.#nameIn(raw) };
  }

  #nameIn(raw: RawNode): string {
    const name = this.#source.textOf(raw);
    if (keywords.has(name)) this.misplaced ??= raw;
    return name;
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
            name: this.#nameIn(name),
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
