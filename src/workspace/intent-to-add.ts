/**
 * New files made known to git, as a flake requires, without staging their content: the index then holds the name
 * and nothing else.
 */
import { committedObjects, isIntentToAdd, readIndex } from './git-index.js';
import { type Git, gitOutput, nulSeparated } from './git-program.js';
import type { Workspace } from './workspace.js';

/** What is set so that a hook or a content filter is no program any more. */
const switchedOff: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  hook: [['enabled', 'false']],
  filter: [
    ['clean', ''],
    ['smudge', ''],
    ['process', ''],
    ['required', 'false'],
  ],
};

/**
 * Settings under which no program of the configuration runs while the index is written. `core.hooksPath` covers the
 * hooks folder only: since git 2.54 hooks can also be named in the configuration, and `post-index-change` would run
 * (https://git-scm.com/docs/git-hook/2.54.0). A content filter would run for entries that are as young as the index
 * (`ce_smudge_racily_clean_entry` in git's read-cache.c); without it git looks at them again next time.
 */
function withoutPrograms(git: Git): ReadonlyMap<string, string> {
  const listed = git(['config', '--null', '--name-only', '--get-regexp', '^(hook|filter)\\.']);
  const settings = new Map([['hook.post-index-change.enabled', 'false']]);
  for (const name of nulSeparated(listed.stdout)) {
    const section = name.slice(0, name.lastIndexOf('.'));
    for (const [key, value] of switchedOff[section.split('.')[0] ?? ''] ?? [])
      settings.set(`${section}.${key}`, value);
  }
  return settings;
}

/** Which of the paths the index does not have yet. Errors: GIT204. */
export function unknownToGit(git: Git, paths: readonly string[]): readonly string[] {
  if (paths.length === 0) return [];
  const { entries } = readIndex(git);
  return paths.filter((path) => !entries.has(path));
}

/** Makes existing files known. In: real paths relative to the root. Out: those that were not known before. */
export function addIntent(git: Git, paths: readonly string[]): readonly string[] {
  const added = unknownToGit(git, paths);
  if (added.length > 0) {
    gitOutput(git, ['--literal-pathspecs', 'add', '--intent-to-add', '--', ...added], {
      settings: withoutPrograms(git),
    });
  }
  return added;
}

/**
 * Takes `addIntent` back. A path whose content was staged since, or which is in the last commit, is left alone.
 * Errors: GIT204.
 */
export function removeIntent(git: Git, paths: readonly string[]): void {
  if (paths.length === 0) return;
  const { entries } = readIndex(git);
  const committed = committedObjects(git, paths);
  const removed = paths.filter(
    (path) => (entries.get(path) ?? []).some(isIntentToAdd) && !committed.has(path),
  );
  if (removed.length === 0) return;
  gitOutput(git, ['update-index', '-z', '--force-remove', '--stdin'], {
    input: `${removed.join('\0')}\0`,
    settings: withoutPrograms(git),
  });
}

/**
 * `git add --intent-to-add` for new files.
 *
 * In: paths relative to the root, links resolved (as in `ApplyResult.created`). Out: those that git did not know
 * before; none without a usable git. Errors: GIT204 with git's words, for example when another git holds the index.
 */
export function intentToAdd(workspace: Workspace, paths: readonly string[]): readonly string[] {
  return workspace.git.kind === 'repository' ? addIntent(workspace.git.git, paths) : [];
}
