/** What can be wrong with a plan. */
import type { ProblemKind } from '../problem.js';

export const notVerified: ProblemKind = {
  code: 'PLAN501',
  title: 'The plan failed its own check',
  explanation:
    'Before anything is written, the planned result is parsed and examined: it must parse, differ from the original in the listed edits only, keep every comment of what stays, and leave nothing for a second run. It was found wanting, so that nothing was written. This is a fault of the tool; please report it, best with the file that --report FILE writes.',
};

export const planProblems: readonly ProblemKind[] = [notVerified];
