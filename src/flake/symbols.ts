/** What the things are that are known by name alone: inputs, package sets, systems. */

import type { Thunk } from '../eval/thunk.js';
import { rootSymbol, type SymbolValue, type Value } from '../eval/value.js';
import type { Expression } from '../syntax/nodes.js';
import { type FlakeInput, isNixpkgs } from './inputs.js';

/** The flake of an input. */
export class InputSymbol {
  readonly input: FlakeInput;

  constructor(input: FlakeInput) {
    this.input = input;
  }
}

/**
 * Where a package set is from: a configuration's own, the parameters of an overlay, flake-parts' `perSystem`, one made
 * by hand with `import nixpkgs`, that of a system within a system (a container, the node of a test), or, where nothing
 * shows it, the one that a module would be given.
 */
export type PackageSetRole =
  | 'configuration'
  | 'final'
  | 'previous'
  | 'perSystem'
  | 'made'
  | 'nested'
  | 'assumed';

/** A package set: `pkgs` of a host, or one made by `import nixpkgs { … }`. */
export class PackageSetSymbol {
  readonly role: PackageSetRole;
  /** The input that it is made from, where that is known. */
  readonly nixpkgs: string | undefined;
  /** The argument of `import nixpkgs`, where it is made by hand. */
  readonly argument: Thunk | undefined;
  readonly node: Expression | undefined;
  /** The platform in `legacyPackages.x86_64-linux`. */
  readonly system: string | undefined;
  /** The configuration whose `pkgs` this is. */
  readonly owner: Owner | undefined;

  constructor(from: {
    readonly nixpkgs?: string | undefined;
    readonly argument?: Thunk | undefined;
    readonly node?: Expression | undefined;
    readonly system?: string | undefined;
    readonly owner?: Owner | undefined;
    readonly role: PackageSetRole;
  }) {
    this.role = from.role;
    this.nixpkgs = from.nixpkgs;
    this.argument = from.argument;
    this.node = from.node;
    this.system = from.system;
    this.owner = from.owner;
  }
}

/** Whose package set it is: a configuration, or a home-manager user with a package set of its own. */
export interface Owner {
  readonly call: ConfigurationCall;
  readonly user: string | undefined;
}

export type ConfigurationKind = 'nixos' | 'darwin' | 'home';

/** A call of `nixosSystem` and the like. */
export class ConfigurationCall {
  readonly kind: ConfigurationKind;
  readonly callee: SymbolValue;
  readonly argument: Thunk;
  readonly node: Expression | undefined;

  constructor(kind: ConfigurationKind, callee: SymbolValue, argument: Thunk, node: Expression | undefined) {
    this.kind = kind;
    this.callee = callee;
    this.argument = argument;
    this.node = node;
  }
}

/** What a configuration is known by. */
export const configurationSymbol = (call: ConfigurationCall, maker: string): SymbolValue =>
  rootSymbol(`(${maker} …)`, call);

/** nixpkgs' library; the input is known where it is reached through one. */
export class LibrarySymbol {
  readonly nixpkgs: string | undefined;
  /** The library that it is a part of, when that was extended: what its functions hand on as `lib`. */
  readonly extended: Thunk | undefined;

  constructor(nixpkgs: string | undefined, extended?: Thunk) {
    this.nixpkgs = nixpkgs;
    this.extended = extended;
  }
}

export const librarySymbol = (nixpkgs?: string): SymbolValue => rootSymbol('lib', new LibrarySymbol(nixpkgs));

export const packageSetSymbol = (detail: PackageSetSymbol): SymbolValue => rootSymbol('pkgs', detail);

export function detailOf(value: Value): unknown {
  return value.type === 'symbol' && value.origin.kind === 'root' ? value.origin.detail : undefined;
}

/** What a symbol is selected from. Selections are many and most have roots that nobody asks further about. */
export function rootOf(symbol: SymbolValue): SymbolValue {
  let root = symbol;
  while (root.origin.kind === 'select') root = root.origin.of;
  return root;
}

/** The names by which a symbol is reached from its root: `inputs.x.lib.y` gives `["lib", "y"]`; unknown names are `undefined`. */
export function selectionPath(symbol: SymbolValue): {
  readonly root: SymbolValue;
  readonly path: readonly (string | undefined)[];
} {
  const path: (string | undefined)[] = [];
  let root = symbol;
  while (root.origin.kind === 'select') {
    path.push(root.origin.name);
    root = root.origin.of;
  }
  return { root, path: path.reverse() };
}

/** The input that a symbol comes from, and the way from there. */
export function inputPath(
  symbol: SymbolValue,
): { readonly input: FlakeInput; readonly path: readonly (string | undefined)[] } | undefined {
  const detail = detailOf(rootOf(symbol));
  return detail instanceof InputSymbol
    ? { input: detail.input, path: selectionPath(symbol).path }
    : undefined;
}

/** Whether a symbol is a source with patches. */
export const isPatched = (symbol: SymbolValue): boolean => patchedSource(symbol) !== undefined;

/** `src` of `pkgs.applyPatches { src = nixpkgs; … }`. */
function patchedSource({ origin }: SymbolValue): SymbolValue | undefined {
  if (
    origin.kind !== 'apply' ||
    origin.of.origin.kind !== 'select' ||
    origin.of.origin.name !== 'applyPatches'
  )
    return undefined;
  const argument = origin.argument.force();
  const source = argument.type === 'set' ? argument.get('src')?.force() : undefined;
  return source?.type === 'symbol' ? source : undefined;
}

/** The input that is nixpkgs of which a symbol is a part. */
export function nixpkgsInputOf(symbol: SymbolValue): string | undefined {
  const root = rootOf(symbol);
  const patched = patchedSource(root);
  if (patched !== undefined) return nixpkgsInputOf(patched);
  const detail = detailOf(root);
  if (detail instanceof InputSymbol) return isNixpkgs(detail.input) ? detail.input.name : undefined;
  if (detail instanceof LibrarySymbol || detail instanceof PackageSetSymbol) return detail.nixpkgs;
  return undefined;
}

/** The library that a function of a library hands on to modules. */
export function extendedLibraryOf(symbol: SymbolValue): Thunk | undefined {
  const detail = detailOf(rootOf(symbol));
  return detail instanceof LibrarySymbol ? detail.extended : undefined;
}

/** The way into nixpkgs' library that a symbol is: `lib` is `[]`, `inputs.nixpkgs.lib.attrsets` is `["attrsets"]`. */
export function libraryPath(
  symbol: SymbolValue,
): { readonly nixpkgs: string | undefined; readonly path: readonly string[] } | undefined {
  const detail = detailOf(rootOf(symbol));
  if (detail === undefined) return undefined;
  const { path } = selectionPath(symbol);
  const known = path.filter((name) => name !== undefined);
  if (known.length < path.length) return undefined;
  if (detail instanceof LibrarySymbol) return { nixpkgs: detail.nixpkgs, path: known };
  if (known[0] !== 'lib') return undefined;
  if (detail instanceof PackageSetSymbol) return { nixpkgs: detail.nixpkgs, path: known.slice(1) };
  if (detail instanceof InputSymbol && providesNixpkgsLibrary(detail.input)) {
    return { nixpkgs: isNixpkgs(detail.input) ? detail.input.name : undefined, path: known.slice(1) };
  }
  return undefined;
}

function providesNixpkgsLibrary(input: FlakeInput): boolean {
  return isNixpkgs(input) || /nixpkgs[.-]lib/.test(input.url ?? input.name);
}
