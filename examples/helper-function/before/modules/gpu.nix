{ config, lib, ... }:
{
  options.my.gpu = lib.mkOption {
    type = lib.types.enum [
      "none"
      "intel"
      "nvidia"
    ];
    default = "none";
    description = "The graphics card of this machine.";
  };

  config = lib.mkMerge [
    (lib.mkIf (config.my.gpu == "nvidia") {
      services.xserver.videoDrivers = [ "nvidia" ];
      hardware.nvidia.open = true;
      nixpkgs.config.cudaSupport = true;
    })
    (lib.mkIf (config.my.gpu == "intel") {
      services.xserver.videoDrivers = [ "modesetting" ];
    })
  ];
}
