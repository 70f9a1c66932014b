# What `import inputs.<nixpkgs>` reads.
import ../../packages.nix { channel = "stable"; }
