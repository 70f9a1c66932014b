# colmena's hive (src/nix/hive/eval.nix): the overlays and the config of meta.nixpkgs count on each node, under
# what the node says itself.
{ lib }:
let
  makeHive =
    raw:
    let
      hive = if lib.isFunction raw then raw { } else raw;
      meta = hive.meta or { };
      packagesOf = name: (meta.nodeNixpkgs or { }).${name} or meta.nixpkgs;
      nodes = lib.mapAttrs evaluate (
        removeAttrs hive [
          "defaults"
          "meta"
        ]
      );
      evaluate =
        name: node:
        let
          packages = packagesOf name;
        in
        import (packages.path + "/nixos/lib/eval-config.nix") {
          inherit (packages) system;
          modules = [
            {
              nixpkgs.overlays = lib.mkBefore packages.overlays;
              nixpkgs.config = lib.mapAttrs (_: lib.mkOptionDefault) packages.config;
            }
            (hive.defaults or { })
          ]
          ++ lib.toList node;
          specialArgs = {
            inherit name nodes;
          }
          // meta.specialArgs or { }
          // (meta.nodeSpecialArgs or { }).${name} or { };
        };
    in
    {
      __schema = "v0.5";
      inherit nodes;
    };
in
{
  lib = {
    inherit makeHive;
  };
}
