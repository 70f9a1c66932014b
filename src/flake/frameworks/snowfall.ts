/**
 * snowfall: systems/ARCHITECTURE-linux/NAME/default.nix and its kin, with all of modules/{nixos,darwin,home}/…/default.nix,
 * homes/SYSTEM/USER@HOST and lib/…/default.nix. Shortened from snowfallorg/lib, snowfall-lib/{default.nix,system,home,
 * module,overlay,flake} (Apache 2.0).
 */
import { filesBelow } from './files-below.js';
import { mkFlakePlus } from './flake-utils-plus.js';
import { type Framework, isRepository } from './framework.js';

export const snowfall: Framework = {
  name: 'snowfall',
  provides: (input) =>
    isRepository(input, /(^|\/)snowfall(org)?([/-]lib)?$/i) ||
    (input.name === 'snowfall-lib' && /snowfall/.test(input.url ?? '')),
  primitives: (interpreter) => ({ filesBelow: filesBelow(interpreter) }),
  outputs: `
{ lib, filesBelow }:
let
  mkFlakePlus = ${mkFlakePlus} lib;

  mkLib = { inputs, src, snowfall ? { }, ... }:
    let
      root = snowfall.root or src;
      namespace = snowfall.namespace or "internal";
      file = path: root + "/\${path}";

      foldersOf = path: lib.optionalAttrs (builtins.pathExists path)
        (lib.filterAttrs (_: type: type == "directory") (builtins.readDir path));
      # all default.nix below a folder
      defaultsBelow = path: lib.optionals (builtins.pathExists path)
        (map (file: file.path) (builtins.filter (file: lib.hasSuffix "/default.nix" file.relative) (filesBelow path)));

      inputLibs = lib.mapAttrs (_: input: input.lib) (builtins.removeAttrs inputs [ "self" ]);
      userLib = builtins.foldl'
        (acc: path:
          let module = import path; in
          lib.recursiveUpdate acc (
            if builtins.isFunction module then
              module { inherit inputs namespace; lib = systemLib; snowfall-inputs = inputs; }
            else module))
        { }
        (defaultsBelow (file "lib"));
      systemLib = lib // inputLibs // { snowfall = snowfallLib; \${namespace} = userLib; };
      snowfallLib = { inherit fs; };

      # files and folders of a folder, or of all below it, as full paths
      within = path: keep: map (name: path + "/\${name}")
        (lib.optionals (builtins.pathExists path)
          (builtins.filter (name: keep name (builtins.readDir path).\${name}) (builtins.attrNames (builtins.readDir path))));
      below = path: keep: map (file: file.path)
        (builtins.filter (file: keep (builtins.baseNameOf file.relative) "regular") (lib.optionals (builtins.pathExists path) (filesBelow path)));
      isFile = _: type: type == "regular";
      isNix = name: type: type == "regular" && lib.hasSuffix ".nix" name;
      isDefault = name: type: isNix name type && name == "default.nix";
      isOther = name: type: isNix name type && name != "default.nix";
      fs = {
        get-file = file;
        get-snowfall-file = file;
        get-files = path: within path isFile;
        get-files-recursive = path: below path isFile;
        get-directories = path: within path (_: type: type == "directory");
        get-nix-files = path: within path isNix;
        get-nix-files-recursive = path: below path isNix;
        get-default-nix-files = path: within path isDefault;
        get-default-nix-files-recursive = path: below path isDefault;
        get-non-default-nix-files = path: within path isOther;
        get-non-default-nix-files-recursive = path: below path isOther;
      };

      isDarwin = lib.hasInfix "darwin";
      isVirtual = target: !isDarwin target && !lib.hasSuffix "-linux" target;

      # the folders systems/TARGET/NAME, or homes/TARGET/NAME
      found = kind: lib.concatMap
        (target: map (name: { inherit name target; path = file "\${kind}/\${target}/\${name}/default.nix"; })
          (builtins.filter (name: builtins.pathExists (file "\${kind}/\${target}/\${name}/default.nix"))
            (builtins.attrNames (foldersOf (file "\${kind}/\${target}")))))
        (builtins.attrNames (foldersOf (file kind)));

      moduleFiles = class: defaultsBelow (file "modules/\${class}");

      overlays = extra: extra ++ map
        (path: import path (inputs // { inherit inputs namespace; lib = systemLib; channels = { }; }))
        (defaultsBelow (file "overlays"));

      mkFlake = options:
        let
          systems = options.systems or { };
          homes = options.homes or { };
          allHomes = map (home: home // rec {
            parts = lib.splitString "@" home.name;
            user = builtins.head parts;
            host = lib.concatStrings (builtins.tail parts);
          }) (found "homes");

          homeModule = system:
            { config, ... }: {
              home-manager.extraSpecialArgs = {
                inherit inputs namespace;
                lib = systemLib;
                host = system.name;
                system = system.target;
              };
              home-manager.sharedModules = moduleFiles "home" ++ (homes.modules or [ ]);
              home-manager.useGlobalPkgs = lib.mkDefault true;
              home-manager.users = builtins.listToAttrs (map
                (home: {
                  name = home.user;
                  value = { imports = [ home.path ] ++ (homes.users.\${home.name}.modules or [ ]); };
                })
                (builtins.filter
                  (home: home.host == system.name || (home.host == "" && home.target == system.target))
                  allHomes));
            };

          hostOf = system:
            let
              own = systems.hosts.\${system.name} or { };
              class = if isDarwin system.target then "darwin" else "nixos";
              resolved = if isVirtual system.target then "x86_64-linux" else system.target;
            in
            own // {
              system = resolved;
              output =
                if isDarwin system.target then "darwinConfigurations"
                else if isVirtual system.target then "virtualConfigurations"
                else "nixosConfigurations";
              builder = own.builder or (if class == "darwin" then inputs.darwin.lib.darwinSystem else inputs.nixpkgs.lib.nixosSystem);
              modules = [ system.path ] ++ moduleFiles class ++ (own.modules or [ ]) ++ (systems.modules.\${class} or [ ])
                ++ lib.optionals (inputs ? home-manager) [
                  (if class == "darwin" then inputs.home-manager.darwinModules.home-manager else inputs.home-manager.nixosModules.home-manager)
                  (homeModule system)
                ];
              specialArgs = (own.specialArgs or { }) // {
                inherit inputs namespace;
                lib = systemLib;
                host = system.name;
                target = system.target;
                system = resolved;
                virtual = isVirtual system.target;
                format = if class == "darwin" then "darwin" else "linux";
                systems = { };
              };
            };

          homeOf = home: inputs.home-manager.lib.homeManagerConfiguration {
            pkgs = import inputs.nixpkgs {
              system = home.target;
              overlays = overlays (options.overlays or [ ]);
              config = options.channels-config or { };
            };
            modules = [ home.path ] ++ moduleFiles "home" ++ (homes.users.\${home.name}.modules or [ ]) ++ (homes.modules or [ ]);
            extraSpecialArgs = {
              inherit inputs namespace;
              inherit (home) name user host;
              lib = systemLib;
              system = home.target;
              format = "home";
            };
          };

          own = builtins.removeAttrs options [
            "inputs" "src" "systems" "modules" "overlays" "packages" "outputs-builder" "outputsBuilder" "packagesPrefix" "hosts"
            "homes" "channels-config" "templates" "checks" "alias" "snowfall"
          ];
        in
        mkFlakePlus (own // {
          self = inputs.self;
          inherit inputs;
          hosts = builtins.listToAttrs (map (system: { inherit (system) name; value = hostOf system; }) (found "systems"));
          channelsConfig = options.channels-config or { };
          channels.nixpkgs.overlaysBuilder = _: overlays (options.overlays or [ ]);
        }) // lib.optionalAttrs (allHomes != [ ]) {
          homeConfigurations = builtins.listToAttrs (map (home: { inherit (home) name; value = homeOf home; }) allHomes);
        };
    in
    systemLib // { inherit mkFlake; mkDeploy = _: { }; };
in
{
  inherit mkLib;
  mkFlake = options: (mkLib options).mkFlake options;
}
`,
};
