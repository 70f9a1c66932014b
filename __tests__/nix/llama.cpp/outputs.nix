# The outputs of llama.cpp's own flake in their true shape. `nixpkgs` is the input that it got.
{
  lib,
  nixpkgs,
  origin,
}:
let
  eachSystem = lib.genAttrs [
    "x86_64-linux"
    "aarch64-linux"
    "aarch64-darwin"
    "x86_64-darwin"
  ];
  isLinux = lib.hasSuffix "linux";
  instance =
    system: config:
    import nixpkgs {
      inherit system config;
    };
  scope = pkgs: pkgs.callPackage ./.devops/nix/scope.nix { inherit origin; };
in
{
  overlays.default = final: prev: {
    llamaPackages = scope final;
    inherit (final.llamaPackages) llama-cpp;
  };

  legacyPackages = eachSystem (system: {
    llamaPackages = scope (instance system { });
    llamaPackagesCuda = scope (
      instance system {
        cudaSupport = true;
        allowUnfree = true;
      }
    );
    llamaPackagesRocm = scope (instance system { rocmSupport = true; });
  });

  packages = eachSystem (
    system:
    let
      plain = (scope (instance system { })).llama-cpp;
    in
    {
      default = plain;
      vulkan = plain.override { useVulkan = true; };
    }
    // lib.optionalAttrs (isLinux system) {
      cuda =
        (scope (
          instance system {
            cudaSupport = true;
            allowUnfree = true;
          }
        )).llama-cpp;
      mpi-cpu = plain.override { useMpi = true; };
      mpi-cuda = plain.override { useMpi = true; };
    }
    // lib.optionalAttrs (system == "x86_64-linux") {
      rocm = (scope (instance system { rocmSupport = true; })).llama-cpp;
    }
  );
}
