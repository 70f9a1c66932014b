/** The contributions of the codemods put together to changes of files. */
import type { Edit } from '../edit/edit.js';
import { applyEdits } from '../edit/merge.js';
import type { FileChange } from './change.js';
import type { Codemod, Contribution } from './codemod.js';
import type { PlanOptions } from './plan.js';

/** Whether a codemod takes part. In: the options of the run, the codemod's name. */
export const isChosen = ({ only, skip }: PlanOptions, codemod: string): boolean =>
  !skip.includes(codemod) && (only.length === 0 || only.includes(codemod));

/** What the chosen codemods want, in the order of the list. */
export function contributionsOf<Model>(
  codemods: readonly Codemod<Model>[],
  model: Model,
  options: PlanOptions,
): Required<Contribution> {
  const chosen = codemods.filter(({ card }) => isChosen(options, card.name));
  const contributions = chosen.map((codemod) => codemod.plan(model));
  return {
    edits: contributions.flatMap(({ edits = [] }) => edits),
    creations: contributions.flatMap(({ creations = [] }) => creations),
    deletions: contributions.flatMap(({ deletions = [] }) => deletions),
    refusals: contributions.flatMap(({ refusals = [] }) => refusals),
    warnings: contributions.flatMap(({ warnings = [] }) => warnings),
  };
}

/**
 * The changes in an order in which no file names another that is not there: what is created, what uses it, flake.nix,
 * what goes.
 * @param textOf the original text of a file
 * @param last the file that is modified last
 */
export function changesOf(
  contribution: Required<Contribution>,
  textOf: (path: string) => string,
  last: string,
): readonly FileChange[] {
  const { edits, creations, deletions } = contribution;
  const deleted = new Set(deletions);
  const byFile = new Map<string, Edit[]>();
  for (const edit of edits) {
    if (deleted.has(edit.file)) continue;
    const known = byFile.get(edit.file);
    if (known === undefined) byFile.set(edit.file, [edit]);
    else known.push(edit);
  }
  const modified = [...byFile].flatMap(([path, own]): FileChange[] => {
    const before = textOf(path);
    const after = applyEdits(before, own);
    return after === before ? [] : [{ kind: 'modify', path, before, after }];
  });
  const byPath = (left: FileChange, right: FileChange): number =>
    Number(left.path === last) - Number(right.path === last) || (left.path < right.path ? -1 : 1);
  return [
    ...creations.map(({ path, text }): FileChange => ({ kind: 'create', path, after: text })),
    ...modified.sort(byPath),
    ...[...deleted].sort().map((path): FileChange => ({ kind: 'delete', path, before: textOf(path) })),
  ];
}
