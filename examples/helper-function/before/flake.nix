{
  description = "A table of hosts and a helper";

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
    home-manager.url = "github:nix-community/home-manager";
    home-manager.inputs.nixpkgs.follows = "nixpkgs";
  };

  outputs =
    { self, nixpkgs, ... }@inputs:
    let
      mkHost = import ./lib/mk-host.nix { inherit inputs; };
    in
    {
      nixosConfigurations = builtins.mapAttrs mkHost {
        anvil = {
          gpu = "nvidia";
          user = "grace";
        };
        bellows = {
          gpu = "intel";
          user = "grace";
        };
        crucible = {
          user = "ops";
        };
      };
    };
}
