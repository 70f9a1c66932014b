/**
 * What names mean at a place in a file, for each configuration that gets there: the scopes are rebuilt from the
 * outside in, and a function's argument is what the evaluation applied it to, or a guess from its form.
 */
import type { Interpreter } from '../eval/interpreter.js';
import { type Scope, scopeWithEnvironment } from '../eval/scope.js';
import { Thunk } from '../eval/thunk.js';
import { rootSymbol, setValue, unknownValue } from '../eval/value.js';
import { attributeText, withoutParentheses } from '../syntax/literals.js';
import type { AttributeBinding, Expression, Lambda, Node } from '../syntax/nodes.js';
import { librarySymbol, type PackageSetRole, PackageSetSymbol, packageSetSymbol } from './symbols.js';

const mostScopes = 64;

/** The scopes in which a node is evaluated, one for each way that the evaluation got there; at least one. */
export class Scopes {
  readonly #interpreter: Interpreter;
  readonly #known = new Map<Node, readonly Scope[]>();

  constructor(interpreter: Interpreter) {
    this.#interpreter = interpreter;
  }

  at(node: Node): readonly Scope[] {
    const { parent } = node;
    if (parent === undefined) return [this.#interpreter.base];
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    const outer = this.at(parent);
    const found = this.#inside(parent, node, outer);
    this.#known.set(node, found);
    return found;
  }

  #inside(parent: Node, child: Node, outer: readonly Scope[]): readonly Scope[] {
    switch (parent.kind) {
      case 'lambda':
        return child === parent.body || child === parent.formals ? this.#insideLambda(parent, outer) : outer;
      case 'let':
        return outer.map((scope) => this.#interpreter.bind(parent.bindings, scope, true).scope);
      case 'legacyLet':
        return outer.map((scope) => this.#interpreter.bind(parent.bindings, scope, true).scope);
      case 'attributeSet':
        return parent.recursive
          ? outer.map((scope) => this.#interpreter.bind(parent.bindings, scope, true).scope)
          : outer;
      case 'inherit':
        // the names of a plain `inherit` are meant outside of the set that they are put into
        return parent.from === undefined ? this.#outsideOf(parent.parent, outer) : outer;
      case 'with':
        return child === parent.body
          ? outer.map((scope) =>
              scopeWithEnvironment(scope, this.#interpreter.thunk(parent.environment, scope)),
            )
          : outer;
      default:
        return outer;
    }
  }

  #outsideOf(set: Node | undefined, inner: readonly Scope[]): readonly Scope[] {
    return set === undefined ? inner : this.at(set);
  }

  #insideLambda(lambda: Lambda, outer: readonly Scope[]): readonly Scope[] {
    // an overlay is given package sets, whatever it was tried with
    const calls =
      overlayRole(lambda) === undefined
        ? (this.#interpreter.calls.get(lambda) ?? [assumedArgument(lambda)])
        : [assumedArgument(lambda)];
    const scopes = outer.flatMap((scope) =>
      calls.map((argument) => this.#interpreter.lambdaScope(lambda, scope, argument)),
    );
    return scopes.length <= mostScopes ? scopes : scopes.slice(0, mostScopes);
  }
}

/** What a function is given that the evaluation did not see applied. */
function assumedArgument(lambda: Lambda): Thunk {
  const role = overlayRole(lambda);
  if (role !== undefined) return Thunk.of(packageSetSymbol(new PackageSetSymbol({ role })));
  const binding = bindingOf(lambda);
  const name = binding?.attrpath.map(attributeText).at(-1);
  const packages = packageSetSymbol(new PackageSetSymbol({ role: assumedRole(lambda, name) }));
  if (lambda.formals === undefined) {
    if (name === 'packageOverrides' || lambda.universal?.name === 'pkgs') return Thunk.of(packages);
    return Thunk.of(
      lambda.universal?.name === 'lib' ? librarySymbol() : rootSymbol(lambda.universal?.name ?? 'argument'),
    );
  }
  const withDefault = lambda.formals.formals.some(
    (formal) => formal.name.name === 'pkgs' && formal.default !== undefined,
  );
  const attributes = new Map<string, Thunk>([
    ...(withDefault ? [] : [['pkgs', Thunk.of(packages)] as const]),
    ['lib', Thunk.of(librarySymbol())],
    ['config', Thunk.of(rootSymbol('config'))],
  ]);
  return Thunk.of(
    setValue(attributes, [unknownValue('it is not known what the function is applied to', lambda)]),
  );
}

/** Of which package set `pkgs` is. */
function assumedRole(lambda: Lambda, name: string | undefined): PackageSetRole {
  if (name === 'packageOverrides') return 'previous';
  if (name === 'perSystem' || !couldBeModule(lambda)) return 'perSystem';
  return isOfNestedSystem(lambda) ? 'nested' : 'assumed';
}

/**
 * Options that hold a whole system with a package set of its own, which the overlays around it do not reach: nixpkgs
 * nixos/modules/virtualisation/nixos-containers.nix (NixOS/nixpkgs #106767), nixos/lib/testing/nodes.nix.
 */
const nestedSystems = /(^|\.)(containers\.[^.]+\.config|nodes\.[^.]+)$/;

function isOfNestedSystem(lambda: Lambda): boolean {
  const path: string[] = [];
  let node: Node | undefined = lambda.parent;
  while (node !== undefined && node.kind !== 'lambda' && node.kind !== 'let') {
    if (node.kind === 'binding') {
      path.unshift(...node.attrpath.map((name) => attributeText(name) ?? '*'));
      if (nestedSystems.test(path.join('.'))) return true;
    }
    node = node.parent;
  }
  return false;
}

/** A module takes `config` or more arguments than it names, and stands on its own, in a list or behind a name. */
function couldBeModule(lambda: Lambda): boolean {
  if (lambda.formals === undefined) return false;
  if (
    lambda.formals.ellipsis === undefined &&
    !lambda.formals.formals.some((formal) => formal.name.name === 'config')
  )
    return false;
  let node: Node | undefined = lambda.parent;
  while (node?.kind === 'parenthesized') node = node.parent;
  return node?.kind !== 'apply';
}

function bindingOf(lambda: Lambda): AttributeBinding | undefined {
  let node: Node | undefined = lambda.parent;
  while (node?.kind === 'parenthesized') node = node.parent;
  return node?.kind === 'binding' ? node : undefined;
}

/** The body of an overlay, `final: prev: { … }`: the set behind `let`, `with` and `assert`. */
export function overlayOf(node: Expression): { readonly outer: Lambda; readonly inner: Lambda } | undefined {
  const outer = withoutParentheses(node);
  if (outer.kind !== 'lambda' || outer.formals !== undefined) return undefined;
  const inner = withoutParentheses(outer.body);
  if (inner.kind !== 'lambda' || inner.formals !== undefined) return undefined;
  const names = [outer.universal?.name ?? '', inner.universal?.name ?? ''];
  const isUsual =
    /^_?(final|self|fin|_)\w*$/.test(names[0] ?? '') || /^_?(prev|super|pre|_)\w*$/.test(names[1] ?? '');
  return isUsual && resultOf(inner.body) !== undefined ? { outer, inner } : undefined;
}

function overlayRole(lambda: Lambda): 'final' | 'previous' | undefined {
  const asOuter = overlayOf(lambda);
  if (asOuter !== undefined) return 'final';
  const { parent } = lambda;
  if (parent?.kind !== 'lambda' || withoutParentheses(parent.body) !== lambda) return undefined;
  return overlayOf(parent) === undefined ? undefined : 'previous';
}

/** The expression that a function's body comes to, behind `let … in`, `with …;`, `assert …;` and parentheses. */
export function resultOf(body: Expression): Expression {
  let node = body;
  for (;;) {
    if (node.kind === 'let' || node.kind === 'with' || node.kind === 'assert') node = node.body;
    else if (node.kind === 'parenthesized') node = node.expression;
    else return node;
  }
}
