import { type Problem, ProblemError } from '../../../src/problem.js';

/** The problem that something ends with; `undefined` when it ends well. Any other error is passed on. */
export async function problemOf(run: Promise<unknown>): Promise<Problem | undefined> {
  try {
    await run;
    return undefined;
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
}

/** The code of the problem that a call throws; `undefined` when it ends well. Any other error is passed on. */
export function codeOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.kind.code;
    throw error;
  }
}
