# nixos-unified: machines, modules and overlays by folder, on flake-parts.
{ lib }:
let
  # x.nix and x/default.nix of a folder, by name.
  byName =
    folder: use:
    lib.optionalAttrs (builtins.pathExists folder) (
      lib.mapAttrs' (file: _: lib.nameValuePair (lib.removeSuffix ".nix" file) (use (folder + "/${file}"))) (
        lib.filterAttrs (
          file: type: lib.hasSuffix ".nix" file || (type == "directory" && builtins.pathExists (folder + "/${file}/default.nix"))
        ) (builtins.readDir folder)
      )
    );

  builders =
    {
      self,
      inputs,
      config,
      ...
    }:
    let
      arguments.flake = {
        inherit self inputs config;
      };
      system =
        build: homeManager: module:
        build {
          specialArgs = arguments;
          modules = [
            module
            homeManager
            {
              home-manager.useGlobalPkgs = true;
              home-manager.useUserPackages = true;
              home-manager.extraSpecialArgs = arguments;
            }
          ];
        };
    in
    {
      flake.nixos-unified.lib = {
        mkLinuxSystem = _: system inputs.nixpkgs.lib.nixosSystem inputs.home-manager.nixosModules.home-manager;
        mkMacosSystem = _: system inputs.nix-darwin.lib.darwinSystem inputs.home-manager.darwinModules.home-manager;
        withArguments = f: f arguments;
      };
    };

  autoWire =
    { self, ... }:
    let
      build = self.nixos-unified.lib;
      folder = name: self.outPath + "/${name}";
    in
    {
      flake = {
        nixosConfigurations = byName (folder "configurations/nixos") (build.mkLinuxSystem { home-manager = true; });
        nixosModules = byName (folder "modules/nixos") (path: path);
        overlays = byName (folder "overlays") (path: build.withArguments (import path));
      };
    };
in
{
  flakeModules = {
    default = builders;
    inherit autoWire;
  };
  lib.mkFlake =
    {
      inputs,
      root,
      systems ? [ "x86_64-linux" ],
    }:
    inputs.flake-parts.lib.mkFlake { inherit inputs; } {
      inherit systems;
      _module.args = { inherit root; };
      imports = map (file: root + "/modules/flake/${file}") (builtins.attrNames (builtins.readDir (root + "/modules/flake")));
    };
}
