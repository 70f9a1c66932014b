# One machine of the table in flake.nix.
{ inputs }:
name:
{
  user,
  gpu ? "none",
  system ? "x86_64-linux",
}:
inputs.nixpkgs.lib.nixosSystem {
  inherit system;
  specialArgs = { inherit inputs; };
  modules = [
    { networking.hostName = name; }
    { my.gpu = gpu; }
    ../hosts/${name}.nix
    ../modules
    inputs.home-manager.nixosModules.home-manager
    {
      home-manager.useGlobalPkgs = true;
      home-manager.users.${user}.home.stateVersion = "25.11";
    }
    { nixpkgs.overlays = [ (import ../overlays/llama-cpp.nix { inherit inputs; }) ]; }
  ];
}
