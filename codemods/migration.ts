/** The model that the codemods plan from: the flake as understood, and every decision that several of them share. */

import type { Home } from '../src/flake/configuration.js';
import type { Flake } from '../src/flake/flake.js';
import { findHosts, type Host, type Hosts, type UnknownHost } from '../src/flake/hosts.js';
import { builtElsewhere, noHosts, noSuchHost, unknownHost } from '../src/flake/problems.js';
import { type FoundReferences, findReferences, type ReferenceMeaning } from '../src/flake/references.js';
import { Scopes } from '../src/flake/scopes.js';
import type { PackageSetSymbol } from '../src/flake/symbols.js';
import type { PlanOptions } from '../src/plan/plan.js';
import { type Problem, ProblemError } from '../src/problem.js';
import { inputState, isPackageName, mentions, plainName } from './facts.js';
import { type HostVariant, type Redefinition, variantOfHost } from './hosts.js';
import { choosePlaces, type Injection } from './injection.js';
import { decideInput, type InputDecision } from './inputs.js';
import { findLegacy, type Legacy, legacyNames } from './legacy.js';
import { togetherness } from './made-sets.js';
import { setsNamedBy } from './named-sets.js';
import { hasOverlay } from './overlay-applied.js';
import { chooseOverlayPath, type OverlayFile } from './overlay-file.js';
import { findOverlays, isWithoutPlainName, mayHave, triedOverlays } from './overlays.js';
import { isChannel } from './package-sets.js';
import { commonRevision, pinsOf } from './pins.js';
import { unreadableModules } from './unreadable-modules.js';

export interface Migration {
  readonly flake: Flake;
  readonly scopes: Scopes;
  readonly options: PlanOptions;
  /** The hosts that are to be migrated. */
  readonly hosts: readonly Host[];
  /** Hosts that the flake has besides. */
  readonly otherHosts: readonly Host[];
  readonly unknownHosts: readonly UnknownHost[];
  readonly variants: ReadonlyMap<Host, HostVariant>;
  readonly references: FoundReferences;
  readonly legacy: Legacy;
  readonly input: InputDecision;
  readonly overlay: OverlayFile;
  readonly injections: readonly Injection[];
  /** Hosts that have the overlay already, or get it by its being in a folder. */
  readonly alreadyInjected: readonly Host[];
  /** Hosts for which there is no place. */
  readonly withoutPlace: readonly Host[];
  /** The overlay leaves the plain name to nixpkgs: because it was asked for, now or when it was made. */
  readonly keepsDefault: boolean;
  /** The hosts that a reference is for; none where that is not known. */
  readonly hostsOf: (meaning: ReferenceMeaning) => readonly Host[];
  readonly problems: { readonly refusals: readonly Problem[]; readonly warnings: readonly Problem[] };
}

export function readMigration(flake: Flake, options: PlanOptions): Migration {
  const scopes = new Scopes(flake.interpreter);
  const all = findHosts(flake);
  const { hosts, otherHosts } = selectHosts(all.known, options);
  if (all.known.length === 0 && all.unknown.length === 0) {
    throw new ProblemError({
      kind: noHosts,
      message: 'The outputs have no nixosConfigurations, darwinConfigurations or homeConfigurations.',
      place: flake.source.place(flake.outputsBinding.start),
    });
  }
  // the modules of all hosts are applied now, so that their functions' arguments are known afterwards
  for (const host of all.known) for (const home of host.configuration.homes) void home.modules.collected;
  // and so are their overlays
  for (const host of all.known) triedOverlays(flake, host);
  const overlays = findOverlays(flake);
  const names = legacyNames(overlays);
  const references = findReferences(flake, scopes, {
    isPackage: (name) => isPackageName(name) || names.has(name),
    isWithin: isChannel,
    mentions,
  });
  const officialInputs = flake.inputs.entries
    .filter((input) => inputState(input) === 'official' || inputState(input) === 'local')
    .map(({ name }) => name);
  const legacy = findLegacy(overlays, references, officialInputs, togetherness(flake, all.known, references));
  const variants = new Map(
    all.known.map((host) => [host, variantOfHost(host, options, redefinitionFor(flake, legacy, host))]),
  );
  const byCall = new Map(all.known.map((host) => [host.configuration.call, host]));
  const hostsOf = (meaning: ReferenceMeaning): readonly Host[] => {
    const { owner } = meaning.packageSet;
    const host = owner === undefined ? undefined : byCall.get(owner.call);
    return host === undefined ? [] : [host];
  };
  const using = new Set(references.references.flatMap(({ meanings }) => meanings.flatMap(hostsOf)));
  const input = decideInput(
    flake,
    [...using],
    hosts,
    options,
    commonRevision([...pinsOf(references), ...legacy.pins]),
    legacy.ours.length > 0,
  );
  const overlay = chooseOverlayPath(flake, all.known, options, legacy);
  const alreadyInjected = hosts.filter(
    (host) => overlay.loader !== undefined || (overlay.exists && hasOverlay(flake, host, legacy.ours)),
  );
  const pending = hosts.filter((host) => !alreadyInjected.includes(host));
  const homes = (host: Host): readonly Home[] =>
    host.configuration.homes.filter(
      (home) => home.globalPackages === false && usesPackages(home.user, host, references),
    );
  const setsOf = (host: Host): readonly PackageSetSymbol[] =>
    setsNamedBy({ flake, scopes }, references.references, host);
  const { injections, without } = choosePlaces(flake, scopes, pending, otherHosts, {
    isUser: (host) => using.has(host),
    homesOf: homes,
    setsOf,
  });
  return {
    flake,
    scopes,
    options,
    hosts,
    otherHosts,
    unknownHosts: all.unknown,
    variants,
    references,
    legacy,
    input,
    overlay,
    injections,
    alreadyInjected,
    withoutPlace: without,
    keepsDefault: overlay.exists ? legacy.ours.every(isWithoutPlainName) : options.keepDefault,
    hostsOf,
    problems: withUnreadable(discoveryProblems(all, options, hosts), unreadableModules(flake, hosts)),
  };
}

