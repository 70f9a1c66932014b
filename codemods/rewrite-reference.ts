/** One reference to the package: what it is to become. */
import type { Edit, Motive } from '../src/edit/edit.js';
import { removeBinding } from '../src/edit/bindings.js';
import { layoutOf } from '../src/edit/layout.js';
import { replace, replaceDroppingParentheses } from '../src/edit/replace.js';
import type { Host } from '../src/flake/hosts.js';
import { boundBy, type Reference, type ReferenceMeaning } from '../src/flake/references.js';
import type { Contribution } from '../src/plan/codemod.js';
import type { Problem } from '../src/problem.js';
import { attributeText, contains } from '../src/syntax/literals.js';
import type { Expression } from '../src/syntax/nodes.js';
import { descendants } from '../src/syntax/parser.js';
import { readAttributesOverride } from './attributes-override.js';
import { argumentNames, isPackageName, plainName, type Variant, variantName } from './facts.js';
import { type Meaning, meaningOfName } from './legacy.js';
import { legacyRemovals } from './legacy-removals.js';
import { listed, type Migration } from './migration.js';
import { type MappedArgument, mapOverride } from './override.js';
import { leftAlone, pinnedVersion, sharedFile } from './problems.js';
import { argumentSet, type Operation, type Usage, usageOfReference } from './usage.js';

export const rewriteMotive: Motive = { by: 'rewrite-package-references', why: 'nixpkgs’ package to the build from the overlay' };

const nothing: Contribution = {};

export function rewriteReference(migration: Migration, reference: Reference): Contribution {
  if (isInsideRemoved(migration, reference.node)) return nothing;
  const scope = scopeOf(reference);
  if (scope.kind === 'elsewhere') return leave(reference, scope.why);
  if (scope.kind === 'own') return nothing;
  const usage = usageOfReference(reference);
  const target = targetOf(migration, reference, usage);
  if (target.kind === 'refused') return { refusals: [target.problem] };
  const edits = reference.form === 'inherit' ? inheritEdits(reference, target) : expressionEdits(reference, usage, target, scope.kind === 'other');
  if (edits === undefined) return leave(reference, 'the package set of the host is not at hand here under the name pkgs');
  const further = furtherOperations(migration, usage.operations.slice(target.consumed));
  return {
    edits: [...edits, ...(further.edits ?? [])],
    refusals: further.refusals ?? [],
    warnings: [...target.warnings, ...(further.warnings ?? [])],
  };
}

type Scope =
  /** The host's own package set: the overlay is there. */
  | { readonly kind: 'host' }
  /** Another nixpkgs at a place where a host's is meant. */
  | { readonly kind: 'other' }
  /** A package set that is not a host's. */
  | { readonly kind: 'elsewhere'; readonly why: string }
  /** Not nixpkgs' package at all. */
  | { readonly kind: 'own' };

const channelNames = /^(unstable|stable|master|nixpkgs.*|pkgs.*|staging.*|latest|old|small|edge|bleeding|upstream)([-_].*)?$/i;

function scopeOf(reference: Reference): Scope {
  const kinds = reference.meanings.map(scopeOfMeaning);
  const [first] = kinds;
  const different = kinds.find(({ kind }) => kind !== first?.kind);
  if (first === undefined) return { kind: 'own' };
  return different === undefined ? first : (kinds.find(({ kind }) => kind === 'elsewhere') ?? first);
}

function scopeOfMeaning({ packageSet, within }: ReferenceMeaning): Scope {
  const [set, ...deeper] = within;
  const isHost = packageSet.role === 'configuration' || packageSet.role === 'assumed' || packageSet.role === 'final';
  if (set === undefined) {
    if (isHost) return { kind: 'host' };
    if (packageSet.role === 'made') return { kind: 'other' };
    if (packageSet.role === 'previous') return { kind: 'elsewhere', why: 'it is the package before the overlay, as an overlay of yours sees it' };
    return { kind: 'elsewhere', why: 'the package set is that of perSystem, which has no overlays of the hosts' };
  }
  if (deeper.length > 0 || !channelNames.test(set)) return { kind: 'own' };
  return isHost ? { kind: 'other' } : { kind: 'elsewhere', why: 'it is taken from another package set' };
}

