{
  imports = [
    ./gpu.nix
    ./llm.nix
  ];

  nixpkgs.config.allowUnfree = true;
}
