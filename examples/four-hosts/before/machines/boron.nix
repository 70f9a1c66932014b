{
  config,
  pkgs,
  ...
}: {
  networking.hostName = "boron";

  services.xserver.videoDrivers = ["nvidia"];
  hardware.graphics.enable = true;
  hardware.nvidia = {
    open = true;
    package = config.boot.kernelPackages.nvidiaPackages.stable;
  };

  environment.systemPackages = with pkgs; [
    (llama-cpp.override {cudaSupport = true;})
    nvtop
  ];

  # Several models behind one port
  services.llama-swap = {
    enable = true;
    port = 9292;
    settings.models = {
      coder.cmd = "${pkgs.llama-cpp-cuda-native}/bin/llama-server --port \${PORT} -m /srv/models/coder.gguf -ngl 99";
      writer.cmd = ''
        ${pkgs.llama-cpp-cuda-native}/bin/llama-server
          --port ''${PORT}
          -m /srv/models/writer.gguf
      '';
    };
  };
}
