# A package of nixpkgs that calls nixpkgs' arguments on llama-cpp.
{
  stdenv,
  config,
  llama-cpp,
}:
stdenv.mkDerivation {
  pname = "local-ai";
  version = "2";
  buildInputs = [
    (llama-cpp.override {
      inherit (config) cudaSupport rocmSupport;
      openclSupport = false;
      blasSupport = false;
      vulkanSupport = false;
    })
  ];
}
