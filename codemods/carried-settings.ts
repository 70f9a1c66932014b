/**
 * What attributes of the user's overlays set by `overrideAttrs` and would be lost with them: it goes to the references
 * that name the attribute, where these are few.
 *
 *     llama-cpp-cuda = (prev.llama-cpp.override { cudaSupport = true; }).overrideAttrs (old: { … });
 *   ⇒
 *     (pkgs.llama-cpp-cuda.overrideAttrs (old: { … }))
 */
import { carriedText } from '../src/edit/carry.js';
import type { Edit } from '../src/edit/edit.js';
import { applyEdits } from '../src/edit/merge.js';
import { replace } from '../src/edit/replace.js';
import { folderOf } from '../src/eval/paths.js';
import { lexicalBinding } from '../src/eval/scope.js';
import type { Value } from '../src/eval/value.js';
import { boundBy, isUse, nameAt } from '../src/flake/names.js';
import type { Reference } from '../src/flake/references.js';
import { libraryPath } from '../src/flake/symbols.js';
import type { Contribution } from '../src/plan/codemod.js';
import type { Problem } from '../src/problem.js';
import { attributeText, contains } from '../src/syntax/literals.js';
import type { Expression, Identifier, Node } from '../src/syntax/nodes.js';
import { descendants } from '../src/syntax/parser.js';
import { readAttributesOverride } from './attributes-override.js';
import { isPackageName, plainName } from './facts.js';
import type { LegacyAttribute, Settings } from './legacy.js';
import { isRedefined } from './made-sets.js';
import type { Migration } from './migration.js';
import { packagesAt } from './package-sets.js';
import { overlayAround } from './previous-packages.js';
import { droppedArgument } from './problems.js';
import { remembered } from './remembered.js';
import { isInsideRemoved } from './removed-code.js';
import { rewriteMotive } from './rewrite-operations.js';
import { usageOfReference } from './usage.js';

/** The argument of `overrideAttrs` that a reference is to have. */
interface Carried {
  readonly reference: Reference;
  readonly text: string;
  readonly edits: readonly Edit[];
}

interface Decision {
  readonly attribute: LegacyAttribute;
  readonly carried: readonly Carried[];
  readonly problem: Problem | undefined;
}

const decisions = remembered((migration): readonly Decision[] =>
  migration.legacy.attributes.flatMap((attribute) =>
    attribute.settings === undefined ? [] : [decide(migration, attribute, attribute.settings)],
  ),
);

/** What goes to a reference from the attribute that it names. */
export function settingsFor(
  migration: Migration,
  reference: Reference,
): Omit<Carried, 'reference'> | undefined {
  return decisions(migration)
    .flatMap(({ carried }) => carried)
    .find((one) => one.reference === reference);
}

/** Settings that would be lost, and those of attributes that nothing names. */
export function lostSettings(migration: Migration): Contribution {
  const all = decisions(migration);
  return {
    refusals: all.flatMap(({ problem }) => problem ?? []),
    warnings: all.flatMap(({ attribute, carried, problem }) =>
      carried.length === 0 && problem === undefined ? [unused(attribute)] : [],
    ),
  };
}

/** With more copies than this, the owner would want a name for it. */
const mostCopies = 2;

function decide(migration: Migration, attribute: LegacyAttribute, settings: Settings): Decision {
  const nothing: Decision = { attribute, carried: [], problem: undefined };
  const { references, others } = usesOf(migration, attribute);
  if (references.length + others === 0) return nothing;
  const refuse = (why: string): Decision => ({ ...nothing, problem: lost(attribute, settings, why) });
  if (references.length === 0) return refuse('it is used without being named');
  if (references.length > mostCopies || others > 0) return refuse('it is used at several places');
  const carried = references.flatMap((reference) => carryTo(migration, settings, reference) ?? []);
  return carried.length < references.length
    ? refuse('it cannot be moved to the place where the package is used')
    : { ...nothing, carried };
}

/** The references that mean an attribute of the user's overlay, and how often it is used without being named so. */
function usesOf(
  migration: Migration,
  attribute: LegacyAttribute,
): { readonly references: readonly Reference[]; readonly others: number } {
  const { references: found, hosts } = migration;
  const references = found.references.filter(
    ({ name, node, meanings }) =>
      name === attribute.name &&
      !isInsideRemoved(migration, node) &&
      meanings.some((meaning) => isRedefined(migration, attribute, meaning)),
  );
  const formals = found.formals.filter(({ name }) => name === attribute.name);
  const services =
    attribute.name === plainName
      ? hosts.filter(({ configuration: { modules } }) => {
          const service = ['services', 'llama-cpp'];
          return (
            modules.definitions([...service, 'enable']).length > 0 &&
            modules.definitions([...service, 'package']).length === 0
          );
        })
      : [];
  return { references, others: formals.length + services.length };
}

