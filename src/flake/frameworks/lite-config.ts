/**
 * lite-config: the flake-parts option `lite-config.hosts`, all of one package set. Shortened from yelite/lite-config,
 * flake-module.nix (MIT).
 */
import { type Framework, isRepository } from './framework.js';

export const liteConfig: Framework = {
  name: 'lite-config',
  provides: (input) => isRepository(input, /(^|\/)lite-config$/),
  outputs: `
{ lib }:
let
  inherit (lib) mkOption types;

  module = { config, inputs, withSystem, ... }:
    let
      cfg = config.lite-config;
      isDarwin = system: lib.hasSuffix "-darwin" system;
      useHomeManager = cfg.homeModules != [ ] || cfg.homeConfigurations != { };

      packageOptions = {
        nixpkgs = mkOption { type = types.raw; default = inputs.nixpkgs; };
        config = mkOption { type = types.raw; default = { }; };
      };

      build = name: host: withSystem host.system ({ liteConfigPkgs, ... }:
        let
          specialArgs = { inherit inputs; inherit (liteConfigPkgs.stdenv) hostPlatform; };
          homeManager = if isDarwin host.system then "darwinModules" else "nixosModules";
          builder = if isDarwin host.system then cfg.builder.darwin else cfg.nixpkgs.nixpkgs.lib.nixosSystem;
        in
        builder {
          inherit specialArgs;
          modules = [
            (if host.hostModule == null then "\${cfg.hostModuleDir}/\${name}" else host.hostModule)
            { nixpkgs.pkgs = liteConfigPkgs; networking.hostName = name; }
          ] ++ cfg.systemModules ++ lib.optionals useHomeManager [
            cfg.homeManagerFlake.\${homeManager}.default
            {
              home-manager = {
                sharedModules = cfg.homeModules;
                useGlobalPkgs = true;
                extraSpecialArgs = specialArgs;
              };
            }
          ];
        });

      home = pkgs: name: module: cfg.homeManagerFlake.lib.homeManagerConfiguration {
        inherit pkgs;
        modules = [ module { home.username = lib.mkDefault name; } ] ++ cfg.homeModules;
        extraSpecialArgs = { inherit inputs; inherit (pkgs.stdenv) hostPlatform; };
      };

      hostsOf = test: lib.mapAttrs build (lib.filterAttrs (_: host: test host.system) cfg.hosts);
    in
    {
      options.lite-config = {
        nixpkgs = packageOptions // {
          perSystemOverrides = mkOption {
            type = types.attrsOf (types.submodule { options = packageOptions; });
            default = { };
          };
          overlays = mkOption { type = types.listOf types.raw; default = [ ]; };
          exportOverlayPackages = mkOption { type = types.bool; default = true; };
          setPerSystemPkgs = mkOption { type = types.bool; default = true; };
        };
        hosts = mkOption {
          default = { };
          type = types.attrsOf (types.submodule {
            options.system = mkOption { type = types.str; };
            options.hostModule = mkOption { type = types.nullOr types.deferredModule; default = null; };
          });
        };
        systemModules = mkOption { type = types.listOf types.raw; default = [ ]; };
        homeModules = mkOption { type = types.listOf types.raw; default = [ ]; };
        hostModuleDir = mkOption { type = types.raw; };
        builder.darwin = mkOption { type = types.raw; default = inputs.nix-darwin.lib.darwinSystem; };
        homeManagerFlake = mkOption { type = types.raw; default = inputs.home-manager; };
        homeConfigurations = mkOption { type = types.attrsOf types.deferredModule; default = { }; };
      };
      config.systems = lib.unique (map (host: host.system) (builtins.attrValues cfg.hosts));
      config.flake.nixosConfigurations = hostsOf (system: !(isDarwin system));
      config.flake.darwinConfigurations = hostsOf isDarwin;
      config.perSystem = { system, liteConfigPkgs, ... }: {
        _module.args.liteConfigPkgs = lib.mkOptionDefault (import
          (cfg.nixpkgs.perSystemOverrides.\${system} or cfg.nixpkgs).nixpkgs
          { inherit system; inherit (cfg.nixpkgs) overlays config; });
        _module.args.pkgs = lib.mkIf cfg.nixpkgs.setPerSystemPkgs liteConfigPkgs;
        packages.homeConfigurations = lib.mapAttrs (home liteConfigPkgs) cfg.homeConfigurations;
      };
    };
in
{
  flakeModule = module;
}
`,
};