function leave(reference: Reference, why: string): Contribution {
  const { node } = reference;
  const problem: Problem = { kind: leftAlone, message: `“${reference.name}” is left alone: ${why}.`, place: node.source.place(node.start) };
  return { warnings: [problem] };
}

export function isInsideRemoved(migration: Migration, node: Reference['node']): boolean {
  const { bindings, elements } = legacyRemovals(migration);
  const removals = legacyRemovals(migration);
  return (
    removals.files.includes(node.source.file) ||
    removals.attributes.some(({ binding }) => contains(binding, node)) ||
    bindings.some(({ binding }) => contains(binding, node)) ||
    elements.some(({ element }) => contains(element, node)) ||
    migration.legacy.ours.some(({ source }) => source === node.source) ||
    migration.legacy.attributes.some(({ binding, overlay }) => contains(binding, node) || (contains(overlay.lambda, node) && isUsedOnlyForLegacy(migration, node)))
  );
}

/** Inside an overlay of the user's, what is not an attribute of its own belongs to its `let`. */
function isUsedOnlyForLegacy(migration: Migration, node: Reference['node']): boolean {
  return migration.legacy.attributes.some(({ set, overlay }) => contains(overlay.lambda, node) && !contains(set, node));
}

type Target =
  | {
      readonly kind: 'package';
      /** The attribute, e.g. `llama-cpp-cuda`. */
      readonly name: string;
      /** Arguments of an override that is still needed. */
      readonly arguments: readonly MappedArgument[];
      /** How many of the operations are expressed by name and arguments. */
      readonly consumed: number;
      /** The override stays where it is and only its names change. */
      readonly inPlace: boolean;
      readonly warnings: readonly Problem[];
    }
  | { readonly kind: 'refused'; readonly problem: Problem };

function targetOf(migration: Migration, reference: Reference, usage: Usage): Target {
  const own = ownMeaning(migration, reference);
  const [first] = usage.operations;
  if (first?.name !== 'override') {
    const chosen = own.variant === undefined ? hostVariant(migration, reference) : { variant: own.variant, warnings: [] };
    return { kind: 'package', name: nameOf(chosen.variant), arguments: own.rest, consumed: 0, inPlace: false, warnings: chosen.warnings };
  }
  const mapping = mapOverride(first.argument);
  if (mapping.kind === 'refused') return mapping;
  const { backends, computed, excludes, all, rest, warnings } = mapping.override;
  const plain = { kind: 'package', consumed: 1, warnings, inPlace: false } as const;
  if (computed) return { ...plain, name: nameOf(own.variant), arguments: all, inPlace: true };
  const [backend, ...more] = backends;
  if (more.length > 0) {
    const switches = backends.map((one): MappedArgument => ({ name: argumentNames.get(`${one}Support`) ?? one, value: 'true' }));
    return { ...plain, name: variantName('cpu'), arguments: [...switches, ...rest] };
  }
  if (backend !== undefined) return { ...plain, name: variantName(backend), arguments: rest };
  if (excludes && own.variant === undefined) return { ...plain, name: variantName('cpu'), arguments: rest };
  const chosen = own.variant === undefined ? hostVariant(migration, reference) : { variant: own.variant, warnings: [] };
  return { ...plain, name: nameOf(chosen.variant), arguments: rest, warnings: [...warnings, ...chosen.warnings] };
}

const nameOf = (variant: Variant | undefined): string => (variant === undefined ? plainName : variantName(variant));

/** What the attribute's name says: a variant, or what the old overlay meant by it. */
function ownMeaning(migration: Migration, reference: Reference): Meaning {
  const legacy = migration.legacy.attributes.find(({ name }) => name === reference.name);
  if (legacy !== undefined) return legacy.meaning;
  return meaningOfName(reference.name);
}

