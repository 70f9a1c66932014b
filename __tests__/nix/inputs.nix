# The inputs of a flake as stubs, by what their URLs name; `follows` resolved as Nix does.
{ declared, implied }:
let
  inherit (builtins)
    elemAt
    filter
    head
    isString
    length
    mapAttrs
    match
    split
    ;
  lib = import ./lib;
  vocabulary = import ./vocabulary.nix lib;

  urlOf =
    spec:
    spec.url or (
      if spec ? owner then
        "github:${spec.owner}/${spec.repo}"
      else
        throw "an input has neither url nor follows"
    );
  # owner, repository, rest of a forge's URL; the name alone of an indirect one.
  partsOf =
    url:
    let
      forge = match "(github|gitlab|codeberg|sourcehut):([^/?]+)/([^/?]+)(.*)" url;
      git = match "git\\+[a-z]+://[^/]+/([^/]+)/([^/?]+)(.*)" url;
      tarball = match "https://[^/]*(nixos.org|flakehub.com)/(.*)" url;
      indirect = match "(flake:)?([A-Za-z0-9._-]+)(.*)" url;
    in
    if forge != null then
      {
        owner = elemAt forge 1;
        repo = elemAt forge 2;
        rest = elemAt forge 3;
      }
    else if git != null then
      {
        owner = elemAt git 0;
        repo = lib.removeSuffix ".git" (elemAt git 1);
        rest = elemAt git 2;
      }
    else if tarball != null && lib.hasInfix "nix" (elemAt tarball 1) then
      {
        owner = "NixOS";
        repo = "nixpkgs";
        rest = elemAt tarball 1;
      }
    else if indirect != null then
      {
        owner = "";
        repo = elemAt indirect 1;
        rest = elemAt indirect 2;
      }
    else
      {
        owner = "";
        repo = "";
        rest = url;
      };

  kindOf =
    url:
    let
      parts = partsOf url;
      repo = lib.toLower parts.repo;
      known = {
        nixpkgs = "nixpkgs";
        "nixpkgs.lib" = "nixpkgs.lib";
        home-manager = "home-manager";
        nix-darwin = "nix-darwin";
        flake-parts = "flake-parts";
        flake-utils = "flake-utils";
        import-tree = "import-tree";
        blueprint = "blueprint";
        nixos-unified = "nixos-unified";
        colmena = "colmena";
        deploy-rs = "deploy-rs";
        lib = if lib.toLower parts.owner == "snowfallorg" then "snowfall" else "other";
        "llama.cpp" = if builtins.elem (lib.toLower parts.owner) [ "ggml-org" "ggerganov" ] then "llama.cpp" else "fork";
      };
    in
    known.${repo} or "other";

  nixpkgsAt =
    url:
    let
      stable = match ".*[0-9][0-9]\\.[0-9][0-9].*" (partsOf url).rest != null;
    in
    if stable then ./channels/stable else ./channels/unstable;

  flake =
    outPath: members:
    members
    // {
      _type = "flake";
      inherit outPath;
      rev = "0000000000000000000000000000000000000000";
      shortRev = "0000000";
      lastModifiedDate = "20260101000000";
    };

  systemsFor =
    path:
    import ./systems.nix {
      inherit lib;
      nixpkgs = path;
    };
  libFor = path: lib.extend (_: _: { inherit (systemsFor path) nixosSystem; });
  systemNames = [
    "x86_64-linux"
    "aarch64-linux"
    "aarch64-darwin"
    "x86_64-darwin"
  ];
  anySystem = lib.genAttrs systemNames;

  # Modules that do nothing, overlays that change nothing, packages of every name.
  other =
    name:
    let
      members = f: lib.genAttrs ([ "default" ] ++ vocabulary.identifiers) f;
      packages = anySystem (
        _: members (package: (import ./derivations.nix lib).mkDerivation { name = "${name}-${package}"; })
      );
      modules = members (_: { });
    in
    flake "/nix/store/source-${name}" {
      nixosModules = modules;
      nixosModule = { };
      darwinModules = modules;
      homeManagerModules = modules;
      homeModules = modules;
      overlays = members (
        _: _: _:
        { }
      );
      overlay = _: _: { };
      inherit packages;
      legacyPackages = packages;
      lib = { };
    };

  follow =
    owner: path:
    let
      names = filter isString (split "/" path);
      name = head names;
    in
    if !(specs ? ${name}) then
      throw "input '${owner}' follows a non-existent input '${path}'"
    else if length names == 1 then
      resolved.${name}
    else
      follow owner (specs.${name}.inputs.${elemAt names 1}.follows or (lib.last names));

  make =
    name: spec:
    let
      url = urlOf spec;
      kind = kindOf url;
      nested = mapAttrs (
        input: s: if s ? follows then follow "${name}/${input}" s.follows else null
      ) (spec.inputs or { });
      checked = builtins.foldl' (ok: s: builtins.seq (s ? outPath) ok) true (builtins.attrValues nested);
      path = nixpkgsAt url;
      followed = nested.nixpkgs.outPath or ./channels/unstable;
      llama =
        origin:
        flake (toString ./llama.cpp) (
          import ./llama.cpp/outputs.nix {
            inherit lib origin;
            nixpkgs = followed;
          }
        );
      known =
        {
          nixpkgs = flake (toString path) {
            lib = libFor path;
            legacyPackages = anySystem (system: import path { inherit system; });
            # nixos/modules/misc/nixpkgs/read-only.nix
          nixosModules.readOnlyPkgs =
            { config, ... }:
            {
              nixpkgs.isReadOnly = true;
              nixpkgs.hostPlatform = config.nixpkgs.pkgs.system;
            };
          };
          "nixpkgs.lib" = flake "/nix/store/source-nixpkgs.lib" { inherit lib; };
          home-manager = flake "/nix/store/source-home-manager" rec {
            nixosModules.home-manager = (systemsFor followed).homeManager;
            nixosModules.default = nixosModules.home-manager;
            darwinModules = nixosModules;
            lib = {
              inherit (systemsFor followed) homeManagerConfiguration;
            };
          };
          nix-darwin = flake "/nix/store/source-nix-darwin" {
            lib = {
              inherit (systemsFor followed) darwinSystem;
            };
          };
          flake-parts = flake "/nix/store/source-flake-parts" (
            import ./frameworks/flake-parts.nix { inherit lib; }
          );
          flake-utils = flake "/nix/store/source-flake-utils" (
            import ./frameworks/flake-utils.nix { inherit lib; }
          );
          deploy-rs = flake "/nix/store/source-deploy-rs" (
            import ./frameworks/deploy-rs.nix {
              inherit lib;
              systems = systemNames;
            }
          );
        }
        // lib.mapAttrs (framework: make: flake "/nix/store/source-${framework}" (make { inherit lib; })) {
          import-tree = import ./frameworks/import-tree.nix;
          blueprint = import ./frameworks/blueprint.nix;
          nixos-unified = import ./frameworks/nixos-unified.nix;
          colmena = import ./frameworks/colmena.nix;
          snowfall = import ./frameworks/snowfall.nix;
        };
    in
    assert checked;
    if kind == "llama.cpp" || kind == "fork" then
      if spec.flake or true then llama (if kind == "fork" then "fork" else "flake") else { outPath = toString ./llama.cpp; }
    else if !(spec.flake or true) then
      { outPath = "/nix/store/source-${name}"; }
    else
      known.${kind} or (other name);

  # A name in the formals of `outputs` without an input is looked up in the registry, which has no llama.cpp.
  registry = name: if name == "nixpkgs" || name == "home-manager" then { url = "flake:${name}"; } else throw "cannot find flake 'flake:${name}' in the flake registries";
  specs = lib.genAttrs implied registry // declared;
  resolved = mapAttrs (
    name: spec: if spec ? follows then follow name spec.follows else make name spec
  ) specs;
in
{
  inherit resolved;
  kinds = mapAttrs (_: spec: if spec ? follows then "follows" else kindOf (urlOf spec)) specs;
}
