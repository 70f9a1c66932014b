/**
 * Branches that are followed although it is not known whether Nix would. A function that calls itself under such
 * a condition does not end: within a few guesses no further one is made.
 */

const mostGuesses = 8;

let guesses = 0;

/** What a branch gives, or, within too many others, what stands for it. */
export function guessing<T>(branch: () => T, otherwise: () => T): T {
  if (guesses >= mostGuesses) return otherwise();
  guesses += 1;
  try {
    return branch();
  } finally {
    guesses -= 1;
  }
}
