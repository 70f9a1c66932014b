/** Flakes that official Nix evaluates whole, without a network: their nixpkgs is a folder that flake.lock names. */
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { git, repository, temporaryFolder, writeFiles } from '../cli/terminal.js';

const nixpkgs = join(import.meta.dirname, 'nixpkgs');

/** One store and one cache for all of a test file. */
export const home = temporaryFolder();

const features = ['--extra-experimental-features', 'nix-command flakes'];

const available =
  spawnSync('nix-instantiate', ['--version']).status === 0 &&
  spawnSync('nix', [...features, 'flake', 'metadata', '--json', `path:${nixpkgs}`], {
    env: { ...process.env, HOME: home },
  }).status === 0;

/** `describe` for tests that evaluate with `nix`; skipped aloud without it, an error in CI. */
export const describeWithFlakes: typeof describe | typeof describe.skip = (() => {
  if (available) return describe;
  if (process.env.CI) throw new Error('CI is set and nix cannot evaluate a flake here: install nix-bin');
  console.warn('nix is not on PATH, or without flakes: THE TESTS WITH OFFICIAL NIX ARE SKIPPED.');
  return describe.skip;
})();

/** A repository with these files, in which the input `nixpkgs` is locked to the folder. */
export function lockedRepository(files: Readonly<Record<string, string>>): string {
  const cwd = repository(files);
  const metadata: { readonly locked: unknown } = JSON.parse(
    execFileSync('nix', [...features, 'flake', 'metadata', '--json', `path:${nixpkgs}`], {
      env: { ...process.env, HOME: home },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
  const lock = {
    nodes: {
      nixpkgs: {
        locked: metadata.locked,
        original: { type: 'github', owner: 'NixOS', repo: 'nixpkgs', ref: 'nixos-unstable' },
      },
      root: { inputs: { nixpkgs: 'nixpkgs' } },
    },
    root: 'root',
    version: 7,
  };
  writeFiles(cwd, { 'flake.lock': `${JSON.stringify(lock, null, 2)}\n` });
  git(cwd, 'add', 'flake.lock');
  git(cwd, 'commit', '-q', '-m', 'lock');
  return cwd;
}

/** Two hosts, one with CUDA. */
export const twoMachines = {
  'flake.nix': `{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { self, nixpkgs, ... }@inputs:
    {
      nixosConfigurations.anvil = nixpkgs.lib.nixosSystem {
        specialArgs = { inherit inputs; };
        modules = [ ./anvil.nix ];
      };
      nixosConfigurations.elm = nixpkgs.lib.nixosSystem {
        specialArgs = { inherit inputs; };
        modules = [ ./elm.nix ];
      };
    };
}
`,
  'anvil.nix': `{ pkgs, ... }:
{
  environment.systemPackages = [ (pkgs.llama-cpp.override { cudaSupport = true; }) ];
}
`,
  'elm.nix': `{ pkgs, ... }:
{
  environment.systemPackages = [ pkgs.llama-cpp ];
}
`,
};
