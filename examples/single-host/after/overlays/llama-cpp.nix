# llama.cpp from its own flake, built with this host's nixpkgs: one attribute per backend.
{ inputs }:
final: prev:
let
  inherit (inputs.llama-cpp.overlays.default final prev) llamaPackages;

  # In the Nix sandbox ggml would be compiled for bare x86-64 (SSE2 only). Build its
  # kernels for every CPU generation instead; the best one is loaded at run time.
  llama-cpp = llamaPackages.llama-cpp.overrideAttrs (old: {
    cmakeFlags = old.cmakeFlags ++ [
      (prev.lib.cmakeBool "GGML_BACKEND_DL" true)
      (prev.lib.cmakeBool "GGML_CPU_ALL_VARIANTS" true)
    ];
  });

  # Exactly the named backends, whatever nixpkgs.config.cudaSupport and rocmSupport say.
  only =
    backends:
    llama-cpp.override (
      {
        useCuda = false;
        useRocm = false;
        useVulkan = false;
      }
      // backends
    );
in
{
  inherit llamaPackages;

  inherit llama-cpp; # follows nixpkgs.config.cudaSupport and rocmSupport
  llama-cpp-cpu = only { };
  llama-cpp-cuda = only { useCuda = true; };
  llama-cpp-rocm = only { useRocm = true; };
  llama-cpp-vulkan = only { useVulkan = true; };
}
