/** Every kind of problem that `explain` knows. */
import { editProblems } from '../src/edit/problems.js';
import { flakeProblems } from '../src/flake/problems.js';
import { nixProblems } from '../src/official-nix/problems.js';
import { planProblems } from '../src/plan/problems.js';
import type { ProblemKind } from '../src/problem.js';
import { workspaceProblems } from '../src/workspace/problems.js';
import { llamaProblems } from './problems.js';

export const allProblems: readonly ProblemKind[] = [
  ...workspaceProblems,
  ...flakeProblems,
  ...editProblems,
  ...planProblems,
  ...nixProblems,
  ...llamaProblems,
];
