/** One case: a repository, some of its files spoilt, read, evaluated and planned as a run would. */
import fc from 'fast-check';
import { notVerified } from '../../src/plan/problems.js';
import { parse } from '../../src/syntax/parser.js';
import { Choices } from '../eval/generated/choices.js';
import { changed, type Files } from '../properties/memory.js';
import { migratedFiles } from '../properties/migrated.js';
import { isLocal, parses, refusesWhole } from '../properties/promises.js';
import { mutated } from './mutations.js';

export interface Fuzzed {
  /** The spoilt files alone. */
  readonly spoilt: Files;
  readonly outcome: 'broken' | 'refused' | 'planned' | 'nothing to do';
  /** Faults of the tool. */
  readonly violations: readonly string[];
  /** What the ladder says of plans that it stopped: they were wrong, and did no harm. */
  readonly stopped: readonly string[];
}

/** What a seed spoils of a repository; the same each time. */
export function spoiltFiles(files: Files, seed: number): Files {
  const [draw] = fc.sample(fc.gen(), { numRuns: 1, seed });
  if (draw === undefined) throw new Error('nothing was drawn');
  const choices = new Choices(draw);
  const paths = Object.keys(files).filter((path) => path.endsWith('.nix'));
  const pick = (): string => paths[choices.number(0, paths.length - 1)] ?? 'flake.nix';
  // flake.nix is where most is decided
  const chosen = choices.several(1, 3, () => (choices.chance(3) ? 'flake.nix' : pick()));
  return Object.fromEntries(
    [...new Set(chosen)].map((path) => [path, mutated(files[path] ?? '', choices, files[pick()] ?? '')]),
  );
}

/** Runs the parser, the evaluator and the plan. Every error but a problem with a message is a violation. */
export async function fuzz(files: Files, seed: number): Promise<Fuzzed> {
  const spoilt = spoiltFiles(files, seed);
  const isBroken = Object.entries(spoilt).every(([path, text]) => parse(path, text).kind === 'broken');
  const migrated = await migratedFiles({ ...files, ...spoilt });
  const { plan, before } = migrated;
  const stopped = plan.refusals.filter(({ kind }) => kind === notVerified).map(({ message }) => message);
  const violations = [
    ...(stopped.length > 0 ? [] : refusesWhole(migrated)),
    ...parses(migrated),
    ...isLocal(migrated),
    ...(plan.changes.some(({ path }) => parse(path, before[path] ?? '1').kind === 'broken')
      ? ['a file is changed that does not parse']
      : []),
    ...(changed(before, plan.changes)['flake.nix'] === undefined && before['flake.nix'] !== undefined
      ? ['flake.nix is gone']
      : []),
  ];
  const refused = isBroken ? 'broken' : 'refused';
  const outcome = plan.refusals.length > 0 ? refused : plan.changes.length > 0 ? 'planned' : 'nothing to do';
  return { spoilt, outcome, violations, stopped };
}
