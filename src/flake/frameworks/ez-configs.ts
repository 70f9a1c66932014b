/**
 * ez-configs: the folders nixos-configurations, darwin-configurations, home-configurations and their -modules below
 * `ezConfigs.root`. Shortened from ehllie/ez-configs, flake-module.nix (MIT).
 */
import { type Framework, isRepository } from './framework.js';

export const ezConfigs: Framework = {
  name: 'ez-configs',
  provides: (input) => isRepository(input, /(^|\/)ez-configs$/),
  outputs: `
{ lib }:
let
  inherit (lib) mkOption types;
  raw = default: mkOption { type = types.raw; inherit default; };

  # name.nix and name/default.nix of a folder, or the folder's own file
  read = folder:
    if builtins.pathExists (folder + ".nix") then { default = folder + ".nix"; }
    else if !builtins.pathExists folder then { }
    else lib.concatMapAttrs
      (name: type:
        if type == "directory" then
          lib.optionalAttrs (builtins.pathExists (folder + "/\${name}/default.nix")) { \${name} = folder + "/\${name}/default.nix"; }
        else lib.optionalAttrs (lib.hasSuffix ".nix" name) { \${lib.removeSuffix ".nix" name} = folder + "/\${name}"; })
      (builtins.readDir folder);

  module = { config, inputs, ... }:
    let
      cfg = config.ezConfigs;
      found = class: kind:
        let folder = cfg.\${class}."\${kind}Directory"; in
        if folder != null then read folder
        else if cfg.root == null then { }
        else read (cfg.root + "/\${class}-\${kind}");
      users = found "home" "configurations";
      homeModules = found "home" "modules";

      homeOf = user: [ (users.\${user} or { }) ]
        ++ lib.optional ((cfg.home.users.\${user} or { }).importDefault or true) (homeModules.default or { });

      systems = class: build: homeManager:
        let modules = found class "modules"; in
        lib.mapAttrs
          (name: file:
            let
              host = cfg.\${class}.hosts.\${name} or { };
              homes = host.userHomeModules or [ ];
            in
            build {
              specialArgs = cfg.globalArgs // cfg.\${class}.specialArgs // { ezModules = modules; };
              modules = [ file { networking.hostName = lib.mkDefault name; } ]
                ++ lib.optional (host.importDefault or true) (modules.default or { })
                ++ lib.optionals (homes != [ ]) [
                  homeManager
                  {
                    home-manager.extraSpecialArgs = cfg.globalArgs // cfg.home.extraSpecialArgs // { ezModules = homeModules; };
                    home-manager.users = lib.genAttrs homes (user: { imports = homeOf user; });
                  }
                ];
            })
          (found class "configurations");
    in
    {
      options.ezConfigs = {
        root = raw null;
        globalArgs = raw { };
        earlyModuleArgs = raw { };
        nixos = {
          modulesDirectory = raw null;
          configurationsDirectory = raw null;
          specialArgs = raw { };
          hosts = raw { };
        };
        darwin = {
          modulesDirectory = raw null;
          configurationsDirectory = raw null;
          specialArgs = raw { };
          hosts = raw { };
        };
        home = {
          modulesDirectory = raw null;
          configurationsDirectory = raw null;
          extraSpecialArgs = raw { };
          users = raw { };
        };
      };
      config.flake = {
        nixosConfigurations = systems "nixos" inputs.nixpkgs.lib.nixosSystem inputs.home-manager.nixosModules.default;
        darwinConfigurations = systems "darwin" (inputs.darwin or inputs.nix-darwin).lib.darwinSystem inputs.home-manager.darwinModules.default;
        nixosModules = found "nixos" "modules";
      };
    };
in
{
  flakeModule = module;
  flakeModules.default = module;
}
`,
};
