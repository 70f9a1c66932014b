/**
 * Where packages of a package set are named. An identifier or selection counts only if it means an attribute of a
 * package set: through `pkgs`, `with`, `let`, `inherit`, aliases and function arguments alike.
 */
import type { Value } from '../eval/value.js';
import { attributeText } from '../syntax/literals.js';
import type { AttributeName, Expression, Formal, Identifier, Inherit, Node, Select } from '../syntax/nodes.js';
import { descendants } from '../syntax/parser.js';
import type { Source } from '../syntax/source.js';
import type { Flake } from './flake.js';
import { Scopes } from './scopes.js';
import { detailOf, inputPath, PackageSetSymbol, selectionPath } from './symbols.js';

/** One meaning that a reference has for one of the configurations that get to it. */
export interface ReferenceMeaning {
  readonly packageSet: PackageSetSymbol;
  /** The sets between the package set and the package: `["unstable"]` for `pkgs.unstable.x`. */
  readonly within: readonly string[];
}

interface ReferenceBase {
  /** The attribute's name. */
  readonly name: string;
  readonly meanings: readonly ReferenceMeaning[];
}

export type Reference =
  /** `x` under `with pkgs;`, or bound by a function that is filled from the package set. */
  | (ReferenceBase & { readonly form: 'identifier'; readonly node: Identifier })
  /** `pkgs.x`, and `pkgs.x.override`: `index` is the place of the package's name in the path. */
  | (ReferenceBase & { readonly form: 'select'; readonly node: Select; readonly index: number })
  /** `inherit (pkgs) x;` */
  | (ReferenceBase & { readonly form: 'inherit'; readonly node: AttributeName; readonly inherit: Inherit });

/** A use of a name that is bound to a package elsewhere: `let x = pkgs.x; in x.override { … }`. */
export interface AliasUse {
  readonly node: Identifier;
  readonly meanings: readonly ReferenceMeaning[];
  /** The attribute that the alias stands for. */
  readonly name: string;
}

/** A package that comes from an input's own outputs: `inputs.x.packages.${system}.cuda`. */
export interface InputPackage {
  readonly node: Expression;
  readonly input: string;
  readonly path: readonly (string | undefined)[];
}

export interface ReferenceQuery {
  /** Which attributes of a package set are asked for. */
  readonly isPackage: (name: string) => boolean;
  /** A text that is in every file worth reading. */
  readonly mentions: RegExp;
}

/** A function that takes the package by name: `{ lib, x }:`, as `callPackage` fills it. */
export interface FormalReference {
  readonly formal: Formal;
  readonly name: string;
}

export interface FoundReferences {
  readonly references: readonly Reference[];
  readonly aliases: readonly AliasUse[];
  readonly formals: readonly FormalReference[];
}

