/**
 * clan: machines from `inventory.machines`, `machines` and the folders machines/NAME. Shortened from clan-lol/clan-core,
 * lib/clan/default.nix, flakeModules/clan.nix, modules/clan/module.nix and nixosModules/machineModules/forName.nix (MIT).
 * Of the services of the inventory, the `extraModules` of their roles are followed.
 */
import { type Framework, isRepository } from './framework.js';

export const clan: Framework = {
  name: 'clan',
  provides: (input) =>
    isRepository(input, /(^|\/)clan-core$/) || (input.name === 'clan-core' && /clan/.test(input.url ?? '')),
  outputs: `
{ lib }:
let
  inherit (lib) mkOption types;

  machineOptions = {
    freeformType = types.lazyAttrsOf types.raw;
    options.machineClass = mkOption { type = types.str; default = "nixos"; };
    options.tags = mkOption { type = types.raw; default = [ ]; };
  };

  clanModule = { config, self, nixpkgs, nix-darwin, ... }:
    let
      inherit (config) directory inventory;
      folders = lib.optionalAttrs (builtins.pathExists "\${directory}/machines")
        (lib.filterAttrs (_: type: type == "directory") (builtins.readDir "\${directory}/machines"));
      names = folders // inventory.machines // config.machines;
      machineOf = name: inventory.machines.\${name} or { machineClass = "nixos"; tags = [ ]; };
      tagsOf = name: [ "all" (machineOf name).machineClass ] ++ (machineOf name).tags;

      listed = x: if builtins.isList x then x else builtins.attrNames x;
      hasRole = name: role:
        builtins.elem name (listed (role.machines or { }))
        || builtins.any (tag: builtins.elem tag (listed (role.tags or { }))) (tagsOf name);
      serviceModules = name: lib.concatMap
        (instance: lib.concatMap
          (role: lib.optionals (hasRole name role) (role.extraModules or [ ]))
          (builtins.attrValues (instance.roles or { })))
        (builtins.attrValues (inventory.instances or { }));

      filesOf = name: builtins.filter builtins.pathExists [
        "\${directory}/machines/\${name}/configuration.nix"
        "\${directory}/machines/\${name}/hardware-configuration.nix"
        "\${directory}/machines/\${name}/disko.nix"
      ];

      build = name: _:
        (if (machineOf name).machineClass == "darwin" then nix-darwin.lib.darwinSystem else nixpkgs.lib.nixosSystem) {
          modules = [
            { networking.hostName = lib.mkDefault name; }
            (config.machines.\${name} or { })
          ] ++ filesOf name ++ serviceModules name;
          specialArgs = { inherit self; } // config.specialArgs;
        };
      ofClass = class: lib.mapAttrs build (lib.filterAttrs (name: _: (machineOf name).machineClass == class) names);
    in
    {
      freeformType = types.lazyAttrsOf types.raw;
      options = {
        directory = mkOption { type = types.path; default = self; };
        machines = mkOption { type = types.lazyAttrsOf types.deferredModule; default = { }; };
        specialArgs = mkOption { type = types.lazyAttrsOf types.raw; default = { }; };
        pkgsForSystem = mkOption { type = types.raw; default = _: null; };
        inventory = mkOption {
          default = { };
          type = types.submodule {
            freeformType = types.lazyAttrsOf types.raw;
            options.machines = mkOption { type = types.attrsOf (types.submodule machineOptions); default = { }; };
            options.instances = mkOption { type = types.lazyAttrsOf types.raw; default = { }; };
          };
        };
      };
      config.nixosConfigurations = ofClass "nixos";
      config.darwinConfigurations = ofClass "darwin";
      config.nixosModules = { };
      config.darwinModules = { };
      config.clanInternals = { };
    };

  evaluate = self: module: lib.evalModules {
    class = "clan";
    specialArgs = {
      inherit self;
      nixpkgs = self.inputs.nixpkgs;
      nix-darwin = self.inputs.nix-darwin;
    };
    modules = [ clanModule { options.self = mkOption { type = types.raw; default = self; }; } module ];
  };

  flakeModule = { config, self, ... }: {
    options.clan = mkOption { type = types.deferredModule; default = { }; };
    options.flake.clan = mkOption {
      type = types.deferredModule;
      default = { };
      apply = module: (evaluate self { imports = [ config.clan module ]; }).config;
    };
    options.flake.clanInternals = mkOption { type = types.raw; default = { }; };
    config.flake = { inherit (config.flake.clan) nixosConfigurations darwinConfigurations; };
  };
in
{
  lib.clan = args@{ self, ... }: evaluate self args;
  lib.buildClan = args@{ self, ... }: (evaluate self args).config;
  flakeModules = { default = flakeModule; clan = flakeModule; };
  flakeModule = flakeModule;
}
`,
};
