/** One reference to the package: left alone and why, or what it is to become. */
import type { Edit } from '../src/edit/edit.js';
import { replace } from '../src/edit/replace.js';
import { folderOf } from '../src/eval/paths.js';
import type { Reference } from '../src/flake/references.js';
import type { Contribution } from '../src/plan/codemod.js';
import type { Problem } from '../src/problem.js';
import { contains } from '../src/syntax/literals.js';
import type { Node } from '../src/syntax/nodes.js';
import { isPackageName } from './facts.js';
import { legacyRemovals } from './legacy-removals.js';
import type { Migration } from './migration.js';
import { originOf, packagesAt } from './package-sets.js';
import { leftAlone, missingOutput } from './problems.js';
import { type Target, targetOf } from './reference-target.js';
import { expressionEdits } from './rewrite-expression.js';
import { inheritEdits } from './rewrite-inherit.js';
import { operationEdits, rewriteMotive } from './rewrite-operations.js';
import { type Usage, usageOfReference } from './usage.js';

const nothing: Contribution = {};

/** Whether a reference is one to be moved: not one that goes, or is of other hosts, or left alone. */
export function isRewritten(migration: Migration, reference: Reference): boolean {
  const { kind } = originOf(migration, reference.meanings);
  return (
    isConcerned(migration, reference) &&
    (kind === 'host' || kind === 'other') &&
    !isOfOtherFlake(migration, reference)
  );
}

const isConcerned = (migration: Migration, reference: Reference): boolean =>
  !isInsideRemoved(migration, reference.node) &&
  !isOfOtherHosts(migration, reference) &&
  !isOwnName(migration, reference);

export function rewriteReference(migration: Migration, reference: Reference): Contribution {
  if (!isConcerned(migration, reference)) return nothing;
  const origin = originOf(migration, reference.meanings);
  if (origin.kind === 'elsewhere')
    return isInsideKept(migration, reference.node) ? nothing : leave(reference, origin.why);
  if (origin.kind === 'own') return nothing;
  if (isOfOtherFlake(migration, reference))
    return leave(reference, 'it belongs to another flake of the repository');
  const usage = usageOfReference(reference);
  const missing = usage.selected.find((name) => attributesOfNixpkgsAlone.has(name));
  if (missing !== undefined) return { refusals: [missingAttribute(reference, missing)] };
  const target = targetOf(migration, reference, usage);
  if (target.kind === 'refused') return { refusals: [target.problem] };
  const edits = editsOf(migration, reference, usage, target, origin.kind === 'other');
  if (edits === undefined)
    return leave(reference, 'the package set of the host is not at hand here under the name pkgs');
  const staying = operationEdits(
    migration,
    usage.operations.filter(({ name }) => name === 'overrideAttrs' || target.inPlace),
  );
  return {
    edits: [...edits, ...(staying.edits ?? [])],
    refusals: staying.refusals ?? [],
    warnings: [...target.warnings, ...(staying.warnings ?? [])],
  };
}

function editsOf(
  migration: Migration,
  reference: Reference,
  usage: Usage,
  target: Extract<Target, { kind: 'package' }>,
  other: boolean,
): readonly Edit[] | undefined {
  switch (reference.form) {
    case 'inherit':
      return inheritEdits(migration, reference, target, other);
    case 'name': {
      // a text cannot have arguments
      if (target.arguments.length > 0) return undefined;
      const access = other ? packagesAt(migration, reference.packages) : undefined;
      if (other && access === undefined) return undefined;
      const named =
        target.name === reference.name ? [] : [replace(reference.node, `"${target.name}"`, rewriteMotive)];
      return access === undefined
        ? named
        : [...access.edits(rewriteMotive), replace(reference.packages, access.text, rewriteMotive), ...named];
    }
    default:
      return expressionEdits(migration, reference, usage, target, other);
  }
}

/** Attributes of nixpkgs' derivation that upstream's has not (domain: `outputs` is `out` alone). */
const attributesOfNixpkgsAlone: ReadonlySet<string> = new Set([
  'dev',
  'npmDeps',
  'npmDepsHash',
  'patches',
  'preConfigure',
]);

function missingAttribute(reference: Reference, name: string): Problem {
  return {
    kind: missingOutput,
    message: `“${reference.name}.${name}” does not exist in upstream’s package.`,
    place: reference.node.source.place(reference.node.start),
    hint: 'Take it out, or use the package itself, and run again.',
  };
}

export function leave(reference: { readonly name: string; readonly node: Node }, why: string): Contribution {
  const { node } = reference;
  const problem: Problem = {
    kind: leftAlone,
    message: `“${reference.name}” is left alone: ${why}.`,
    place: node.source.place(node.start),
  };
  return { warnings: [problem] };
}

/** An attribute of the user's own that stays. */
function isOwnName({ legacy }: Migration, { name }: Reference): boolean {
  return !isPackageName(name) && !legacy.attributes.some((attribute) => attribute.name === name);
}

/** All hosts that it is for are not to be migrated. */
function isOfOtherHosts(migration: Migration, { meanings }: Reference): boolean {
  const hosts = meanings.map(migration.hostsOf);
  return hosts.every((some) => some.length > 0 && some.every((host) => !migration.hosts.includes(host)));
}

/** A file that no host reads, in a folder with a flake of its own: a template, another project. */
function isOfOtherFlake({ flake }: Migration, { meanings, node }: Reference): boolean {
  if (meanings.some(({ packageSet }) => packageSet.owner !== undefined)) return false;
  const own = folderOf(flake.path);
  for (let folder = folderOf(node.source.file); folder !== own && folder !== ''; folder = folderOf(folder)) {
    if (flake.files.exists(`${folder}/flake.nix`)) return true;
  }
  return false;
}

export function isInsideRemoved(migration: Migration, node: Node): boolean {
  const removals = legacyRemovals(migration);
  return (
    removals.files.includes(node.source.file) ||
    removals.attributes.some(({ binding }) => contains(binding, node)) ||
    removals.bindings.some(({ binding }) => contains(binding, node)) ||
    removals.elements.some(({ element }) => contains(element, node)) ||
    migration.legacy.ours.some(({ source }) => source === node.source) ||
    migration.legacy.attributes.some(
      ({ binding, overlay }) =>
        contains(binding, node) || (contains(overlay.lambda, node) && isUsedOnlyForLegacy(migration, node)),
    )
  );
}

/** Inside an overlay of the user's, what is not an attribute of its own belongs to its `let`. */
function isUsedOnlyForLegacy(migration: Migration, node: Node): boolean {
  return migration.legacy.attributes.some(
    ({ set, overlay }) => contains(overlay.lambda, node) && !contains(set, node),
  );
}

/** Inside an attribute of an overlay that stays, which is told as a whole. */
function isInsideKept({ legacy }: Migration, node: Node): boolean {
  return legacy.kept.some(({ attribute }) => contains(attribute.binding, node));
}
