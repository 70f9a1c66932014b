/**
 * The git guard: the files of a plan, and only those, must be as git has them, so that the migration can be looked at
 * and taken back on its own.
 *
 * A file made known by `git add --intent-to-add` counts as modified: git has its name, not its content. An earlier run
 * of this tool leaves such files until they are committed, and `--allow-dirty` lifts the obstacle.
 */
import { readFileSync } from 'node:fs';
import type { FileChange } from '../plan/change.js';
import { type Problem, ProblemError, type ProblemKind } from '../problem.js';
import { nodeFileSystem } from './file-system.js';
import {
  committedObjects,
  filteredPaths,
  type GitIndex,
  ignoredReasons,
  isIntentToAdd,
  readIndex,
  sameAsIndex,
} from './git-index.js';
import type { Git } from './git-program.js';
import {
  conflicted,
  fileProblem,
  gitMissing,
  gitUnusable,
  ignored,
  inSubmodule,
  noGit,
  plainProblem,
  uncommitted,
  untracked,
} from './problems.js';
import { realPlaceOf } from './targets.js';
import type { Workspace } from './workspace.js';

export type ObstacleState = 'modified' | 'staged' | 'untracked' | 'ignored' | 'conflicted' | 'submodule';

/** A file of the plan that is not as git has it. */
export interface Obstacle {
  /** As in the plan. */
  readonly path: string;
  readonly state: ObstacleState;
  /** For people, e.g. the line of `.gitignore`, or the submodule's folder. */
  readonly detail: string | undefined;
}

/** Whether `--allow-dirty` lifts an obstacle: only where git can still give the user's content back, or shows it. */
export function isLiftedByAllowDirty(obstacle: Obstacle): boolean {
  return obstacle.state === 'modified' || obstacle.state === 'staged';
}

interface Place {
  readonly change: FileChange;
  /** Real path below the root. */
  readonly real: string;
  readonly bytes: Uint8Array | undefined;
}

function placeOf(workspace: Workspace, change: FileChange): Place {
  const { absolute, relative: real } = realPlaceOf(workspace.root, change, nodeFileSystem);
  const isFile = nodeFileSystem.facts(absolute)?.kind === 'file';
  return { change, real, bytes: isFile ? readFileSync(absolute) : undefined };
}

function submoduleOf(workspace: Workspace, index: GitIndex | undefined, real: string): string | undefined {
  const parts = real.split('/');
  const folders = parts.slice(1).map((_, count) => parts.slice(0, count + 1).join('/'));
  return workspace.submoduleOf(real) ?? folders.find((folder) => index?.submodules.has(folder));
}

function trackedObstacle(
  git: Git,
  place: Place,
  index: GitIndex,
  filtered: boolean,
  committed: string | undefined,
) {
  const { path } = place.change;
  const entries = index.entries.get(place.real) ?? [];
  const entry = entries[0];
  if (entry === undefined) return undefined;
  if (entries.some(({ stage }) => stage !== 0))
    return { path, state: 'conflicted', detail: undefined } as const;
  if (committed === undefined && isIntentToAdd(entry)) {
    return { path, state: 'modified', detail: 'known to git by name only' } as const;
  }
  if (place.bytes === undefined) return { path, state: 'modified', detail: 'deleted' } as const;
  if (!sameAsIndex(git, entry, place.bytes, filtered)) {
    return { path, state: 'modified', detail: filtered ? 'under a content filter' : undefined } as const;
  }
  return entry.object === committed ? undefined : ({ path, state: 'staged', detail: undefined } as const);
}

function gitObstacles(workspace: Workspace, git: Git, places: readonly Place[]): readonly Obstacle[] {
  const index = readIndex(git);
  const submodules = new Map(places.map(({ real }) => [real, submoduleOf(workspace, index, real)]));
  const own = places.map(({ real }) => real).filter((real) => submodules.get(real) === undefined);
  const tracked = own.filter((real) => index.entries.has(real));
  const committed = committedObjects(git, tracked);
  const filtered = filteredPaths(git, tracked);
  const reasons = ignoredReasons(
    git,
    own.filter((real) => !index.entries.has(real)),
  );
  return places.flatMap((place): readonly Obstacle[] => {
    const { path } = place.change;
    const submodule = submodules.get(place.real);
    if (submodule !== undefined) return [{ path, state: 'submodule', detail: submodule }];
    if (index.entries.has(place.real)) {
      const found = trackedObstacle(git, place, index, filtered.has(place.real), committed.get(place.real));
      return found === undefined ? [] : [found];
    }
    const reason = reasons.get(place.real);
    if (reason !== undefined) return [{ path, state: 'ignored', detail: reason }];
    return place.bytes === undefined ? [] : [{ path, state: 'untracked', detail: undefined }];
  });
}

/**
 * Looks at the files of a plan, in its order. Modifications that change nothing are passed over.
 *
 * Out: the obstacles; without git only those in nested repositories. Errors: GIT203 where git refuses, GIT204,
 * FILE103, FILE104, FILE105, FILE114.
 */
export function guard(workspace: Workspace, changes: readonly FileChange[]): readonly Obstacle[] {
  const { git } = workspace;
  if (git.kind === 'unusable') {
    const hint = 'Repair the repository as git says, then run again.';
    throw new ProblemError(plainProblem(gitUnusable, `git cannot be used here: ${git.reason}.`, hint));
  }
  const effective = changes.filter((change) => change.kind !== 'modify' || change.before !== change.after);
  const places = effective.map((change) => placeOf(workspace, change));
  if (places.length === 0) return [];
  if (git.kind === 'repository') return gitObstacles(workspace, git.git, places);
  return places.flatMap((place): readonly Obstacle[] => {
    const submodule = submoduleOf(workspace, undefined, place.real);
    return submodule === undefined
      ? []
      : [{ path: place.change.path, state: 'submodule', detail: submodule }];
  });
}

/** What to warn of before writing without git's help; `undefined` where git is at work. */
export function guardWarning(workspace: Workspace): Problem | undefined {
  const backup = 'Originals are kept outside the tree.';
  if (workspace.git.kind === 'none') return plainProblem(noGit, `This is no git repository. ${backup}`);
  if (workspace.git.kind !== 'program-missing') return undefined;
  return plainProblem(gitMissing, `git is not on PATH: uncommitted changes are not looked for. ${backup}`);
}

const obstacleTexts: Readonly<Record<ObstacleState, readonly [ProblemKind, string, string]>> = {
  modified: [uncommitted, 'has changes that are not committed', 'Commit or stash it, or give --allow-dirty.'],
  staged: [uncommitted, 'has staged changes', 'Commit it, or give --allow-dirty.'],
  untracked: [untracked, 'is not tracked by git', 'Add it to git first, or move it away.'],
  ignored: [ignored, 'is ignored by git', 'Change that line, or choose another place.'],
  conflicted: [conflicted, 'has a merge conflict', 'Resolve it first.'],
  submodule: [inSubmodule, 'belongs to another repository inside this one', 'Run the tool there.'],
};

/** An obstacle as a problem with its code. */
export function obstacleProblem(obstacle: Obstacle): Problem {
  const [kind, what, hint] = obstacleTexts[obstacle.state];
  const detail = obstacle.detail === undefined ? '' : ` (${obstacle.detail})`;
  return fileProblem(kind, obstacle.path, `${obstacle.path} ${what}${detail}.`, hint);
}
