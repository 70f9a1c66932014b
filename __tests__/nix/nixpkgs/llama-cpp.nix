# nixpkgs' llama-cpp with its real argument names: an override with any other one is an error.
{
  lib,
  config,
  stdenv,
  autoAddDriverRunpath ? null,
  cmake ? null,
  fetchFromGitHub ? null,
  fetchNpmDeps ? null,
  installShellFiles ? null,
  ninja ? null,
  nodejs_latest ? null,
  npmHooks ? null,
  nix-update-script ? null,
  pkg-config ? null,

  cudaSupport ? config.cudaSupport,
  cudaPackages ? { },
  rocmSupport ? config.rocmSupport,
  rocmPackages ? { },
  rocmGpuTargets ? rocmPackages.clr.gpuTargets,
  openclSupport ? false,
  clblast ? null,
  blasSupport ? !(cudaSupport || metalSupport || openclSupport || rocmSupport || vulkanSupport),
  blas ? null,
  metalSupport ? stdenv.hostPlatform.isDarwin && stdenv.hostPlatform.isAarch64,
  vulkanSupport ? false,
  rpcSupport ? false,
  cpuArchDynamicDispatch ? true,
  openssl ? null,
  shaderc ? null,
  spirv-headers ? null,
  vulkan-headers ? null,
  vulkan-loader ? null,
}:
let
  flags = {
    cuda = cudaSupport;
    rocm = rocmSupport;
    vulkan = vulkanSupport;
    metal = metalSupport;
    blas = blasSupport;
    rpc = rpcSupport;
  };
in
(import ../derivations.nix lib).mkLlama
  {
    origin = "nixpkgs";
    flags = builtins.filter (name: flags.${name}) (builtins.attrNames flags);
  }
  {
    pname = "llama-cpp";
    version = "0.3.0";
    src = fetchFromGitHub {
      owner = "ggml-org";
      repo = "llama.cpp";
      tag = "v0.3.0";
    };
    outputs = [
      "out"
      "dev"
    ];
    patches = [ ];
    postPatch = "";
    preConfigure = "";
    postInstall = "";
    npmDepsHash = lib.fakeHash;
    buildInputs = [ ];
    nativeBuildInputs = [ ];
    cmakeFlags = [
      (lib.cmakeBool "GGML_NATIVE" false)
      (lib.cmakeBool "LLAMA_BUILD_SERVER" true)
      (lib.cmakeBool "BUILD_SHARED_LIBS" true)
      (lib.cmakeBool "GGML_BLAS" blasSupport)
      (lib.cmakeBool "GGML_CUDA" cudaSupport)
      (lib.cmakeBool "GGML_HIP" rocmSupport)
      (lib.cmakeBool "GGML_METAL" metalSupport)
      (lib.cmakeBool "GGML_RPC" rpcSupport)
      (lib.cmakeBool "GGML_VULKAN" vulkanSupport)
    ]
    ++ lib.optionals cpuArchDynamicDispatch [
      (lib.cmakeBool "GGML_BACKEND_DL" true)
      (lib.cmakeBool "GGML_CPU_ALL_VARIANTS" true)
    ];
    meta.mainProgram = "llama";
  }
