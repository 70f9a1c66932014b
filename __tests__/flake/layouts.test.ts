import { afterAll, describe, expect, test } from '@jest/globals';
import { type Files, flakeNix, found, hostOf, removeRepositories } from './repository.js';

afterAll(removeRepositories);

interface Layout {
  readonly name: string;
  readonly files: Files;
  readonly hosts: readonly string[];
}

const empty = '{ }';
const linux = '{ nixpkgs.hostPlatform = "x86_64-linux"; }';

const layouts: readonly Layout[] = [
  {
    name: 'a call for each host',
    files: {
      'flake.nix': flakeNix(`{ self, nixpkgs, ... }@inputs: {
        nixosConfigurations.alpha = nixpkgs.lib.nixosSystem { system = "x86_64-linux"; modules = [ ./alpha.nix ]; };
        nixosConfigurations.beta = inputs.nixpkgs.lib.nixosSystem { modules = [ ./beta ]; };
      }`),
      'alpha.nix': '{ imports = [ ./common.nix ]; }',
      'common.nix': empty,
      'beta/default.nix': '{ imports = [ ../common.nix ./hardware.nix ]; }',
      'beta/hardware.nix': '{ lib, ... }: { nixpkgs.hostPlatform = lib.mkDefault "aarch64-linux"; }',
    },
    hosts: [
      'alpha nixos x86_64-linux nixpkgs: alpha.nix common.nix',
      'beta nixos aarch64-linux nixpkgs: beta/default.nix common.nix beta/hardware.nix',
    ],
  },
  {
    name: 'nixosSystem under other names',
    files: {
      'flake.nix': flakeNix(
        `{ nixpkgs, stable, ... }:
        let
          inherit (nixpkgs.lib) nixosSystem;
          lib = stable.lib.extend (final: prev: { mine = 1; });
        in
        {
          nixosConfigurations = {
            bare = nixosSystem { modules = [ ./m.nix ]; };
            stable = lib.nixosSystem { modules = [ ({ lib, ... }: { imports = if lib.mine == 1 then [ ./m.nix ] else [ ]; }) ]; };
            evaluated = import (nixpkgs + "/nixos/lib/eval-config.nix") { modules = [ ./m.nix ]; };
            patched = import "\${nixpkgs.legacyPackages.x86_64-linux.applyPatches { src = nixpkgs; }}/nixos/lib/eval-config.nix" { modules = [ ./m.nix ]; };
          };
        }`,
        'stable.url = "github:NixOS/nixpkgs/nixos-25.05";',
      ),
      'm.nix': linux,
    },
    hosts: [
      'bare nixos x86_64-linux nixpkgs: m.nix',
      'stable nixos x86_64-linux stable: m.nix',
      'evaluated nixos x86_64-linux nixpkgs: m.nix',
      'patched nixos x86_64-linux nixpkgs: m.nix',
    ],
  },
  {
    name: 'a helper in another file, over a table, with defaults and a path made of the name',
    files: {
      'flake.nix': flakeNix(`inputs: let lib = import ./lib { inherit inputs; }; in {
        nixosConfigurations = builtins.mapAttrs (hostname: host: lib.mkSystem ({ inherit hostname; } // host)) {
          alpha = { };
          beta.system = "aarch64-linux";
          beta.modules = [ ./extra.nix ];
        };
      }`),
      'lib/default.nix': `{ inputs }: {
        mkSystem = { hostname, system ? "x86_64-linux", modules ? [ ] }: inputs.nixpkgs.lib.nixosSystem {
          inherit system;
          specialArgs = { inherit inputs hostname; };
          modules = [ ../hosts/\${hostname} ] ++ modules;
        };
      }`,
      'hosts/alpha/default.nix': empty,
      'hosts/beta/default.nix': '{ hostname, ... }: { imports = [ (./. + "/${hostname}.nix") ]; }',
      'hosts/beta/beta.nix': empty,
      'extra.nix': empty,
    },
    hosts: [
      'alpha nixos x86_64-linux nixpkgs: hosts/alpha/default.nix',
      'beta nixos aarch64-linux nixpkgs: hosts/beta/default.nix hosts/beta/beta.nix extra.nix',
    ],
  },
  {
    name: 'genAttrs, listToAttrs, //, recursiveUpdate and foldl over tables',
    files: {
      'flake.nix': flakeNix(`{ self, nixpkgs, ... }:
        let
          inherit (nixpkgs) lib;
          mk = name: lib.nixosSystem { system = "x86_64-linux"; modules = [ ./\${name}.nix ]; };
        in
        lib.recursiveUpdate
          { nixosConfigurations = lib.genAttrs [ "a" ] mk // builtins.listToAttrs (map (name: { inherit name; value = mk name; }) [ "b" ]); }
          { nixosConfigurations = lib.foldl (acc: name: acc // { \${name} = mk name; }) { } [ "c" ]; }`),
      'a.nix': empty,
      'b.nix': empty,
      'c.nix': empty,
    },
    hosts: [
      'a nixos x86_64-linux nixpkgs: a.nix',
      'b nixos x86_64-linux nixpkgs: b.nix',
      'c nixos x86_64-linux nixpkgs: c.nix',
    ],
  },
  {
    name: 'hosts found with readDir, outputs in a file of their own',
    files: {
      'flake.nix': flakeNix('inputs: import ./outputs.nix inputs'),
      'outputs.nix': `{ self, nixpkgs, ... }@inputs:
        let
          inherit (nixpkgs) lib;
          folders = lib.filterAttrs (_: type: type == "directory") (builtins.readDir ./hosts);
        in
        { nixosConfigurations = lib.mapAttrs (name: _: lib.nixosSystem { modules = [ (self + "/hosts/\${name}") ]; }) folders; }`,
      'hosts/one/default.nix': linux,
      'hosts/two/default.nix': linux,
      'hosts/README': 'no host',
    },
    hosts: [
      'one nixos x86_64-linux nixpkgs: hosts/one/default.nix',
      'two nixos x86_64-linux nixpkgs: hosts/two/default.nix',
    ],
  },
  {
    name: 'eachSystem merged with hosts, and hosts among the packages',
    files: {
      'flake.nix': flakeNix(
        `{ nixpkgs, flake-utils, home-manager, ... }:
        flake-utils.lib.eachDefaultSystem (system: {
          packages.hello = nixpkgs.legacyPackages.\${system}.hello;
          packages.homeConfigurations.me = home-manager.lib.homeManagerConfiguration {
            pkgs = nixpkgs.legacyPackages.\${system};
            modules = [ ./home.nix ];
          };
        }) // { nixosConfigurations.alpha = nixpkgs.lib.nixosSystem { modules = [ ./alpha.nix ]; }; }`,
        'flake-utils.url = "github:numtide/flake-utils";',
      ),
      'alpha.nix': linux,
      'home.nix': empty,
    },
    hosts: ['alpha nixos x86_64-linux nixpkgs: alpha.nix', 'me home aarch64-linux nixpkgs: home.nix'],
  },
  {
    name: 'nix-darwin and standalone home-manager',
    files: {
      'flake.nix': flakeNix(`{ nixpkgs, nix-darwin, home-manager, ... }: {
        darwinConfigurations.mac = nix-darwin.lib.darwinSystem { system = "aarch64-darwin"; modules = [ ./mac.nix ]; };
        homeConfigurations."me@box" = home-manager.lib.homeManagerConfiguration {
          pkgs = import nixpkgs { system = "x86_64-linux"; };
          modules = [ ./home.nix ];
        };
      }`),
      'mac.nix': '{ pkgs, lib, ... }: { imports = [ ./shared.nix ]; }',
      'shared.nix': empty,
      'home.nix': '{ pkgs, lib, ... }: { config = lib.mkIf pkgs.stdenv.isLinux { }; }',
    },
    hosts: [
      'mac darwin aarch64-darwin nixpkgs: mac.nix shared.nix',
      'me@box home x86_64-linux nixpkgs: home.nix',
    ],
  },
  {
    name: 'an input that follows another, and nixpkgs written as a set',
    files: {
      'flake.nix': flakeNix(
        `{ main, os, ... }: {
          nixosConfigurations.a = main.lib.nixosSystem { system = "x86_64-linux"; modules = [ ]; };
          nixosConfigurations.b = os.lib.nixosSystem { system = "x86_64-linux"; modules = [ ]; };
        }`,
        'main.follows = "os"; os = { type = "github"; owner = "NixOS"; repo = "nixpkgs"; ref = "nixos-25.05"; };',
      ),
    },
    hosts: ['a nixos x86_64-linux main', 'b nixos x86_64-linux os'],
  },
  {
    name: 'a configuration that extends another, and one with attributes added',
    files: {
      'flake.nix': flakeNix(`{ self, nixpkgs, ... }: {
        nixosConfigurations.base = nixpkgs.lib.nixosSystem { modules = [ ./base.nix ]; };
        nixosConfigurations.more = self.nixosConfigurations.base.extendModules { modules = [ ./more.nix ]; };
        nixosConfigurations.tagged = self.nixosConfigurations.base // { meta.tag = "x"; };
      }`),
      'base.nix': linux,
      'more.nix': empty,
    },
    hosts: [
      'base nixos x86_64-linux nixpkgs: base.nix',
      'more nixos x86_64-linux nixpkgs: base.nix more.nix',
      'tagged nixos x86_64-linux nixpkgs: base.nix',
    ],
  },
  {
    name: 'an image of nixos-generators among the packages',
    files: {
      'flake.nix': flakeNix(
        `{ nixpkgs, nixos-generators, ... }: {
          nixosConfigurations.metal = nixpkgs.lib.nixosSystem { modules = [ ./base.nix ]; };
          packages.x86_64-linux.tool = nixpkgs.legacyPackages.x86_64-linux.hello;
          packages.x86_64-linux.image = nixos-generators.nixosGenerate {
            system = "aarch64-linux"; format = "qcow"; modules = [ ./image.nix ];
          };
        }`,
        'nixos-generators = { url = "github:nix-community/nixos-generators"; inputs.nixpkgs.follows = "nixpkgs"; };',
      ),
      'base.nix': linux,
      'image.nix': empty,
    },
    hosts: ['metal nixos x86_64-linux nixpkgs: base.nix', 'image nixos aarch64-linux nixpkgs: image.nix'],
  },
  {
    name: 'a builder that is filled with what it names, in a file of its own',
    files: {
      'flake.nix': flakeNix(`{ nixpkgs, ... }@inputs: let
        inherit (nixpkgs) lib;
        mkHost = lib.callPackageWith { inherit lib inputs; } ./mk-host.nix { };
      in { nixosConfigurations = { a = mkHost { name = "a"; }; b = mkHost { name = "b"; system = "aarch64-linux"; }; }; }`),
      'mk-host.nix': `{ lib, inputs }: { name, system ? "x86_64-linux" }:
        inputs.nixpkgs.lib.nixosSystem { inherit system; modules = [ ./\${name}.nix ]; }`,
      'a.nix': empty,
      'b.nix': empty,
    },
    hosts: ['a nixos x86_64-linux nixpkgs: a.nix', 'b nixos aarch64-linux nixpkgs: b.nix'],
  },
  {
    name: 'a configuration that overrides another',
    files: {
      'flake.nix': flakeNix(`{ self, nixpkgs, ... }: {
        nixosConfigurations.base = nixpkgs.lib.makeOverridable nixpkgs.lib.nixosSystem { modules = [ ./base.nix ]; };
        nixosConfigurations.more = self.nixosConfigurations.base.override (old: { modules = old.modules ++ [ ./more.nix ]; });
      }`),
      'base.nix': linux,
      'more.nix': empty,
    },
    hosts: [
      'base nixos x86_64-linux nixpkgs: base.nix',
      'more nixos x86_64-linux nixpkgs: base.nix more.nix',
    ],
  },
  {
    name: 'a folder of machines of which those that are nothing are left out',
    files: {
      'flake.nix': flakeNix(`{ nixpkgs, ... }: let inherit (nixpkgs) lib; in {
        nixosConfigurations = lib.filterAttrs (n: v: v != null && !lib.hasPrefix "_" n) (lib.mapAttrs'
          (n: v: if v == "directory" then lib.nameValuePair n (lib.nixosSystem { modules = [ (./hosts + "/\${n}") ]; }) else lib.nameValuePair "" null)
          (builtins.readDir ./hosts));
      }`),
      'hosts/one/default.nix': linux,
      'hosts/_old/default.nix': linux,
      'hosts/readme.md': '',
    },
    hosts: ['one nixos x86_64-linux nixpkgs: hosts/one/default.nix'],
  },
  {
    name: 'a hive of colmena without nixosConfigurations',
    files: {
      'flake.nix': flakeNix(`{ nixpkgs, ... }: {
        colmena = {
          meta.nixpkgs = import nixpkgs { system = "x86_64-linux"; };
          meta.specialArgs.extra = ./extra.nix;
          defaults = ./defaults.nix;
          node = { extra, ... }: { imports = [ ./node.nix extra ]; };
        };
      }`),
      'defaults.nix': empty,
      'node.nix': empty,
      'extra.nix': empty,
    },
    hosts: ['node nixos x86_64-linux nixpkgs: defaults.nix node.nix extra.nix'],
  },
  {
    name: 'a hive of colmena beside the same hosts: what it deploys are hosts, too',
    files: {
      'flake.nix': flakeNix(`{ self, nixpkgs, ... }: {
        nixosConfigurations.node = nixpkgs.lib.nixosSystem { system = "x86_64-linux"; modules = [ ./node.nix ]; };
        colmena = { meta.nixpkgs = import nixpkgs { system = "x86_64-linux"; }; node = ./node.nix; };
        deploy.nodes.node.profiles.system.path = self.nixosConfigurations.node;
      }`),
      'node.nix': empty,
    },
    hosts: ['node nixos x86_64-linux nixpkgs: node.nix', 'node nixos x86_64-linux nixpkgs: node.nix'],
  },
  {
    name: 'modules of a flake of the same repository',
    files: {
      'flake.nix': flakeNix(
        `{ nixpkgs, core, ... }: {
          nixosConfigurations.alpha = core.lib.mk { modules = [ core.nixosModules.default ./alpha.nix ]; };
        }`,
        'core = { url = "path:./core"; inputs.nixpkgs.follows = "nixpkgs"; };',
      ),
      'alpha.nix': linux,
      'core/flake.nix': `{
        inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.05";
        outputs = { nixpkgs, ... }: { lib.mk = nixpkgs.lib.nixosSystem; nixosModules.default = ./module.nix; };
      }`,
      'core/module.nix': empty,
    },
    hosts: ['alpha nixos x86_64-linux nixpkgs: core/module.nix alpha.nix'],
  },
  {
    name: 'a builder that a helper is given or not, with a nixpkgs of its own',
    files: {
      'flake.nix': flakeNix(
        `inputs:
        let
          mkHost = { builder ? null, nixpkgs ? inputs.nixpkgs, modules }:
            if builder != null then builder { specialArgs = { inherit inputs; }; inherit modules; }
            else nixpkgs.lib.nixosSystem { inherit modules; };
        in
        {
          nixosConfigurations.a = mkHost { modules = [ ./m.nix ]; };
          nixosConfigurations.b = mkHost { builder = inputs.boards.lib.nixosSystem; modules = [ ./m.nix ]; };
        }`,
        'boards.url = "github:nvmd/nixos-raspberrypi";',
      ),
      'm.nix': linux,
    },
    hosts: ['a nixos x86_64-linux nixpkgs: m.nix', 'b nixos x86_64-linux ?: m.nix'],
  },
  {
    name: 'a link within the repository is the file that it leads to',
    files: {
      'flake.nix': flakeNix(
        '{ nixpkgs, ... }: { nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = [ ./link.nix ./real.nix ]; }; }',
      ),
      'real.nix': linux,
      'link.nix': '→ real.nix',
    },
    hosts: ['a nixos x86_64-linux nixpkgs: real.nix'],
  },
];

