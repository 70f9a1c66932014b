/** Why hosts are not known: the deepest reason, with the place where it is written. */
import { afterAll, describe, expect, test } from '@jest/globals';
import { findHosts } from '../../src/flake/hosts.js';
import { type Files, flakeNix, flakeOf, removeRepositories } from './repository.js';

afterAll(removeRepositories);

const notRead = (path: string): string =>
  `what is in ${path} is not known, as only Nix code that is imported is read`;

interface Row {
  readonly name: string;
  readonly files: Files;
  readonly hosts?: readonly string[];
  /** `name: why`, `*` for hosts without names, and what is written at the place. */
  readonly unknown: readonly (readonly [text: string, written: string])[];
}

const rows: readonly Row[] = [
  {
    name: 'outputs that a function of an unknown input makes',
    files: {
      'flake.nix': flakeNix(
        'inputs: inputs.strange.lib.mkFlake { inherit inputs; }',
        'strange.url = "github:a/strange";',
      ),
    },
    unknown: [
      [
        '*: it is made by (inputs.strange.lib.mkFlake …), which is not known',
        'inputs.strange.lib.mkFlake { inherit inputs; }',
      ],
    ],
  },
  {
    name: 'a host that a function of an unknown input makes, behind a helper',
    files: {
      'flake.nix': flakeNix(
        'inputs: { nixosConfigurations.a = import ./host.nix inputs; }',
        'strange.url = "github:a/strange";',
      ),
      'host.nix': 'inputs: inputs.strange.lib.make { }',
    },
    unknown: [
      ['a: it is made by (inputs.strange.lib.make …), which is not known', 'inputs.strange.lib.make { }'],
    ],
  },
  {
    name: 'a table of hosts in TOML, mapped and filtered',
    files: {
      'flake.nix': flakeNix('inputs: import ./outputs.nix inputs'),
      'outputs.nix': `{ nixpkgs, ... }:
        let
          table = builtins.fromTOML (builtins.readFile ./hosts.toml);
          linux = nixpkgs.lib.filterAttrs (_: host: host.system == "x86_64-linux") table;
        in
        { nixosConfigurations = builtins.mapAttrs (_: host: nixpkgs.lib.nixosSystem { modules = [ ]; }) linux; }`,
      'hosts.toml': '[a]\nsystem = "x86_64-linux"\n',
    },
    unknown: [[`*: ${notRead('hosts.toml')}`, './hosts.toml']],
  },
  {
    name: 'hosts of which JSON says whether they are',
    files: {
      'flake.nix': flakeNix(`{ nixpkgs, ... }:
        let
          inherit (nixpkgs) lib;
          hosts = lib.mapAttrs (name: _: lib.importJSON (./hosts + "/\${name}/meta.json")) (builtins.readDir ./hosts);
          systems = lib.filterAttrs (_: host: host.type == "nixos") hosts;
        in
        { nixosConfigurations = lib.mapAttrs (_: _: lib.nixosSystem { modules = [ ]; }) systems; }`),
      'hosts/a/meta.json': '{}',
      'hosts/b/meta.json': '{}',
    },
    unknown: [
      [`a: ${notRead('hosts/a/meta.json')}`, '(./hosts + '],
      [`b: ${notRead('hosts/b/meta.json')}`, '(./hosts + '],
    ],
  },
  {
    name: 'hosts that are modules with options in JSON, filtered by an option',
    files: {
      'flake.nix': flakeNix(`{ nixpkgs, ... }:
        let
          inherit (nixpkgs) lib;
          evaluated = (lib.evalModules {
            modules = [
              { options.type = lib.mkOption { default = "none"; }; }
              { config = lib.mkMerge [ { } (lib.mkIf true (builtins.fromJSON (builtins.readFile ./a.json))) ]; }
            ];
          }).config;
          hosts = lib.filterAttrs (_: host: host.type == "nixos") (lib.filterAttrs (_: host: host != { }) { a = evaluated; b = { }; });
        in
        { nixosConfigurations = lib.mapAttrs (_: _: lib.nixosSystem { modules = [ ]; }) hosts; }`),
      'a.json': '{}',
    },
    unknown: [[`a: ${notRead('a.json')}`, './a.json']],
  },
  {
    name: 'a host under a condition that is not known, beside another',
    files: {
      'flake.nix': flakeNix(
        `{ nixpkgs, ... }@inputs: {
        nixosConfigurations = { a = nixpkgs.lib.nixosSystem { modules = [ ]; }; }
          // nixpkgs.lib.optionalAttrs (inputs.strange.flag == 1) { b = nixpkgs.lib.nixosSystem { modules = [ ]; }; };
        }`,
        'strange.url = "github:a/strange";',
      ),
    },
    hosts: ['a'],
    unknown: [['b: inputs.strange.flag is not known', 'inputs.strange.flag == 1']],
  },
];

