# The scope `llamaPackages` of llama.cpp's own flake.
{
  lib,
  newScope,
  llamaVersion ? "0.0.0",
  origin ? "flake",
}:
let
  # nixpkgs' lib.makeScope, without splicing.
  makeScope =
    f:
    let
      self = f self // {
        callPackage = newScope (self // { inherit llamaVersion; });
        overrideScope = overlay: makeScope (lib.extends overlay f);
      };
    in
    self;
in
makeScope (self: {
  inherit llamaVersion;
  llama-cpp = self.callPackage ./package.nix { inherit origin; };
  gguf-py = self.callPackage ({ stdenv }: stdenv.mkDerivation { name = "gguf-py"; }) { };
  python-scripts = self.callPackage ({ stdenv }: stdenv.mkDerivation { name = "python-scripts"; }) { };
})
