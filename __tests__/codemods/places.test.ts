/** Where the overlay is given to the hosts: once to each, where its owner would. */
import { compareFlakes } from '../nix/compare.js';
import { describeWithNix } from '../nix/describe-with-nix.js';
import { type Files, type Migrated, migrateFiles, removeFlakes, told } from './flakes.js';

afterAll(removeFlakes);

const inputs = `  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  inputs.home-manager.url = "github:nix-community/home-manager";
`;

/** Two machines, each with a list of modules of its own. */
const two = (left: string, right: string, more = 'specialArgs = { inherit inputs; };'): string => `{
${inputs}
  outputs =
    { self, nixpkgs, home-manager, ... }@inputs:
    {
      nixosConfigurations.left = nixpkgs.lib.nixosSystem {
        system = "x86_64-linux";
        ${more}
        modules = [ ${left} ];
      };
      nixosConfigurations.right = nixpkgs.lib.nixosSystem {
        system = "x86_64-linux";
        ${more}
        modules = [ ${right} ];
      };
    };
}
`;

/** Machines by a helper that has \`arguments\` before its list of modules. */
const helper = (bindings: string, more: string): string => `{
${inputs}
  outputs =
    { self, nixpkgs, home-manager, ... }@inputs:
    let
      inherit (self) outputs;
${bindings}
      machine =
        name:
        nixpkgs.lib.nixosSystem {
${more}
        };
    in
    {
      overlays = import ./overlays { inherit inputs; };
      nixosConfigurations.left = machine "left";
      nixosConfigurations.right = machine "right";
      homeConfigurations.me = home-manager.lib.homeManagerConfiguration {
        pkgs = nixpkgs.legacyPackages.x86_64-linux;
        extraSpecialArgs = { inherit inputs outputs; };
        modules = [ ./home.nix ];
      };
    };
}
`;

const reference = '{ pkgs, ... }:\n{\n  my.package = pkgs.llama-cpp.override { cudaSupport = true; };\n}\n';
const imported = 'import ./overlays/llama-cpp.nix { inherit inputs; }';

/** A helper whose argument \`overlays\` has a default, and what the second machine gives it. */
const withDefault = (right: string): string => `{
${inputs}
  outputs =
    { nixpkgs, ... }@inputs:
    let
      machine =
        name:
        {
          overlays ? [ ],
        }:
        nixpkgs.lib.nixosSystem {
          system = "x86_64-linux";
          modules = [
            ./\${name}.nix
            { nixpkgs.overlays = overlays; }
          ];
        };
    in
    {
      nixosConfigurations.left = machine "left" { };
      nixosConfigurations.right = machine "right" ${right};
    };
}
`;

/** A folder of overlays that is applied to the machines named. */
const loaded = (call: string, machines: readonly string[], file = 'n'): Files => ({
  'flake.nix': `{
${inputs}
  outputs =
    { nixpkgs, ... }@inputs:
    let
      overlays = map (n: import (./overlays + "/\${${file}}") ${call}) (
        builtins.attrNames (builtins.readDir ./overlays)
      );
      machine =
        name: overlays:
        nixpkgs.lib.nixosSystem {
          system = "x86_64-linux";
          modules = [
            ./\${name}.nix
            { nixpkgs = { inherit overlays; }; }
          ];
        };
    in
    {
      nixosConfigurations.left = machine "left" overlays;
      nixosConfigurations.right = machine "right" ${machines.includes('right') ? 'overlays' : '[ ]'};
    };
}
`,
  'left.nix': reference,
  'right.nix': reference,
});

/** Machines by a helper whose modules are put together, and what is beside them. */
const putTogether = (more = ''): Files => ({
  'flake.nix': `{
${inputs}
  outputs =
    { nixpkgs, ... }@inputs:
    let
      machine = import ./lib/machine.nix inputs;
    in
    {
      nixosConfigurations.left = machine {
        name = "left";
        modules = [ ./left.nix ];
      };
      nixosConfigurations.right = machine {
        name = "right";
        modules = [ ./right.nix ];
      };
${more}    };
}
`,
  'lib/machine.nix': `inputs:
{ name, modules, users ? [ ] }:
inputs.nixpkgs.lib.nixosSystem {
  system = "x86_64-linux";
  specialArgs = { inherit inputs; };
  modules =
    modules
    ++ (inputs.nixpkgs.lib.optionals (users != [ ]) [
      { my.users = users; }
    ]);
}
`,
  'left.nix': reference,
  'right.nix': reference,
});

