# What all machines have in common.
{pkgs, ...}: {
  time.timeZone = "Europe/London";
  i18n.defaultLocale = "en_GB.UTF-8";
  nix.settings.experimental-features = ["nix-command" "flakes"];
  nixpkgs.config.allowUnfree = true;

  environment.systemPackages = with pkgs; [
    git
    htop
    stable.ripgrep
  ];

  users.users.ada = {
    isNormalUser = true;
    extraGroups = ["wheel"];
  };
}
