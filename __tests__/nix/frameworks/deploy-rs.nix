# deploy-rs: a profile is a package made of the configuration that it activates.
{ lib, systems }:
let
  inherit (import ../derivations.nix lib) mkDerivation;
  activatable =
    base:
    mkDerivation {
      name = "activatable-${base.name}";
      paths = [ base ];
    };
in
{
  lib = lib.genAttrs systems (_: {
    activate = {
      nixos = base: activatable base.config.system.build.toplevel;
      darwin = base: activatable base.config.system.build.toplevel;
      home-manager = base: activatable base.activationPackage;
      custom = base: _: activatable base;
    };
    deployChecks = deploy: {
      deploy-schema = mkDerivation {
        name = "jsonschema-deploy-system";
        text = builtins.attrNames deploy.nodes;
      };
    };
  });
}
