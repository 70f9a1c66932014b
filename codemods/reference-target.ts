/** What a reference is to become: which attribute of the overlay, with which arguments. */
import type { Host } from '../src/flake/hosts.js';
import { isOverriddenDefault } from '../src/flake/option-defaults.js';
import type { Reference } from '../src/flake/references.js';
import type { Problem } from '../src/problem.js';
import { attributeText } from '../src/syntax/literals.js';
import { isOneOfSeveral } from './alternatives.js';
import { type CommonBuild, commonBuild } from './common-build.js';
import { hostsThatUse } from './conditions.js';
import {
  argumentNames,
  backendArguments,
  buildName,
  plainName,
  type Variant,
  variantName,
  variantOfName,
} from './facts.js';
import { type Meaning, meaningOfName } from './legacy.js';
import { isRedefined, madeAttribute } from './made-sets.js';
import type { Migration } from './migration.js';
import { type MappedArgument, type MappedOverride, mapOverride, wantedOf } from './override.js';
import { hostsAt, hostsOfReference, variantOfSet } from './package-sets.js';
import { overlayAround } from './previous-packages.js';
import { unreadableOverride } from './problems.js';
import type { Usage } from './usage.js';

export type Target =
  | {
      readonly kind: 'package';
      /** The attribute, e.g. `llama-cpp-cuda`. */
      readonly name: string;
      /** Arguments of an override that is still needed. */
      readonly arguments: readonly Argument[];
      /** The overrides stay where they are, and only the names of their arguments change. */
      readonly inPlace: boolean;
      /** Arguments of upstream's that such an override need not name. */
      readonly said: readonly string[];
      /** Hosts that are to say which build the plain name is, because they share the reference and differ. */
      readonly naming: readonly Host[];
      readonly warnings: readonly Problem[];
    }
  | { readonly kind: 'refused'; readonly problem: Problem };

export type Argument = Pick<MappedArgument, 'name' | 'value'>;

export function targetOf(migration: Migration, reference: Reference, usage: Usage): Target {
  const found = targetWithoutProcessor(migration, reference, usage);
  if (found.kind === 'refused') return found;
  const target = keepsComments(reference, usage, found) ? (inPlaceOf(usage, found) ?? found) : found;
  const variant = variantOfName(target.name);
  if (variant === undefined) {
    const isNixpkgs = target.name === plainName && migration.keepsDefault;
    return isNixpkgs && usage.operations.length > 0 ? { ...target, name: variantName('cpu') } : target;
  }
  const processors = new Set(hostsUsing(migration, reference).map((host) => processorOf(migration, host)));
  const [processor] = processors;
  return processors.size > 1 || processor === undefined
    ? target
    : { ...target, name: buildName(`${variant}-${processor}`) };
}

const processorOf = ({ variants }: Migration, host: Host): string | undefined =>
  variants.get(host)?.processor;

