/**
 * Where packages of a package set are named. An identifier or selection counts only if it means an attribute of a
 * package set: through `pkgs`, `with`, `let`, `inherit`, aliases and function arguments alike.
 */
import type { Value } from '../eval/value.js';
import { attributeText, literalText } from '../syntax/literals.js';
import type {
  AttributeName,
  Expression,
  Formal,
  Identifier,
  Inherit,
  Node,
  Select,
  StringLiteral,
} from '../syntax/nodes.js';
import { descendants } from '../syntax/parser.js';
import type { Source } from '../syntax/source.js';
import type { Flake } from './flake.js';
import { boundBy, isUse } from './names.js';
import { type OverrideUse, overridesOf } from './override-uses.js';
import { applyCallPackage, applyHelper, applyImports } from './package-functions.js';
import { packageSetOfName } from './package-options.js';
import {
  containersOf,
  distinctMeanings,
  isOverriding,
  type PackageMeaning,
  packagesOf,
  type ReferenceMeaning,
} from './package-values.js';
import { Scopes } from './scopes.js';
import { inputPath } from './symbols.js';

export { boundBy, isUse } from './names.js';
export type { OverrideUse } from './override-uses.js';
export type { ReferenceMeaning } from './package-values.js';

interface ReferenceBase {
  /** The attribute's name. */
  readonly name: string;
  readonly meanings: readonly ReferenceMeaning[];
}

export type Reference =
  /** `x` under `with pkgs;`. */
  | (ReferenceBase & { readonly form: 'identifier'; readonly node: Identifier })
  /** `pkgs.x`, and `pkgs.x.override`: `index` is the place of the package's name in the path. */
  | (ReferenceBase & { readonly form: 'select'; readonly node: Select; readonly index: number })
  /** `inherit (pkgs) x;` */
  | (ReferenceBase & { readonly form: 'inherit'; readonly node: AttributeName; readonly inherit: Inherit })
  /** `mkPackageOption pkgs "x" { }` */
  | (ReferenceBase & { readonly form: 'name'; readonly node: StringLiteral; readonly packages: Expression });

/** A use of a name that is bound to a package elsewhere: `let x = pkgs.x; in x.override { … }`. */
export interface AliasUse {
  readonly node: Identifier;
  readonly meanings: readonly ReferenceMeaning[];
  /** The attribute that the alias stands for. */
  readonly name: string;
  /** The name stands for something else as well: the parameter of a function that is given other things too. */
  readonly mixed: boolean;
}

export interface ReferenceQuery {
  /** Which attributes of a package set are asked for. */
  readonly isPackage: (name: string) => boolean;
  /** Whether a set inside of a package set may have them: of several `with`, the nearest such one is meant. */
  readonly isWithin: (within: readonly string[]) => boolean;
  /** A text that is in every file worth reading. */
  readonly mentions: RegExp;
}

/** A function that takes the package by name, `{ lib, x }:`, and that no known `callPackage` fills. */
export interface FormalReference {
  readonly formal: Formal;
  readonly name: string;
}

export interface FoundReferences {
  readonly references: readonly Reference[];
  readonly aliases: readonly AliasUse[];
  readonly formals: readonly FormalReference[];
  /** What is applied to packages, also where nothing names them. */
  readonly overrides: readonly OverrideUse[];
}

export function findReferences(flake: Flake, scopes: Scopes, query: ReferenceQuery): FoundReferences {
  const { files } = flake;
  const sources = [...files.sources((text) => query.mentions.test(text), files.inFolder())];
  const isWorthReading = (text: string): boolean => query.mentions.test(text);
  // functions are applied first, so that what their parameters stand for is known; one that is given the package by
  // name may hand it to any other
  const isGivenByName = sources.some((source) => formalsOf(source, query).length > 0);
  applyCallPackage(flake, scopes, isGivenByName ? () => true : isWorthReading);
  // an imported file may import the next one
  if (applyImports(flake, new Scopes(flake.interpreter), isWorthReading))
    applyImports(flake, new Scopes(flake.interpreter), isWorthReading);
  const first = new Search(flake, new Scopes(flake.interpreter), query);
  for (const source of sources) first.visit(source);
  for (const { node, form } of first.references) {
    if (form === 'identifier' || form === 'select') applyHelper(flake, first.scopes, node);
  }
  const second = new Search(flake, new Scopes(flake.interpreter), query);
  for (const source of sources) second.visit(source);
  return {
    references: second.references,
    aliases: second.aliases,
    formals: sources.flatMap((source) => formalsOf(source, query)),
    overrides: overridesOf(flake, second.scopes, query.isPackage),
  };
}

function formalsOf(source: Source, query: ReferenceQuery): readonly FormalReference[] {
  const found: FormalReference[] = [];
  for (const node of descendants(source.root)) {
    if (node.kind === 'formal' && query.isPackage(node.name.name))
      found.push({ formal: node, name: node.name.name });
  }
  return found;
}

