/**
 * llama.cpp's flake in small: what official Nix evaluates in its place while it is not locked yet. It has the overlay
 * and the arguments of the package (.devops/nix/package.nix, master of 2026-08), and builds nothing.
 */

/** The text of the stand-in's flake.nix. */
export const standInFlake = `{
  description = "Stands in for llama.cpp while its input is not locked";

  outputs = _: {
    overlays.default = final: prev: {
      llamaPackages.llama-cpp = final.callPackage (
        {
          lib,
          stdenv,
          config,
          useBlas ? false,
          useCuda ? config.cudaSupport or false,
          useRocm ? config.rocmSupport or false,
          useVulkan ? false,
          useMetalKit ? false,
          useMpi ? false,
          useRpc ? false,
          useWebUi ? true,
          enableStatic ? false,
          rocmGpuTargets ? "",
          precompileMetalShaders ? false,
          llamaVersion ? "0.0.0",
          effectiveStdenv ? stdenv,
          glibc ? null,
          stdenvNoCC ? null,
          runCommand ? null,
          cmake ? null,
          ninja ? null,
          pkg-config ? null,
          git ? null,
          mpi ? null,
          blas ? null,
          cudaPackages ? null,
          autoAddDriverRunpath ? null,
          darwin ? null,
          rocmPackages ? null,
          vulkan-headers ? null,
          vulkan-loader ? null,
          openssl ? null,
          shaderc ? null,
          spirv-headers ? null,
          nodejs ? null,
          importNpmLock ? null,
        }:
        effectiveStdenv.mkDerivation {
          pname =
            "llama-cpp"
            + lib.optionalString useCuda "-cuda"
            + lib.optionalString useRocm "-rocm"
            + lib.optionalString useVulkan "-vulkan";
          version = llamaVersion;
          src = ./.;
          dontUnpack = true;
          cmakeFlags = [ ];
          buildInputs = [ ];
          nativeBuildInputs = [ ];
          postInstall = "";
          env = { };
          meta = {
            description = "Inference of LLaMA model in pure C/C++";
            homepage = "https://github.com/ggml-org/llama.cpp/";
            license = lib.licenses.mit or { };
            mainProgram = "llama-cli";
            platforms = lib.platforms.all or [ ];
          };
        }
      ) { };
      inherit (final.llamaPackages) llama-cpp;
    };
  };
}
`;
