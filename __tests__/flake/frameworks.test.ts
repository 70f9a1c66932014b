import { afterAll, describe, expect, test } from '@jest/globals';
import { type Files, flakeNix, flakeOf, found, hostOf, removeRepositories } from './repository.js';

afterAll(removeRepositories);

const empty = '{ }';
const linux = '{ nixpkgs.hostPlatform = "x86_64-linux"; }';

const parts =
  'flake-parts = { url = "github:hercules-ci/flake-parts"; inputs.nixpkgs-lib.follows = "nixpkgs"; };';

const cases: readonly { readonly name: string; readonly files: Files; readonly hosts: readonly string[] }[] =
  [
    {
      name: 'flake-parts: modules in files, its own library, exported modules of several files',
      files: {
        'flake.nix': flakeNix(
          'inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } { systems = [ "x86_64-linux" ]; imports = [ ./hosts.nix ./features.nix ]; }',
          parts,
        ),
        'hosts.nix': `{ self, lib, inputs, config, ... }: {
        imports = [ inputs.flake-parts.flakeModules.modules ];
        flake.nixosConfigurations.alpha = lib.nixosSystem {
          modules = [ config.flake.modules.nixos.base self.nixosModules.extra ];
        };
        flake.modules.nixos.base = ./base.nix;
      }`,
        'features.nix': `{
        flake.modules.nixos.base = { imports = [ ./feature.nix ]; };
        flake.nixosModules.extra = ./extra.nix;
      }`,
        'base.nix': linux,
        'feature.nix': empty,
        'extra.nix': empty,
      },
      hosts: ['alpha nixos x86_64-linux nixpkgs: base.nix feature.nix extra.nix'],
    },
    {
      name: 'flake-parts: flake as a function, and a table of an option of its own',
      files: {
        'flake.nix': flakeNix(
          `{ flake-parts, nixpkgs, ... }@inputs: flake-parts.lib.mkFlake { inherit inputs; } ({ config, lib, ... }:
        let machines = config.machines; in
        {
          options.machines = lib.mkOption {
            default = { };
            type = lib.types.attrsOf (lib.types.submodule ({ name, config, ... }: {
              options.file = lib.mkOption { type = lib.types.path; default = ./machines/\${name}.nix; };
              options.system = lib.mkOption { default = "x86_64-linux"; };
              options.result = lib.mkOption { };
              config.result = nixpkgs.lib.nixosSystem { inherit (config) system; modules = [ config.file ]; };
            }));
          };
          config.machines.one = { };
          config.machines.two.system = "aarch64-linux";
          config.machines.none = lib.mkIf false { };
          config.flake = { config, ... }: {
            built = lib.mapAttrs (_: machine: machine.result) machines;
            nixosConfigurations = lib.mkMerge [ config.built { } ];
          };
        })`,
          parts,
        ),
        'machines/one.nix': empty,
        'machines/two.nix': empty,
      },
      hosts: [
        'one nixos x86_64-linux nixpkgs: machines/one.nix',
        'two nixos aarch64-linux nixpkgs: machines/two.nix',
      ],
    },
    {
      name: 'flake-parts: a table of hosts and a helper, both from _module.args',
      files: {
        'flake.nix': flakeNix(
          `inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } {
          systems = [ "x86_64-linux" ];
          imports = [ ./shared.nix ./hosts.nix ];
        }`,
          parts,
        ),
        'shared.nix': `{ inputs, ... }: {
          _module.args = {
            table.alpha.system = "x86_64-linux";
            machine = { name, system }: inputs.nixpkgs.lib.nixosSystem { inherit system; modules = [ (./machines + "/\${name}.nix") ]; };
          };
        }`,
        'hosts.nix':
          '{ table, machine, ... }: { flake.nixosConfigurations = builtins.mapAttrs (name: host: machine (host // { inherit name; })) table; }',
        'machines/alpha.nix': empty,
      },
      hosts: ['alpha nixos x86_64-linux nixpkgs: machines/alpha.nix'],
    },
    {
      name: 'flake-parts: withSystem, with the package set of perSystem',
      files: {
        'flake.nix': flakeNix(
          `inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } ({ withSystem, ... }: {
          systems = [ "aarch64-linux" ];
          perSystem = { system, ... }: { _module.args.pkgs = import inputs.nixpkgs { inherit system; overlays = [ ]; }; };
          flake.nixosConfigurations.alpha = withSystem "aarch64-linux" ({ pkgs, inputs', config, ... }:
            inputs.nixpkgs.lib.nixosSystem { inherit pkgs; modules = [ ./alpha.nix ]; });
        })`,
          parts,
        ),
        'alpha.nix': empty,
      },
      hosts: ['alpha nixos aarch64-linux nixpkgs: alpha.nix'],
    },
    {
      name: 'flake-parts: outputs of a partition, with inputs of a flake of its own',
      files: {
        'flake.nix': flakeNix(
          `inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } ({ lib, partitionStack, ... }: {
          imports = [ inputs.flake-parts.flakeModules.partitions ./shared.nix ];
          partitions.machines = { extraInputsFlake = ./machines; module = ./machines/flake-module.nix; };
          partitions.users.module = { inputs, config, ... }: {
            flake.homeConfigurations.ada = inputs.home-manager.lib.homeManagerConfiguration {
              pkgs = inputs.nixpkgs.legacyPackages.x86_64-linux;
              modules = [ config.common ];
            };
          };
          partitionedAttrs = { nixosConfigurations = "machines"; } // lib.genAttrs [ "homeConfigurations" ] (_: "users");
          flake.nixosConfigurations = lib.mkIf (partitionStack == [ ]) { replaced = 1; };
        })`,
          parts,
        ),
        'shared.nix':
          '{ lib, ... }: { options.common = lib.mkOption { type = lib.types.raw; default = ./common.nix; }; }',
        'machines/flake.nix':
          '{ inputs.boards.url = "github:nvmd/nixos-raspberrypi"; inputs.own.url = "github:NixOS/nixpkgs/nixos-25.05"; outputs = _: { }; }',
        'machines/flake-module.nix': `{ inputs, self, config, ... }: {
          flake.nixosConfigurations = {
            alpha = inputs.nixpkgs.lib.nixosSystem { modules = [ config.common (self + "/machines/alpha.nix") ]; };
            beta = inputs.own.lib.nixosSystem { modules = [ ./alpha.nix ]; };
            pi = self.inputs.boards.lib.nixosSystem { modules = [ ./alpha.nix ]; };
          };
        }`,
        'machines/alpha.nix': linux,
        'common.nix': empty,
      },
      hosts: [
        'alpha nixos x86_64-linux nixpkgs: common.nix machines/alpha.nix',
        'beta nixos x86_64-linux machines/own: machines/alpha.nix',
        'pi nixos x86_64-linux ?: machines/alpha.nix',
        'ada home x86_64-linux nixpkgs: common.nix',
      ],
    },
    {
      name: 'lite-config: a table of hosts, modules by folder, one package set',
      files: {
        'flake.nix': flakeNix(
          `inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } {
          imports = [ inputs.lite-config.flakeModule ];
          lite-config = {
            nixpkgs.overlays = [ (final: prev: { }) ];
            systemModules = [ ./system.nix ];
            homeModules = [ ./home.nix ];
            hostModuleDir = ./hosts;
            hosts.alpha.system = "x86_64-linux";
            hosts.beta = { system = "aarch64-linux"; hostModule = ./elsewhere.nix; };
            hosts.mac.system = "aarch64-darwin";
            homeConfigurations.ada = { };
          };
        }`,
          `${parts} lite-config.url = "github:yelite/lite-config";`,
        ),
        'hosts/alpha/default.nix': empty,
        'hosts/mac/default.nix': empty,
        'elsewhere.nix': empty,
        'system.nix': empty,
        'home.nix': empty,
      },
      hosts: [
        'alpha nixos x86_64-linux nixpkgs: hosts/alpha/default.nix system.nix',
        'beta nixos aarch64-linux nixpkgs: elsewhere.nix system.nix',
        'mac darwin aarch64-darwin nixpkgs: hosts/mac/default.nix system.nix',
        'ada home x86_64-linux nixpkgs: home.nix',
      ],
    },
    {
      name: 'import-tree: every file a module, but those with an underscore',
      files: {
        'flake.nix': flakeNix(
          'inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } ((inputs.import-tree.filterNot (inputs.nixpkgs.lib.hasSuffix "skip.nix")) ./modules)',
          `${parts} import-tree.url = "github:vic/import-tree";`,
        ),
        'modules/hosts/alpha.nix': `{ inputs, ... }: {
        flake.nixosConfigurations.alpha = inputs.nixpkgs.lib.nixosSystem { modules = [ ../_own/alpha.nix ]; };
      }`,
        'modules/hosts/skip.nix': '{ flake.nixosConfigurations.skipped = 1; }',
        'modules/_own/alpha.nix': linux,
        'modules/_own/module.nix': '{ flake.nixosConfigurations.hidden = 1; }',
        'modules/notes.txt': 'no module',
      },
      hosts: ['alpha nixos x86_64-linux nixpkgs: modules/_own/alpha.nix'],
    },
    {
      name: 'flake-utils-plus: a table of hosts with defaults',
      files: {
        'flake.nix': flakeNix(
          `{ self, utils, ... }@inputs: utils.lib.mkFlake {
          inherit self inputs;
          sharedOverlays = [ self.overlay ];
          hostDefaults.modules = [ ./common.nix ];
          hosts.alpha.modules = [ ./alpha.nix ];
          hosts.beta = { system = "aarch64-linux"; modules = [ ./beta.nix ]; channelName = "nixpkgs"; };
        }`,
          'utils.url = "github:gytis-ivaskevicius/flake-utils-plus";',
        ),
        'common.nix': empty,
        'alpha.nix': empty,
        'beta.nix': empty,
      },
      hosts: [
        'alpha nixos x86_64-linux nixpkgs: common.nix alpha.nix',
        'beta nixos aarch64-linux nixpkgs: common.nix beta.nix',
      ],
    },
    {
      name: 'snowfall: systems, modules, homes and the library of folders',
      files: {
        'flake.nix': flakeNix(
          `inputs: inputs.snowfall-lib.mkFlake {
          inherit inputs;
          src = ./.;
          snowfall.namespace = "mine";
          systems.modules.nixos = [ ./shared.nix ];
          systems.hosts.alpha.modules = [ ./only-alpha.nix ];
        }`,
          'snowfall-lib.url = "github:snowfallorg/lib"; darwin.follows = "nix-darwin";',
        ),
        'systems/x86_64-linux/alpha/default.nix':
          '{ lib, ... }: { imports = lib.optional (lib.mine.yes == 1) ./more.nix; }',
        'systems/x86_64-linux/alpha/more.nix': empty,
        'systems/aarch64-darwin/mac/default.nix': empty,
        'modules/nixos/deep/one/default.nix': empty,
        'modules/darwin/two/default.nix': empty,
        'homes/x86_64-linux/me@alpha/default.nix': empty,
        'lib/default.nix': '{ lib, ... }: { yes = 1; }',
        'shared.nix': empty,
        'only-alpha.nix': empty,
      },
      hosts: [
        'alpha nixos x86_64-linux nixpkgs: systems/x86_64-linux/alpha/default.nix systems/x86_64-linux/alpha/more.nix modules/nixos/deep/one/default.nix only-alpha.nix shared.nix',
        'mac darwin aarch64-darwin nixpkgs: systems/aarch64-darwin/mac/default.nix modules/darwin/two/default.nix',
        'me@alpha home x86_64-linux nixpkgs: homes/x86_64-linux/me@alpha/default.nix',
      ],
    },
    {
      name: 'nixos-unified: configurations by folder',
      files: {
        'flake.nix': flakeNix(
          'inputs: inputs.nixos-unified.lib.mkFlake { inherit inputs; root = ./.; systems = [ "x86_64-linux" ]; }',
          `${parts} nixos-unified.url = "github:srid/nixos-unified";`,
        ),
        'modules/flake/toplevel.nix':
          '{ inputs, ... }: { imports = [ inputs.nixos-unified.flakeModules.default inputs.nixos-unified.flakeModules.autoWire ]; }',
        'configurations/nixos/alpha/default.nix':
          '{ flake, ... }: { imports = [ flake.inputs.self.nixosModules.base ]; nixpkgs.hostPlatform = "x86_64-linux"; }',
        'configurations/nixos/beta.nix': linux,
        'configurations/darwin/mac.nix': '{ nixpkgs.hostPlatform = "aarch64-darwin"; }',
        'modules/nixos/base.nix': empty,
      },
      hosts: [
        'alpha nixos x86_64-linux nixpkgs: configurations/nixos/alpha/default.nix modules/nixos/base.nix',
        'beta nixos x86_64-linux nixpkgs: configurations/nixos/beta.nix',
        'mac darwin aarch64-darwin nixpkgs: configurations/darwin/mac.nix',
      ],
    },
    {
      name: 'blueprint: hosts by folder',
      files: {
        'flake.nix': flakeNix(
          'inputs: inputs.blueprint { inherit inputs; prefix = "nix/"; }',
          'blueprint.url = "github:numtide/blueprint";',
        ),
        'nix/hosts/alpha/configuration.nix':
          '{ flake, ... }: { imports = [ flake.nixosModules.base ]; nixpkgs.hostPlatform = "x86_64-linux"; }',
        'nix/hosts/mac/darwin-configuration.nix': '{ nixpkgs.hostPlatform = "aarch64-darwin"; }',
        'nix/hosts/own/default.nix':
          '{ inputs, hostName, ... }: { class = "nixos"; value = inputs.nixpkgs.lib.nixosSystem { modules = [ ./own.nix ]; }; }',
        'nix/hosts/own/own.nix': linux,
        'nix/modules/nixos/base.nix': empty,
      },
      hosts: [
        'alpha nixos x86_64-linux nixpkgs: nix/hosts/alpha/configuration.nix nix/modules/nixos/base.nix',
        'own nixos x86_64-linux nixpkgs: nix/hosts/own/own.nix',
        'mac darwin aarch64-darwin nixpkgs: nix/hosts/mac/darwin-configuration.nix',
      ],
    },
    {
      name: 'clan: machines of the inventory and of folders, modules of services',
      files: {
        'flake.nix': flakeNix(
          `{ self, clan-core, ... }@inputs: let clan = clan-core.lib.clan {
          inherit self;
          specialArgs = { inherit inputs; };
          inventory.machines.alpha.tags = [ "server" ];
          inventory.machines.mac.machineClass = "darwin";
          inventory.instances.x.roles.default = { tags = [ "server" ]; extraModules = [ ./service.nix ]; };
          machines.gamma = ./gamma.nix;
        }; in { inherit (clan.config) nixosConfigurations darwinConfigurations; }`,
          'clan-core.url = "git+https://git.clan.lol/clan/clan-core";',
        ),
        'machines/alpha/configuration.nix': linux,
        'machines/beta/configuration.nix': linux,
        'machines/mac/configuration.nix': '{ nixpkgs.hostPlatform = "aarch64-darwin"; }',
        'service.nix': empty,
        'gamma.nix': linux,
      },
      hosts: [
        'alpha nixos x86_64-linux nixpkgs: machines/alpha/configuration.nix service.nix',
        'beta nixos x86_64-linux nixpkgs: machines/beta/configuration.nix',
        'gamma nixos x86_64-linux nixpkgs: gamma.nix',
        'mac darwin aarch64-darwin nixpkgs: machines/mac/configuration.nix',
      ],
    },
    {
      name: 'clan: a module of flake-parts, whose machines are made again with more arguments',
      files: {
        'flake.nix': flakeNix(
          `inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } ({ self, lib, ... }: {
          imports = [ inputs.clan-core.flakeModules.default ];
          clan.machines.alpha = ./alpha.nix;
          clan.machines.beta = ./beta.nix;
          flake.nixosConfigurations.beta = lib.mkForce (
            self.clan.nixosConfigurations.beta.extendModules { modules = [ ./more.nix ]; }
          );
        })`,
          `${parts} clan-core.url = "git+https://git.clan.lol/clan/clan-core";`,
        ),
        'alpha.nix': linux,
        'beta.nix': linux,
        'more.nix': empty,
      },
      hosts: [
        'beta nixos x86_64-linux nixpkgs: beta.nix more.nix',
        'alpha nixos x86_64-linux nixpkgs: alpha.nix',
      ],
    },
    {
      name: 'easy-hosts: a table, and folders by platform',
      files: {
        'flake.nix': flakeNix(
          `inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } {
          imports = [ inputs.easy-hosts.flakeModule ];
          systems = [ "x86_64-linux" ];
          easy-hosts = {
            autoConstruct = true;
            path = ./hosts;
            shared.modules = [ ./shared.nix ];
            hosts.beta = { path = ./beta.nix; arch = "aarch64"; modules = [ ./more.nix ]; };
          };
        }`,
          `${parts} easy-hosts.url = "github:tgirlcloud/easy-hosts";`,
        ),
        'hosts/x86_64-nixos/alpha/default.nix': empty,
        'shared.nix': empty,
        'beta.nix': '{ nixpkgs.hostPlatform = "aarch64-linux"; }',
        'more.nix': empty,
      },
      hosts: [
        'alpha nixos x86_64-linux nixpkgs: hosts/x86_64-nixos/alpha/default.nix shared.nix',
        'beta nixos aarch64-linux nixpkgs: beta.nix shared.nix more.nix',
      ],
    },
    {
      name: 'ez-configs: folders below a root',
      files: {
        'flake.nix': flakeNix(
          `inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } {
          imports = [ inputs.ez-configs.flakeModule ];
          systems = [ ];
          ezConfigs = { root = ./.; globalArgs = { inherit inputs; }; nixos.hosts.alpha.userHomeModules = [ "me" ]; };
        }`,
          `${parts} ez-configs.url = "github:ehllie/ez-configs";`,
        ),
        'nixos-configurations/alpha.nix':
          '{ ezModules, ... }: { imports = [ ezModules.gui ]; nixpkgs.hostPlatform = "x86_64-linux"; }',
        'nixos-modules/default.nix': empty,
        'nixos-modules/gui/default.nix': empty,
        'home-configurations/me.nix': empty,
      },
      hosts: [
        'alpha nixos x86_64-linux nixpkgs: nixos-configurations/alpha.nix nixos-modules/gui/default.nix nixos-modules/default.nix',
      ],
    },
    {
      name: 'adios-flake: modules that are functions',
      files: {
        'flake.nix': flakeNix(
          `{ adios-flake, self, ... }@inputs: adios-flake.lib.mkFlake {
          inherit inputs self;
          systems = [ "x86_64-linux" ];
          modules = [ ./hosts.nix ({ pkgs, ... }: { packages.hello = pkgs.hello; }) ];
        }`,
          'adios-flake.url = "github:Mic92/adios-flake";',
        ),
        'hosts.nix':
          '{ self, ... }: { nixosConfigurations.alpha = self.inputs.nixpkgs.lib.nixosSystem { modules = [ ./alpha.nix ]; }; }',
        'alpha.nix': linux,
      },
      hosts: ['alpha nixos x86_64-linux nixpkgs: alpha.nix'],
    },
    {
      name: 'haumea: modules loaded from a folder',
      files: {
        'flake.nix': flakeNix(
          `{ nixpkgs, haumea, ... }: {
          nixosConfigurations.alpha = nixpkgs.lib.nixosSystem {
            modules = builtins.attrValues (haumea.lib.load { src = ./modules; loader = haumea.lib.loaders.path; });
          };
        }`,
          'haumea.url = "github:nix-community/haumea";',
        ),
        'modules/a.nix': linux,
        'modules/_b.nix': empty,
        'modules/c.nix': empty,
      },
      hosts: ['alpha nixos x86_64-linux nixpkgs: modules/a.nix modules/c.nix'],
    },
    {
      name: 'flakegen: the outputs of its template',
      files: {
        'flake.nix': flakeNix(
          'inputs: inputs.flakegen ./flake.in.nix inputs',
          'flakegen.url = "github:jorsn/flakegen";',
        ),
        'flake.in.nix':
          '{ outputs = { nixpkgs, ... }: { nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = [ ./a.nix ]; }; }; }',
        'a.nix': linux,
      },
      hosts: ['a nixos x86_64-linux nixpkgs: a.nix'],
    },
    {
      name: 'nixos-raspberrypi and nixpkgs-patcher: builders with another nixpkgs in mind',
      files: {
        'flake.nix': flakeNix(
          `{ nixos-raspberrypi, nixpkgs-patcher, ... }@inputs: {
          nixosConfigurations.pi = nixos-raspberrypi.lib.nixosInstaller { modules = [ ./a.nix ]; };
          nixosConfigurations.patched = nixpkgs-patcher.lib.nixosSystem { specialArgs = { inherit inputs; }; modules = [ ./a.nix ]; };
        }`,
          'nixos-raspberrypi = { url = "github:nvmd/nixos-raspberrypi"; inputs.nixpkgs.follows = "nixpkgs"; }; nixpkgs-patcher.url = "github:gepbird/nixpkgs-patcher";',
        ),
        'a.nix': linux,
      },
      hosts: ['pi nixos x86_64-linux nixpkgs: a.nix', 'patched nixos x86_64-linux nixpkgs: a.nix'],
    },
  ];

