/** What must be true of the planned result, found by reading it again as a second run would. */
import type { FileChange } from '../src/plan/change.js';
import { notVerified } from '../src/plan/problems.js';
import type { Problem } from '../src/problem.js';
import { legacyRemovals } from './legacy-removals.js';
import { listed, type Migration } from './migration.js';
import { isMistaken } from './overlay-applied.js';
import { pathsTo } from './taking-out.js';

/**
 * @param before the migration that the plan was made from
 * @param after the planned result, read again
 * @param remaining what a second run would change
 * @param refusals what a second run would refuse
 */
export function postConditions(
  before: Migration,
  after: Migration,
  remaining: readonly FileChange[],
  refusals: readonly Problem[],
): readonly Problem[] {
  const problems: Problem[] = [];
  const fail = (message: string, place?: Problem['place']): void => {
    problems.push({ kind: notVerified, message, place });
  };
  const names = (migration: Migration): string =>
    migration.hosts
      .map(({ name, kind }) => `${kind} ${name}`)
      .sort()
      .join(', ');
  if (names(before) !== names(after))
    fail(`The hosts would change: ${names(before)} before, ${names(after)} after.`);
  if (isInjecting(before)) {
    const lacking = after.hosts.filter(
      (host) =>
        !after.alreadyInjected.includes(host) && !before.withoutPlace.some(({ name }) => name === host.name),
    );
    if (lacking.length > 0) fail(`The overlay would not reach ${listed(lacking.map(({ name }) => name))}.`);
    const mistaken = after.hosts.filter((host) => isMistaken(after.flake, host, after.overlay.path));
    if (mistaken.length > 0)
      fail(
        `${after.overlay.path} would be taken for something else by ${listed(mistaken.map(({ name }) => name))}.`,
      );
  }
  for (const change of remaining) fail(`A second run would change ${change.path} again.`);
  for (const refusal of refusals) fail(`A second run would refuse: ${refusal.message}`, refusal.place);
  for (const file of legacyRemovals(before).files) {
    const [left] =
      before.options.skip.includes('delete-legacy-overlay') || !isWhole(before)
        ? []
        : pathsTo(after.flake, file);
    if (left !== undefined)
      fail(`${file} would be deleted but is still named.`, left.source.place(left.start));
  }
  return problems;
}

const isWhole = ({ options }: Migration): boolean => options.only.length === 0;

const isInjecting = ({ options }: Migration): boolean =>
  options.only.length === 0 &&
  !options.skip.some((name) => name === 'inject-overlay' || name === 'create-overlay');
