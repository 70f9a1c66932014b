# The package of llama.cpp's own flake with its real argument names and the exact text of its CMake flags.
{
  lib,
  glibc ? null,
  config,
  stdenv,
  stdenvNoCC ? null,
  runCommand ? null,
  cmake ? null,
  ninja ? null,
  pkg-config ? null,
  git ? null,
  mpi ? null,
  blas ? null,
  cudaPackages ? { },
  autoAddDriverRunpath ? null,
  darwin ? null,
  rocmPackages ? { },
  vulkan-headers ? null,
  vulkan-loader ? null,
  openssl ? null,
  shaderc ? null,
  spirv-headers ? null,
  nodejs ? null,
  importNpmLock ? null,

  useBlas ? !(useCuda || useMetalKit || useRocm || useVulkan),
  useCuda ? config.cudaSupport,
  useMetalKit ? stdenv.hostPlatform.isAarch64 && stdenv.hostPlatform.isDarwin,
  useMpi ? false,
  useRocm ? config.rocmSupport,
  rocmGpuTargets ? builtins.concatStringsSep ";" rocmPackages.clr.gpuTargets,
  useVulkan ? false,
  useRpc ? false,
  useWebUi ? true,
  llamaVersion ? "0.0.0",
  effectiveStdenv ? stdenv,
  enableStatic ? effectiveStdenv.hostPlatform.isStatic,
  precompileMetalShaders ? false,

  # Not upstream's: where the flake came from, for the report.
  origin ? "flake",
}:
assert builtins.isString rocmGpuTargets;
let
  flags = {
    cuda = useCuda;
    rocm = useRocm;
    vulkan = useVulkan;
    metal = useMetalKit;
    blas = useBlas;
    mpi = useMpi;
    rpc = useRpc;
    static = enableStatic;
  };
  suffixes = builtins.filter (name: flags.${name}) [
    "blas"
    "cuda"
    "metal"
    "mpi"
    "rocm"
    "vulkan"
  ];
in
(import ../../../derivations.nix lib).mkLlama
  {
    inherit origin;
    flags = builtins.filter (name: flags.${name}) (builtins.attrNames flags);
  }
  {
    pname = builtins.concatStringsSep "-" ([ "llama-cpp" ] ++ suffixes);
    version = llamaVersion;
    src = "/nix/store/llama.cpp-source";
    postPatch = "";
    postInstall = "";
    buildInputs = [ ];
    nativeBuildInputs = [ ];
    env = { };
    cmakeFlags = [
      (lib.cmakeBool "LLAMA_BUILD_SERVER" true)
      (lib.cmakeBool "LLAMA_BUILD_WEBUI" useWebUi)
      (lib.cmakeBool "BUILD_SHARED_LIBS" (!enableStatic))
      (lib.cmakeBool "CMAKE_SKIP_BUILD_RPATH" true)
      (lib.cmakeBool "GGML_NATIVE" false)
      (lib.cmakeBool "GGML_BLAS" useBlas)
      (lib.cmakeBool "GGML_CUDA" useCuda)
      (lib.cmakeBool "GGML_HIP" useRocm)
      (lib.cmakeBool "GGML_METAL" useMetalKit)
      (lib.cmakeBool "GGML_VULKAN" useVulkan)
      (lib.cmakeBool "GGML_STATIC" enableStatic)
      (lib.cmakeBool "GGML_RPC" useRpc)
    ]
    ++ lib.optionals useCuda [
      (lib.cmakeFeature "CMAKE_CUDA_ARCHITECTURES" (
        lib.concatMapStringsSep ";" (builtins.replaceStrings [ "." ] [ "" ]) cudaPackages.flags.cudaCapabilities
      ))
    ]
    ++ lib.optionals useRocm [
      (lib.cmakeFeature "CMAKE_HIP_COMPILER" "/nix/store/clang")
      (lib.cmakeFeature "CMAKE_HIP_ARCHITECTURES" rocmGpuTargets)
    ];
    meta.mainProgram = "llama-cli";
  }
