/** Which real files the changes of a plan are about, and whether they are still as the plan saw them. */

import type { FileChange } from '../plan/change.js';
import { ProblemError } from '../problem.js';
import { isNixPath } from './content.js';
import type { FileFacts, FileSystem } from './file-system.js';
import { realPathOf, realPathOfNew } from './paths.js';
import {
  alreadyThere,
  cannotRead,
  changedSincePlan,
  conflictingChanges,
  deletionOfLink,
  fileProblem,
  nothingChanged,
  notNix,
  notUtf8,
  outsideRoot,
  reportedFor,
} from './problems.js';

/** A change with the real place of its file; contents are bytes. */
export type Target =
  | { readonly kind: 'create'; readonly path: string; readonly absolute: string; readonly after: Uint8Array }
  | {
      readonly kind: 'modify';
      readonly path: string;
      readonly absolute: string;
      readonly before: Uint8Array;
      readonly after: Uint8Array;
      readonly facts: FileFacts;
    }
  | {
      readonly kind: 'delete';
      readonly path: string;
      readonly absolute: string;
      readonly before: Uint8Array;
      readonly facts: FileFacts;
    };

/** Where a change happens: `relative` is the real path below the root. */
export interface RealPlace {
  readonly absolute: string;
  readonly relative: string;
}

function encode(path: string, text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  // A lone surrogate would silently become another character.
  if (bytes.toString('utf8') === text) return bytes;
  throw new ProblemError(
    fileProblem(notUtf8, path, `The new content of ${path} cannot be written as UTF-8.`),
  );
}

/**
 * Follows the links on the way to a change's file. Errors: FILE103 outside, FILE104 not `.nix`, FILE105 gone,
 * FILE114 unreadable.
 */
export function realPlaceOf(root: string, change: FileChange, fileSystem: FileSystem): RealPlace {
  const { path } = change;
  const resolve = change.kind === 'create' ? realPathOfNew : realPathOf;
  const real = resolve(root, path, fileSystem.realPath);
  switch (real.kind) {
    case 'outside':
      throw new ProblemError(fileProblem(outsideRoot, path, `${path} leads out of the repository.`));
    case 'missing':
      throw new ProblemError(fileProblem(changedSincePlan, path, `${path} is gone.`, nothingChanged));
    case 'unreadable':
      throw new ProblemError(fileProblem(cannotRead, path, `${path} cannot be read: ${real.reason}.`));
    case 'real':
      if (isNixPath(path) && isNixPath(real.relative)) return real;
      throw new ProblemError(
        fileProblem(notNix, path, `${path} is not written: its name does not end in .nix.`),
      );
  }
}

/** FILE105 or FILE106: a file is not what the plan saw. */
export function changedSince({ kind, path }: Target): ProblemError {
  return new ProblemError(
    kind === 'create'
      ? fileProblem(alreadyThere, path, `${path} exists already.`, nothingChanged)
      : fileProblem(changedSincePlan, path, `${path} changed while the tool was at work.`, nothingChanged),
  );
}

/** Throws FILE105 or FILE106 when a file is not what the plan saw. */
export function requireUnchanged(fileSystem: FileSystem, target: Target): void {
  const { absolute } = target;
  const facts = fileSystem.facts(absolute);
  const isSame =
    target.kind === 'create'
      ? facts === undefined
      : facts?.kind === 'file' && Buffer.compare(fileSystem.read(absolute), target.before) === 0;
  if (!isSame) throw changedSince(target);
}

function targetOf(root: string, change: FileChange, fileSystem: FileSystem): Target {
  const { absolute, relative: path } = realPlaceOf(root, change, fileSystem);
  if (change.kind === 'create') return { kind: 'create', path, absolute, after: encode(path, change.after) };
  const facts = reportedFor(path, () => fileSystem.facts(absolute));
  if (facts === undefined) {
    throw new ProblemError(fileProblem(changedSincePlan, path, `${path} is gone.`, nothingChanged));
  }
  const before = encode(path, change.before);
  if (change.kind === 'modify') {
    return { kind: 'modify', path, absolute, before, after: encode(path, change.after), facts };
  }
  if (path !== change.path) {
    const message = `${change.path} is reached through a symbolic link (to ${path}) and is not deleted.`;
    throw new ProblemError(fileProblem(deletionOfLink, change.path, message));
  }
  return { kind: 'delete', path, absolute, before, facts };
}

/**
 * Resolves and checks all changes of a plan; writes nothing. A modification that changes nothing is left out, and so is
 * the second of two names (hard links) of one file that get the same content.
 *
 * Out: the targets, deletions last, otherwise in the plan's order. Errors: those of `realPlaceOf`; FILE105 and FILE106
 * for files that are not as the plan saw them; FILE107 for one that this user may not write; FILE109; FILE115; FILE117.
 */
export function resolveTargets(
  root: string,
  changes: readonly FileChange[],
  fileSystem: FileSystem,
): readonly Target[] {
  const effective = changes.filter((change) => change.kind !== 'modify' || change.before !== change.after);
  const targets = effective.map((change) => targetOf(root, change, fileSystem));
  const known: Target[] = [];
  for (const target of targets) {
    reportedFor(target.path, () => {
      requireUnchanged(fileSystem, target);
      if (target.kind !== 'create') fileSystem.requireWritable(target.absolute);
    });
    const earlier = known.find((other) => isSameFile(other, target));
    if (earlier === undefined) known.push(target);
    else if (!isSameChange(earlier, target)) {
      const message = `Two changes of the plan lead to ${target.path}.`;
      throw new ProblemError(fileProblem(conflictingChanges, target.path, message, nothingChanged));
    }
  }
  const deletions = known.filter((target) => target.kind === 'delete');
  return [...known.filter((target) => target.kind !== 'delete'), ...deletions];
}

/** By name; two changed files also when they are two names (hard links) of one. */
function isSameFile(a: Target, b: Target): boolean {
  if (a.path === b.path) return true;
  return a.kind === 'modify' && b.kind === 'modify' && a.facts.identity === b.facts.identity;
}

/** Two names of one file that get the same content: writing one writes both. */
function isSameChange(a: Target, b: Target): boolean {
  if (a.kind !== 'modify' || b.kind !== 'modify') return false;
  return a.path !== b.path && Buffer.compare(a.after, b.after) === 0;
}
