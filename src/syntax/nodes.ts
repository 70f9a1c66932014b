/**
 * The syntax of Nix as typed nodes (Nix manual, "Nix Language"). Offsets are UTF-16 code units
 * into the text of the file, as JavaScript counts them; `end` is exclusive.
 */
import type { Source } from './source.js';

interface NodeBase {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
  /** Set once, while the tree is built. */
  parent: Node | undefined;
}

export interface Identifier extends NodeBase {
  readonly kind: 'identifier';
  readonly name: string;
}

export interface NumberLiteral extends NodeBase {
  readonly kind: 'integer' | 'float';
  readonly text: string;
}

/** `"…"`, `''…''` or a URI literal. */
export interface StringLiteral extends NodeBase {
  readonly kind: 'string';
  readonly form: 'quoted' | 'indented' | 'uri';
  readonly parts: readonly StringPart[];
}

/** `./x`, `/x`, `~/x`, `a/b`, with interpolations. */
export interface PathLiteral extends NodeBase {
  readonly kind: 'path';
  readonly parts: readonly StringPart[];
}

/** `<nixpkgs>` */
export interface SearchPath extends NodeBase {
  readonly kind: 'searchPath';
  readonly text: string;
}

/** Text of a string with escapes resolved and, in indented strings, indentation removed. */
export interface TextPart extends NodeBase {
  readonly kind: 'text';
  readonly value: string;
}

/** `${…}` in a string, a path or an attribute path. */
export interface Interpolation extends NodeBase {
  readonly kind: 'interpolation';
  readonly expression: Expression;
}

export type StringPart = TextPart | Interpolation;

export interface List extends NodeBase {
  readonly kind: 'list';
  readonly elements: readonly Expression[];
}

export interface AttributeSet extends NodeBase {
  readonly kind: 'attributeSet';
  readonly recursive: boolean;
  /** Offset of `{`. */
  readonly open: number;
  readonly bindings: readonly Binding[];
}

/** `let { …; body = x; }`, deprecated since 2004. */
export interface LegacyLet extends NodeBase {
  readonly kind: 'legacyLet';
  readonly bindings: readonly Binding[];
}

export interface LetIn extends NodeBase {
  readonly kind: 'let';
  readonly bindings: readonly Binding[];
  /** Offset of `in`. */
  readonly in: number;
  readonly body: Expression;
}

/** `a.b = x;` */
export interface AttributeBinding extends NodeBase {
  readonly kind: 'binding';
  readonly attrpath: readonly AttributeName[];
  readonly value: Expression;
}

/** `inherit a b;` or `inherit (x) a b;` */
export interface Inherit extends NodeBase {
  readonly kind: 'inherit';
  readonly from: Expression | undefined;
  readonly names: readonly AttributeName[];
}

export type Binding = AttributeBinding | Inherit;

/** An element of an attribute path. */
export type AttributeName = Identifier | StringLiteral | Interpolation;

export interface With extends NodeBase {
  readonly kind: 'with';
  readonly environment: Expression;
  readonly body: Expression;
}

export interface Assert extends NodeBase {
  readonly kind: 'assert';
  readonly condition: Expression;
  readonly body: Expression;
}

export interface If extends NodeBase {
  readonly kind: 'if';
  readonly condition: Expression;
  readonly consequence: Expression;
  readonly alternative: Expression;
}

/** `x: …`, `{ a, b ? 1, ... }: …`, `{ … }@x: …` or `x@{ … }: …` */
export interface Lambda extends NodeBase {
  readonly kind: 'lambda';
  /** The name of the whole argument. */
  readonly universal: Identifier | undefined;
  readonly formals: Formals | undefined;
  readonly body: Expression;
}

export interface Formals extends NodeBase {
  readonly kind: 'formals';
  readonly formals: readonly Formal[];
  /** Offset of `...`, where present. */
  readonly ellipsis: number | undefined;
}

export interface Formal extends NodeBase {
  readonly kind: 'formal';
  readonly name: Identifier;
  readonly default: Expression | undefined;
}

export interface Apply extends NodeBase {
  readonly kind: 'apply';
  readonly function: Expression;
  readonly argument: Expression;
}

export interface Select extends NodeBase {
  readonly kind: 'select';
  readonly target: Expression;
  readonly attrpath: readonly AttributeName[];
  /** What follows `or`. */
  readonly fallback: Expression | undefined;
}

export interface HasAttribute extends NodeBase {
  readonly kind: 'hasAttribute';
  readonly target: Expression;
  readonly attrpath: readonly AttributeName[];
}

export interface Unary extends NodeBase {
  readonly kind: 'unary';
  readonly operator: '!' | '-';
  readonly argument: Expression;
}

export type BinaryOperator =
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '&&'
  | '||'
  | '+'
  | '-'
  | '*'
  | '/'
  | '->'
  | '//'
  | '++'
  | '|>'
  | '<|';

export interface Binary extends NodeBase {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

export interface Parenthesized extends NodeBase {
  readonly kind: 'parenthesized';
  readonly expression: Expression;
}

export type Expression =
  | Identifier
  | NumberLiteral
  | StringLiteral
  | PathLiteral
  | SearchPath
  | List
  | AttributeSet
  | LegacyLet
  | LetIn
  | With
  | Assert
  | If
  | Lambda
  | Apply
  | Select
  | HasAttribute
  | Unary
  | Binary
  | Parenthesized;

export type Node = Expression | Binding | Formals | Formal | StringPart;
