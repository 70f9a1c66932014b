/** What official Nix can find. */
import type { ProblemKind } from '../problem.js';

export const gotWorse: ProblemKind = {
  code: 'NIX701',
  title: 'Official Nix refuses the result',
  explanation:
    'With --verify, official Nix is asked before and after the change. Something that it accepted before it refuses now; its own words are in the message. Every change was taken back. Please report it with the output of --report.',
};

export const checkFailed: ProblemKind = {
  code: 'NIX702',
  title: 'A check of the migrated flake failed',
  explanation:
    'The command verify looks at a flake that was migrated earlier. What is wrong, and in whose words, stands with the check. Nothing is changed by verify.',
};

export const nixProblems: readonly ProblemKind[] = [gotWorse, checkFailed];
