/** Every way in which the census saw people write the package: what becomes of it, and what it is then by official Nix. */
import { compareFlakes } from '../nix/compare.js';
import { describeWithNix } from '../nix/describe-with-nix.js';
import { type Files, type Migrated, migrateFiles, removeFlakes, told } from './flakes.js';
import { type Row, readTable } from './table.js';

const sections = ['7a-package-sets', '7b-arguments', '7c-services-and-strings'] as const;

const flake = (rows: readonly Row[]): string => `{
  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.11";
    nixpkgs-unstable.url = "github:NixOS/nixpkgs/nixos-unstable";
    home-manager.url = "github:nix-community/home-manager";
  };

  outputs =
    { self, nixpkgs, ... }@inputs:
    let
      system = "x86_64-linux";
      overlay-unstable = final: prev: {
        unstable = import inputs.nixpkgs-unstable { inherit (prev) system; };
      };
      machine =
        modules:
        nixpkgs.lib.nixosSystem {
          inherit system;
          specialArgs = {
            inherit inputs;
            pkgs-unstable = import inputs.nixpkgs-unstable { inherit system; };
          };
          modules = [ { nixpkgs.overlays = [ overlay-unstable ]; } ] ++ modules;
        };
      home = module: {
        imports = [ inputs.home-manager.nixosModules.home-manager ];
        home-manager.useGlobalPkgs = true;
        home-manager.users.ada = module;
      };
    in
    {
      packages.\${system}.llama-cpp = nixpkgs.legacyPackages.\${system}.hello;
      nixosConfigurations = {
        other = machine [ ];
${rows.map(entry).join('\n')}
      };
    };
}
`;

function entry(row: Row, index: number): string {
  const module = row.home ? `(home ./${fileOf(index)})` : `./${fileOf(index)}`;
  return `        host-${index} = machine [ ${[module, ...(row.gpu === undefined ? [] : [`./${row.gpu}.nix`])].join(' ')} ];`;
}

const fileOf = (index: number): string => `rows/${index}.nix`;

function filesOf(rows: readonly Row[]): Files {
  return {
    'flake.nix': flake(rows),
    'nvidia.nix': '{ services.xserver.videoDrivers = [ "nvidia" ]; }\n',
    'amd.nix': '{ services.xserver.videoDrivers = [ "amdgpu" ]; }\n',
    'rows/fast.patch': '',
    ...Object.fromEntries(rows.map((row, index) => [fileOf(index), row.before])),
  };
}

afterAll(removeFlakes);

describe.each(sections)('census section %s', (section) => {
  const rows = readTable(section);
  let migrated: Migrated;

  beforeAll(async () => {
    migrated = await migrateFiles(filesOf(rows));
  });

  test('is migrated without a refusal', () => {
    expect(told(migrated.plan.refusals)).toEqual([]);
  });

  test.each(rows.map((row, index) => [`${row.number} ${row.title}`, index] as const))(
    '%s',
    (_title, index) => {
      expect(migrated.textOf(fileOf(index))).toBe(rows[index]?.after);
    },
  );

  test('a second run has nothing to do', async () => {
    const files = Object.fromEntries(
      [
        'flake.nix',
        'nvidia.nix',
        'amd.nix',
        'overlays/llama-cpp.nix',
        ...rows.map((_row, index) => fileOf(index)),
      ].map((path) => [path, migrated.textOf(path) ?? '']),
    );
    const again = await migrateFiles(files);
    expect(again.plan.changes.map(({ path }) => path)).toEqual([]);
  });

  describeWithNix('by official Nix', () => {
    test('every reference is a build of llama.cpp’s flake, and nothing else changed', () => {
      expect(compareFlakes(migrated.before, migrated.after)).toEqual([]);
    });
  });
});
