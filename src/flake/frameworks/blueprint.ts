/**
 * blueprint: hosts from folders: hosts/NAME/{default,configuration,darwin-configuration}.nix and
 * hosts/NAME/users/USER.nix. Shortened from numtide/blueprint, lib/default.nix (MIT).
 */
import { type Framework, isRepository } from './framework.js';

export const blueprint: Framework = {
  name: 'blueprint',
  provides: (input) => isRepository(input, /(^|\/)blueprint$/),
  outputs: `
{ lib }:
let
  # the folders and Nix files of a folder, by name
  entries = path:
    if !builtins.pathExists path then { }
    else lib.concatMapAttrs
      (name: type:
        if type == "directory" then { \${name} = { path = path + "/\${name}"; inherit type; }; }
        else lib.optionalAttrs (lib.hasSuffix ".nix" name) {
          \${lib.removeSuffix ".nix" name} = { path = path + "/\${name}"; inherit type; };
        })
      (builtins.readDir path);

  mkBlueprint = { inputs, prefix ? null, nixpkgs ? { }, systems ? [ ] }:
    let
      flake = inputs.self;
      src = if prefix == null then flake else if builtins.isPath prefix then prefix else "\${flake}/\${prefix}";
      specialArgs = { inherit inputs flake; };

      packages = system: import inputs.nixpkgs {
        inherit system;
        config = nixpkgs.config or { };
        overlays = nixpkgs.overlays or [ ];
      };
      packageModule =
        if (nixpkgs.config or { }) == { } && (nixpkgs.overlays or [ ]) == [ ] then { }
        else { config, lib, ... }: { nixpkgs.pkgs = lib.mkDefault (packages config.nixpkgs.hostPlatform.system); };

      usersOf = host: lib.concatMapAttrs
        (user: entry:
          if entry.type != "directory" then { \${user} = entry.path; }
          else lib.optionalAttrs (builtins.pathExists (entry.path + "/home-configuration.nix")) {
            \${user} = entry.path + "/home-configuration.nix";
          })
        (entries (host.path + "/users"));

      homeModules = host: module: lib.optionals (usersOf host != { }) [
        module
        {
          home-manager.extraSpecialArgs = specialArgs;
          home-manager.users = usersOf host;
          home-manager.useGlobalPkgs = lib.mkDefault true;
          home-manager.useUserPackages = lib.mkDefault true;
        }
      ];

      system = build: homeManager: name: host: file: build {
        modules = [ packageModule (host.path + file) ] ++ homeModules host homeManager;
        specialArgs = specialArgs // { hostName = name; };
      };

      hosts = lib.filterAttrs (_: host: host.type == "directory") (entries (src + "/hosts"));
      has = file: host: builtins.pathExists (host.path + file);
      own = lib.mapAttrs (name: host: import (host.path + "/default.nix") { inherit flake inputs; hostName = name; })
        (lib.filterAttrs (_: has "/default.nix") hosts);
      ownOf = class: lib.mapAttrs (_: host: host.value) (lib.filterAttrs (_: host: host.class == class) own);
      others = lib.filterAttrs (_: host: !(has "/default.nix" host)) hosts;
      withFile = file: make: lib.mapAttrs (name: host: make name host file) (lib.filterAttrs (_: has file) others);
      modules = lib.mapAttrs (_: folder: lib.mapAttrs (_: module: module.path) (entries folder.path))
        (lib.filterAttrs (_: folder: folder.type == "directory") (entries (src + "/modules")));
    in
    {
      nixosConfigurations =
        withFile "/configuration.nix" (system inputs.nixpkgs.lib.nixosSystem inputs.home-manager.nixosModules.default)
        // withFile "/rpi-configuration.nix" (system inputs.nixos-raspberrypi.lib.nixosSystem inputs.home-manager.nixosModules.default)
        // ownOf "nixos";
      darwinConfigurations =
        withFile "/darwin-configuration.nix" (system inputs.nix-darwin.lib.darwinSystem inputs.home-manager.darwinModules.default)
        // ownOf "nix-darwin";
      lib = if builtins.pathExists (src + "/lib") then import (src + "/lib") specialArgs else { };
      inherit modules;
      nixosModules = modules.nixos or { };
      darwinModules = modules.darwin or { };
      homeModules = modules.home or { };
    };
in
{
  __functor = _: mkBlueprint;
  lib = {
    __functor = _: mkBlueprint;
    importDir = path: f: lib.optionalAttrs (builtins.pathExists path) (f (entries path));
    inherit mkBlueprint;
  };
}
`,
};
