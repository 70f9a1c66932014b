# vic/import-tree: all .nix files below a folder but those with `/_` in their path, as one module.
{ lib }:
let
  tree =
    pred:
    {
      __functor = _: path: {
        imports = lib.filter (
          file:
          let
            relative = lib.removePrefix (toString path) (toString file);
          in
          lib.hasSuffix ".nix" relative && !(lib.hasInfix "/_" relative) && pred relative
        ) (lib.filesystem.listFilesRecursive path);
      };
      filter = more: tree (file: pred file && more file);
      filterNot = more: tree (file: pred file && !(more file));
    };
in
tree (_: true)
