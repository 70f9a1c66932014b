# Nix has no set with a member for every name, so stubs get those that the flake under test
# mentions: evaluate.ts collects its identifiers into a file.
lib:
let
  inherit (builtins) elem filter match;

  identifiers = builtins.fromJSON (builtins.readFile (builtins.getEnv "STUB_VOCABULARY"));

  # `with lib; with pkgs;` must not find a package where the library's function is meant, and
  # callPackage must not find one for a formal that is no package.
  taken =
    lib
    // builtins
    // lib.genAttrs [ "inputs" "outputs" "self" "super" "final" "prev" "name" "version" "src" ] (_: null);
  isPackage = name: match "[a-z][a-z0-9_-]*" name != null && !(taken ? ${name});

  # Of llama.cpp's names nixpkgs has only some: the others must not exist by being mentioned.
  isForeignLlama =
    name:
    match ".*llama.*" name != null
    && !(elem name [
      "llama-swap"
      "ollama"
      "ollama-cuda"
      "ollama-rocm"
      "ollama-vulkan"
    ]);
in
{
  inherit identifiers;
  packages = filter (name: isPackage name && !(isForeignLlama name)) identifiers;
}