function targetWithoutProcessor(migration: Migration, reference: Reference, usage: Usage): Target {
  if (isMadeDifferently(migration, reference))
    return { kind: 'refused', problem: madeDifferently(reference) };
  const own = ownMeaning(migration, reference);
  const overrides: MappedOverride[] = [];
  for (const operation of usage.operations) {
    if (operation.name !== 'override') continue;
    const mapping = mapOverride(operation.argument);
    if (mapping.kind === 'refused') return mapping;
    overrides.push(mapping.override);
  }
  const warnings = overrides.flatMap((override) => override.warnings);
  const { backends, computed, excludes, rest } = wantedOf(overrides, own.variant);
  const given = { kind: 'package', naming: [], said: [], warnings } as const;
  const asked = askedVariant(migration, reference);
  if (asked !== undefined) return { ...given, name: variantName(asked), arguments: rest, inPlace: false };
  if (computed) return { ...given, name: nameOf(own.variant), arguments: [], inPlace: true };
  if (variantOfName(reference.name) === own.variant && own.variant !== undefined && isUpstreams(overrides))
    return { ...given, name: reference.name, arguments: [], inPlace: true };
  const [first] = usage.operations;
  const [backend, ...more] = backends;
  // an argument that stays is passed on where it is, when something else was applied before
  const inPlace =
    overrides.length > 1 || (first !== undefined && first.name !== 'override' && rest.length > 0);
  if (inPlace && rest.length > 0)
    return {
      ...given,
      name: backends.length > 0 || excludes ? variantName('cpu') : nameOf(own.variant),
      arguments: [],
      inPlace,
    };
  if (more.length > 0) {
    const switches = backends.map(
      (one): Argument => ({ name: argumentNames.get(`${one}Support`) ?? one, value: 'true' }),
    );
    const written = overrides.flatMap((override) => override.arguments.map(({ name }) => name));
    const inOrder = [...switches, ...rest].sort(
      (left, right) => written.indexOf(left.name) - written.indexOf(right.name),
    );
    return { ...given, name: variantName('cpu'), arguments: inOrder, inPlace: false };
  }
  if (backend !== undefined) return { ...given, name: variantName(backend), arguments: rest, inPlace: false };
  const added = overrides.length > 0 ? rest : own.rest;
  if (excludes && own.variant === undefined)
    return { ...given, name: variantName('cpu'), arguments: added, inPlace: false };
  const chosen =
    own.variant === undefined && !isOneOfSeveral(migration, reference)
      ? hostBuild(migration, reference)
      : { build: own.variant ?? (migration.keepsDefault ? 'cpu' : undefined), naming: [], warnings: [] };
  return {
    ...given,
    name: chosen.build === undefined ? plainName : buildName(chosen.build),
    arguments: added,
    inPlace: false,
    naming: chosen.naming,
    warnings: [...warnings, ...chosen.warnings],
  };
}

/** Whether the arguments of overrides are upstream's already: what they add to a variant is right as it is. */
function isUpstreams(overrides: readonly MappedOverride[]): boolean {
  const names = overrides.flatMap(({ written }) =>
    written.sets.flatMap(({ bindings }) =>
      bindings.map((binding) =>
        binding.kind === 'binding' ? binding.attrpath.map(attributeText)[0] : undefined,
      ),
    ),
  );
  return (
    names.some((name) => name !== undefined && /^use[A-Z]/.test(name)) &&
    names.every((name) => name !== undefined && argumentNames.get(name) === name)
  );
}

type PackageTarget = Extract<Target, { kind: 'package' }>;

/** Whether an override that is still needed has comments, which would be lost if it were written anew. */
function keepsComments({ node }: Reference, usage: Usage, target: PackageTarget): boolean {
  const [first] = usage.operations;
  if (target.arguments.length === 0 || first?.name !== 'override') return false;
  const mapping = mapOverride(first.argument);
  const sets = mapping.kind === 'mapped' ? mapping.override.written.sets : [];
  // what is in a value goes or stays with that value
  const values = sets.flatMap(({ bindings }) =>
    bindings.flatMap((binding) => (binding.kind === 'binding' ? [binding.value] : [])),
  );
  return node.source.comments.some(
    ({ start, end }) =>
      start >= node.end &&
      end <= first.node.end &&
      !values.some((value) => value.start <= start && end <= value.end),
  );
}

/**
 * The override stays in its place, without what the name of the package says already; `undefined` where more must be said
 * than one name can.
 */