/** One machine, what is bound around it, and the arguments of its call. */
const one = (bindings: string, more: string): string => `{
${inputs}
  outputs =
    { nixpkgs, ... }@inputs:
    let
      system = "x86_64-linux";
${bindings}
    in
    {
      nixosConfigurations.left = nixpkgs.lib.nixosSystem {
        inherit system;
        ${more}
      };
    };
}
`;

/** Machines by a helper that is given a list of modules alone, and hands it on under the same name. */
const byList = (left: string, right: string): Files => ({
  'flake.nix': `{
${inputs}
  outputs =
    { nixpkgs, ... }@inputs:
    let
      machine =
        modules:
        nixpkgs.lib.nixosSystem {
          system = "x86_64-linux";
          specialArgs = { inherit inputs; };
          inherit modules;
        };
    in
    {
      nixosConfigurations.left = machine ${left};
      nixosConfigurations.right = machine ${right};
    };
}
`,
  'left.nix': reference,
  'right.nix': reference,
});

interface Row {
  readonly title: string;
  readonly files: Files;
  /** The lines that are new and name the overlay, by file. */
  readonly added: Readonly<Record<string, readonly string[]>>;
  /** The line in which the overlay says what it is called with, by its path; absent where that is not what the row is about. */
  readonly overlay?: readonly [path: string, head: string];
}