export function findReferences(flake: Flake, scopes: Scopes, query: ReferenceQuery): FoundReferences {
  const references: Reference[] = [];
  const aliases: AliasUse[] = [];
  const formals: FormalReference[] = [];
  for (const path of flake.files.all()) {
    const text = flake.files.text(path);
    if (text === undefined || !query.mentions.test(text)) continue;
    const parsed = flake.files.parsed(path);
    if (parsed?.kind === 'parsed' && parsed.source.file === path) search(parsed.source);
  }
  return { references, aliases, formals };

  function search(source: Source): void {
    for (const node of descendants(source.root)) {
      if (node.kind === 'select') visitSelect(node);
      else if (node.kind === 'inherit') visitInherit(node);
      else if (node.kind === 'identifier') visitIdentifier(node);
      else if (node.kind === 'formal' && query.isPackage(node.name.name)) formals.push({ formal: node, name: node.name.name });
    }
  }

  function visitSelect(node: Select): void {
    const names = node.attrpath.map(attributeText);
    const index = names.findIndex((name) => name !== undefined && query.isPackage(name));
    const name = names[index];
    if (index === -1 || name === undefined) return;
    const before = names.slice(0, index);
    const meanings = scopes.at(node).flatMap((scope) => {
      const target = flake.interpreter.evaluate(node.target, scope);
      const container = before.reduce<Value>(
        (value, part) =>
          part === undefined ? flake.interpreter.selectUnknownName(value) : flake.interpreter.selectOrUnknown(value, part),
        target,
      );
      const found = meaningOfContainer(container);
      return found === undefined ? [] : [found];
    });
    if (meanings.length > 0) references.push({ form: 'select', node, index, name, meanings: distinct(meanings) });
  }

  function visitInherit(node: Inherit): void {
    for (const element of node.names) {
      const name = attributeText(element);
      if (name === undefined || !query.isPackage(name)) continue;
      const { from } = node;
      const meanings = (from === undefined ? [] : scopes.at(from)).flatMap((scope) => {
        const found = from === undefined ? undefined : meaningOfContainer(flake.interpreter.evaluate(from, scope));
        return found === undefined ? [] : [found];
      });
      if (meanings.length > 0) references.push({ form: 'inherit', node: element, inherit: node, name, meanings: distinct(meanings) });
    }
  }

  function visitIdentifier(node: Identifier): void {
    if (!isUse(node)) return;
    const lexical = boundBy(node);
    if (lexical === undefined && !query.isPackage(node.name)) return;
    if (lexical !== undefined && !query.mentions.test(lexical.source.textOf(lexical)) && !query.isPackage(node.name)) return;
    const found = scopes.at(node).flatMap((scope) => {
      const value = flake.interpreter.evaluate(node, scope);
      const meaning = meaningOf(value);
      return meaning === undefined || !query.isPackage(meaning.name) ? [] : [meaning];
    });
    const [first] = found;
    if (first === undefined) return;
    const meanings = distinct(found.map(({ meaning }) => meaning));
    if (lexical === undefined) references.push({ form: 'identifier', node, name: first.name, meanings });
    else aliases.push({ node, name: first.name, meanings });
  }
}

/** The package set that a value is, or is a part of. */
function meaningOfContainer(value: Value): ReferenceMeaning | undefined {
  if (value.type !== 'symbol') return undefined;
  const { root, path } = selectionPath(value);
  const detail = detailOf(root);
  const within = path.filter((name) => name !== undefined);
  return detail instanceof PackageSetSymbol && within.length === path.length ? { packageSet: detail, within } : undefined;
}

function meaningOf(value: Value): { readonly name: string; readonly meaning: ReferenceMeaning } | undefined {
  if (value.type !== 'symbol' || value.origin.kind !== 'select' || value.origin.name === undefined) return undefined;
  const meaning = meaningOfContainer(value.origin.of);
  return meaning === undefined ? undefined : { name: value.origin.name, meaning };
}

function distinct(meanings: readonly ReferenceMeaning[]): readonly ReferenceMeaning[] {
  const seen = new Map<string, ReferenceMeaning>();
  const owners = new Map<unknown, number>();
  for (const meaning of meanings) {
    const { owner, role, nixpkgs } = meaning.packageSet;
    if (owner !== undefined && !owners.has(owner.call)) owners.set(owner.call, owners.size);
    const key = [owner === undefined ? '' : owners.get(owner.call), owner?.user, role, nixpkgs, ...meaning.within].join('\u0000');
    if (!seen.has(key)) seen.set(key, meaning);
  }
  return [...seen.values()];
}

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
    if (node.kind === 'let' || node.kind === 'legacyLet' || (node.kind === 'attributeSet' && node.recursive)) {
      for (const binding of node.bindings) {
        if (binding.kind === 'binding' && attributeTextAt(binding.attrpath) === name) return binding;
        if (binding.kind === 'inherit' && binding !== child && binding.names.some((element) => attributeText(element) === name)) return binding;
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

/** The packages that a value takes from an input's outputs. */
export function inputPackageOf(value: Value): { readonly input: string; readonly path: readonly (string | undefined)[] } | undefined {
  if (value.type !== 'symbol') return undefined;
  const found = inputPath(value);
  return found === undefined ? undefined : { input: found.input.name, path: found.path };
}


