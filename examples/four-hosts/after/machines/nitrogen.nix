{pkgs, ...}: {
  networking.hostName = "nitrogen";
  services.openssh.enable = true;

  services.llama-cpp = {
    enable = true;
    settings = {
      host = "0.0.0.0";
      model = "/var/lib/llama-cpp/embed.gguf";
    };
  };

  # Number crunching at night
  systemd.services.digest = {
    startAt = "03:00";
    after = ["llama-cpp.service"];
    path = [pkgs.llama-cpp];
    script = "llama-cli -m /var/lib/llama-cpp/small.gguf -f /srv/mail/today.txt";
  };
}
