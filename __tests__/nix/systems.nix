# nixosSystem, darwinSystem, homeManagerConfiguration and home-manager's module: only what
# decides which package set a reference sees. All other options are free-form.
{ lib, nixpkgs }:
let
  inherit (lib) mkOption types;

  inherit (import ./derivations.nix lib) mkDerivation;

  pkgsOf =
    cfg:
    import nixpkgs {
      inherit (cfg) config overlays;
      system = cfg.hostPlatform.system or cfg.hostPlatform;
    };

  nixpkgsModule =
    { system, pkgs }:
    { config, ... }:
    let
      cfg = config.nixpkgs;
      given = if cfg.pkgs != null then cfg.pkgs else pkgs;
    in
    {
      options.nixpkgs = {
        overlays = mkOption {
          type = types.listOf types.raw;
          default = [ ];
        };
        config = mkOption {
          type = types.anything;
          default = { };
        };
        hostPlatform = mkOption { default = if system != null then system else throw "neither system nor nixpkgs.hostPlatform is set"; };
        pkgs = mkOption {
          type = types.raw;
          default = null;
        };
        # said by `readOnlyPkgs`
        isReadOnly = mkOption { default = false; };
      };
      config._module.args.pkgs = lib.mkDefault (
        if cfg.isReadOnly then
          if cfg.overlays == [ ] && cfg.config == { } then cfg.pkgs else throw "nixpkgs.overlays is set to read-only"
        else if given == null then
          pkgsOf cfg
        else if cfg.config != { } then
          throw "Your system configures nixpkgs with an externally created instance: nixpkgs.config is ignored"
        else
          given.appendOverlays cfg.overlays
      );
    };

  # nixos/modules/services/misc/llama-cpp.nix
  llamaService =
    { config, pkgs, ... }:
    let
      cfg = config.services.llama-cpp;
    in
    {
      key = "/nixos/modules/services/misc/llama-cpp.nix";
      options.services.llama-cpp = {
        enable = lib.mkEnableOption "llama.cpp";
        package = lib.mkPackageOption pkgs "llama-cpp" { };
        settings = mkOption { default = { }; };
      };
      config = lib.mkIf cfg.enable {
        systemd.services.llama-cpp.serviceConfig.ExecStart = "${cfg.package}/bin/llama-server";
      };
    };

  commonModule =
    { pkgs, ... }:
    {
      options.environment.systemPackages = mkOption {
        type = types.listOf types.package;
        default = [ ];
      };
      config.boot.kernelPackages = lib.mkOptionDefault pkgs.linuxPackages;
      config.system.build.toplevel = lib.mkOptionDefault (mkDerivation { name = "system"; });
    };

  system =
    kind:
    {
      modules,
      system ? null,
      pkgs ? null,
      specialArgs ? { },
      extraArgs ? { },
      baseModules ? [ ],
      extraModules ? [ ],
      modulesLocation ? null,
      check ? true,
      prefix ? [ ],
      lib ? null,
      inputs ? null,
    }:
    let
      evaluated = evalModules {
        specialArgs = {
          modulesPath = "/nixos/modules";
        }
        // specialArgs;
        modules = [
          (nixpkgsModule { inherit system pkgs; })
          commonModule
          { config._module.args = extraArgs; }
        ]
        ++ lib'.optional (kind == "nixos") llamaService
        ++ modules
        ++ extraModules;
      };
    in
    evaluated
    // {
      _type = "host";
      inherit kind;
      inherit (evaluated.config._module.args) pkgs;
    };
  lib' = lib;
  inherit (lib) evalModules;

  # --- home-manager --------------------------------------------------------------------------

  # `outer`: the host's package set, or the one given to homeManagerConfiguration.
  homeModule =
    { outer, own }:
    { config, ... }:
    {
      options.home.packages = mkOption {
        type = types.listOf types.package;
        default = [ ];
      };
      options.nixpkgs = {
        overlays = mkOption {
          type = types.listOf types.raw;
          default = [ ];
        };
        config = mkOption {
          type = types.anything;
          default = { };
        };
      };
      config._module.args.pkgs = lib.mkDefault (if own then outer config.nixpkgs else outer);
    };

  homeManager =
    { config, pkgs, ... }:
    let
      cfg = config.home-manager;
    in
    {
      key = "/home-manager/nixos";
      options.home-manager = {
        useGlobalPkgs = lib.mkEnableOption "the host's package set";
        extraSpecialArgs = mkOption {
          type = types.lazyAttrsOf types.raw;
          default = { };
        };
        sharedModules = mkOption {
          type = types.listOf types.raw;
          default = [ ];
        };
        users = mkOption {
          default = { };
          type = types.attrsOf (
            types.submoduleWith {
              specialArgs = {
                osConfig = config;
              }
              // cfg.extraSpecialArgs;
              modules = [
                (homeModule {
                  own = !cfg.useGlobalPkgs;
                  outer =
                    if cfg.useGlobalPkgs then
                      pkgs
                    else
                      home:
                      import pkgs.path {
                        inherit (home) config overlays;
                        inherit (pkgs) system;
                      };
                })
              ]
              ++ cfg.sharedModules;
            }
          );
        };
      };
    };

  homeManagerConfiguration =
    {
      pkgs,
      modules ? [ ],
      extraSpecialArgs ? { },
      lib ? pkgs.lib,
      check ? true,
    }:
    let
      evaluated = evalModules {
        specialArgs = extraSpecialArgs;
        modules = [
          (homeModule {
            own = true;
            outer =
              home:
              import pkgs.path {
                inherit (pkgs) system;
                config = pkgs.config // home.config;
                overlays = pkgs.overlays ++ home.overlays;
              };
          })
        ]
        ++ modules;
      };
    in
    evaluated
    // {
      _type = "host";
      kind = "home";
      inherit (evaluated.config._module.args) pkgs;
    };
in
{
  nixosSystem = system "nixos";
  darwinSystem = system "darwin";
  inherit homeManager homeManagerConfiguration;
}
