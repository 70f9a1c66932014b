# flake-parts' mkFlake: top-level modules, `flake`, `systems` and `perSystem`.
{ lib }:
let
  inherit (lib) mkOption types;

  mkFlake =
    {
      inputs,
      specialArgs ? { },
    }:
    module:
    let
      perSystem =
        config: system:
        let
          specialArgs = {
            inherit system;
            self' = lib.mapAttrs (_: output: output.${system} or { }) (removeAttrs inputs.self [ "inputs" ]);
            inputs' = lib.mapAttrs (_: input: {
              packages = input.packages.${system} or { };
              legacyPackages = input.legacyPackages.${system} or { };
            }) inputs;
          };
          evaluated = lib.evalModules {
            inherit specialArgs;
            modules = [
              { config._module.args.pkgs = lib.mkOptionDefault inputs.nixpkgs.legacyPackages.${system}; }
              config.perSystem
            ];
          };
        in
        evaluated // { inherit specialArgs; };
      evaluated = lib.evalModules {
        specialArgs = {
          inherit inputs;
          inherit (inputs) self;
          withSystem =
            system: f:
            let
              result = perSystem config system;
            in
            f (result.specialArgs // result.config._module.args // { inherit (result) config; });
        }
        // specialArgs;
        modules = [
          {
            options = {
              systems = mkOption { type = types.listOf types.str; };
              perSystem = mkOption {
                type = types.deferredModule;
                default = { };
              };
              flake = {
                nixosConfigurations = mkOption {
                  type = types.lazyAttrsOf types.raw;
                  default = { };
                };
                overlays = mkOption {
                  type = types.lazyAttrsOf types.raw;
                  default = { };
                };
              };
            };
          }
          module
        ];
      };
      inherit (evaluated) config;
      systems = lib.genAttrs config.systems (system: removeAttrs (perSystem config system).config [ "_module" ]);
      names = lib.unique (lib.concatMap lib.attrNames (lib.attrValues systems));
    in
    lib.genAttrs names (name: lib.mapAttrs (_: outputs: outputs.${name}) (lib.filterAttrs (_: o: o ? ${name}) systems)) // config.flake;
in
{
  lib = {
    inherit mkFlake;
  };
  # extras/modules.nix: modules of other classes, merged where several files say something of one.
  flakeModules.modules.options.flake.modules = mkOption {
    type = types.lazyAttrsOf (types.lazyAttrsOf types.deferredModule);
  };
}