/** The build of the hosts that a plain reference is for, where they agree. */
export function hostVariant(migration: Migration, reference: { readonly meanings: readonly ReferenceMeaning[]; readonly node: Reference['node'] }): {
  readonly variant: Variant | undefined;
  readonly warnings: readonly Problem[];
} {
  const hosts = [...new Set(reference.meanings.flatMap(migration.hostsOf))];
  const decided = hosts.map((host): readonly [Host, Variant | undefined] => {
    const variant = migration.variants.get(host);
    return [host, variant === undefined || variant.byConfig || !migration.hosts.includes(host) ? undefined : variant.variant];
  });
  const distinct = new Set(decided.map(([, variant]) => variant));
  if (distinct.size <= 1) return { variant: [...distinct][0], warnings: [] };
  const wanting = decided.filter(([, variant]) => variant !== undefined).map(([host, variant]) => `${host.name} ${variant}`);
  return {
    variant: undefined,
    warnings: [
      {
        kind: sharedFile,
        message: `This reference is shared by hosts that would get different builds (${listed(wanting)}); it keeps the plain one.`,
        place: reference.node.source.place(reference.node.start),
        hint: 'nixpkgs.config.cudaSupport = true; on a host makes its plain package the CUDA build; or name the package in the host’s own file.',
      },
    ],
  };
}

/** `inherit (pkgs) llama-cpp-old;` can only be rewritten where the name stays. */
function inheritEdits(reference: Extract<Reference, { form: 'inherit' }>, target: Extract<Target, { kind: 'package' }>): readonly Edit[] | undefined {
  if (target.name === reference.name && target.arguments.length === 0) return [];
  return isPackageName(reference.name) ? [] : undefined;
}

/** @param other the reference is to another package set, and must be moved to the host's own */
function expressionEdits(
  reference: Exclude<Reference, { form: 'inherit' }>,
  usage: Usage,
  target: Extract<Target, { kind: 'package' }>,
  other: boolean,
): readonly Edit[] | undefined {
  const override = target.consumed === 1 ? usage.operations[0] : undefined;
  const named = namedEdits(reference, target.name, other);
  if (named === undefined) return undefined;
  if (target.inPlace && override !== undefined) return [...named.edits, ...renamedArguments(override.argument)];
  if (override === undefined && target.arguments.length === 0) return named.edits;
  const spaced = layoutOf(reference.node.source).bracketSpacing;
  if (override !== undefined && isSameOverride(override.argument, target.arguments) && target.name === reference.name && !other) return [];
  const inner = target.arguments.map(({ name, value }) => `${name} = ${value};`).join(' ');
  const text = target.arguments.length === 0 ? named.text : `${named.text}.override ${spaced ? `{ ${inner} }` : `{${inner}}`}`;
  const whole = override?.node ?? reference.node;
  if (target.arguments.length === 0 || override !== undefined) return [replaceDroppingParentheses(whole, text, rewriteMotive)];
  return [replace(whole, needsParentheses(whole) ? `(${text})` : text, rewriteMotive)];
}

function needsParentheses(node: Expression): boolean {
  const { parent } = node;
  if (parent === undefined) return false;
  return parent.kind === 'list' || parent.kind === 'select' || (parent.kind === 'apply');
}

/** The text of the package under its new name, and the smallest edits that give it. */
function namedEdits(reference: Exclude<Reference, { form: 'inherit' }>, name: string, other: boolean): { edits: readonly Edit[]; text: string } | undefined {
  const { node } = reference;
  const { source } = node;
  if (other) {
    if (boundBy(anchorOf(node), 'pkgs') === undefined || isOtherPackages(reference)) return undefined;
    const text = `pkgs.${name}`;
    const whole = reference.form === 'select' ? selectionRange(reference) : node;
    return { text, edits: [{ file: source.file, start: whole.start, end: whole.end, text, ...rewriteMotive }] };
  }
  if (reference.form === 'identifier') {
    return { text: name, edits: name === reference.name ? [] : [replace(reference.node, name, rewriteMotive)] };
  }
  const element = reference.node.attrpath[reference.index];
  if (element === undefined) return undefined;
  const text = `${source.text.slice(reference.node.start, element.start)}${name}`;
  return { text, edits: name === reference.name ? [] : [replace(element, name, rewriteMotive)] };
}

function selectionRange(reference: Extract<Reference, { form: 'select' }>): { readonly start: number; readonly end: number } {
  return { start: reference.node.start, end: reference.node.attrpath[reference.index]?.end ?? reference.node.end };
}

function anchorOf(node: Expression): Parameters<typeof boundBy>[0] {
  for (const inner of descendants(node)) if (inner.kind === 'identifier') return inner;
  throw new Error(`${node.source.file}: a reference without a name`);
}

/** `pkgs` itself is the other package set here. */
function isOtherPackages(reference: Reference): boolean {
  return reference.form === 'select' && reference.node.target.kind === 'identifier' && reference.node.target.name === 'pkgs' && reference.index === 0;
}