describe('the reason is told of', () => {
  test.each(rows)('$name', ({ files, hosts = [], unknown }) => {
    const result = findHosts(flakeOf(files));
    expect(result.known.map(({ name }) => name)).toEqual(hosts);
    const told = result.unknown.map(({ name, why, place }, index) => {
      const line = files[place?.file ?? '']?.split('\n')[(place?.line ?? 0) - 1] ?? '';
      const written = line.slice((place?.column ?? 1) - 1).slice(0, unknown[index]?.[1].length);
      return [`${name ?? '*'}: ${why}`, written];
    });
    expect(told).toEqual(unknown);
  });
});

describe('hosts that are another flake’s', () => {
  const own = 'a = nixpkgs.lib.nixosSystem { modules = [ ]; };';
  const rows: readonly { name: string; outputs: string; elsewhere: string[]; unknown: string[] }[] = [
    {
      name: 'are passed on as a whole table',
      outputs: `{ nixosConfigurations = { ${own} }; homeConfigurations = inputs.other.homeConfigurations; }`,
      elsewhere: ['home *'],
      unknown: [],
    },
    {
      name: 'are passed on one by one, and beside others',
      outputs: `{ nixosConfigurations = inputs.other.nixosConfigurations // { ${own} b = inputs.other.nixosConfigurations.b; }; }`,
      elsewhere: ['nixos *', 'nixos b'],
      unknown: [],
    },
    {
      name: 'are not passed on where something is made of them',
      outputs: `{ nixosConfigurations = { ${own} b = inputs.other.nixosConfigurations.b.extendModules { }; }; }`,
      elsewhere: [],
      unknown: ['nixos b'],
    },
    {
      name: 'are not what another output of it is',
      outputs: `{ nixosConfigurations = { ${own} b = inputs.other.hosts.b; }; }`,
      elsewhere: [],
      unknown: ['nixos b'],
    },
  ];
  const namesOf = (hosts: ReturnType<typeof findHosts>['unknown']): readonly string[] =>
    hosts.map(({ name, kind }) => `${kind} ${name ?? '*'}`);

  test.each(rows)('$name', ({ outputs, elsewhere, unknown }) => {
    const text = flakeNix(`{ nixpkgs, ... }@inputs: ${outputs}`, 'other.url = "github:a/other";');
    const hosts = findHosts(flakeOf({ 'flake.nix': text }));
    expect(hosts.known.map(({ name }) => name)).toEqual(['a']);
    expect(namesOf(hosts.elsewhere)).toEqual(elsewhere);
    expect(namesOf(hosts.unknown)).toEqual(unknown);
  });

  test('are not known where the flake has no other', () => {
    const text = flakeNix(
      'inputs: { nixosConfigurations = inputs.other.nixosConfigurations; }',
      'other.url = "github:a/other";',
    );
    const hosts = findHosts(flakeOf({ 'flake.nix': text }));
    expect(namesOf(hosts.elsewhere)).toEqual([]);
    expect(hosts.unknown.map(({ why }) => why)).toEqual([
      'it is made by inputs.other.nixosConfigurations, which is not known',
    ]);
  });
});

test('a home that a machine has is the machine’s, whatever is added to it', () => {
  const files = {
    'flake.nix': flakeNix(`{ self, nixpkgs, home-manager, ... }: {
      nixosConfigurations.a = nixpkgs.lib.nixosSystem {
        modules = [ home-manager.nixosModules.home-manager { home-manager.users.ada.home.stateVersion = "25.05"; } ];
      };
      homeConfigurations."ada@a" = self.nixosConfigurations.a.config.home-manager.users.ada.home // {
        config = self.nixosConfigurations.a.config.home-manager.users.ada;
      };
      homeConfigurations.bob = self.nixosConfigurations.a.config.users.users.bob;
    }`),
  };
  const { known, unknown } = findHosts(flakeOf(files));
  expect(known.map(({ name }) => name)).toEqual(['a']);
  expect(unknown.map(({ name }) => name)).toEqual(['bob']);
});

test('systems and inputs are known to be more than an empty set', () => {
  const files = {
    'flake.nix': flakeNix(`{ nixpkgs, ... }: {
      nixosConfigurations = nixpkgs.lib.filterAttrs (_: host: host != { }) {
        a = nixpkgs.lib.nixosSystem { modules = [ ]; };
        b = { };
      };
    }`),
  };
  const { known, unknown } = findHosts(flakeOf(files));
  expect(known.map(({ name }) => name)).toEqual(['a']);
  expect(unknown).toEqual([]);
});
