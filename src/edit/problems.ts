/** What can go wrong with edits: two codemods that do not know of each other. */
import type { ProblemKind } from '../problem.js';

export const overlappingEdits: ProblemKind = {
  code: 'EDIT101',
  title: 'Two changes of the same text',
  explanation:
    'Two codemods want to change the same text in different ways. Neither is carried out, as the result would be that of ' +
    'chance. Run one of them at a time with --only, and report the case: codemods that meet should know of each other.',
};

export const editProblems: readonly ProblemKind[] = [overlappingEdits];
