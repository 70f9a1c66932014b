/** The codemods in the order in which they are meant, and the migration that they make together. */

import { loadFlake } from '../src/flake/flake.js';
import { generatedFlake } from '../src/flake/problems.js';
import { changesOf, contributionsOf } from '../src/plan/assemble.js';
import type { FileChange } from '../src/plan/change.js';
import type { Codemod } from '../src/plan/codemod.js';
import { climb } from '../src/plan/ladder.js';
import type { Plan, PlanOptions } from '../src/plan/plan.js';
import { plannedWorkspace } from '../src/plan/planned-workspace.js';
import type { Problem, ProblemKind } from '../src/problem.js';
import { loadGrammar } from '../src/syntax/parser.js';
import { unknownToGit } from '../src/workspace/intent-to-add.js';
import { plainProblem } from '../src/workspace/problems.js';
import type { Workspace } from '../src/workspace/workspace.js';
import { addFlakeInput } from './add-flake-input.js';
import { allProblems } from './all-problems.js';
import { createOverlay } from './create-overlay.js';
import { deleteLegacyOverlay } from './delete-legacy-overlay.js';
import { variants } from './facts.js';
import { hardwareDoubts } from './hardware-doubts.js';
import { injectOverlay } from './inject-overlay.js';
import { type Migration, readMigration } from './migration.js';
import { nextCommands } from './next-commands.js';
import { notesOf } from './notes.js';
import { sharedEdits, sharedOverlay } from './other-hosts.js';
import { outcomesOf } from './outcomes.js';
import { packagesFromBefore } from './package-from-before.js';
import { postConditions } from './post-conditions.js';
import { overlayUnseen } from './problems.js';
import { rewritePackageReferences } from './rewrite-package-references.js';
import { standInFlake } from './stand-in.js';

export { examine } from './examine.js';
export { inspect } from './inspect.js';

export const codemods: readonly Codemod<Migration>[] = [
  addFlakeInput,
  createOverlay,
  injectOverlay,
  rewritePackageReferences,
  deleteLegacyOverlay,
];

export const variantNames: readonly string[] = variants;

export { additionNames } from './overlay-attributes.js';

export const problemKinds: readonly ProblemKind[] = allProblems;

/**
 * The plan for a flake. Nothing is written.
 * @throws ProblemError where the flake cannot be read at all
 */
export async function migrate(workspace: Workspace, options: PlanOptions): Promise<Plan> {
  await loadGrammar();
  const migration = readMigration(loadFlake(workspace), options);
  const contribution = contributionsOf(codemods, migration, options);
  const textOf = (path: string): string => migration.flake.files.text(path) ?? '';
  const changes = changesOf(contribution, textOf, migration.flake.path);
  const refusals = [
    ...migration.problems.refusals,
    ...contribution.refusals,
    ...generatedRefusals(migration, changes),
    ...sharedEdits(migration, contribution.edits, contribution.deletions),
  ];
  const failures = refusals.length > 0 ? [] : verify(workspace, migration, changes, contribution.edits);
  const isRefused = refusals.length + failures.length > 0;
  const hosts = outcomesOf(migration, contribution.edits);
  return {
    // half a plan is no plan
    changes: isRefused ? [] : changes,
    edits: isRefused ? [] : contribution.edits,
    refusals: [...refusals, ...failures],
    warnings: [
      ...migration.problems.warnings,
      ...contribution.warnings,
      ...hardwareDoubts(migration, hosts),
      ...unseenOverlay(workspace, migration),
    ],
    hosts,
    notes: notesOf(migration),
    nextCommands: changes.length === 0 ? [] : nextCommands(migration),
    input: { name: migration.input.name, standIn: standInFlake },
    rejected: failures.length === 0 ? undefined : { changes, edits: contribution.edits },
  };
}

/** The overlay of an earlier run that git has forgotten since, as after `git stash`: Nix does not see it. */
function unseenOverlay({ git }: Workspace, { overlay }: Migration): readonly Problem[] {
  if (!overlay.exists || git.kind !== 'repository' || unknownToGit(git.git, [overlay.path]).length === 0)
    return [];
  return [
    plainProblem(
      overlayUnseen,
      `${overlay.path} is the overlay of an earlier run, and git does not know it, so that Nix does not see it.`,
      `git add --intent-to-add ${overlay.path}`,
    ),
  ];
}

/** A flake.nix that a program writes is not edited: what it lacks is to be said to that program. */
function generatedRefusals({ flake, input }: Migration, changes: readonly FileChange[]): readonly Problem[] {
  if (flake.generated === undefined || !changes.some(({ path }) => path === flake.path)) return [];
  const follows = input.follows === undefined ? '' : ` inputs.nixpkgs.follows = "${input.follows}";`;
  return [
    {
      kind: generatedFlake,
      message: `${flake.path} is written by ${flake.generated.program}: an edit would be lost.`,
      place: flake.source.place(0),
      hint: `Add ${input.name} = { url = "${input.url}";${follows} }; to ${flake.generated.editInstead}; then run this tool again.`,
    },
  ];
}

/** The ladder: what every plan must keep, then what this migration promises of its result. */
function verify(
  workspace: Workspace,
  migration: Migration,
  changes: readonly FileChange[],
  edits: Plan['edits'],
): readonly Problem[] {
  const general = climb(changes, edits);
  if (general.length > 0 || changes.length === 0) return general;
  const planned = loadFlake(plannedWorkspace(workspace, changes), { before: migration.flake.files });
  const result = readMigration(planned, migration.options);
  const again = contributionsOf(codemods, result, migration.options);
  const remaining = changesOf(again, (path) => result.flake.files.text(path) ?? '', result.flake.path);
  const order = packagesFromBefore(migration, result);
  const early = [...order, ...sharedOverlay(migration, result)];
  return early.length > 0 ? early : postConditions(migration, result, remaining, again.refusals);
}
