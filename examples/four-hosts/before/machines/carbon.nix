{pkgs, ...}: {
  networking.hostName = "carbon";
  services.power-profiles-daemon.enable = true;

  environment.systemPackages = with pkgs; [
    firefox
    llama-cpp-vulkan-native
    powertop
  ];
}
