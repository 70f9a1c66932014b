/**
 * What an expression means, as far as it can be known without running Nix. Every value may remember the
 * node that it was written as (`node`); what cannot be known is `unknown` with its reason, never an error.
 */
import type { AttributeName, AttributeSet, Expression, Lambda, List } from '../syntax/nodes.js';
import type { Scope } from './scope.js';
import type { Thunk } from './thunk.js';

export interface NullValue {
  readonly type: 'null';
}

export interface BooleanValue {
  readonly type: 'boolean';
  readonly value: boolean;
}

export interface IntegerValue {
  readonly type: 'integer';
  readonly value: bigint;
}

export interface FloatValue {
  readonly type: 'float';
  readonly value: number;
}

/** A string; `text` is absent where some part of it is not known. */
export interface StringValue {
  readonly type: 'string';
  readonly text: string | undefined;
  readonly parts: readonly (string | Value)[];
}

/** A path inside the repository, relative to its root, with `/`; the empty path is the root. */
export interface PathValue {
  readonly type: 'path';
  readonly path: string;
}

/** An element of a list, with the list literal in which it was written. */
export interface ListItem {
  readonly thunk: Thunk;
  readonly literal: List | undefined;
  /** Set where it is not known whether the element is there. */
  readonly maybe?: UnknownValue | undefined;
}

export interface ListValue {
  readonly type: 'list';
  readonly items: readonly ListItem[];
  /** The list literals that it was put together from, empty ones included, in order. */
  readonly literals: readonly List[];
  /** Parts that could not be known. */
  readonly gaps: readonly UnknownValue[];
  /** The sets of which all values are among these. */
  readonly valuesOf?: readonly SetValue[] | undefined;
}

export interface SetValue {
  readonly type: 'set';
  /** The names that are known; looking at them forces no value. */
  readonly names: () => readonly string[];
  readonly get: (name: string) => Thunk | undefined;
  /** Where names that are not known are looked for: symbols and unknowns, the first first. */
  readonly rest: readonly Value[];
  readonly node?: AttributeSet | undefined;
  /** The attributes, where they are all written down; nothing has to be computed to list them. */
  readonly attributes?: ReadonlyMap<string, Thunk> | undefined;
  /** The sets that it was put together from with `//`, the last the strongest. */
  readonly layers?: readonly SetValue[] | undefined;
  /** In the rest of a set: why it is not known which names it has. */
  readonly namesUnknown?: UnknownValue | undefined;
  /** The values of which it is the merge, where several modules may each have given a part of it. */
  readonly merged?: (() => readonly Value[]) | undefined;
}

export interface LambdaValue {
  readonly type: 'lambda';
  readonly node: Lambda;
  readonly scope: Scope;
}

export interface PrimitiveValue {
  readonly type: 'primitive';
  readonly name: string;
  readonly arity: number;
  readonly arguments: readonly Thunk[];
  readonly run: (...values: Thunk[]) => Value;
}

/** Something known by name alone: an input, `pkgs`, what they have and what their functions return. */
export interface SymbolValue {
  readonly type: 'symbol';
  readonly origin: SymbolOrigin;
}

export type SymbolOrigin =
  | { readonly kind: 'root'; readonly name: string; readonly detail: unknown }
  | { readonly kind: 'select'; readonly of: SymbolValue; readonly name: string | undefined }
  | {
      readonly kind: 'apply';
      readonly of: SymbolValue;
      readonly argument: Thunk;
      readonly node: Expression | undefined;
    };

export interface UnknownValue {
  readonly type: 'unknown';
  readonly why: string;
  readonly node: Expression | undefined;
  /** The values that it may have, where these are few: the branches of an `if`. */
  readonly alternatives: readonly Thunk[];
  /** The text of a path outside of the repository: added to another path it is a part of that one, `self + /x`. */
  readonly absolutePath?: string | undefined;
  /** In the rest of a set: the attribute that is there under a name that is not known. */
  readonly unnamed?: UnnamedAttribute | undefined;
}

