/** The kinds of problem that the command line itself reports. */
import { ProblemError, type ProblemKind } from '../problem.js';

export const wrongUsage: ProblemKind = {
  code: 'CLI001',
  title: 'The command line cannot be understood',
  explanation:
    'An option, a value or a command does not exist, or two of them exclude each other. Nothing was read or written. --help lists all.',
};

export const internalError: ProblemKind = {
  code: 'CLI002',
  title: 'An error inside the tool',
  explanation:
    'The tool met a case that its authors did not think of. What was being written, if anything, was taken back. Please report it with the text that was printed.',
};

export const cliProblems: readonly ProblemKind[] = [wrongUsage, internalError];

/** For `throw usage(…)`. */
export function usage(message: string, hint?: string): ProblemError {
  return new ProblemError({
    kind: wrongUsage,
    message,
    hint: hint ?? '--help lists all commands and options',
  });
}
