/** The flake's input: the one that is there, or the one to add, and which nixpkgs it follows. */
import type { Flake } from '../src/flake/flake.js';
import type { Host } from '../src/flake/hosts.js';
import { type FlakeInput, isNixpkgs } from '../src/flake/inputs.js';
import { inputPath } from '../src/flake/symbols.js';
import type { PlanOptions } from '../src/plan/plan.js';
import type { Problem } from '../src/problem.js';
import { inputState, officialUrl, usualInputName } from './facts.js';
import { followedChannel, foreignUrl, inputConflict, noNixpkgs } from './problems.js';

export interface InputDecision {
  readonly name: string;
  readonly url: string;
  readonly existing: FlakeInput | undefined;
  /** The root input that is, or is to be, followed. */
  readonly follows: string | undefined;
  readonly refusals: readonly Problem[];
  readonly warnings: readonly Problem[];
  readonly notes: readonly string[];
}

/**
 * @param users hosts that use llama.cpp; all others follow in importance
 * @param pinned a version that the configuration pins today
 * @param isMigrated whether the overlay of an earlier run is there
 */
export function decideInput(
  flake: Flake,
  users: readonly Host[],
  others: readonly Host[],
  options: PlanOptions,
  pinned: string | undefined,
  isMigrated: boolean,
): InputDecision {
  const existing = existingInput(flake, options, isMigrated);
  const name = existing?.name ?? options.inputName ?? usualInputName;
  const url =
    options.url ?? existing?.url ?? (pinned === undefined ? officialUrl : `${officialUrl}/${pinned}`);
  const taken =
    existing === undefined ? flake.inputs.entries.find((input) => input.name === name) : undefined;
  const refusals: Problem[] = [];
  const warnings: Problem[] = [];
  const notes: string[] = [];
  if (taken !== undefined) {
    const isFork = inputState(taken) === 'fork';
    refusals.push({
      kind: inputConflict,
      message: `The input “${name}” exists and is ${isFork ? 'a fork of llama.cpp' : 'not llama.cpp'} (${taken.url ?? 'no url'}).`,
      place: placeOf(flake, taken),
      hint: isFork
        ? `--input-name NAME chooses another name, and the fork is left alone; with --input-name ${name} all hosts get the fork.`
        : '--input-name NAME chooses another name.',
    });
  }
  if (options.url !== undefined && !isUsableUrl(options.url)) {
    refusals.push({
      kind: foreignUrl,
      message: `--url ${options.url} is not the URL of a llama.cpp flake.`,
      hint: `Write e.g. --url ${officialUrl}/b8198, or --url path:/home/me/llama.cpp for a clone.`,
    });
  }
  const follows = existing?.follows.get('nixpkgs') ?? followedInput(flake, users, others);
  if (follows === undefined) {
    warnings.push({
      kind: noNixpkgs,
      message: 'No input of the flake is nixpkgs: the new input keeps its own.',
      place: flake.source.place(flake.root.start),
    });
  } else {
    const used = new Set(
      users.map(({ configuration }) => configuration.nixpkgs).filter((channel) => channel !== undefined),
    );
    if (used.size > 1 && existing === undefined) {
      warnings.push({
        kind: followedChannel,
        message: `The hosts with llama.cpp are built from ${[...used].join(' and ')}; the new input follows ${follows}.`,
        place: flake.source.place(flake.root.start),
      });
    }
    const channels = new Set(
      [...users, ...others].flatMap(({ configuration }) => configuration.nixpkgs ?? []),
    );
    if (used.size === 1 && channels.size > 1 && existing === undefined)
      notes.push(`The new input follows ${follows}, from which the hosts with llama.cpp are built.`);
  }
  if (existing !== undefined && inputState(existing) === 'fork')
    notes.push(`The input ${existing.name} (${existing.url}) is a fork of llama.cpp and is used as it is.`);
  return { name, url, existing, follows, refusals, warnings, notes };
}

/** Known again by the next run, and written between quotes as it is. */
function isUsableUrl(url: string): boolean {
  return inputState({ url }) !== 'other' && !/[\s"\\\p{Cc}]|\$\{/u.test(url);
}

function existingInput(flake: Flake, options: PlanOptions, isMigrated: boolean): FlakeInput | undefined {
  const entries = flake.inputs.entries;
  const official = entries.filter((input) => inputState(input) === 'official');
  const named = entries.find((input) => input.name === (options.inputName ?? usualInputName));
  const state = named === undefined ? 'other' : inputState(named);
  // what is taken from a fork by its name is its owner's choice, what is nixpkgs' is not to become one unasked
  const isChosen = options.inputName !== undefined || (isMigrated && official.length === 0);
  if (state !== 'other' && (state !== 'fork' || isChosen)) return named;
  return (
    official.find((input) => input.isFlake) ??
    official[0] ??
    entries.find((input) => inputState(input) === 'local')
  );
}

export function placeOf(flake: Flake, input: FlakeInput): ReturnType<typeof flake.source.place> {
  const [declaration] = input.declarations;
  return flake.source.place(declaration?.binding.start ?? flake.root.start);
}

/** The root input that most of the systems are built from. */
function followedInput(flake: Flake, users: readonly Host[], others: readonly Host[]): string | undefined {
  const entries = flake.inputs.entries;
  for (const hosts of [users, others]) {
    const votes = new Map<string, number>();
    for (const host of hosts) {
      const channel = channelOf(flake, host);
      if (channel !== undefined) votes.set(channel, (votes.get(channel) ?? 0) + 1);
    }
    const best = [...votes].sort((left, right) => right[1] - left[1])[0];
    if (best !== undefined) return best[0];
  }
  const named = entries.find(({ name }) => name === 'nixpkgs');
  return named?.name ?? entries.find(isNixpkgs)?.name;
}

/** The input that a host is built from: its own nixpkgs, or the one that its builder's flake follows. */
function channelOf(flake: Flake, host: Host): string | undefined {
  const { configuration } = host;
  const declared = (name: string | undefined): string | undefined =>
    flake.inputs.entries.find((input) => input.name === name)?.name;
  const builder = inputPath(configuration.call.callee)?.input;
  return declared(configuration.nixpkgs) ?? declared(builder?.follows.get('nixpkgs'));
}
