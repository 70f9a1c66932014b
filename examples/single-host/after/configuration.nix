{ config, pkgs, ... }:

{
  networking.hostName = "nixos";
  time.timeZone = "Europe/Paris";

  services.desktopManager.plasma6.enable = true;

  environment.systemPackages = [
    pkgs.vim
    pkgs.wget
    pkgs.llama-cpp
  ];

  services.llama-cpp = {
    enable = true;
    package = pkgs.llama-cpp-vulkan;
    settings.model = "/var/lib/llama-cpp/model.gguf";
  };

  system.stateVersion = "25.11";
}
