/**
 * Functions that are given packages by name: `{ lib, x }: …` as `callPackage` fills it, and helpers such as
 * `tune = package: package.override { … }`. Their calls are evaluated, so that the parameters are known afterwards.
 */
import { Thunk } from '../eval/thunk.js';
import { setValue, unknownValue, type Value } from '../eval/value.js';
import { attributeText, withoutParentheses, withParentheses } from '../syntax/literals.js';
import type { Apply, Expression, Lambda } from '../syntax/nodes.js';
import { descendants } from '../syntax/parser.js';
import type { Flake } from './flake.js';
import { boundBy, isUse } from './names.js';
import { containersOf } from './package-values.js';
import type { Scopes } from './scopes.js';

/**
 * Applies the functions of the repository that some `callPackage` names to the package set behind it.
 * @param isWorthReading whether the text of a file that is named matters
 */
export function applyCallPackage(
  flake: Flake,
  scopes: Scopes,
  isWorthReading: (text: string) => boolean,
): void {
  for (const source of flake.files.sources((text) => text.includes('callPackage'))) {
    for (const node of descendants(source.root)) {
      if (node.kind === 'apply' && isCallPackage(node.function))
        applyOne(flake, scopes, node, isWorthReading);
    }
  }
}

function isCallPackage(callee: Expression): boolean {
  const node = withoutParentheses(callee);
  const name =
    node.kind === 'identifier'
      ? node.name
      : node.kind === 'select'
        ? node.attrpath.map(attributeText).at(-1)
        : undefined;
  return name === 'callPackage' || name === 'callPackages';
}

function applyOne(
  flake: Flake,
  scopes: Scopes,
  call: Apply,
  isWorthReading: (text: string) => boolean,
): void {
  const { interpreter } = flake;
  const { parent } = call;
  const more = parent?.kind === 'apply' && parent.function === call ? parent.argument : undefined;
  for (const scope of scopes.at(call)) {
    const given = interpreter.evaluate(call.argument, scope);
    const file = given.type === 'path' ? flake.files.file(given.path) : undefined;
    if (file?.kind === 'parsed' && !isWorthReading(file.source.text)) continue;
    const callee = interpreter.evaluate(call.function, scope);
    if (callee.type !== 'symbol' || callee.origin.kind !== 'select') continue;
    const packages = callee.origin.of;
    if (containersOf(packages).length === 0) continue;
    const extra: Value = more === undefined ? setValue(new Map()) : interpreter.evaluate(more, scope);
    applyTo(flake, given, packages, extra, call);
  }
}

/** A call of `callPackage`, as a value: which function it fills, from which package set, and what it is told besides. */
interface PackageCall {
  readonly given: Value;
  readonly packages: Value;
  readonly extra: Value;
}

function packageCallOf(value: Value): PackageCall | undefined {
  if (value.type !== 'symbol' || value.origin.kind !== 'apply' || value.origin.of.origin.kind !== 'apply')
    return undefined;
  const { of: callee, argument } = value.origin.of.origin;
  if (callee.origin.kind !== 'select' || callee.origin.name !== 'callPackage') return undefined;
  const packages = callee.origin.of;
  return containersOf(packages).length === 0
    ? undefined
    : { given: argument.force(), packages, extra: value.origin.argument.force() };
}

/** Applies the function behind a value that some `callPackage` gave, as for a folder of packages. */
export function applyPackageFunction(flake: Flake, value: Value): void {
  const call = packageCallOf(value);
  if (call !== undefined) applyTo(flake, call.given, call.packages, call.extra, undefined);
}

/** The function behind such a value, where it is given a package of the name by `callPackage` and not by hand. */
export function filledFunctionOf({ interpreter }: Flake, value: Value, name: string): Lambda | undefined {
  const call = packageCallOf(value);
  if (call === undefined || (call.extra.type === 'set' && call.extra.names().includes(name)))
    return undefined;
  const called = call.given.type === 'path' ? interpreter.importFile(call.given.path) : call.given;
  return called.type === 'lambda' ? called.node : undefined;
}

