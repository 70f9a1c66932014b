/** Flakes of two machines, and rows that say where the overlay is given to them. */
import { compareFlakes } from '../nix/compare.js';
import { describeWithNix } from '../nix/describe-with-nix.js';
import { type Files, type Migrated, migrateFiles, told } from './flakes.js';

export const inputs = `  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  inputs.home-manager.url = "github:nix-community/home-manager";
`;

/** Two machines, each with a list of modules of its own. */
export const two = (left: string, right: string, more = 'specialArgs = { inherit inputs; };'): string => `{
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
export const helper = (bindings: string, more: string): string => `{
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

export const reference =
  '{ pkgs, ... }:\n{\n  my.package = pkgs.llama-cpp.override { cudaSupport = true; };\n}\n';

export const imported = 'import ./overlays/llama-cpp.nix { inherit inputs; }';

export interface Row {
  readonly title: string;
  readonly files: Files;
  /** The lines that are new and name the overlay, by file. */
  readonly added: Readonly<Record<string, readonly string[]>>;
  /** The line in which the overlay says what it is called with, by its path; absent where that is not what the row is about. */
  readonly overlay?: readonly [path: string, head: string];
}

/** Each row as a test, and as one with official Nix. */
export function testPlaces(rows: readonly Row[]): void {
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

  describeWithNix('by official Nix', () => {
    test.each(rows)('$title', async (row) => {
      const { before, after } = await migrate(row);
      expect(compareFlakes(before, after)).toEqual([]);
    });
  });
}