function isSameOverride(argument: Expression, mapped: readonly MappedArgument[]): boolean {
  const set = argumentSet(argument)?.set;
  if (set === undefined || set.bindings.length !== mapped.length) return false;
  return set.bindings.every((binding, index) => binding.kind === 'binding' && binding.attrpath.map(attributeText)[0] === mapped[index]?.name);
}

/** The arguments of an override under upstream's names, values and layout untouched. */
export function renamedArguments(argument: Expression): readonly Edit[] {
  const found = argumentSet(argument);
  if (found === undefined) return [];
  const mapping = mapOverride(argument);
  if (mapping.kind === 'refused') return [];
  const kept = new Map(mapping.override.all.map((one) => [one.name, one.value]));
  return found.set.bindings.flatMap((binding): readonly Edit[] => {
    if (binding.kind === 'inherit') return inheritedArgument(binding);
    const [element] = binding.attrpath;
    const name = element === undefined ? undefined : attributeText(element);
    if (element === undefined || name === undefined) return [];
    const upstream = argumentNames.get(name);
    if (upstream === undefined || !kept.has(upstream)) return removeBinding(found.set, binding, rewriteMotive);
    const value = kept.get(upstream);
    return [
      ...(upstream === name ? [] : [replace(element, upstream, rewriteMotive)]),
      ...(value === undefined || value === binding.source.textOf(binding.value) ? [] : [replace(binding.value, value, rewriteMotive)]),
    ];
  });
}

/** `inherit cudaSupport;` becomes `useCuda = cudaSupport;`. */
function inheritedArgument(binding: Extract<NonNullable<ReturnType<typeof argumentSet>>['set']['bindings'][number], { kind: 'inherit' }>): readonly Edit[] {
  const names = binding.names.map(attributeText);
  if (names.every((name) => name === undefined || argumentNames.get(name) === name)) return [];
  const { source, from } = binding;
  const texts = names.map((name) => {
    const value = from === undefined ? name : `${source.textOf(from)}.${name}`;
    return `${argumentNames.get(name ?? '') ?? name} = ${value};`;
  });
  return [replace(binding, texts.join(' '), rewriteMotive)];
}

/** What is applied behind the override: attributes that upstream's derivation has not, pins, native flags. */
export function furtherOperations(migration: Migration, operations: readonly Operation[]): Contribution {
  const edits: Edit[] = [];
  const refusals: Problem[] = [];
  const warnings: Problem[] = [];
  for (const operation of operations) {
    if (operation.name === 'override') {
      const mapping = mapOverride(operation.argument);
      if (mapping.kind === 'refused') refusals.push(mapping.problem);
      else edits.push(...renamedArguments(operation.argument));
      continue;
    }
    const attributes = readAttributesOverride(operation.argument);
    if (attributes === undefined) continue;
    if (attributes.pin !== undefined && migration.options.url === undefined && migration.input.existing === undefined) {
      const { revision } = attributes.pin;
      refusals.push({
        kind: pinnedVersion,
        message: `The package is pinned to ${revision ?? 'a version of its own'} here; with the flake the input says which version is built.`,
        place: attributes.pin.place,
        hint: `Run again with --url github:ggml-org/llama.cpp/${revision ?? 'TAG'} to keep a version, or --url github:ggml-org/llama.cpp for the newest.`,
      });
      continue;
    }
    if (attributes.native !== undefined) {
      warnings.push({
        kind: leftAlone,
        message: 'Flags that build for the machine at hand were taken out: they contradict the choice of CPU kernels at run time, which is as fast.',
        place: attributes.native,
      });
    }
    if (attributes.empty) edits.push(...withoutApplication(operation));
    else edits.push(...attributes.edits(rewriteMotive));
  }
  return { edits, refusals, warnings };
}

/** `x.overrideAttrs (…)` becomes `x`. */
function withoutApplication(operation: Operation): readonly Edit[] {
  const callee = operation.node.function;
  if (callee.kind !== 'select') return [];
  const last = callee.attrpath.at(-1);
  if (last === undefined) return [];
  const before = callee.attrpath.at(-2) ?? callee.target;
  return [{ file: callee.source.file, start: before.end, end: operation.node.end, text: '', ...rewriteMotive }];
}
