# llama.cpp tuned for the machine that builds it.
inputs: final: prev: let
  native = package:
    package.overrideAttrs (old: {
      cmakeFlags = (old.cmakeFlags or []) ++ ["-DGGML_NATIVE=ON"];
    });
in {
  llama-cpp-native = native prev.llama-cpp;
  llama-cpp-cuda-native = native (prev.llama-cpp.override {cudaSupport = true;});
  llama-cpp-vulkan-native = native (prev.llama-cpp.override {vulkanSupport = true;});
}
