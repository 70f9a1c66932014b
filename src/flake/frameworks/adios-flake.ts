/**
 * adios-flake: outputs from modules that are functions; those that take `pkgs`, `system`, `inputs'` or `self'` are
 * applied for each system. Shortened from Mic92/adios-flake, lib.nix (MIT), `normalizeFunction` and `mkFlake`.
 */
import { type Framework, isRepository } from './framework.js';
import { packagesOf } from './per-system.js';

export const adiosFlake: Framework = {
  name: 'adios-flake',
  provides: (input) => isRepository(input, /(^|\/)adios-flake$/),
  primitives: (interpreter) => ({ packagesOf: packagesOf(interpreter) }),
  outputs: `
{ lib, packagesOf }:
let
  perSystemNames = [ "pkgs" "system" "inputs'" "self'" ];
  isPerSystem = f: builtins.any (name: builtins.hasAttr name (builtins.functionArgs f)) perSystemNames;
in
{
  lib.mkFlake = { inputs, systems, modules ? [ ], perSystem ? null, flake ? { }, self ? null, ... }:
    let
      arguments = system: {
        inherit lib system self withSystem;
        pkgs = packagesOf inputs system;
        inputs' = builtins.mapAttrs
          (_: input: (input.packages.\${system} or { }) // (input.legacyPackages.\${system} or { }) // input)
          inputs;
        self' = builtins.mapAttrs (_: output: output.\${system} or { }) self;
      };
      withSystem = system: f: f (arguments system);

      # { packages.x = …; } for each system as { packages.SYSTEM.x = …; }
      transposed = f:
        lib.mapAttrs (name: _: lib.genAttrs systems (system: (f (arguments system)).\${name}))
          (f (arguments (builtins.head systems)));

      outputs = given:
        let module = if builtins.isPath given then import given else given; in
        if !builtins.isFunction module then module
        else if isPerSystem module then transposed module
        else module { inherit lib self withSystem; };

      all = modules ++ lib.optional (perSystem != null) perSystem;
    in
    builtins.foldl' (acc: module: lib.recursiveUpdate acc (outputs module)) flake all;
}
`,
};