const rows: readonly Row[] = [
  {
    title: 'a general file that all machines read, rather than one edit for each machine',
    files: {
      'flake.nix': two('./common.nix ./left.nix', './common.nix ./right.nix'),
      'common.nix': '{ inputs, ... }:\n{\n  nixpkgs.config.allowUnfree = true;\n  my.name = "common";\n}\n',
      'left.nix': reference,
      'right.nix': reference,
    },
    added: { 'common.nix': [`nixpkgs.overlays = [ (${imported}) ];`] },
  },
  {
    title: 'not a file about one feature, although all machines read it',
    files: {
      'flake.nix': two('./attic.nix ./left.nix', './attic.nix ./right.nix'),
      'attic.nix': '{ inputs, ... }:\n{\n  my.attic = true;\n}\n',
      'left.nix': reference,
      'right.nix': reference,
    },
    added: {
      'flake.nix': [`{ nixpkgs.overlays = [ (${imported}) ]; }`, `{ nixpkgs.overlays = [ (${imported}) ]; }`],
    },
  },
  {
    title: 'not the file about the hardware of a machine',
    files: {
      'flake.nix': two('./hosts/left', './right.nix'),
      'hosts/left/default.nix': `{ pkgs, inputs, ... }:
{
  imports = [ ./hardware-configuration.nix ];
  my.package = pkgs.llama-cpp;
}
`,
      'hosts/left/hardware-configuration.nix':
        '{ inputs, ... }:\n{\n  nixpkgs.overlays = [ (final: prev: { hello = prev.hello; }) ];\n}\n',
      'right.nix': reference,
    },
    added: {
      'flake.nix': [`{ nixpkgs.overlays = [ (${imported}) ]; }`, `{ nixpkgs.overlays = [ (${imported}) ]; }`],
    },
  },
  {
    title: 'not a file about a program of Nix, although all machines read it',
    files: {
      'flake.nix': two('./nix-ld.nix ./left.nix', './nix-ld.nix ./right.nix'),
      'nix-ld.nix': '{ inputs, ... }:\n{\n  programs.nix-ld.enable = true;\n}\n',
      'left.nix': reference,
      'right.nix': reference,
    },
    added: {
      'flake.nix': [`{ nixpkgs.overlays = [ (${imported}) ]; }`, `{ nixpkgs.overlays = [ (${imported}) ]; }`],
    },
  },
  {
    title: 'once, where one list reaches all machines and another some of them',
    files: {
      'flake.nix': helper(
        '',
        `          system = "x86_64-linux";
          specialArgs = { inherit inputs outputs; };
          modules = [ ./\${name}.nix ];`,
      ),
      'overlays/default.nix': '{ inputs }:\n{\n}\n',
      'left.nix': `{ pkgs, inputs, ... }:
{
  imports = [ ./overlays.nix ];
  my.package = pkgs.llama-cpp;
}
`,
      'overlays.nix':
        '{ inputs, ... }:\n{\n  nixpkgs.overlays = [ (final: prev: { hello = prev.hello; }) ];\n}\n',
      'right.nix': reference,
      'home.nix': '{\n  my.name = "me";\n}\n',
    },
    added: {
      'flake.nix': [`{ nixpkgs.overlays = [ (${imported}) ]; }`, `{ nixpkgs.overlays = [ (${imported}) ]; }`],
    },
  },
  {
    title: 'the lists of a starter configuration, by the set of overlays that the flake exports',
    files: {
      'flake.nix': helper(
        '',
        `          system = "x86_64-linux";
          specialArgs = { inherit inputs outputs; };
          modules = [ ./configuration.nix ];`,
      ),
      'overlays/default.nix':
        '{ inputs }:\n{\n  additions = final: prev: { };\n\n  modifications = final: prev: { };\n}\n',
      'configuration.nix': `{ pkgs, inputs, outputs, ... }:
{
  nixpkgs.overlays = [
    outputs.overlays.additions
    outputs.overlays.modifications
  ];
  my.package = pkgs.llama-cpp.override { cudaSupport = true; };
}
`,
      'home.nix': `{ outputs, ... }:
{
  nixpkgs.overlays = [
    outputs.overlays.additions
    outputs.overlays.modifications
  ];
}
`,
    },
    added: {
      'overlays/default.nix': ['llama-cpp = import ./llama-cpp.nix { inherit inputs; };'],
      'configuration.nix': ['outputs.overlays.llama-cpp'],
      'home.nix': ['outputs.overlays.llama-cpp'],
    },
  },
  {
    title: 'the list of the package set, where machines are given it as a special argument',
    files: {
      'flake.nix': two(
        './common.nix ./left.nix',
        './common.nix ./right.nix',
        `specialArgs = {
          inherit inputs;
          pkgs = import nixpkgs { system = "x86_64-linux"; overlays = [ ]; };
        };`,
      ),
      'common.nix': '{ inputs, ... }:\n{\n  my.name = "common";\n}\n',
      'left.nix': reference,
      'right.nix': reference,
    },
    added: {
      'common.nix': [`nixpkgs.overlays = [ (${imported}) ];`],
      'flake.nix': [
        `pkgs = import nixpkgs { system = "x86_64-linux"; overlays = [ (${imported}) ]; };`,
        `pkgs = import nixpkgs { system = "x86_64-linux"; overlays = [ (${imported}) ]; };`,
      ],
    },
  },
  {
    title: 'the arguments of the package set, where that has no overlays yet',
    files: {
      'flake.nix': helper(
        '      pkgs = import nixpkgs {\n        system = "x86_64-linux";\n        config.allowUnfree = true;\n      };',
        `          system = "x86_64-linux";
          specialArgs = { inherit inputs pkgs; };
          modules = [ ./\${name}.nix ];`,
      ),
      'overlays/default.nix': '{ inputs }:\n{\n}\n',
      'left.nix': reference,
      'right.nix': '{ my.name = "right"; }\n',
      'home.nix': '{\n  my.name = "me";\n}\n',
    },
    added: {
      'flake.nix': [
        `overlays = [ (${imported}) ];`,
        `{ nixpkgs.overlays = [ (${imported}) ]; }`,
        `{ nixpkgs.overlays = [ (${imported}) ]; }`,
      ],
    },
  },
  {
    title: 'with the file outside of a folder that a loader reads',
    files: {
      'flake.nix': two('./nixpkgs.nix ./left.nix', './nixpkgs.nix ./right.nix'),
      'nixpkgs.nix': `{ inputs, ... }:
{
  nixpkgs.overlays =
    let
      path = ./overlays;
    in
    with builtins;
    map (n: import (path + ("/" + n))) (filter (n: match ".*\\\\.nix" n != null) (attrNames (readDir path)));
}
`,
      'overlays/hello.nix': 'final: prev: { hello = prev.hello; }\n',
      'left.nix': reference,
      'right.nix': reference,
    },
    added: {
      'flake.nix': [
        '{ nixpkgs.overlays = [ (import ./nix/llama-cpp.nix { inherit inputs; }) ]; }',
        '{ nixpkgs.overlays = [ (import ./nix/llama-cpp.nix { inherit inputs; }) ]; }',
      ],
    },
  },
  {
    title: 'the default of an argument that no machine gives',
    files: { 'flake.nix': withDefault('{ }'), 'left.nix': reference, 'right.nix': reference },
    added: { 'flake.nix': [`overlays ? [ (${imported}) ],`] },
  },
  {
    title: 'not that default and the list of another machine: the modules that all share',
    files: {
      'flake.nix': withDefault('{ overlays = [ (final: prev: { hello = prev.hello; }) ]; }'),
      'left.nix': reference,
      'right.nix': reference,
    },
    added: { 'flake.nix': [`{ nixpkgs.overlays = [ (${imported}) ]; }`] },
  },
  {
    title: 'the package set of a hive beside machines that it does not share the overlays of',
    files: {
      'flake.nix': `{
${inputs}
  outputs =
    { nixpkgs, ... }@inputs:
    {
      nixosConfigurations.left = nixpkgs.lib.nixosSystem {
        system = "x86_64-linux";
        modules = [ ./left.nix ];
      };
      colmena = {
        meta.nixpkgs = import nixpkgs {
          system = "x86_64-linux";
        };
        left.imports = [ ./left.nix ];
        right = ./right.nix;
      };
    };
}
`,
      'left.nix': reference,
      'right.nix': reference,
    },
    added: {
      'flake.nix': [`{ nixpkgs.overlays = [ (${imported}) ]; }`, `overlays = [ (${imported}) ];`],
    },
  },
  {
    title: 'one list more behind the modules of all, rather than one edit for each machine',
    files: putTogether(),
    added: {
      'lib/machine.nix': [
        '++ [ { nixpkgs.overlays = [ (import ../overlays/llama-cpp.nix { inherit inputs; }) ]; } ];',
      ],
    },
  },
  {
    title: 'one list more behind the modules of all machines, beside a hive that is made elsewhere',
    files: putTogether(`      colmena = {
        meta.nixpkgs = import nixpkgs { system = "x86_64-linux"; };
        left.imports = [ ./left.nix ];
      };
`),
    added: {
      'flake.nix': [`{ nixpkgs.overlays = [ (${imported}) ]; }`],
      'lib/machine.nix': [
        '++ [ { nixpkgs.overlays = [ (import ../overlays/llama-cpp.nix { inherit inputs; }) ]; } ];',
      ],
    },
  },
  {
    title: 'the arguments of a package set that is read only',
    files: {
      'flake.nix': `{
${inputs}
  outputs =
    { nixpkgs, ... }@inputs:
    let
      arguments = {
        system = "x86_64-linux";
        config.allowUnfree = true;
      };
    in
    {
      nixosConfigurations.left = nixpkgs.lib.nixosSystem {
        modules = [
          nixpkgs.nixosModules.readOnlyPkgs
          { nixpkgs.pkgs = import nixpkgs arguments; }
          ./left.nix
        ];
      };
    };
}
`,
      'left.nix': reference,
    },
    added: { 'flake.nix': [`overlays = [ (${imported}) ];`] },
  },
  {
    title: 'no list that a function makes for each of several things',
    files: {
      'flake.nix': two('./overlays.nix ./left.nix', './overlays.nix ./right.nix'),
      'overlays.nix': `{ inputs, lib, config, ... }:
let
  from = input: names: final: prev: lib.genAttrs names (name: inputs.\${input}.legacyPackages.x86_64-linux.\${name});
in
{
  options.my.from = lib.mkOption { };
  config.nixpkgs.overlays = lib.flatten (lib.mapAttrsToList (input: names: [ (from input names) ]) config.my.from);
}
`,
      'left.nix': reference.replace('{\n', '{\n  my.from.nixpkgs = [ "hello" ];\n'),
      'right.nix': reference.replace('{\n', '{\n  my.from = { };\n'),
    },
    added: {
      'flake.nix': [`{ nixpkgs.overlays = [ (${imported}) ]; }`, `{ nixpkgs.overlays = [ (${imported}) ]; }`],
    },
  },
  {
    title: 'not the empty list that an option is where nobody sets it',
    files: {
      'flake.nix': two('./overlays.nix ./left.nix', './overlays.nix ./right.nix'),
      'overlays.nix': `{ lib, config, inputs, ... }:
{
  options.my.overlays = lib.mkOption { default = [ ]; };
  config.nixpkgs.overlays = config.my.overlays;
}
`,
      'left.nix': reference,
      'right.nix': reference,
    },
    added: {
      'flake.nix': [`{ nixpkgs.overlays = [ (${imported}) ]; }`, `{ nixpkgs.overlays = [ (${imported}) ]; }`],
    },
  },
  {
    title: 'the set whose values are the overlays of machines and of a home’s package set',
    files: {
      'flake.nix': `{
${inputs}
  outputs =
    { self, nixpkgs, home-manager, ... }@inputs:
    let
      ownOverlays = {
        greeting = final: prev: { hello = prev.hello; };
      };
      overlays = builtins.attrValues ownOverlays;
    in
    {
      overlays = ownOverlays;
      nixosConfigurations.left = nixpkgs.lib.nixosSystem {
        system = "x86_64-linux";
        modules = [
          { nixpkgs.overlays = builtins.attrValues self.overlays; }
          ./left.nix
        ];
      };
      homeConfigurations.me = home-manager.lib.homeManagerConfiguration {
        pkgs = import nixpkgs {
          system = "x86_64-linux";
          inherit overlays;
        };
        modules = [ ./home.nix ];
      };
    };
}
`,
      'left.nix': reference,
      'home.nix': '{\n  my.name = "me";\n}\n',
    },
    added: { 'flake.nix': [`llama-cpp = ${imported};`] },
  },
  {
    title: 'the set of which the values are only a part of the overlays, not the default of an argument',
    files: {
      'flake.nix': `{
${inputs}
  outputs =
    { self, nixpkgs, ... }@inputs:
    let
      packages =
        {
          overlays ? [ ],
        }:
        import nixpkgs {
          system = "x86_64-linux";
          overlays = overlays ++ (builtins.attrValues self.outputs.overlays);
        };
    in
    {
      overlays = {
        greeting = final: prev: { hello = prev.hello; };
      };
      nixosConfigurations.left = nixpkgs.lib.nixosSystem {
        system = "x86_64-linux";
        pkgs = packages { };
        modules = [ ./left.nix ];
      };
    };
}
`,
      'left.nix': reference,
    },
    added: { 'flake.nix': [`llama-cpp = ${imported};`] },
  },
  {
    title: 'not a module of a home that has the package set of its machine, although another home reads it',
    files: {
      'flake.nix': `{
${inputs}
  outputs =
    { nixpkgs, home-manager, ... }@inputs:
    let
      own = {
        me = [ ./home ];
      };
    in
    {
      nixosConfigurations.left = nixpkgs.lib.nixosSystem {
        system = "x86_64-linux";
        modules = [
          ./left.nix
          home-manager.nixosModules.home-manager
          {
            home-manager.useGlobalPkgs = true;
            home-manager.users.me.imports = own.me;
          }
        ];
      };
      homeConfigurations.me = home-manager.lib.homeManagerConfiguration {
        pkgs = nixpkgs.legacyPackages.x86_64-linux;
        extraSpecialArgs = { inherit inputs; };
        modules = own.me;
      };
    };
}
`,
      'left.nix': reference,
      'home/default.nix': '{ inputs, ... }:\n{\n  home.stateVersion = "25.05";\n}\n',
    },
    added: {
      'flake.nix': [`{ nixpkgs.overlays = [ (${imported}) ]; }`, `{ nixpkgs.overlays = [ (${imported}) ]; }`],
    },
  },
  {
    title: 'once, where most machines share a package set and most share a list of modules',
    files: {
      'flake.nix': `{
${inputs}
  outputs =
    { nixpkgs, ... }@inputs:
    let
      pkgs = import nixpkgs {
        system = "x86_64-linux";
        config.allowUnfree = true;
      };
      machines = {
        left = {
          nixpkgs.pkgs = pkgs;
          imports = [ ./left.nix ];
        };
        middle = {
          nixpkgs.pkgs = pkgs;
          imports = [ ./left.nix ];
        };
        right = {
          my.name = "right";
          imports = [ ./right.nix ];
        };
      };
    in
    {
      nixosConfigurations =
        builtins.mapAttrs (
          name: module:
          nixpkgs.lib.nixosSystem {
            system = "x86_64-linux";
            modules = [
              module
            ];
          }
        ) machines
        // {
          image = import ./image.nix { inherit nixpkgs inputs pkgs; };
        };
    };
}
`,
      'image.nix': `{ nixpkgs, inputs, pkgs }:
nixpkgs.lib.nixosSystem {
  system = "x86_64-linux";
  modules = [
    {
      nixpkgs.pkgs = pkgs;
      imports = [ ./left.nix ];
    }
  ];
}
`,
      'left.nix': reference,
      'right.nix': reference,
    },
    added: {
      'flake.nix': [`{ nixpkgs.overlays = [ (${imported}) ]; }`],
      'image.nix': [`{ nixpkgs.overlays = [ (${imported}) ]; }`],
    },
  },
  {
    title: 'a list in a module that is one of several from the same text',
    files: {
      'flake.nix': `{
${inputs}
  outputs =
    { nixpkgs, ... }@inputs:
    let
      bundle = names: map (name: { imports = [ (./generic + "/\${name}.nix") ]; }) names;
    in
    {
      nixosConfigurations.left = nixpkgs.lib.nixosSystem {
        system = "x86_64-linux";
        specialArgs = { inherit inputs; };
        modules = bundle [ "desktop" "overlays" ] ++ [ ./left.nix ];
      };
      nixosConfigurations.right = nixpkgs.lib.nixosSystem {
        system = "x86_64-linux";
        specialArgs = { inherit inputs; };
        modules = bundle [ "overlays" ] ++ [ ./right.nix ];
      };
    };
}
`,
      'generic/desktop.nix': '{ my.desktop = true; }\n',
      'generic/overlays.nix':
        '{ inputs, ... }:\n{\n  nixpkgs.overlays = [ (final: prev: { hello = prev.hello; }) ];\n}\n',
      'left.nix': reference,
      'right.nix': reference,
    },
    added: { 'generic/overlays.nix': ['(import ../overlays/llama-cpp.nix { inherit inputs; })'] },
  },
  {
    title:
      'the lists that groups of machines have in files of their own, rather than a module for each machine',
    files: {
      'flake.nix': `{
${inputs}
  outputs =
    { nixpkgs, ... }@inputs:
    let
      arguments = {
        system = "x86_64-linux";
        specialArgs = { inherit inputs; };
      };
    in
    {
      nixosConfigurations.desk = nixpkgs.lib.nixosSystem (arguments // { modules = [ ./hosts/desk ]; });
      nixosConfigurations.rack1 = nixpkgs.lib.nixosSystem (arguments // { modules = [ ./hosts/rack1.nix ]; });
      nixosConfigurations.rack2 = nixpkgs.lib.nixosSystem (arguments // { modules = [ ./hosts/rack2.nix ]; });
    };
}
`,
      'hosts/desk/default.nix': `{ pkgs, inputs, ... }:
{
  imports = [ ./greeting.nix ];
  nixpkgs.overlays = [ (final: prev: { hello = prev.hello; }) ];
  my.package = pkgs.llama-cpp;
}
`,
      'hosts/desk/greeting.nix':
        '{ inputs, ... }:\n{\n  nixpkgs.overlays = [ (final: prev: { greeting = prev.hello; }) ];\n}\n',
      'hosts/rack1.nix': `{ pkgs, inputs, ... }:
{
  imports = [ ./racks/common.nix ];
  nixpkgs.overlays = [ (final: prev: { rack = prev.hello; }) ];
  my.package = pkgs.llama-cpp;
}
`,
      'hosts/rack2.nix':
        '{ pkgs, ... }:\n{\n  imports = [ ./racks/common.nix ];\n  my.package = pkgs.llama-cpp;\n}\n',
      'hosts/racks/common.nix':
        '{ inputs, ... }:\n{\n  nixpkgs.overlays = [ (final: prev: { hello = prev.hello; }) ];\n}\n',
    },
    added: {
      'hosts/desk/default.nix': ['(import ../../overlays/llama-cpp.nix { inherit inputs; })'],
      'hosts/racks/common.nix': ['(import ../../overlays/llama-cpp.nix { inherit inputs; })'],
    },
  },
  {
    title: 'the arguments of the package set that a module gives all of them',
    files: {
      'flake.nix': one(
        '',
        `modules = [
          ./left.nix
          (
            { lib, ... }:
            {
              _module.args.pkgs = lib.mkForce (
                import nixpkgs {
                  system = "x86_64-linux";
                  config.allowUnfree = true;
                }
              );
            }
          )
        ];`,
      ),
      'left.nix': reference,
    },
    added: { 'flake.nix': [`overlays = [ (${imported}) ];`] },
  },
  {
    title: 'the arguments of the package set that a machine is given, where a module names it too',
    files: {
      'flake.nix': one(
        `      pkgs = import nixpkgs {
        system = "x86_64-linux";
      };`,
        `inherit pkgs;
        modules = [
          ./left.nix
          { environment.systemPackages = with pkgs; [ llama-cpp ]; }
          { nixpkgs.overlays = [ (final: prev: { hello = prev.hello; }) ]; }
        ];`,
      ),
      'left.nix': reference,
    },
    added: { 'flake.nix': [`overlays = [ (${imported}) ];`] },
  },
  {
    title: 'the package set that a module names beside its own',
    files: {
      'flake.nix': one(
        `      pkgs = import nixpkgs {
        system = "x86_64-linux";
        overlays = [ (final: prev: { hello = prev.hello; }) ];
      };`,
        `modules = [
          ./left.nix
          { environment.systemPackages = [ (pkgs.llama-cpp.override { vulkanSupport = true; }) ]; }
        ];`,
      ),
      'left.nix': reference,
    },
    added: {
      'flake.nix': [`(${imported})`, `{ nixpkgs.overlays = [ (${imported}) ]; }`],
    },
  },
  {
    title: 'the lists that a helper is given behind no name',
    files: byList('[ ./left.nix ]', '[ ./right.nix ]'),
    added: {
      'flake.nix': [`{ nixpkgs.overlays = [ (${imported}) ]; }`, `{ nixpkgs.overlays = [ (${imported}) ]; }`],
    },
  },
  {
    title: 'not a list that is given under a condition',
    files: byList('[ ./left.nix ]', '(nixpkgs.lib.optionals true [ ./right.nix ])'),
    added: {
      'flake.nix': [`{ nixpkgs.overlays = [ (${imported}) ]; }`],
      'right.nix': [`nixpkgs.overlays = [ (${imported}) ];`],
    },
  },
  {
    title: 'nowhere, where the loader of a folder applies its files and gives them the inputs by name',
    files: {
      ...loaded('{ inherit inputs nixpkgs; }', ['left', 'right']),
      'overlays/hello.nix': '{ inputs, ... }:\nfinal: prev: { hello = prev.hello; }\n',
    },
    added: {},
    overlay: ['overlays/llama-cpp.nix', '{ inputs, ... }:'],
  },
  {
    title: 'nowhere, where the loader of a folder gives its files the inputs themselves',
    files: {
      ...loaded('inputs', ['left', 'right']),
      'overlays/hello.nix': 'inputs: final: prev: { hello = prev.hello; }\n',
    },
    added: {},
    overlay: ['overlays/llama-cpp.nix', 'inputs:'],
  },
  {
    title: 'nowhere, where the loader takes the default.nix of folders',
    files: {
      ...loaded('{ inherit inputs; }', ['left', 'right'], 'n}/${"default.nix"'),
      'overlays/hello/default.nix': '{ inputs }:\nfinal: prev: { hello = prev.hello; }\n',
    },
    added: {},
    overlay: ['overlays/llama-cpp/default.nix', '{ inputs, ... }:'],
  },
  {
    title: 'as before, where the loader of a folder is not for all machines',
    files: {
      ...loaded('{ inherit inputs; }', ['left']),
      'overlays/hello.nix': '{ inputs }:\nfinal: prev: { hello = prev.hello; }\n',
    },
    added: {
      'flake.nix': ['{ nixpkgs.overlays = [ (import ./nix/llama-cpp.nix { inherit inputs; }) ]; }'],
    },
    overlay: ['nix/llama-cpp.nix', '{ inputs }:'],
  },
  {
    title: 'as before, where the loader gives its files other inputs',
    files: {
      ...loaded('{ inputs = { inherit nixpkgs; }; }', ['left', 'right']),
      'overlays/hello.nix': '{ inputs }:\nfinal: prev: { hello = prev.hello; }\n',
    },
    added: {
      'flake.nix': ['{ nixpkgs.overlays = [ (import ./nix/llama-cpp.nix { inherit inputs; }) ]; }'],
    },
    overlay: ['nix/llama-cpp.nix', '{ inputs }:'],
  },
];

