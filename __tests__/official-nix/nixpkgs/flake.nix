# nixpkgs in small, for `nix eval` of whole hosts: overlays, overrides and modules that are merged, made of real derivations.
{
  outputs = _: {
    lib = rec {
      optionalString = condition: text: if condition then text else "";
      cmakeBool = name: value: "-D${name}:BOOL=${if value then "TRUE" else "FALSE"}";

      nixosSystem =
        {
          modules,
          specialArgs ? { },
          system ? "x86_64-linux",
        }:
        let
          collect =
            module:
            let
              opened = if builtins.isPath module then import module else module;
              set = if builtins.isFunction opened then opened arguments else opened;
            in
            builtins.concatMap collect (set.imports or [ ]) ++ [ set ];
          sets = builtins.concatMap collect modules;
          all = get: builtins.concatMap get sets;
          overlays = all (set: set.nixpkgs.overlays or [ ]);
          pkgs = packageSet system overlays;
          packages = all (set: set.environment.systemPackages or [ ]);
          arguments = {
            inherit pkgs config;
            lib = _lib;
          }
          // specialArgs;
          config.system.build.toplevel = derivation {
            name = "system";
            inherit system packages;
            builder = "/bin/sh";
          };
        in
        {
          inherit config pkgs;
        };

      _lib = { inherit optionalString cmakeBool; };

      packageSet =
        system: overlays:
        let
          base = final: {
            lib = _lib;
            config = { };
            stdenv.mkDerivation = attributes: attributes;
            callPackage =
              function: extra:
              package system function (
                builtins.intersectAttrs (builtins.functionArgs function) final // extra
              ) [ ];
            llama-cpp = final.callPackage (
              { cudaSupport ? false }:
              {
                pname = "llama-cpp" + optionalString cudaSupport "-cuda";
                version = "5000";
              }
            ) { };
          };
          extended = builtins.foldl' (
            set: overlay: final:
            let
              prev = set final;
            in
            prev // overlay final prev
          ) base overlays;
          final = extended final;
        in
        final;

      package =
        system: function: arguments: changes:
        let
          plain = function arguments;
          attributes = builtins.foldl' (old: change: old // change old) plain changes;
        in
        derivation {
          name = "${attributes.pname}-${attributes.version}";
          inherit system;
          builder = "/bin/sh";
          flags = attributes.cmakeFlags or [ ];
        }
        // {
          override = new: package system function (arguments // new) changes;
          overrideAttrs = change: package system function arguments (changes ++ [ change ]);
        };
    };
  };
}
