/** Where the overlay is given to the hosts: once to each, where its owner would. */
import { type Files, removeFlakes } from './flakes.js';
import { helper, imported, inputs, reference, testPlaces, two } from './placing.js';

afterAll(removeFlakes);

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

testPlaces([
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
]);
