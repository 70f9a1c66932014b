/**
 * flake-parts: a flake's outputs as modules. Shortened from hercules-ci/flake-parts, lib.nix, modules/{perSystem,
 * withSystem,moduleWithSystem,flake,nixosConfigurations,nixosModules,overlays,nixpkgs}.nix and extras/{modules,
 * partitions}.nix (MIT).
 */
import { primitive } from '../../eval/builtins/define.js';
import type { Interpreter } from '../../eval/interpreter.js';
import type { Value } from '../../eval/value.js';
import { type Framework, isRepository } from './framework.js';
import { inputsOfFlake } from './inputs-of-flake.js';
import { packagesOf } from './per-system.js';

export const flakeParts: Framework = {
  name: 'flake-parts',
  provides: (input) => isRepository(input, /(^|\/)(flake-)?parts$/),
  primitives: (interpreter) => ({
    remembered: primitive('remembered', 1, (make) => remembered(interpreter, make.force())),
    packagesOf: packagesOf(interpreter),
    inputsOfFlake: inputsOfFlake(interpreter),
  }),
  outputs: `
{ lib, remembered, packagesOf, inputsOfFlake }:
let
  inherit (lib) mkOption types mapAttrs;

  perSystemType = module: types.deferredModuleWith { staticModules = [ module ]; };

  # the outputs of a flake for one system
  perInput = system: flake: {
    packages = flake.packages.\${system};
    legacyPackages = flake.legacyPackages.\${system};
    devShells = flake.devShells.\${system};
    apps = flake.apps.\${system};
    checks = flake.checks.\${system};
    formatter = flake.formatter.\${system};
  };

  tables = {
    options.flake = mkOption {
      type = types.submoduleWith {
        modules = [ { freeformType = types.lazyAttrsOf (types.unique { message = ""; } types.raw); } ];
      };
    };
  };

  outputs = {
    options = {
      systems = mkOption { type = types.listOf types.str; };
      transposition = mkOption { type = types.lazyAttrsOf types.raw; default = { }; };
      debug = mkOption { type = types.bool; default = false; };
      flake.nixosConfigurations = mkOption { type = types.lazyAttrsOf types.raw; default = { }; };
      flake.darwinConfigurations = mkOption { type = types.lazyAttrsOf types.raw; default = { }; };
      flake.homeConfigurations = mkOption { type = types.lazyAttrsOf types.raw; default = { }; };
      flake.packages = mkOption { type = types.lazyAttrsOf types.raw; default = { }; };
      flake.legacyPackages = mkOption { type = types.lazyAttrsOf types.raw; default = { }; };
      flake.overlays = mkOption { type = types.lazyAttrsOf types.raw; default = { }; };
      flake.nixosModules = mkOption { type = types.lazyAttrsOf types.deferredModule; default = { }; };
    };
  };

  systems = { config, inputs, self, ... }: {
    options.perSystem = mkOption {
      type = perSystemType ({ config, options, specialArgs, system, ... }: {
        config._module.args = {
          inputs' = mapAttrs (_: perInput system) inputs;
          self' = perInput system self;
          pkgs = lib.mkOptionDefault (packagesOf inputs system);
        };
        options.allModuleArgs = mkOption { type = types.raw; };
        config.allModuleArgs = config._module.args // specialArgs // { inherit config options; };
      });
      apply = module: system: (lib.evalModules {
        modules = [ module ];
        specialArgs = { inherit system; };
        prefix = [ "perSystem" ];
        class = "perSystem";
      }).config;
    };
    # what each system has of an output that is by system
    config.transposition = { packages = { }; legacyPackages = { }; };
    config.flake = mapAttrs
      (name: _: lib.genAttrs config.systems (system: (config._module.args.getSystem system).\${name} or { }))
      config.transposition;
    config._module.args = rec {
      getSystem = remembered config.perSystem;
      withSystem = system: f: f (getSystem system).allModuleArgs;
      moduleWithSystem = module: { config, pkgs, ... }: {
        imports = [ (withSystem pkgs.stdenv.hostPlatform.system module) ];
      };
    };
  };

  flake-parts-lib = rec {
    evalFlakeModule = args@{ inputs ? self.inputs, specialArgs ? { }, self ? inputs.self, ... }: module:
      let
        evaluate = more: modules: lib.evalModules {
          specialArgs = {
            inherit self inputs flake-parts-lib;
            moduleLocation = "flake.nix";
            evaluatePartition = evaluate;
          } // specialArgs // more;
          modules = [ tables outputs systems module ] ++ modules;
          class = "flake";
        };
      in
      evaluate { } [ ];
    mkFlake = args: module: (evalFlakeModule args module).config.flake;
    mkSubmoduleOptions = options: mkOption { type = types.submoduleWith { modules = [ { inherit options; } ]; }; };
    mkDeferredModuleType = perSystemType;
    mkPerSystemType = perSystemType;
    mkDeferredModuleOption = module: mkOption { type = perSystemType module; };
    mkPerSystemOption = mkDeferredModuleOption;
    mkTransposedPerSystemModule = { name, option, ... }: {
      options.flake.\${name} = mkOption { type = types.lazyAttrsOf option.type; default = { }; };
      config.transposition.\${name} = { };
      options.perSystem = mkPerSystemOption { options.\${name} = option; };
    };
    importApply = path: staticArgs: { imports = [ (import path staticArgs) ]; };
    defaultModule = flake: flake.flakeModules.default or flake;
    attrsWith = types.attrsWith;
    importAndPublish = name: module: {
      imports = [ module modulesTable ];
      flake.modules.flake.\${name} = module;
    };
  };

  modulesTable.options.flake.modules = mkOption {
    type = types.lazyAttrsOf (types.lazyAttrsOf types.deferredModule);
    default = { };
  };
  # outputs that are taken from further evaluations of all modules, with more inputs and one more module each
  partitions = { config, inputs, self, partitionStack, evaluatePartition, ... }:
    let
      partition = { config, name, ... }: {
        options = {
          extraInputsFlake = mkOption { type = types.raw; default = null; };
          extraInputs = mkOption { type = types.lazyAttrsOf types.raw; default = { }; };
          module = mkOption {
            type = types.deferredModule;
            default = { };
            apply = module:
              let
                inputs2 = inputs // config.extraInputs // { self = self2; };
                self2 = self // { inputs = inputs2; };
              in
              (evaluatePartition
                { inputs = inputs2; self = self2; partitionStack = partitionStack ++ [ name ]; }
                [ module ]).config;
          };
        };
        config.extraInputs = lib.mkIf (config.extraInputsFlake != null) (inputsOfFlake config.extraInputsFlake);
      };
    in
    {
      options = {
        partitionedAttrs = mkOption { type = types.attrsOf types.str; default = { }; };
        partitions = mkOption { type = types.attrsOf (types.submodule partition); default = { }; };
      };
      config._module.args.partitionStack = [ ];
      config.flake = lib.optionalAttrs (partitionStack == [ ]) (mapAttrs
        (name: partition: lib.mkForce config.partitions.\${partition}.module.flake.\${name})
        config.partitionedAttrs);
    };
in
{
  lib = flake-parts-lib;
  flakeModules = {
    modules = modulesTable;
    inherit partitions;
    easyOverlay = { };
    bundlers = { };
    flakeModules = { options.flake.flakeModules = mkOption { type = types.lazyAttrsOf types.deferredModule; default = { }; }; };
  };
}
`,
};

/** A function whose results for known texts are kept: the modules of a system are evaluated once. */
function remembered(interpreter: Interpreter, make: Value): Value {
  const known = new Map<string, Value>();
  return primitive('getSystem', 1, (system) => {
    const name = interpreter.string(system.force()) ?? '';
    const before = known.get(name);
    if (before !== undefined) return before;
    const value = interpreter.apply(make, system);
    known.set(name, value);
    return value;
  });
}
