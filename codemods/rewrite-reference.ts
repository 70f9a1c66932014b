/** One reference to the package: left alone and why, or what it is to become. */
import type { Edit } from '../src/edit/edit.js';
import { replace } from '../src/edit/replace.js';
import type { Reference } from '../src/flake/references.js';
import type { Contribution } from '../src/plan/codemod.js';
import type { Problem } from '../src/problem.js';
import { contains } from '../src/syntax/literals.js';
import type { Node } from '../src/syntax/nodes.js';
import { isInExportedModule } from './exported-modules.js';
import { isPackageName, plainName } from './facts.js';
import type { Migration } from './migration.js';
import { hostsAt, isInOtherFlake, originOf, packagesAt } from './package-sets.js';
import { mayBeOfOthers } from './part-of-hosts.js';
import { basisAt, finalPackagesAt, overlayAround } from './previous-packages.js';
import { leftAlone, missingOutput, otherProgram } from './problems.js';
import { type Target, targetOf } from './reference-target.js';
import { isInsideRemoved } from './removed-code.js';
import { expressionEdits } from './rewrite-expression.js';
import { inheritEdits } from './rewrite-inherit.js';
import { operationEdits, rewriteMotive } from './rewrite-operations.js';
import { isForMainProgram, type Usage, usageOfReference } from './usage.js';

const nothing: Contribution = {};

/** Whether a reference is one to be moved: not one that goes, or is of other hosts, or left alone. */
export function isRewritten(migration: Migration, reference: Reference): boolean {
  const { kind } = originOf(migration, reference.meanings, reference.name);
  return (
    isConcerned(migration, reference) &&
    !isOwnName(migration, reference.name) &&
    (kind === 'host' || kind === 'other') &&
    !isOfOtherFlake(migration, reference) &&
    !isPerhapsOfOthers(migration, reference)
  );
}

const isConcerned = (migration: Migration, reference: Reference): boolean =>
  !isInsideRemoved(migration, reference.node) && !isOfOtherHosts(migration, reference);

export function rewriteReference(migration: Migration, reference: Reference): Contribution {
  if (!isConcerned(migration, reference)) return nothing;
  const origin = originOf(migration, reference.meanings, reference.name);
  if (isOwnName(migration, reference.name))
    return origin.kind === 'host' && migration.legacy.moved.has(reference.name)
      ? operationEdits(migration, usageOfReference(reference).operations)
      : nothing;
  if (origin.kind === 'elsewhere')
    return isInsideKept(migration, reference.node) ? nothing : leave(reference, origin.why);
  if (origin.kind === 'own') return nothing;
  const usage = usageOfReference(reference);
  const stays = origin.kind === 'previous' ? whyPreviousStays(migration, reference, usage) : undefined;
  if (stays !== undefined) return isInsideKept(migration, reference.node) ? nothing : leave(reference, stays);
  if (isOfOtherFlake(migration, reference))
    return leave(reference, 'it belongs to another flake of the repository');
  if (isOfNoHost(reference) && isInExportedModule(migration.flake, reference.node))
    return leave(reference, 'the flake gives this module to others, and none of its hosts uses it');
  if (isPerhapsOfOthers(migration, reference))
    return leave(reference, 'none of the hosts that are migrated is known to read it');
  const missing = usage.selected.find((name) => attributesOfNixpkgsAlone.has(name));
  if (missing !== undefined) return { refusals: [missingAttribute(reference, missing)] };
  const target = targetOf(withoutOwnAttributes(migration, reference), reference, usage);
  if (target.kind === 'refused') return { refusals: [target.problem] };
  const edits = editsOf(migration, reference, usage, target, origin.kind !== 'host');
  if (edits === undefined)
    return leave(
      reference,
      'the package set of the host is not at hand here under the name pkgs',
      'Use the host’s package set here, or call this file by its callPackage, and run again.',
    );
  const staying = operationEdits(
    migration,
    usage.operations.filter(({ name }) => name === 'overrideAttrs' || target.inPlace),
    target.said,
  );
  return {
    edits: [...edits, ...(staying.edits ?? [])],
    refusals: staying.refusals ?? [],
    warnings: [...target.warnings, ...(staying.warnings ?? []), ...mainProgramWarnings(reference, usage)],
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

/** Why the package before an overlay of the user's is not to become the new one. */
function whyPreviousStays({ references }: Migration, { node }: Reference, usage: Usage): string | undefined {
  if (overlayAround(node) !== undefined && basisAt(references, node) === 'before')
    return 'what is made of it is patched, a fork or not understood, and built in the manner of nixpkgs’ package';
  return usage.selected.length > 0 || finalPackagesAt(node) === undefined
    ? 'it is the package before the overlay, as an overlay of yours sees it'
    : undefined;
}

/** An overlay does not see its own attributes in the package set before it. */
function withoutOwnAttributes(migration: Migration, { meanings, node }: Reference): Migration {
  if (!meanings.every(({ packageSet }) => packageSet.role === 'previous')) return migration;
  const { legacy } = migration;
  const attributes = legacy.attributes.filter(({ overlay }) => !contains(overlay.lambda, node));
  return { ...migration, legacy: { ...legacy, attributes } };
}

/** nixpkgs' `meta.mainProgram` is `llama`, upstream's `llama-cli` (.devops/nix/package.nix). */
export const mainProgramWarnings = ({ node }: { readonly node: Node }, usage: Usage): readonly Problem[] =>
  isForMainProgram(usage)
    ? [
        {
          kind: otherProgram,
          message: 'The main program is “llama-cli” in upstream’s package, and “llama” in nixpkgs’.',
          place: node.source.place(node.start),
          hint: "lib.getExe' names the program that is meant.",
        },
      ]
    : [];

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

export function leave(
  reference: { readonly name: string; readonly node: Node },
  why: string,
  hint?: string,
): Contribution {
  const { node } = reference;
  const problem: Problem = {
    kind: leftAlone,
    message: `“${reference.name}” is left alone: ${why}.`,
    place: node.source.place(node.start),
    hint,
  };
  return { warnings: [problem] };
}

/** An attribute of the user's own that stays. */
export function isOwnName({ legacy, keepsDefault }: Migration, name: string): boolean {
  if (keepsDefault && name === plainName && legacy.kept.some(({ attribute }) => attribute.name === name))
    return true;
  return !isPackageName(name) && !legacy.attributes.some((attribute) => attribute.name === name);
}

/** All hosts that it is for are not to be migrated. */
function isOfOtherHosts(migration: Migration, { meanings }: Reference): boolean {
  const hosts = meanings.map(migration.hostsOf);
  return hosts.every((some) => some.length > 0 && some.every((host) => !migration.hosts.includes(host)));
}

/** A file that no host reads, of another flake. */
const isOfOtherFlake = ({ flake }: Migration, reference: Reference): boolean =>
  isOfNoHost(reference) && isInOtherFlake(flake, reference.node);

/** It belongs to no host that is known, and perhaps to one that keeps nixpkgs' package. */
export const isPerhapsOfOthers = (migration: Migration, reference: Reference): boolean =>
  isOfNoHost(reference) &&
  hostsAt(migration, reference.node).length === 0 &&
  mayBeOfOthers(migration, reference.node.source.file);

const isOfNoHost = ({ meanings }: Reference): boolean =>
  meanings.every(({ packageSet }) => packageSet.owner === undefined);

/** Inside an attribute of an overlay that stays, which is told as a whole. */
function isInsideKept({ legacy }: Migration, node: Node): boolean {
  return legacy.kept.some(({ attribute }) => contains(attribute.binding, node));
}
