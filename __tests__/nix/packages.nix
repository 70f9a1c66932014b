# A stub of nixpkgs: a package set with nixpkgs' overlay fixpoint and a package for every
# name that the flake under test mentions. Importing it is calling nixpkgs' default.nix.
{ channel }:
{
  system ? localSystem,
  localSystem ? builtins.throw "nixpkgs: no system given",
  crossSystem ? null,
  config ? { },
  overlays ? [ ],
  isStatic ? false,
}@args:
let
  inherit (builtins) isAttrs isFunction isString;
  lib = import ./lib;
  vocabulary = import ./vocabulary.nix lib;
  derivations = import ./derivations.nix lib;
  inherit (derivations) mkDerivation;

  platform = if isAttrs system then system.system else system;
  settings = {
    allowUnfree = false;
    cudaSupport = false;
    rocmSupport = false;
  }
  // (if isFunction config then config { inherit lib pkgs; } else config);

  stub = name: lib.makeOverridable (_: mkDerivation { pname = name; version = "${channel}"; }) { };
  stubs = names: lib.genAttrs names stub;

  base =
    final:
    stubs vocabulary.packages
    // {
      _type = "pkgs";
      inherit lib overlays;
      inherit (derivations)
        buildEnv
        linkFarm
        runCommand
        symlinkJoin
        writeScriptBin
        writeShellApplication
        writeShellScript
        writeShellScriptBin
        writeText
        writeTextFile
        formats
        ;
      config = settings;
      system = platform;
      path = ./channels + "/${channel}";
      pkgs = final;

      callPackage = lib.callPackageWith final;
      newScope = extra: lib.callPackageWith (final // extra);
      pkgsStatic = again { isStatic = true; };
      extend = overlay: again { overlays = overlays ++ [ overlay ]; };
      appendOverlays = more: if more == [ ] then final else again { overlays = overlays ++ more; };

      stdenv = {
        inherit mkDerivation;
        hostPlatform = {
          system = platform;
          isx86_64 = lib.hasPrefix "x86_64" platform;
          isAarch64 = lib.hasPrefix "aarch64" platform;
          isLinux = lib.hasSuffix "linux" platform;
          isDarwin = lib.hasSuffix "darwin" platform;
          inherit isStatic platform;
        };
      };
      stdenvNoCC = final.stdenv;
      mkShell = mkDerivation;
      mkShellNoCC = mkDerivation;
      buildGoModule = mkDerivation;
      buildNpmPackage = mkDerivation;
      rustPlatform.buildRustPackage = mkDerivation;
      fetchFromGitHub = a: stub "${a.owner}-${a.repo}-${a.rev or a.tag}";
      fetchurl = a: stub (baseNameOf a.url);
      fetchpatch = a: stub (baseNameOf a.url);

      linuxPackages = kernelPackages;
      linuxPackages_latest = kernelPackages;
      linuxPackages_zen = kernelPackages;
      kdePackages = packageSet;
      nerd-fonts = packageSet;
      python3 = withPackages "python3";
      python3Packages = packageSet;
      cudaPackages = {
        flags.cudaCapabilities = settings.cudaCapabilities or [
          "7.5"
          "8.0"
          "8.6"
          "8.9"
          "9.0"
        ];
      };
      rocmPackages.clr = stub "clr" // {
        gpuTargets = [
          "gfx1030"
          "gfx1100"
        ];
      };

      # The four attributes that the migration is about, and two packages that call their arguments.
      llama-cpp = final.callPackage ./nixpkgs/llama-cpp.nix { };
      llama-cpp-cuda = final.llama-cpp.override { cudaSupport = true; };
      llama-cpp-rocm = final.llama-cpp.override { rocmSupport = true; };
      llama-cpp-vulkan = final.llama-cpp.override { vulkanSupport = true; };
      local-ai = final.callPackage ./nixpkgs/local-ai.nix { };
      tabby = final.callPackage ./nixpkgs/tabby.nix { };
    };

  packageSet = stubs vocabulary.identifiers;
  kernelPackages = packageSet // {
    _type = "kernelPackages";
    nvidiaPackages = packageSet;
  };
  withPackages =
    name:
    stub name
    // {
      pkgs = packageSet;
      withPackages =
        f:
        mkDerivation {
          name = "${name}-env";
          paths = f packageSet;
        };
    };

  again = changed: import ./packages.nix { inherit channel; } (args // changed);
  packageOverrides = final: prev: (settings.packageOverrides or (_: { })) prev;
  checked = map (o: if isFunction o then o else import o) overlays;
  pkgs = lib.fix (lib.foldl' (set: overlay: lib.extends overlay set) base ([ packageOverrides ] ++ checked));
in
pkgs
