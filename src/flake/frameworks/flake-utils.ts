/** flake-utils: outputs for each system. Shortened from numtide/flake-utils, lib.nix (MIT). */
import { type Framework, isRepository } from './framework.js';

/** Nix: `lib` of flake-utils, given nixpkgs' `lib`. */
const flakeUtilsLibrary = `
(lib: rec {
  defaultSystems = [ "aarch64-linux" "aarch64-darwin" "x86_64-darwin" "x86_64-linux" ];
  allSystems = defaultSystems ++ [ "i686-linux" "armv7l-linux" "riscv64-linux" ];
  system = lib.genAttrs allSystems (name: name);
  eachSystem = systems: f:
    lib.mapAttrs (name: _: lib.genAttrs systems (system: (f system).\${name})) (f (builtins.head systems));
  eachSystemMap = lib.genAttrs;
  eachSystemPassThrough = systems: f: builtins.foldl' (acc: system: acc // f system) { } systems;
  eachDefaultSystem = eachSystem defaultSystems;
  eachDefaultSystemMap = eachSystemMap defaultSystems;
  eachDefaultSystemPassThrough = eachSystemPassThrough defaultSystems;
  meld = inputs: builtins.foldl' (acc: path: lib.recursiveUpdate acc (import path inputs)) { };
})
`;

export const flakeUtils: Framework = {
  name: 'flake-utils',
  provides: (input) => isRepository(input, /(^|\/)flake-utils$/),
  outputs: `{ lib }: { lib = ${flakeUtilsLibrary} lib; }`,
};

/** lib-aggregate: nixpkgs' library and flake-utils' in one (nix-community/lib-aggregate, flake.nix). */
export const libraryAggregate: Framework = {
  name: 'lib-aggregate',
  provides: (input) => isRepository(input, /(^|\/)lib-aggregate$/),
  outputs: `{ lib }: { lib = lib // { flake-utils = ${flakeUtilsLibrary} lib; }; }`,
};