function inPlaceOf({ operations }: Usage, target: PackageTarget): PackageTarget | undefined {
  const [first] = operations;
  const mapping = first === undefined ? undefined : mapOverride(first.argument);
  if (mapping?.kind !== 'mapped') return undefined;
  const written = mapping.override.arguments.map(({ name }) => name);
  const [missing, ...more] = target.arguments.filter(({ name }) => !written.includes(name));
  const backend = missing === undefined ? undefined : backendArguments.get(missing.name);
  if (more.length > 0 || (missing !== undefined && backend === undefined)) return undefined;
  const needed = new Set(target.arguments.map(({ name }) => name));
  const switches = [...backendArguments.keys()].filter((name) => argumentNames.get(name) === name);
  return {
    ...target,
    name: backend === undefined ? target.name : variantName(backend),
    arguments: [],
    inPlace: true,
    said: switches.filter((name) => !needed.has(name)),
  };
}

/** What --variant says for the hosts of a reference, where it says one thing for all of them. */
function askedVariant(migration: Migration, reference: Reference): Variant | undefined {
  const hosts = [...new Set(reference.meanings.flatMap(migration.hostsOf))];
  const asked = new Set(
    hosts.map((host) => {
      const variant = migration.variants.get(host);
      return variant?.asked === true ? variant.variant : undefined;
    }),
  );
  return asked.size === 1 ? [...asked][0] : undefined;
}

const nameOf = (variant: Variant | undefined): string =>
  variant === undefined ? plainName : variantName(variant);

/** What the attribute's name says, or the set that it is taken from: a variant, or what the old overlay meant by it. */
function ownMeaning(migration: Migration, reference: Reference): Meaning {
  const legacy = migration.legacy.attributes.find(
    (attribute) =>
      attribute.name === reference.name &&
      reference.meanings.every((meaning) => isRedefined(migration, attribute, meaning)),
  );
  const named = meaningOfName(reference.name);
  if (legacy !== undefined) {
    // `llama-cpp-cpu` made without a word of backends: its name says what is wanted
    const isForCpu = legacy.meaning.variant === undefined && named.variant === 'cpu';
    return isForCpu ? { ...legacy.meaning, variant: 'cpu' } : legacy.meaning;
  }
  if (named.variant !== undefined) return named;
  const sets = new Set(reference.meanings.map((meaning) => variantOfSet(migration, meaning)));
  return sets.size === 1 ? { variant: [...sets][0], rest: [] } : named;
}

/** Whether overlays of package sets that are made by hand make different things of it. */
function isMadeDifferently(migration: Migration, { meanings, name }: Reference): boolean {
  const made = meanings.map((meaning) => madeAttribute(migration, meaning, name));
  const told = new Set(
    made.map((one) => (one?.kind === 'legacy' ? JSON.stringify(one.attribute.meaning) : undefined)),
  );
  return told.size > 1;
}

const madeDifferently = ({ name, node }: Reference): Problem => ({
  kind: unreadableOverride,
  message: `“${name}” is another build on each of several hosts, by the overlays of the package sets that it is taken from.`,
  place: node.source.place(node.start),
  hint: 'Name the build that is meant here, and run again.',
});

/** The hosts that a reference is for, where no condition around it is known to be false. */
function hostsUsing(migration: Migration, reference: Reference): readonly Host[] {
  return hostsThatUse(migration, reference.node, hostsOfReference(migration, reference));
}

/** The build of the hosts that a plain reference is for. */
function hostBuild(migration: Migration, reference: Reference): CommonBuild {
  const hosts = hostsUsing(migration, reference);
  // the default of an option that some hosts set is none of the others' own
  const isChoice = reference.meanings
    .flatMap(migration.hostsOf)
    .some(({ configuration }) => isOverriddenDefault(configuration, reference.node));
  // a home with a package set of its own has a nixpkgs.config of its own
  const isOfHosts = reference.meanings.every(({ packageSet }) => packageSet.owner?.user === undefined);
  // an overlay that is no host's own is for whoever applies it
  const isOfOverlay =
    overlayAround(reference.node) !== undefined && hostsAt(migration, reference.node).length === 0;
  const keepsPlain = isChoice || isOfOverlay;
  return commonBuild(migration, hosts, reference.node, 'This reference', { isOfHosts, keepsPlain });
}
