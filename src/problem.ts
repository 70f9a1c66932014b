/**
 * What the tool says when something is wrong: a message, a place, a hint and a
 * stable code. Every room defines its own kinds; `explain CODE` prints them.
 */

/** A position in a file. `line` and `column` count from 1, columns in characters as editors show them. */
export interface Place {
  /** Path relative to the repository's root, with `/`. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The line of source with a caret below, ready to print; absent where there is no text. */
  readonly frame?: string;
}

/** One kind of problem, listed by `explain`. */
export interface ProblemKind {
  /** Stable, e.g. `FLAKE301`. Never reused for another meaning. */
  readonly code: string;
  readonly title: string;
  /** What it means and what a user can do, in a few sentences. */
  readonly explanation: string;
}

/** One problem met in a run. */
export interface Problem {
  readonly kind: ProblemKind;
  /** One sentence about this case. */
  readonly message: string;
  readonly place?: Place | undefined;
  /** What to do by hand, possibly a snippet to paste. */
  readonly hint?: string | undefined;
}

/** Thrown where a run cannot go on; the command prints its problem and exits with 2. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}