export interface UnnamedAttribute {
  /** How its name is written. */
  readonly name: AttributeName;
  readonly thunk: Thunk;
}

export type Value =
  | NullValue
  | BooleanValue
  | IntegerValue
  | FloatValue
  | StringValue
  | PathValue
  | ListValue
  | SetValue
  | LambdaValue
  | PrimitiveValue
  | SymbolValue
  | UnknownValue;

export const nullValue: NullValue = { type: 'null' };
export const booleanValue = (value: boolean): BooleanValue => ({ type: 'boolean', value });
export const integerValue = (value: bigint | number): IntegerValue => ({
  type: 'integer',
  value: BigInt(value),
});
export const stringValue = (text: string): StringValue => ({ type: 'string', text, parts: [text] });
export const pathValue = (path: string): PathValue => ({ type: 'path', path });

export function unknownValue(
  why: string,
  node?: Expression,
  alternatives: readonly Thunk[] = [],
): UnknownValue {
  return { type: 'unknown', why, node, alternatives };
}

/** The reason alone, for a value that is not the one of which the alternatives are. */
export function because({ why, node }: UnknownValue): UnknownValue {
  return unknownValue(why, node);
}

export function listValue(thunks: readonly Thunk[]): ListValue {
  return {
    type: 'list',
    items: thunks.map((thunk) => ({ thunk, literal: undefined })),
    literals: [],
    gaps: [],
  };
}

export function setValue(
  attributes: ReadonlyMap<string, Thunk>,
  rest: readonly Value[] = [],
  node?: AttributeSet,
): SetValue {
  return {
    type: 'set',
    names: () => [...attributes.keys()],
    get: (name) => attributes.get(name),
    rest,
    node,
    attributes,
  };
}

/** Longer texts are not known: a few lines of Nix can ask for more than a machine has. */
export const longestText = 4_194_304;

/** As how long a text a part counts that is none. */
const sizeOfPart = 64;

/** A string put together from known texts and other values. */
export function stringFromParts(parts: readonly (string | Value)[]): StringValue {
  const joined: (string | Value)[] = [];
  const flat = parts.flatMap((part) =>
    typeof part !== 'string' && part.type === 'string' ? part.parts : [part],
  );
  let length = 0;
  for (const part of flat) {
    const last = joined[joined.length - 1];
    length += typeof part === 'string' ? part.length : sizeOfPart;
    if (length > longestText)
      return { type: 'string', text: undefined, parts: [unknownValue('a text is too long')] };
    if (typeof part === 'string' && typeof last === 'string') joined[joined.length - 1] = last + part;
    else joined.push(part);
  }
  const only = joined.length === 0 ? '' : joined.length === 1 ? joined[0] : undefined;
  return { type: 'string', text: typeof only === 'string' ? only : undefined, parts: joined };
}

export function rootSymbol(name: string, detail?: unknown): SymbolValue {
  return { type: 'symbol', origin: { kind: 'root', name, detail } };
}

/** Symbols that are longer stand for nothing that a configuration means; each look at one follows it to its root. */
const longestSymbol = 500;

/** Whether a symbol has had as many selections and applications as are followed. */
export function isTooLong(symbol: SymbolValue): boolean {
  let { origin } = symbol;
  for (let length = 0; origin.kind !== 'root'; length += 1) {
    if (length >= longestSymbol) return true;
    origin = origin.of.origin;
  }
  return false;
}

/** How a symbol would be written, for messages: `inputs.nixpkgs.lib.nixosSystem`. */
export function symbolText(symbol: SymbolValue): string {
  const before: string[] = [];
  const after: string[] = [];
  let { origin } = symbol;
  // no recursion: a fold over a long list makes a symbol that is as deep
  while (origin.kind !== 'root') {
    if (origin.kind === 'select') after.push(`.${origin.name ?? '${…}'}`);
    else {
      before.push('(');
      after.push(' …)');
    }
    origin = origin.of.origin;
  }
  return before.join('') + origin.name + after.reverse().join('');
}
