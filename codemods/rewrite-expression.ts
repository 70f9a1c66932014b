/** The text of a reference, changed to name the build that it is to become. */
import type { Edit } from '../src/edit/edit.js';
import { layoutOf } from '../src/edit/layout.js';
import { replace, replaceDroppingParentheses } from '../src/edit/replace.js';
import { boundBy } from '../src/flake/names.js';
import type { Reference } from '../src/flake/references.js';
import { attributeText } from '../src/syntax/literals.js';
import type { Expression, Node } from '../src/syntax/nodes.js';
import { argumentSet } from './argument-sets.js';
import { settingsFor } from './carried-settings.js';
import type { Migration } from './migration.js';
import { packagesAt } from './package-sets.js';
import type { Argument, Target } from './reference-target.js';
import { rewriteMotive, withoutApplication } from './rewrite-operations.js';
import type { Operation, Usage } from './usage.js';

type Written = Extract<Reference, { form: 'identifier' | 'select' }>;
type Package = Extract<Target, { kind: 'package' }>;

/**
 * The edits of the name and of the overrides that it stands for.
 * @param other the reference is to another package set, and must be moved to the host's own
 */
export function expressionEdits(
  migration: Migration,
  reference: Written,
  usage: Usage,
  target: Package,
  other: boolean,
): readonly Edit[] | undefined {
  const named = namedEdits(migration, reference, target.name, other);
  if (named === undefined) return undefined;
  const settings = settingsFor(migration, reference);
  if (settings !== undefined) {
    const base = overridden(reference.node, named.text, target.arguments);
    const text = `${base === named.text ? base : `(${base})`}.overrideAttrs ${settings.text}`;
    const whole = needsParentheses(reference.node) ? `(${text})` : text;
    return [...named.more, ...settings.edits, replace(reference.node, whole, rewriteMotive)];
  }
  if (target.inPlace) return named.edits;
  const overrides = usage.operations.filter(({ name }) => name === 'override');
  const [first] = usage.operations;
  if (first?.name !== 'override') {
    if (overrides.length > 0) return [...named.edits, ...overrides.flatMap(withoutApplication)];
    if (target.arguments.length === 0) return named.edits;
  }
  const override = first?.name === 'override' ? first : undefined;
  if (
    override !== undefined &&
    target.name === reference.name &&
    !other &&
    isSameOverride(override, target.arguments)
  )
    return [];
  const text = overridden(reference.node, named.text, target.arguments);
  const others = usage.operations.findIndex((operation) => operation.name !== 'override');
  const run = others === -1 ? usage.operations : usage.operations.slice(0, others);
  const whole = run.at(-1)?.node ?? reference.node;
  const further = overrides.slice(run.length).flatMap(withoutApplication);
  if (target.arguments.length === 0 || override !== undefined)
    return [...named.more, replaceDroppingParentheses(whole, text, rewriteMotive), ...further];
  return [...named.more, replace(whole, needsParentheses(whole) ? `(${text})` : text, rewriteMotive)];
}

const overridden = (node: Node, name: string, given: readonly Argument[]): string =>
  given.length === 0 ? name : `${name}.override ${argumentText(node, given)}`;

/** `{ useRpc = true; }` in the manner of the file. */
export function argumentText(node: Node, given: readonly Argument[]): string {
  const inner = given.map(({ name, value }) => `${name} = ${value};`).join(' ');
  return layoutOf(node.source).bracketSpacing ? `{ ${inner} }` : `{${inner}}`;
}

function needsParentheses(node: Expression): boolean {
  const { parent } = node;
  return parent?.kind === 'list' || parent?.kind === 'select' || parent?.kind === 'apply';
}

interface Named {
  /** The package under its new name. */
  readonly text: string;
  /** The smallest edits that give it. */
  readonly edits: readonly Edit[];
  /** Those of them that are elsewhere: a formal more. */
  readonly more: readonly Edit[];
}

function namedEdits(
  migration: Migration,
  reference: Written,
  name: string,
  other: boolean,
): Named | undefined {
  const { node } = reference;
  if (other) return movedEdits(migration, reference, name);
  if (reference.form === 'identifier') {
    return {
      text: name,
      edits: name === reference.name ? [] : [replace(reference.node, name, rewriteMotive)],
      more: [],
    };
  }
  const element = reference.node.attrpath[reference.index];
  if (element === undefined) return undefined;
  const text = `${node.source.text.slice(node.start, element.start)}${name}`;
  return {
    text,
    edits: name === attributeText(element) ? [] : [replace(element, name, rewriteMotive)],
    more: [],
  };
}

/** `pkgs.unstable.x`, `pkgs-unstable.x`, `(import nixpkgs-unstable { … }).x`: to the host's own package set. */
function movedEdits(migration: Migration, reference: Written, name: string): Named | undefined {
  const { node } = reference;
  const range = {
    start: node.start,
    end:
      reference.form === 'select'
        ? node.kind === 'select'
          ? (node.attrpath[reference.index]?.end ?? node.end)
          : node.end
        : node.end,
  };
  const moved = (text: string, more: readonly Edit[]): Named => ({
    text,
    more,
    edits: [...more, { file: node.source.file, ...range, text, ...rewriteMotive }],
  });
  const outer = outerSetOf(reference);
  if (outer !== undefined) return moved(outer === '' ? name : `${outer}.${name}`, []);
  const access = packagesAt(migration, node);
  return access === undefined ? undefined : moved(`${access.text}.${name}`, access.edits(rewriteMotive));
}

/** What stands before the other package set, where that is a part of the host's: `pkgs` of `pkgs.unstable.x`; empty under `with pkgs;`. */
function outerSetOf(reference: Written): string | undefined {
  const isPart = reference.meanings.every(
    ({ packageSet, within }) =>
      within.length === 1 && packageSet.role !== 'made' && packageSet.role !== 'previous',
  );
  if (!isPart || reference.form !== 'select' || reference.node.target.kind !== 'identifier') return undefined;
  const { target, source } = { target: reference.node.target, source: reference.node.source };
  if (reference.index === 1) return source.textOf(target);
  return reference.index === 0 && boundBy(target) === undefined ? '' : undefined;
}

function isSameOverride({ argument }: Operation, given: readonly Argument[]): boolean {
  const set = argumentSet(argument)?.set;
  if (set === undefined || set.bindings.length !== given.length) return false;
  return set.bindings.every(
    (binding, index) =>
      binding.kind === 'binding' &&
      binding.attrpath.map(attributeText)[0] === given[index]?.name &&
      binding.source.textOf(binding.value) === given[index]?.value,
  );
}
