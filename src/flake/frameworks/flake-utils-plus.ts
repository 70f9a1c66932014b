/**
 * flake-utils-plus: a table of hosts with their defaults, and package sets by channel. Shortened from
 * gytis-ivaskevicius/flake-utils-plus, lib/mkFlake.nix (MIT).
 */
import { type Framework, isRepository } from './framework.js';

/** Nix: `mkFlake`, given `lib` of nixpkgs. */
export const mkFlakePlus = `
(lib:
  args@{ self, inputs, channels ? { }, channelsConfig ? { }, sharedOverlays ? [ ], hosts ? { }, hostDefaults ? { }, ... }:
  let
    channelOf = name: { input = inputs.\${name}; } // (channels.\${name} or { });

    packages = system: name:
      let channel = channelOf name; in
      import channel.input {
        inherit system;
        overlays = sharedOverlays ++ (channel.overlaysBuilder or (_: [ ])) (builtins.mapAttrs (name: _: packages system name) channels);
        config = channelsConfig // (channel.config or { });
      };

    # lists are joined, sets merged
    merged = defaults: host: defaults // host // {
      modules = (defaults.modules or [ ]) ++ (host.modules or [ ]);
      extraArgs = (defaults.extraArgs or { }) // (host.extraArgs or { });
      specialArgs = (defaults.specialArgs or { }) // (host.specialArgs or { });
    };

    build = name: given:
      let
        host = merged hostDefaults given;
        channelName = host.channelName or "nixpkgs";
        system = host.system or "x86_64-linux";
        builder = host.builder or (channelOf channelName).input.lib.nixosSystem;
      in
      builder {
        inherit system;
        pkgs = packages system channelName;
        modules = [
          {
            networking.hostName = lib.mkDefault name;
            _module.args = { inherit inputs; } // host.extraArgs;
          }
        ] ++ host.modules;
        inherit (host) specialArgs;
      };

    outputOf = host: host.output or hostDefaults.output or "nixosConfigurations";
    outputs = lib.unique ([ "nixosConfigurations" "darwinConfigurations" ] ++ map outputOf (builtins.attrValues hosts));
    tables = lib.genAttrs outputs (output: lib.mapAttrs build (lib.filterAttrs (_: host: outputOf host == output) hosts));
    own = builtins.removeAttrs args [
      "inputs" "hosts" "hostDefaults" "channels" "channelsConfig" "self" "sharedOverlays" "supportedSystems" "outputsBuilder"
    ];
  in
  lib.recursiveUpdate own tables)
`;

export const flakeUtilsPlus: Framework = {
  name: 'flake-utils-plus',
  provides: (input) => isRepository(input, /(^|\/)flake-utils-plus$/),
  outputs: `
{ lib }:
{
  lib = {
    mkFlake = ${mkFlakePlus} lib;
    exportModules = modules: builtins.listToAttrs (map (path: {
      name = lib.removeSuffix ".nix" (builtins.baseNameOf path);
      value = import path;
    }) modules);
    exportOverlays = _: { };
    exportPackages = _: _: { };
  };
}
`,
};
