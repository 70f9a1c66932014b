{pkgs, ...}: {
  home.stateVersion = "25.11";

  home.packages = [
    pkgs.blender
    pkgs.llama-cpp-cuda
  ];
}