describe('hosts are found through', () => {
  test.each(cases)('$name', ({ files, hosts }) => {
    expect(found(files)).toEqual({ hosts, unknown: [], gaps: [] });
  });
});

describe('a framework that is not known is named, with the place', () => {
  test.each([
    {
      name: 'for a table that it makes',
      outputs: 'inputs: { nixosConfigurations = inputs.magic.lib.loadHosts ./hosts; }',
      unknown: ['*: it is made by (inputs.magic.lib.loadHosts …), which is not known'],
    },
    {
      name: 'for outputs that it makes',
      outputs: 'inputs: inputs.magic.lib.mkFlake { root = ./.; }',
      unknown: ['*: it is made by (inputs.magic.lib.mkFlake …), which is not known'],
    },
    {
      name: 'for outputs that are merged with what it makes',
      outputs: 'inputs: inputs.magic.lib.mkFlake { } // { formatter = { }; }',
      unknown: ['*: (inputs.magic.lib.mkFlake …) may make hosts, which is not known'],
    },
    {
      name: 'for a module of flake-parts, where no module of the repository makes hosts',
      outputs:
        'inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } { imports = [ inputs.magic.flakeModule ]; }',
      unknown: [
        '*: no module of the repository makes hosts; inputs.magic.flakeModule may make some, which is not known',
      ],
    },
    {
      name: 'and not a module of flake-parts beside it that makes none',
      outputs: `inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } {
          imports = [ inputs.devenv.flakeModule inputs.magic.flakeModule inputs.home-manager.flakeModules.home-manager ];
        }`,
      unknown: [
        '*: no module of the repository makes hosts; inputs.magic.flakeModule may make some, which is not known',
      ],
    },
    {
      name: 'and nothing where all modules of other flakes make none',
      outputs: `inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } {
          imports = [ inputs.devenv.flakeModule inputs.home-manager.flakeModules.home-manager ];
        }`,
      unknown: [],
    },
    {
      name: 'for something else of a flake whose modules make none',
      outputs:
        'inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } { imports = [ inputs.devenv.lib.module ]; }',
      unknown: [
        '*: no module of the repository makes hosts; inputs.devenv.lib.module may make some, which is not known',
      ],
    },
  ])('$name', ({ outputs, unknown }) => {
    const inputs = `${parts} magic.url = "github:someone/magic"; devenv.url = "github:cachix/devenv";`;
    expect(found({ 'flake.nix': flakeNix(outputs, inputs) })).toEqual({
      hosts: [],
      unknown,
      gaps: [],
    });
  });
});