class Search {
  readonly references: Reference[] = [];
  readonly aliases: AliasUse[] = [];
  readonly scopes: Scopes;
  readonly #flake: Flake;
  readonly #query: ReferenceQuery;

  constructor(flake: Flake, scopes: Scopes, query: ReferenceQuery) {
    this.scopes = scopes;
    this.#flake = flake;
    this.#query = query;
  }

  visit(source: Source): void {
    for (const node of descendants(source.root)) {
      if (node.kind === 'select') this.#select(node);
      else if (node.kind === 'inherit') this.#inherit(node);
      else if (node.kind === 'identifier') this.#identifier(node);
      else if (node.kind === 'string') this.#name(node);
    }
  }

  #select(node: Select): void {
    const { interpreter } = this.#flake;
    const names = node.attrpath.map(attributeText);
    const index = names.findIndex((name) => name !== undefined && this.#query.isPackage(name));
    const name = names[index];
    if (index === -1 || name === undefined) return;
    const meanings = this.scopes.at(node).flatMap((scope) => {
      const container = names
        .slice(0, index)
        .reduce<Value>(
          (value, part) =>
            part === undefined
              ? interpreter.selectUnknownName(value)
              : interpreter.selectOrUnknown(value, part),
          interpreter.evaluate(node.target, scope),
        );
      return containersOf(container);
    });
    if (meanings.length > 0)
      this.references.push({ form: 'select', node, index, name, meanings: distinctMeanings(meanings) });
  }

  #inherit(node: Inherit): void {
    const { from } = node;
    if (from === undefined) return;
    for (const element of node.names) {
      const name = attributeText(element);
      if (name === undefined || !this.#query.isPackage(name)) continue;
      const meanings = this.#containersAt(from);
      if (meanings.length > 0)
        this.references.push({ form: 'inherit', node: element, inherit: node, name, meanings });
    }
  }

  #name(node: StringLiteral): void {
    const name = literalText(node);
    if (name === undefined || !this.#query.isPackage(name)) return;
    const packages = packageSetOfName(node);
    const meanings = packages === undefined ? [] : this.#containersAt(packages);
    if (packages !== undefined && meanings.length > 0)
      this.references.push({ form: 'name', node, packages, name, meanings });
  }

  #containersAt(node: Expression): readonly ReferenceMeaning[] {
    return distinctMeanings(
      this.scopes.at(node).flatMap((scope) => containersOf(this.#flake.interpreter.evaluate(node, scope))),
    );
  }

  #identifier(node: Identifier): void {
    if (!isUse(node)) return;
    const lexical = boundBy(node);
    if (!this.#query.isPackage(node.name) && !this.#mayStandForPackage(node, lexical)) return;
    const found = this.scopes.at(node).map((scope) => {
      const value = this.#flake.interpreter.evaluate(node, scope);
      const meant = lexical === undefined ? this.#ofWith(value) : packagesOf(value);
      return meant.filter(({ name }) => this.#query.isPackage(name));
    });
    const [first] = found.flat();
    if (first === undefined) return;
    const meanings = distinctMeanings(found.flatMap((some) => some.map(({ meaning }) => meaning)));
    if (lexical === undefined) this.references.push({ form: 'identifier', node, name: first.name, meanings });
    else
      this.aliases.push({ node, name: first.name, meanings, mixed: found.some((some) => some.length === 0) });
  }

  /** A name that is bound to something with the package in it, or a parameter that is overridden. */
  #mayStandForPackage(node: Identifier, lexical: Node | undefined): boolean {
    if (lexical === undefined) return false;
    if (lexical.kind === 'binding' || lexical.kind === 'inherit')
      return this.#query.mentions.test(lexical.source.textOf(lexical));
    return (
      node.parent?.kind === 'select' &&
      node.parent.target === node &&
      node.parent.attrpath.map(attributeText).some(isOverriding)
    );
  }

  /** Of several `with` around a name, the nearest counts whose set may have the package. */
  #ofWith(value: Value): readonly PackageMeaning[] {
    if (value.type !== 'unknown') return packagesOf(value);
    const candidates = value.alternatives
      .map((alternative) => packagesOf(alternative.force()))
      .filter((some) => some.length > 0);
    return (
      candidates.find((some) => some.every(({ meaning }) => this.#query.isWithin(meaning.within))) ??
      candidates[0] ??
      []
    );
  }
}

/** The packages that a value takes from an input's outputs. */
export function inputPackageOf(
  value: Value,
): { readonly input: string; readonly path: readonly (string | undefined)[] } | undefined {
  if (value.type !== 'symbol') return undefined;
  const found = inputPath(value);
  return found === undefined ? undefined : { input: found.input.name, path: found.path };
}