describe('hosts, their modules, system and nixpkgs input are found in', () => {
  test.each(layouts)('$name', ({ files, hosts }) => {
    expect(found(files)).toEqual({ hosts, unknown: [], gaps: [] });
  });
});

describe('a host whose name is not known', () => {
  const head = 'nixpkgs, home-manager, ...';
  const machine = 'machine = builtins.fromTOML (builtins.readFile ./machine.toml);';
  const system = 'nixpkgs.lib.nixosSystem { modules = [ ./m.nix ]; }';
  const rows: readonly {
    name: string;
    outputs: string;
    hosts: readonly string[];
    unknown?: string[];
    gaps?: string[];
  }[] = [
    {
      name: 'goes by the text of its name',
      outputs: `nixosConfigurations.\${machine.name} = ${system};
        homeConfigurations = {
          "\${machine.user}@\${
            machine.name
          }" = home-manager.lib.homeManagerConfiguration { pkgs = nixpkgs.legacyPackages.x86_64-linux; modules = [ ./m.nix ]; };
        };`,
      hosts: [
        '${machine.name} nixos x86_64-linux nixpkgs: m.nix',
        '${machine.user}@${ machine.name } home x86_64-linux nixpkgs: m.nix',
      ],
    },
    {
      name: 'stands beside hosts with names, and survives //',
      outputs: `nixosConfigurations = { alpha = ${system}; } // { "\${machine.name}" = ${system}; };`,
      hosts: ['${machine.name} nixos x86_64-linux nixpkgs: m.nix', 'alpha nixos x86_64-linux nixpkgs: m.nix'],
    },
    {
      name: 'is not told from another one of the same text',
      outputs: `nixosConfigurations =
        let host = machine: { \${machine.name} = ${system}; }; in host machine // host machine.second;`,
      hosts: ['${machine.name} nixos x86_64-linux nixpkgs: m.nix'],
      unknown: ['*: the name of an attribute is not known'],
    },
    {
      name: 'is not known where its system is not',
      outputs: 'nixosConfigurations.${machine.name} = machine.system;',
      hosts: [],
      unknown: [
        '${machine.name}: what is in machine.toml is not known, as only Nix code that is imported is read',
      ],
    },
    {
      name: 'may have each of the modules in a folder that are named by it',
      outputs:
        'nixosConfigurations.${machine.name} = nixpkgs.lib.nixosSystem { modules = [ ./m.nix ./hosts/${machine.name} (./users + "/${machine.user}.nix") ]; };',
      hosts: [
        '${machine.name} nixos x86_64-linux nixpkgs: m.nix hosts/one/default.nix? hosts/two/default.nix? users/ada.nix?',
      ],
    },
    {
      name: 'is known where what is not known of its modules is something else',
      outputs:
        'nixosConfigurations.${machine.name} = nixpkgs.lib.nixosSystem { modules = [ ./m.nix ] ++ machine.modules; };',
      hosts: ['${machine.name} nixos x86_64-linux nixpkgs: m.nix'],
      gaps: ['what is in machine.toml is not known, as only Nix code that is imported is read'],
    },
    {
      name: 'is not known where the path of a module is not',
      outputs:
        'nixosConfigurations.${machine.name} = nixpkgs.lib.nixosSystem { modules = [ ./m.nix ./${machine.name} ]; };',
      hosts: [],
      unknown: ['${machine.name}: a part of a path is not known'],
    },
    {
      name: 'is none where the name is that of an attribute within',
      outputs: `nixosConfigurations.alpha.\${machine.name} = ${system};`,
      hosts: [],
      unknown: ['alpha: it is a set, not a call of nixosSystem'],
    },
  ];
  test.each(rows)('$name', ({ outputs, hosts, unknown = [], gaps = [] }) => {
    const files = {
      'flake.nix': flakeNix(`{ ${head} }: let ${machine} in { ${outputs} }`),
      'machine.toml': 'name = "alpha"',
      'm.nix': linux,
      'hosts/one/default.nix': empty,
      'hosts/two/default.nix': empty,
      'hosts/three/notes.nix': empty,
      'users/ada.nix': empty,
      'users/readme.md': '',
    };
    expect(found(files)).toEqual({ hosts, unknown, gaps });
  });

  test('is marked as such', () => {
    const outputs = `nixosConfigurations = { a = ${system}; \${machine.name} = ${system}; };`;
    const files = {
      'flake.nix': flakeNix(`{ ${head} }: let ${machine} in { ${outputs} }`),
      'machine.toml': 'name = "alpha"',
      'm.nix': linux,
    };
    expect(hostOf(files, 'a').isUnnamed).toBe(false);
    expect(hostOf(files, '${machine.name}').isUnnamed).toBe(true);
  });
});

