# What `nixosSystem` and colmena call inside nixpkgs.
import ../../../../eval-config.nix ../..
