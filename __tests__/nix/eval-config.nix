# nixos/lib/eval-config.nix of a channel.
nixpkgs:
(import ./systems.nix {
  lib = import ./lib;
  inherit nixpkgs;
}).nixosSystem
