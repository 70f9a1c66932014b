/** Suites that need official Nix: skipped aloud on a machine without it, an error in CI. */

import { spawnSync } from 'node:child_process';

const available = spawnSync('nix-instantiate', ['--version']).status === 0;

/** `describe` for tests that evaluate with `nix-instantiate`. */
export const describeWithNix: typeof describe | typeof describe.skip = (() => {
  if (available) return describe;
  if (process.env.CI) throw new Error('CI is set and nix-instantiate is not on PATH: install nix-bin');
  console.warn(
    'nix-instantiate is not on PATH: THE TESTS WITH OFFICIAL NIX ARE SKIPPED. Install Nix to run them.',
  );
  return describe.skip;
})();
