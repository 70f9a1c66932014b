/**
 * nixos-unified: hosts, homes and modules from folders. Shortened from srid/nixos-unified, flake.nix and
 * nix/modules/flake-parts/{autowire,lib}.nix (AGPL 3.0: the rules of its folders are restated here, not copied).
 */
import { type Framework, isRepository } from './framework.js';

export const nixosUnified: Framework = {
  name: 'nixos-unified',
  provides: (input) => isRepository(input, /(^|\/)(nixos-unified|nixos-flake)$/),
  outputs: `
{ lib }:
let
  # name.nix and name/default.nix of a folder, by name
  byName = folder: use:
    if !builtins.pathExists folder then { }
    else lib.concatMapAttrs
      (file: type:
        if type == "directory" then
          lib.optionalAttrs (builtins.pathExists "\${folder}/\${file}/default.nix") { \${file} = use "\${folder}/\${file}"; }
        else
          lib.optionalAttrs (lib.hasSuffix ".nix" file) { \${lib.removeSuffix ".nix" file} = use "\${folder}/\${file}"; })
      (builtins.readDir folder);

  builders = { self, inputs, config, ... }:
    let
      common = { flake = { inherit self inputs config; }; };
      withHome = enabled: module: lib.optionals enabled [
        module
        {
          home-manager.useGlobalPkgs = true;
          home-manager.useUserPackages = true;
          home-manager.extraSpecialArgs = common;
        }
      ];
    in
    {
      flake.nixos-unified.lib = {
        specialArgsFor = { inherit common; nixos = common; darwin = common; };
        mkLinuxSystem = { home-manager ? false }: module: inputs.nixpkgs.lib.nixosSystem {
          specialArgs = common;
          modules = [ module ] ++ withHome home-manager inputs.home-manager.nixosModules.home-manager;
        };
        mkMacosSystem = { home-manager ? false }: module: inputs.nix-darwin.lib.darwinSystem {
          specialArgs = common;
          modules = [ module ] ++ withHome home-manager inputs.home-manager.darwinModules.home-manager;
        };
        mkHomeConfiguration = pkgs: module: inputs.home-manager.lib.homeManagerConfiguration {
          inherit pkgs;
          extraSpecialArgs = common;
          modules = [ module ];
        };
      };
    };

  autoWire = { self, ... }:
    let build = self.nixos-unified.lib; in
    {
      flake = {
        nixosConfigurations = byName "\${self}/configurations/nixos" (build.mkLinuxSystem { home-manager = true; });
        darwinConfigurations = byName "\${self}/configurations/darwin" (build.mkMacosSystem { home-manager = true; });
        nixosModules = byName "\${self}/modules/nixos" (path: path);
        darwinModules = byName "\${self}/modules/darwin" (path: path);
        homeModules = byName "\${self}/modules/home" (path: path);
        overlays = byName "\${self}/overlays" (path: import path build.specialArgsFor.common);
      };
      perSystem = { pkgs, ... }: {
        legacyPackages.homeConfigurations = byName "\${self}/configurations/home" (build.mkHomeConfiguration pkgs);
      };
    };

  moduleFolders = [ "nix/modules/flake" "modules/flake" "nix/modules/flake-parts" "modules/flake-parts" ];
in
{
  flakeModules = { default = builders; autoWire = autoWire; };
  flakeModule = builders;
  lib.mkFlake = { inputs, root, systems ? [ ], specialArgs ? { } }:
    let
      folder = lib.findFirst (candidate: builtins.pathExists "\${root}/\${candidate}") null moduleFolders;
      modules = map (file: "\${root}/\${folder}/\${file}") (builtins.attrNames (builtins.readDir "\${root}/\${folder}"));
    in
    inputs.flake-parts.lib.mkFlake { inherit inputs specialArgs; } {
      inherit systems;
      _module.args = { inherit root; };
      imports = if folder == null then [ ] else modules;
    };
}
`,
};
