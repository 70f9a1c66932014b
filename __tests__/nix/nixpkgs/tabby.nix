# The other package of nixpkgs that calls nixpkgs' arguments on llama-cpp.
{
  stdenv,
  config,
  llama-cpp,
}:
stdenv.mkDerivation {
  pname = "tabby";
  version = "0.30";
  buildInputs = [
    (llama-cpp.override {
      inherit (config) cudaSupport rocmSupport;
      metalSupport = false;
    })
  ];
}