test('what a framework adds has no place in the repository', () => {
  const { configuration } = hostOf(
    {
      'flake.nix': flakeNix(
        'inputs: inputs.blueprint { inherit inputs; }',
        'blueprint.url = "github:numtide/blueprint";',
      ),
      'hosts/alpha/configuration.nix': linux,
    },
    'alpha',
  );
  expect(configuration.call.node).toBeUndefined();
  const { literals, modules } = configuration.modules.collected;
  expect(literals).toEqual([]);
  const sources = modules
    .flatMap(({ node, literal }) => [node, literal])
    .flatMap((node) => node?.source.file ?? []);
  expect(sources.filter((file) => file.startsWith('<'))).toEqual([]);
});

describe('a program that writes flake.nix is recognised by', () => {
  const flake = 'inputs: { }';
  test.each([
    {
      name: 'flake-file’s header',
      header: '# DO-NOT-EDIT. This file was auto-generated using github:vic/flake-file.\n',
      program: 'flake-file',
    },
    {
      name: 'a header of one’s own that links to flake-file',
      header: '# This file is auto-generated.\n# https://flake-file.denful.dev/\n',
      program: 'flake-file',
    },
    { name: 'any other header', header: '/* Generated by make, do not edit. */\n', program: 'a program' },
    { name: 'nothing in an ordinary comment', header: '# My machines\n', program: undefined },
  ])('$name', ({ header, program }) => {
    expect(flakeOf({ 'flake.nix': header + flakeNix(flake) }).generated?.program).toBe(program);
  });

  test('flakegen’s header, with the template to edit', () => {
    const text = `# Do not modify! This file is generated.\n${flakeNix('inputs: inputs.flakegen ./_outputs.nix inputs')}`;
    const { generated } = flakeOf({ 'flake.nix': text, '_outputs.nix': '{ outputs = _: { }; }' });
    expect(generated?.program).toBe('flakegen');
    expect(generated?.editInstead).toContain('./_outputs.nix');
  });
});
