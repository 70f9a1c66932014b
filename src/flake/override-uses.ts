/** What is applied to packages, also where nothing names them: `config.my.package.override { … }`. */
import type { Scope } from '../eval/scope.js';
import type { Value } from '../eval/value.js';
import { attributeText, withoutParentheses } from '../syntax/literals.js';
import type { Apply, Expression, Select } from '../syntax/nodes.js';
import { descendants } from '../syntax/parser.js';
import type { Flake } from './flake.js';
import { distinctMeanings, isOverriding, packagesOf, type ReferenceMeaning } from './package-values.js';
import type { Scopes } from './scopes.js';

/** `x.override { … }` where `x` is a package: named, an option's value, the parameter of a function, whatever. */
export interface OverrideUse {
  readonly node: Apply;
  readonly method: 'override' | 'overrideAttrs';
  readonly name: string;
  readonly meanings: readonly ReferenceMeaning[];
  /** It is something else as well. */
  readonly mixed: boolean;
  /** Where the attribute or option is written that is overridden. */
  readonly written: readonly Expression[];
}

/** @param isPackage which packages are asked for */
export function overridesOf(
  flake: Flake,
  scopes: Scopes,
  isPackage: (name: string) => boolean,
): readonly OverrideUse[] {
  const found: OverrideUse[] = [];
  for (const source of flake.files.sources((text) => /\.override/.test(text))) {
    for (const node of descendants(source.root)) {
      if (node.kind !== 'apply') continue;
      const callee = withoutParentheses(node.function);
      const method = callee.kind === 'select' ? callee.attrpath.map(attributeText).at(-1) : undefined;
      if (callee.kind !== 'select' || !isOverriding(method)) continue;
      const taken = scopes.at(callee).map((scope) => overridden(flake, callee, scope));
      const meant = taken.map(({ value }) => packagesOf(value).filter(({ name }) => isPackage(name)));
      const [first] = meant.flat();
      if (first === undefined) continue;
      const meanings = distinctMeanings(meant.flatMap((some) => some.map(({ meaning }) => meaning)));
      const mixed = meant.some((some) => some.length === 0);
      const written = taken.flatMap((one) => one.node ?? []);
      found.push({ node, method, name: first.name, meanings, mixed, written });
    }
  }
  return found;
}

/** The value whose method a selection is, and where it is written. */
function overridden(
  { interpreter }: Flake,
  callee: Select,
  scope: Scope,
): { readonly value: Value; readonly node: Expression | undefined } {
  let value = interpreter.evaluate(callee.target, scope);
  let node: Expression | undefined;
  for (const element of callee.attrpath.slice(0, -1)) {
    const name = interpreter.nameOf(element, scope);
    const known = typeof name === 'string' ? name : undefined;
    node = known !== undefined && value.type === 'set' ? value.get(known)?.node : undefined;
    value =
      known === undefined ? interpreter.selectUnknownName(value) : interpreter.selectOrUnknown(value, known);
  }
  return { value, node };
}
