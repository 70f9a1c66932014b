{pkgs, ...}: {
  networking.hostName = "beryllium";

  environment.systemPackages = with pkgs; [
    chromium
    # small models only, the battery is old
    llama-cpp
  ];
}
