# blueprint: hosts and modules by folder (lib/default.nix), as much of it as configurations use.
{ lib }:
let
  # The folders and .nix files of a folder, by name.
  entries =
    path:
    lib.optionalAttrs (builtins.pathExists path) (
      lib.mapAttrs' (
        file: type: lib.nameValuePair (lib.removeSuffix ".nix" file) { path = path + "/${file}"; inherit type; }
      ) (lib.filterAttrs (file: type: type == "directory" || lib.hasSuffix ".nix" file) (builtins.readDir path))
    );

  mkBlueprint =
    {
      inputs,
      prefix ? null,
      nixpkgs ? { },
      ...
    }:
    let
      flake = inputs.self;
      src = flake.outPath + lib.optionalString (prefix != null) "/${prefix}";

      # A package set is only given to the machines where there is something to say of it.
      packagesModule =
        { config, lib, ... }:
        lib.mkIf (nixpkgs != { }) {
          nixpkgs.pkgs = lib.mkDefault (
            import inputs.nixpkgs {
              system = config.nixpkgs.hostPlatform.system or config.nixpkgs.hostPlatform;
              config = nixpkgs.config or { };
              overlays = nixpkgs.overlays or [ ];
            }
          );
        };

      system =
        build: file: hostName: host:
        build {
          modules = [
            packagesModule
            (host.path + file)
          ];
          specialArgs = {
            inherit inputs flake hostName;
            self = throw "self was renamed to flake";
          };
        };
      hostsWith = file: lib.filterAttrs (_: host: builtins.pathExists (host.path + file)) (entries (src + "/hosts"));
      modules = lib.mapAttrs (_: folder: lib.mapAttrs (_: module: module.path) (entries folder.path)) (
        entries (src + "/modules")
      );
    in
    {
      nixosConfigurations = lib.mapAttrs (system inputs.nixpkgs.lib.nixosSystem "/configuration.nix") (
        hostsWith "/configuration.nix"
      );
      darwinConfigurations = lib.mapAttrs (system inputs.nix-darwin.lib.darwinSystem "/darwin-configuration.nix") (
        hostsWith "/darwin-configuration.nix"
      );
      nixosModules = modules.nixos or { };
    };
in
{
  __functor = _: mkBlueprint;
}