test('a flake in a subfolder has the files of the repository around it', () => {
  const files = {
    'nixos/flake.nix': flakeNix(
      '{ nixpkgs, ... }: { nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = [ ./a.nix ../shared.nix ]; }; }',
    ),
    'nixos/a.nix': linux,
    'shared.nix': empty,
  };
  expect(found(files, 'nixos').hosts).toEqual(['a nixos x86_64-linux nixpkgs: nixos/a.nix shared.nix']);
});

describe('no hosts are seen in', () => {
  const none: readonly { readonly name: string; readonly files: Files }[] = [
    {
      name: 'a flake of packages',
      files: { 'flake.nix': flakeNix('{ nixpkgs, ... }: { packages.x86_64-linux = { }; }') },
    },
    {
      name: 'templates',
      files: {
        'flake.nix': flakeNix('{ ... }: { templates.host.path = ./template; }'),
        'template/flake.nix': flakeNix(
          '{ nixpkgs, ... }: { nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = [ ]; }; }',
        ),
      },
    },
    {
      name: 'a nested flake that is not asked for',
      files: {
        'flake.nix': flakeNix('{ ... }: { }'),
        'nested/flake.nix': flakeNix(
          '{ nixpkgs, ... }: { nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = [ ]; }; }',
        ),
      },
    },
  ];
  test.each(none)('$name', ({ files }) => {
    expect(found(files)).toEqual({ hosts: [], unknown: [], gaps: [] });
  });
});
