{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.my.llm;
in
{
  options.my.llm = {
    enable = lib.mkEnableOption "a local language model";
    port = lib.mkOption {
      type = lib.types.port;
      default = 8080;
    };
  };

  config = lib.mkIf cfg.enable {
    environment.systemPackages = [ pkgs.llama-cpp ];

    systemd.services.llm = {
      wantedBy = [ "multi-user.target" ];
      serviceConfig.ExecStart = "${lib.getExe' pkgs.llama-cpp "llama-server"} --port ${toString cfg.port} -m /var/lib/llm/model.gguf";
    };
  };
}
