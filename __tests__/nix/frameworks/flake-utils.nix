# flake-utils, as much of it as configurations use.
{ lib }:
let
  defaultSystems = [
    "x86_64-linux"
    "aarch64-linux"
  ];
  # { packages = …; } for each system → { packages.<system> = …; }
  eachSystem =
    systems: f:
    builtins.foldl' (
      acc: system:
      let
        outputs = f system;
      in
      acc // lib.mapAttrs (name: value: (acc.${name} or { }) // { ${system} = value; }) outputs
    ) { } systems;
in
{
  lib = {
    inherit defaultSystems eachSystem;
    allSystems = defaultSystems;
    eachDefaultSystem = eachSystem defaultSystems;
    eachDefaultSystemPassThrough = f: lib.foldl' (a: b: a // b) { } (map f defaultSystems);
    mkApp =
      { drv }:
      {
        type = "app";
        program = lib.getExe drv;
      };
    flattenTree = tree: tree;
  };
}
