/**
 * Builds that are taken past the overlay: `inputs.llama-cpp.packages.${system}.cuda`, or upstream's package function
 * called by hand. They become the overlay's attribute.
 */
import { replaceDroppingParentheses } from '../src/edit/replace.js';
import type { Value } from '../src/eval/value.js';
import { inputPackageOf } from '../src/flake/references.js';
import { inputPath } from '../src/flake/symbols.js';
import { sourceOfString } from '../src/flake/world.js';
import type { Contribution } from '../src/plan/codemod.js';
import { attributeText, withoutParentheses } from '../src/syntax/literals.js';
import type { Apply, Expression, Node, Select } from '../src/syntax/nodes.js';
import { descendants } from '../src/syntax/parser.js';
import { isVariant, plainName, type Variant, variantName } from './facts.js';
import type { Migration } from './migration.js';
import { type MappedOverride, mapOverride, wantedOf } from './override.js';
import { packagesAt } from './package-sets.js';
import { remembered } from './remembered.js';
import { isInsideRemoved } from './removed-code.js';
import { argumentText } from './rewrite-expression.js';
import { rewriteMotive } from './rewrite-operations.js';
import { leave } from './rewrite-reference.js';
import { usageOf } from './usage.js';

export function rewriteInputPackages(migration: Migration): Contribution {
  const contributions = takenPackages(migration).map((taken) => rewrite(migration, taken));
  return {
    edits: contributions.flatMap(({ edits = [] }) => edits),
    refusals: contributions.flatMap(({ refusals = [] }) => refusals),
    warnings: contributions.flatMap(({ warnings = [] }) => warnings),
  };
}

/** The places that take upstream's builds past the overlay. */
export const takenPackages = remembered((migration): readonly Taken[] => {
  const { existing } = migration.input;
  if (existing === undefined) return [];
  const found: Taken[] = [];
  for (const path of migration.flake.files.own()) {
    const text = migration.flake.files.text(path);
    if (
      text?.includes(existing.name) !== true ||
      migration.legacy.ours.some(({ source }) => source.file === path)
    )
      continue;
    const parsed = migration.flake.files.parsed(path);
    if (parsed?.kind !== 'parsed' || parsed.source.file !== path) continue;
    for (const node of descendants(parsed.source.root)) {
      const taken = takenFrom(migration, node, existing.name);
      if (taken !== undefined && !isInsideRemoved(migration, taken.node)) found.push(taken);
    }
  }
  return found;
});

/** An expression that is one of upstream's builds. */
export interface Taken {
  readonly node: Expression;
  /** With the override behind it. */
  readonly whole: Expression;
  readonly variant: Variant | undefined;
  /** The arguments of upstream's package function, where it is called by hand, and those of an override. */
  readonly given: readonly Expression[];
}

function takenFrom(migration: Migration, node: Node, input: string): Taken | undefined {
  if (node.kind === 'select') return ofOutputs(migration, node, input);
  return node.kind === 'apply' ? ofPackageFunction(migration, node, input) : undefined;
}

/** `inputs.llama-cpp.packages.${system}.cuda`, also with `.override` behind it. */
function ofOutputs(migration: Migration, node: Select, input: string): Taken | undefined {
  const { interpreter } = migration.flake;
  const names = node.attrpath.map(attributeText);
  const index = names.findLastIndex((name) => name === 'default' || (name !== undefined && isVariant(name)));
  const name = names[index];
  if (name === undefined) return undefined;
  const matches = migration.scopes.at(node).every((scope) => {
    const value = names
      .slice(0, index + 1)
      .reduce<Value>(
        (of, part) =>
          part === undefined ? interpreter.selectUnknownName(of) : interpreter.selectOrUnknown(of, part),
        interpreter.evaluate(node.target, scope),
      );
    const found = inputPackageOf(value);
    return (
      found?.input === input &&
      found.path.length === 3 &&
      found.path[0] === 'packages' &&
      found.path[2] === name
    );
  });
  if (!matches) return undefined;
  const { operations, selected } = usageOf(node, names.slice(index + 1));
  const [first] = operations;
  // something else of the package is taken
  if (
    selected.length > 0 ||
    (first === undefined && index < names.length - 1) ||
    (first !== undefined && first.name !== 'override')
  )
    return undefined;
  return {
    node,
    whole: first?.node ?? node,
    variant: isVariant(name) ? name : undefined,
    given: first === undefined ? [] : [first.argument],
  };
}

/** `callPackage "${inputs.llama-cpp}/.devops/nix/package.nix" { … }` */
function ofPackageFunction(migration: Migration, node: Apply, input: string): Taken | undefined {
  const call = withoutParentheses(node.function);
  if (call.kind !== 'apply') return undefined;
  const callee = withoutParentheses(call.function);
  const name =
    callee.kind === 'identifier'
      ? callee.name
      : callee.kind === 'select'
        ? callee.attrpath.map(attributeText).at(-1)
        : undefined;
  if (name !== 'callPackage') return undefined;
  const matches = migration.scopes.at(node).every((scope) => {
    const value = migration.flake.interpreter.evaluate(call.argument, scope);
    const source = value.type === 'string' ? sourceOfString(value) : undefined;
    const from = source === undefined ? undefined : inputPath(source.symbol);
    return from?.input.name === input && source?.path === '/.devops/nix/package.nix';
  });
  const [first] = usageOf(node).operations;
  if (!matches || (first !== undefined && first.name !== 'override')) return undefined;
  return {
    node,
    whole: first?.node ?? node,
    variant: undefined,
    given: [node.argument, ...(first === undefined ? [] : [first.argument])],
  };
}

function rewrite(migration: Migration, { node, whole, variant, given }: Taken): Contribution {
  const access = packagesAt(migration, node);
  const left = (why: string): Contribution => leave({ name: node.source.textOf(node), node }, why);
  if (access === undefined)
    return left('the package set of the host is not at hand here under the name pkgs');
  const overrides: MappedOverride[] = [];
  for (const argument of given) {
    const mapping = mapOverride(argument);
    if (mapping.kind === 'refused') return { refusals: [mapping.problem] };
    overrides.push(mapping.override);
  }
  const { backends, computed, excludes, rest } = wantedOf(overrides);
  const [backend, ...more] = backends;
  if (computed || more.length > 0) return {};
  const chosen = backend ?? variant ?? (excludes || migration.keepsDefault ? 'cpu' : undefined);
  const name = `${access.text}.${chosen === undefined ? plainName : variantName(chosen)}`;
  const text = rest.length === 0 ? name : `${name}.override ${argumentText(node, rest)}`;
  return { edits: [...access.edits(rewriteMotive), replaceDroppingParentheses(whole, text, rewriteMotive)] };
}