function carryTo(migration: Migration, { argument }: Settings, reference: Reference): Carried | undefined {
  if (argument === undefined || (reference.form !== 'identifier' && reference.form !== 'select'))
    return undefined;
  const usage = usageOfReference(reference);
  const access = packagesAt(migration, reference.node);
  const attributes = readAttributesOverride(argument);
  if (usage.operations.length + usage.selected.length > 0 || access === undefined || attributes === undefined)
    return undefined;
  const own = attributes.edits(rewriteMotive);
  const staying = [...descendants(argument)].filter(
    (node) => !own.some(({ start, end }) => start <= node.start && node.end <= end),
  );
  if (staying.some((node) => isBoundToPlace(node, argument, reference.node))) return undefined;
  const names: Edit[] = [];
  for (const node of staying) {
    if (node.kind !== 'identifier' || !isUse(node)) continue;
    const text = nameAtReference(migration, node, argument, reference.node, access.text);
    if (text === undefined) return undefined;
    if (text !== node.name) names.push(replace(node, text, rewriteMotive));
  }
  const { source } = argument;
  const changed = applyEdits(source.text, [...own, ...names]);
  const end = argument.end + changed.length - source.text.length;
  const text = carriedText(argument, changed.slice(argument.start, end), reference.node);
  return text === undefined ? undefined : { reference, text, edits: access.edits(rewriteMotive) };
}

/** Paths, and names that are inherited from around. */
function isBoundToPlace(node: Node, argument: Expression, to: Node): boolean {
  if (node.kind === 'path') return folderOf(node.source.file) !== folderOf(to.source.file);
  return (
    node.kind === 'inherit' &&
    node.from === undefined &&
    node.names.some((name) => {
      const text = attributeText(name);
      const binder = text === undefined ? undefined : boundBy(nameAt(node, text), text);
      return binder === undefined || !contains(argument, binder);
    })
  );
}

/** What a name in the argument is called at the reference; `undefined` where it is not known there. */
function nameAtReference(
  { flake, scopes }: Migration,
  node: Identifier,
  argument: Expression,
  to: Node,
  packages: string,
): string | undefined {
  const binder = boundBy(node);
  if (binder !== undefined && contains(argument, binder)) return node.name;
  const isFree = boundBy(nameAt(to, node.name), node.name) === undefined;
  if (binder === undefined)
    return isFree && lexicalBinding(flake.interpreter.base, node.name) !== undefined ? node.name : undefined;
  const overlay = overlayAround(node);
  if (binder === overlay?.outer.universal || binder === overlay?.inner.universal) {
    const taken = node.parent?.kind === 'select' ? node.parent.attrpath.map(attributeText)[0] : undefined;
    return taken === undefined || isPackageName(taken) ? undefined : packages;
  }
  const isLibrary = (value: Value | undefined): boolean =>
    value?.type === 'symbol' && libraryPath(value)?.path.length === 0;
  if (!scopes.at(node).every((scope) => isLibrary(lexicalBinding(scope, node.name)?.force())))
    return undefined;
  const isThere = scopes.at(to).every((scope) => isLibrary(lexicalBinding(scope, node.name)?.force()));
  return isThere ? node.name : `${packages}.lib`;
}

const lost = (attribute: LegacyAttribute, { names, place }: Settings, why: string): Problem => ({
  kind: droppedArgument,
  message: `What “${attribute.name}” of your overlay sets (${names.join(', ')}) would be lost with it: ${why}.`,
  place,
  hint: `Give the attribute a name of its own, such as ${attribute.name}-own, use that where it is meant, and run again: it is then built on the new package.`,
});

const unused = (attribute: LegacyAttribute): Problem => ({
  kind: droppedArgument,
  message: `What “${attribute.name}” of your overlay sets (${attribute.settings?.names.join(', ')}) goes with it: nothing names it.`,
  place: attribute.settings?.place,
  hint: 'Where you still want it, apply overrideAttrs to the package where it is used.',
});
