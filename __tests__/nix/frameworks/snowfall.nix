# snowfall-lib on flake-utils-plus: machines and modules by folder, overlays in the channel that all machines share.
# A machine that sets nixpkgs.config fails here; flake-utils-plus imports the channel once more for it.
{ lib }:
let
  mkFlake =
    {
      inputs,
      src,
      snowfall ? { },
      systems ? { },
      overlays ? [ ],
      channels-config ? { },
      ...
    }:
    let
      namespace = snowfall.namespace or "internal";
      foldersOf =
        path:
        lib.optionals (builtins.pathExists path) (
          lib.attrNames (lib.filterAttrs (_: type: type == "directory") (builtins.readDir path))
        );
      defaultsBelow =
        path:
        lib.optionals (builtins.pathExists path) (
          lib.filter (file: baseNameOf file == "default.nix") (lib.filesystem.listFilesRecursive path)
        );

      channelOf =
        system:
        import inputs.nixpkgs {
          inherit system;
          config = channels-config;
          overlays =
            overlays
            ++ map (
              file:
              import file (
                inputs
                // {
                  inherit inputs lib;
                  channels.nixpkgs = channelOf system;
                }
              )
            ) (defaultsBelow (src + "/overlays"));
        };

      machine =
        system: name:
        let
          own = (systems.hosts or { }).${name} or { };
        in
        inputs.nixpkgs.lib.nixosSystem {
          inherit system;
          modules = [
            {
              networking.hostName = name;
              nixpkgs.pkgs = channelOf system;
            }
            (src + "/systems/${system}/${name}/default.nix")
          ]
          ++ defaultsBelow (src + "/modules/nixos")
          ++ own.modules or [ ]
          ++ systems.modules.nixos or [ ];
          specialArgs = own.specialArgs or { } // {
            inherit inputs namespace system lib;
            target = system;
            host = name;
          };
        };
    in
    {
      nixosConfigurations = lib.mergeAttrsList (
        map (system: lib.genAttrs (foldersOf (src + "/systems/${system}")) (machine system)) (
          foldersOf (src + "/systems")
        )
      );
    };
in
{
  inherit mkFlake;
}