function applyTo(
  { interpreter }: Flake,
  given: Value,
  packages: Value,
  extra: Value,
  call: Expression | undefined,
): void {
  const called = given.type === 'path' ? interpreter.importFile(given.path) : given;
  if (called.type !== 'lambda') return;
  const attributes = new Map<string, Thunk>();
  if (extra.type === 'set') {
    for (const name of extra.names()) {
      const thunk = extra.get(name);
      if (thunk !== undefined) attributes.set(name, thunk);
    }
  }
  interpreter.apply(called, Thunk.of(setValue(attributes, [packages])), call);
}

/**
 * Applies the functions that files are, `import ./x.nix { inherit pkgs; }`, so that their parameters are known where no
 * value has needed them yet.
 * @param isWorthReading whether the text of such a file matters
 * @returns whether there was any
 */
export function applyImports(
  flake: Flake,
  scopes: Scopes,
  isWorthReading: (text: string) => boolean,
): boolean {
  let found = false;
  for (const source of flake.files.sources((text) => /\bimport\b/.test(text))) {
    for (const node of descendants(source.root)) {
      if (node.kind !== 'apply' || !isNamed(node.function, 'import')) continue;
      const whole = wholeCall(node);
      if (whole === node) continue;
      for (const scope of scopes.at(node)) {
        const given = flake.interpreter.evaluate(node.argument, scope);
        const file = given.type === 'path' ? flake.files.file(given.path) : undefined;
        if (file?.kind !== 'parsed' || !isWorthReading(file.source.text)) continue;
        flake.interpreter.evaluate(whole, scope);
        found = true;
      }
    }
  }
  return found;
}

function isNamed(callee: Expression, name: string): boolean {
  const node = withoutParentheses(callee);
  return node.kind === 'identifier' && node.name === name;
}

/** A call with all arguments that it is given. */
function wholeCall(call: Apply): Apply {
  let node = call;
  for (;;) {
    const outer = withParentheses(node);
    const { parent } = outer;
    if (parent?.kind !== 'apply' || parent.function !== outer) return node;
    node = parent;
  }
}

/** Evaluates the call whose argument a package is, `tune (pkgs.x.override { … })`, and all other uses of its function. */
export function applyHelper(flake: Flake, scopes: Scopes, reference: Expression): void {
  const call = callAround(reference);
  if (call === undefined) return;
  evaluate(flake, scopes, call);
  const helper = withoutParentheses(call.function);
  const binder = helper.kind === 'identifier' ? boundBy(helper) : undefined;
  if (helper.kind !== 'identifier' || binder?.kind !== 'binding' || binder.parent === undefined) return;
  const lambda = withoutParentheses(binder.value);
  if (lambda.kind !== 'lambda') return;
  for (const use of descendants(binder.parent)) {
    if (use.kind !== 'identifier' || use.name !== helper.name || !isUse(use) || boundBy(use) !== binder)
      continue;
    const { parent } = withParentheses(use);
    if (parent?.kind === 'apply' && parent.function === withParentheses(use)) evaluate(flake, scopes, parent);
    // handed on, as in `map tune`: it may be given anything
    else
      for (const scope of scopes.at(lambda))
        flake.interpreter.apply(
          flake.interpreter.evaluate(lambda, scope),
          Thunk.of(unknownValue('a function is handed on', use)),
        );
  }
}

function evaluate(flake: Flake, scopes: Scopes, node: Expression): void {
  for (const scope of scopes.at(node)) {
    const value = flake.interpreter.evaluate(node, scope);
    // `map tune [ pkgs.x ]`
    if (value.type === 'list') for (const { thunk } of value.items) thunk.force();
  }
}

function callAround(reference: Expression): Apply | undefined {
  let node: Expression = reference;
  for (;;) {
    const { parent } = node;
    if (parent?.kind === 'parenthesized' || parent?.kind === 'list') node = parent;
    else if (parent?.kind === 'select' && parent.target === node) node = parent;
    else if (parent?.kind === 'apply') {
      if (parent.argument === node) return parent;
      node = parent;
    } else return undefined;
  }
}