const migrated = new Map<Row, Promise<Migrated>>();

function migrate(row: Row): Promise<Migrated> {
  const known = migrated.get(row) ?? migrateFiles(row.files);
  migrated.set(row, known);
  return known;
}

test.each(rows)('$title', async (row) => {
  const { plan, textOf } = await migrate(row);
  expect(told(plan.refusals)).toEqual([]);
  const added = plan.changes.flatMap(({ path }) => {
    const before = new Set((row.files[path] ?? '').split('\n'));
    const lines = (textOf(path) ?? '').split('\n').filter((line) => !before.has(line));
    const naming = lines
      .map((line) => line.trim())
      .filter((line) => /overlays?\b.*llama-cpp|llama-cpp = import/.test(line));
    return path in row.files && naming.length > 0 ? [[path, naming] as const] : [];
  });
  expect(Object.fromEntries(added)).toEqual(row.added);
  const created = plan.changes.filter(({ kind }) => kind === 'create').map(({ path }) => path);
  if (row.overlay !== undefined)
    expect([...created, textOf(row.overlay[0])?.split('\n')[1]]).toEqual(row.overlay);
});

test('a package set that a module gives all of them and nobody wrote has none', async () => {
  const { plan } = await migrateFiles({
    'flake.nix': one(
      '',
      'modules = [ ./left.nix ({ lib, ... }: { _module.args.pkgs = lib.mkForce inputs.home-manager.packages; }) ];',
    ),
    'left.nix': reference,
  });
  expect(plan.refusals.map(({ kind, hint }) => `${kind.code} ${hint}`)).toEqual([
    'OVERLAY801 Add to the overlays that its package set is made with: (import ./overlays/llama-cpp.nix { inherit inputs; })',
  ]);
});

test('a package set that a module would give only if no other did is not counted', async () => {
  const { plan, textOf } = await migrateFiles({
    'flake.nix': one(
      '',
      'modules = [ ./left.nix ({ lib, ... }: { _module.args.pkgs = lib.mkDefault { }; }) ];',
    ),
    'left.nix': reference,
  });
  expect(told(plan.refusals)).toEqual([]);
  expect(textOf('flake.nix')).toContain(`{ nixpkgs.overlays = [ (${imported}) ]; }`);
});

describeWithNix('by official Nix', () => {
  test.each(rows)('$title', async (row) => {
    const { before, after } = await migrate(row);
    expect(compareFlakes(before, after)).toEqual([]);
  });
});
