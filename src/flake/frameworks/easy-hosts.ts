/**
 * easy-hosts: the flake-parts option `easy-hosts.hosts`, or the folders ARCH-CLASS/NAME below `easy-hosts.path`.
 * Shortened from tgirlcloud/easy-hosts, flake-module.nix and lib.nix (EUPL 1.2: its options are restated, not copied).
 */
import { type Framework, isRepository } from './framework.js';

export const easyHosts: Framework = {
  name: 'easy-hosts',
  provides: (input) => isRepository(input, /(^|\/)easy-hosts$/),
  outputs: `
{ lib }:
let
  inherit (lib) mkOption types;
  parameters = {
    modules = mkOption { type = types.listOf types.deferredModule; default = [ ]; };
    specialArgs = mkOption { type = types.lazyAttrsOf types.raw; default = { }; };
  };
  nothing = _: { modules = [ ]; specialArgs = { }; };

  module = { config, inputs, self, withSystem, ... }:
    let
      cfg = config.easy-hosts;
      classOf = class: ({ linux = "nixos"; iso = "nixos"; } // cfg.additionalClasses).\${class} or class;

      # ./hosts/x86_64-linux/NAME; the system is the folder's name
      found = lib.concatMapAttrs
        (folder: _:
          let parts = builtins.match "([^-]+)-(.+)" folder; in
          lib.mapAttrs
            (name: _: {
              arch = builtins.elemAt parts 0;
              class = builtins.elemAt parts 1;
              path = cfg.path + "/\${folder}/\${name}";
            })
            (builtins.readDir (cfg.path + "/\${folder}")))
        (builtins.readDir cfg.path);

      pathModules = name: host:
        if host.path != null then [ host.path ]
        else if cfg.path != null && builtins.pathExists (cfg.path + "/\${name}") then [ (cfg.path + "/\${name}") ]
        else [ ];

      build = name: host:
        let
          class = classOf host.class;
          perClass = cfg.perClass class;
          perArch = cfg.perArch host.arch;
          perTag = map cfg.perTag host.tags;
          own = [ cfg.shared perClass perArch ] ++ perTag ++ [ host ];
          build = if class == "darwin" then host.nix-darwin.lib.darwinSystem else host.nixpkgs.lib.nixosSystem;
        in
        build {
          specialArgs = withSystem host.system ({ self', inputs', ... }:
            builtins.foldl' (acc: part: acc // (part.specialArgs or { })) { inherit inputs self self' inputs'; } own);
          modules = [
            {
              networking.hostName = lib.mkDefault name;
              nixpkgs.hostPlatform = lib.mkDefault host.system;
            }
          ] ++ pathModules name host ++ lib.concatMap (part: part.modules or [ ]) own;
        };

      ofClass = class: lib.mapAttrs build (lib.filterAttrs (_: host: classOf host.class == class) cfg.hosts);
    in
    {
      options.easy-hosts = {
        autoConstruct = lib.mkEnableOption "";
        path = mkOption { type = types.nullOr types.path; default = null; };
        onlySystem = mkOption { type = types.nullOr types.str; default = null; };
        shared = parameters;
        perClass = mkOption { type = types.functionTo types.raw; default = nothing; };
        perArch = mkOption { type = types.functionTo types.raw; default = nothing; };
        perTag = mkOption { type = types.functionTo types.raw; default = nothing; };
        additionalClasses = mkOption { type = types.attrsOf types.str; default = { }; };
        hosts = mkOption {
          default = { };
          type = types.attrsOf (types.submodule ({ config, ... }: {
            options = parameters // {
              nixpkgs = mkOption { type = types.raw; default = inputs.nixpkgs; };
              nix-darwin = mkOption { type = types.raw; default = inputs.darwin or inputs.nix-darwin or null; };
              arch = mkOption { type = types.str; default = "x86_64"; };
              class = mkOption { type = types.str; default = "nixos"; };
              tags = mkOption { type = types.listOf types.str; default = [ ]; };
              system = mkOption {
                type = types.str;
                default = "\${config.arch}-\${if classOf config.class == "darwin" then "darwin" else "linux"}";
              };
              path = mkOption { type = types.nullOr types.path; default = null; };
              deployable = lib.mkEnableOption "";
            };
          }));
        };
      };
      config.easy-hosts.hosts = lib.mkIf cfg.autoConstruct found;
      config.flake.nixosConfigurations = ofClass "nixos";
      config.flake.darwinConfigurations = ofClass "darwin";
    };
in
{
  flakeModule = module;
  flakeModules.default = module;
}
`,
};
