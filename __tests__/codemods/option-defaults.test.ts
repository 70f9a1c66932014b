/** The default of an option is for the hosts that do not set it. */
import { compareFlakes } from '../nix/compare.js';
import { describeWithNix } from '../nix/describe-with-nix.js';
import { type Files, type Migrated, migrateFiles, removeFlakes, told } from './flakes.js';

afterAll(removeFlakes);

const flake = `{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { nixpkgs, ... }@inputs:
    let
      machine =
        name:
        nixpkgs.lib.nixosSystem {
          system = "x86_64-linux";
          specialArgs = { inherit inputs; };
          modules = [
            ./chat.nix
            ./\${name}.nix
          ];
        };
    in
    {
      nixosConfigurations = nixpkgs.lib.genAttrs [ "left" "right" ] machine;
    };
}
`;

const option = 'lib.mkPackageOption pkgs "llama-cpp" { }';
const module = (declared: string): string => `{ config, lib, pkgs, ... }:
{
  options.roles.chat.package = ${declared};
  config.environment.systemPackages = [ config.roles.chat.package ];
}
`;

/** A machine with a graphics unit of AMD's. */
const amd = (more = ''): string => `{ config, lib, pkgs, ... }:
{
  boot.initrd.kernelModules = [ "amdgpu" ];
  nixpkgs.config.allowUnfree = true;${more === '' ? '' : `\n  ${more}`}
}
`;
const choice = (value: string): string => `roles.chat.package = ${value};`;
const own = choice('pkgs.hello');

interface Row {
  readonly title: string;
  readonly declared?: string;
  readonly left: string;
  readonly right: string;
  /** What the declaration is afterwards. */
  readonly becomes: string;
  /** The hosts that name the build of their plain package. */
  readonly naming: readonly string[];
}

const rows: readonly Row[] = [
  {
    title: 'it gets the build of the hosts, where none sets it',
    left: amd(),
    right: amd(),
    becomes: 'lib.mkPackageOption pkgs "llama-cpp-vulkan" { }',
    naming: [],
  },
  {
    title: 'it stays where all set it',
    left: amd(own),
    right: amd(choice('lib.mkDefault pkgs.hello')),
    becomes: option,
    naming: [],
  },
  {
    title: 'it stays where some set it, and the others name their build',
    left: amd(own),
    right: amd(),
    becomes: option,
    naming: ['right'],
  },
  {
    title: 'a default written out is one as well',
    declared: 'lib.mkOption { default = pkgs.llama-cpp; }',
    left: amd(own),
    right: amd(),
    becomes: 'lib.mkOption { default = pkgs.llama-cpp; }',
    naming: ['right'],
  },
  {
    title: 'a definition that does not hold does not set it',
    left: amd(choice('lib.mkIf false pkgs.hello')),
    right: amd(),
    becomes: 'lib.mkPackageOption pkgs "llama-cpp-vulkan" { }',
    naming: [],
  },
  {
    title: 'another option of that name does not set it',
    left: amd('roles.talk.package = pkgs.hello;'),
    right: amd(),
    becomes: 'lib.mkPackageOption pkgs "llama-cpp-vulkan" { }',
    naming: [],
  },
];

const filesOf = ({ declared = option, left, right }: Row): Files => ({
  'flake.nix': flake,
  'chat.nix': module(declared),
  'left.nix': left,
  'right.nix': right,
});

const migrated = new Map<Row, Promise<Migrated>>();

function migrate(row: Row): Promise<Migrated> {
  const known = migrated.get(row) ?? migrateFiles(filesOf(row));
  migrated.set(row, known);
  return known;
}

test.each(rows)('$title', async (row) => {
  const { plan, textOf } = await migrate(row);
  expect(told([...plan.refusals, ...plan.warnings])).toEqual([]);
  expect(textOf('chat.nix')).toBe(module(row.becomes));
  const names = ['left', 'right'].filter((name) =>
    textOf(`${name}.nix`)?.includes('llamaCppVariant = "vulkan";'),
  );
  expect(names).toEqual(row.naming);
});

describeWithNix('by official Nix', () => {
  test.each(rows)('$title', async (row) => {
    const { before, after } = await migrate(row);
    expect(compareFlakes(before, after, { plain: 'as the hosts say' })).toEqual([]);
  });
});
