{pkgs, ...}: {
  home.stateVersion = "25.11";

  home.packages = with pkgs; [
    stable.libreoffice
    waybar
  ];
}
