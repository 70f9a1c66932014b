{ pkgs, ... }:
{
  my.llm.enable = true;

  environment.systemPackages = with pkgs; [
    blender
    (llama-cpp.override { cudaSupport = true; })
  ];
}