/** What the plain name means on a host, where an overlay that goes redefines it. */
function redefinitionFor(flake: Flake, legacy: Legacy, host: Host): Redefinition | undefined {
  for (const { name, meaning, overlay, binding } of legacy.attributes) {
    if (name !== plainName || meaning.variant === undefined) continue;
    if (mayHave(flake, host, overlay, undefined))
      return { variant: meaning.variant, place: binding.source.place(binding.start) };
  }
  return undefined;
}

function usesPackages(user: string, host: Host, found: FoundReferences): boolean {
  return found.references.some(({ meanings }) =>
    meanings.some(
      ({ packageSet }) =>
        packageSet.owner?.call === host.configuration.call && packageSet.owner.user === user,
    ),
  );
}

function selectHosts(
  known: readonly Host[],
  options: PlanOptions,
): { hosts: readonly Host[]; otherHosts: readonly Host[] } {
  const names = new Set(known.map(({ name }) => name));
  const asked = [
    ...options.hosts,
    ...[...options.variants.keys()].filter((name) => name !== '*'),
    ...options.processors.keys(),
  ];
  const missing = asked.find((name) => !names.has(name));
  if (missing !== undefined) {
    const quotes = known.some(({ isUnnamed }) => isUnnamed)
      ? ' A name that is not known stands as it is written; on the command line, put it into single quotes.'
      : '';
    throw new ProblemError({
      kind: noSuchHost,
      message: `There is no host “${missing}”.`,
      hint: `The hosts are ${[...names].sort().join(', ')}.${quotes}`,
    });
  }
  if (options.hosts.length === 0) return { hosts: known, otherHosts: [] };
  return {
    hosts: known.filter(({ name }) => options.hosts.includes(name)),
    otherHosts: known.filter(({ name }) => !options.hosts.includes(name)),
  };
}

/** What is beside the machines, in a hive, does not keep these from being migrated. */
function discoveryProblems(
  { unknown, elsewhere }: Hosts,
  options: PlanOptions,
  hosts: readonly Host[],
): Migration['problems'] {
  const asked = unknown.filter(
    ({ name }) => options.hosts.length === 0 || name === undefined || options.hosts.includes(name),
  );
  const isLenient = (options.allowPartial || options.hosts.length > 0) && hosts.length > 0;
  const told = (isWarning: boolean): readonly Problem[] =>
    distinct(
      asked
        .filter(({ isBeside }) => (isLenient || isBeside) === isWarning)
        .map((host) => discoveryProblem(host, hosts)),
    );
  const passedOn = elsewhere.map(({ name, kind, place }): Problem => {
    const message =
      name === undefined
        ? `The ${outputOf[kind]} of another flake, which this one passes on, are left alone.`
        : `The host ${name} is left alone: it is another flake’s, which this one passes on.`;
    return { kind: builtElsewhere, message, place };
  });
  return { refusals: told(false), warnings: [...told(true), ...passedOn] };
}

/** What to paste where no machine is understood. */
const byHand =
  'By hand: add the input llama-cpp, copy examples/four-hosts/after/nixos/overlays/llama-cpp.nix of this tool’s repository to overlays/, and put into a module of every machine: nixpkgs.overlays = [ (import ./overlays/llama-cpp.nix { inherit inputs; }) ];';

function discoveryProblem(
  { name, kind, why, place, isBeside }: UnknownHost,
  hosts: readonly Host[],
): Problem {
  const [all, one] = isBeside ? ['nodes of colmena', 'node'] : [outputOf[kind], 'host'];
  const what =
    name === undefined ? `The ${all} cannot all be known` : `The ${one} ${name} cannot be understood`;
  const others = listed(hosts.map((host) => host.name));
  return {
    kind: unknownHost,
    message: `${what}: ${why}.`,
    place,
    hint: isBeside
      ? 'See that colmena gives these nodes the overlay as well.'
      : hosts.length === 0
        ? `${byHand} explain ${unknownHost.code} says more.`
        : `--allow-partial goes on with ${others}; --host NAME names those that you want.`,
  };
}

/** Problems without those of the same text at the same place. */
function distinct(problems: readonly Problem[]): readonly Problem[] {
  const keyOf = ({ message, place }: Problem): string =>
    place === undefined ? message : `${message} ${place.file}:${place.line}:${place.column}`;
  return [...new Map(problems.map((problem) => [keyOf(problem), problem])).values()];
}

function withUnreadable(
  problems: Migration['problems'],
  unreadable: readonly Problem[],
): Migration['problems'] {
  return { refusals: [...problems.refusals, ...unreadable], warnings: problems.warnings };
}

const outputOf = {
  nixos: 'nixosConfigurations',
  darwin: 'darwinConfigurations',
  home: 'homeConfigurations',
} as const;

export function listed(names: readonly string[]): string {
  if (names.length <= 6) return names.join(', ');
  return `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`;
}
