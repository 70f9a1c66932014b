/** What an old overlay makes of the plain name counts for the hosts and homes that have it, and for no others. */
import { compareFlakes } from '../nix/compare.js';
import { describeWithNix } from '../nix/describe-with-nix.js';
import { type Files, migrateFiles, removeFlakes, told } from './flakes.js';

afterAll(removeFlakes);

const overlay = '(final: prev: { llama-cpp = prev.llama-cpp.override { cudaSupport = true; }; })';
const plain = '{ pkgs, ... }:\n{ my.package = pkgs.llama-cpp; }\n';

const flake = (left: string, right: string): string => `{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  inputs.home-manager.url = "github:nix-community/home-manager";

  outputs =
    { self, nixpkgs, home-manager, ... }@inputs:
    {
      nixosConfigurations.left = nixpkgs.lib.nixosSystem {
        system = "x86_64-linux";
        specialArgs = { inherit inputs; };
        modules = [ ${left} ];
      };
      nixosConfigurations.right = nixpkgs.lib.nixosSystem {
        system = "x86_64-linux";
        specialArgs = { inherit inputs; };
        modules = [ ${right} ];
      };
    };
}
`;

interface Row {
  readonly title: string;
  readonly files: Files;
  readonly has: Readonly<Record<string, readonly string[]>>;
}

const rows: readonly Row[] = [
  {
    title: 'of two hosts with files of their own',
    files: {
      'flake.nix': flake(`./left.nix { nixpkgs.overlays = [ ${overlay} ]; }`, './right.nix'),
      'left.nix': plain,
      'right.nix': plain,
    },
    has: { 'left.nix': ['pkgs.llama-cpp-cuda;'], 'right.nix': ['pkgs.llama-cpp;'] },
  },
  {
    title: 'of two hosts that share the reference',
    files: {
      'flake.nix': flake('./shared.nix ./left.nix', './shared.nix ./right.nix'),
      'shared.nix': plain,
      'left.nix': `{ inputs, ... }:\n{\n  nixpkgs.overlays = [ ${overlay} ];\n}\n`,
      'right.nix': '{ inputs, ... }:\n{\n  my.name = "right";\n}\n',
    },
    has: {
      'shared.nix': ['pkgs.llama-cpp;'],
      'left.nix': ['nixpkgs.config.llamaCppVariant = "cuda";'],
      'right.nix': ['my.name = "right";'],
    },
  },
  {
    title: 'of the service',
    files: {
      'flake.nix': flake('./left.nix', './right.nix'),
      'left.nix': `{ pkgs, inputs, ... }:\n{\n  nixpkgs.overlays = [ ${overlay} ];\n  services.llama-cpp.enable = true;\n}\n`,
      'right.nix': '{ pkgs, ... }:\n{\n  services.llama-cpp.enable = true;\n}\n',
    },
    has: {
      'left.nix': ['services.llama-cpp.package = pkgs.llama-cpp-cuda;'],
      'right.nix': ['{\n  services.llama-cpp.enable = true;\n}'],
    },
  },
  {
    title: 'not of a home with a package set of its own',
    files: {
      'flake.nix': flake(
        `./left.nix { nixpkgs.overlays = [ ${overlay} ]; }
          home-manager.nixosModules.home-manager { home-manager.users.me = ./home.nix; }`,
        './right.nix',
      ),
      'left.nix': plain,
      'right.nix': plain,
      'home.nix': '{ pkgs, ... }:\n{ home.packages = [ pkgs.llama-cpp ]; }\n',
    },
    has: { 'left.nix': ['pkgs.llama-cpp-cuda;'], 'home.nix': ['[ pkgs.llama-cpp ]'] },
  },
  {
    title: 'also where not all overlays are known',
    files: {
      'flake.nix': flake(
        `./left.nix { nixpkgs.overlays = [ (nixpkgs.lib.composeManyExtensions [ ${overlay} ]) ]; }`,
        './right.nix',
      ),
      'left.nix': plain,
      'right.nix': plain,
    },
    has: { 'left.nix': ['pkgs.llama-cpp-cuda;'], 'right.nix': ['pkgs.llama-cpp;'] },
  },
];

test.each(rows)('$title', async ({ files, has }) => {
  const { plan, textOf } = await migrateFiles(files);
  expect(told(plan.refusals)).toEqual([]);
  for (const [path, texts] of Object.entries(has)) {
    for (const text of texts) expect(textOf(path)).toContain(text);
  }
});

describeWithNix('by official Nix', () => {
  test.each(rows)('$title', async ({ files }) => {
    const { before, after } = await migrateFiles(files);
    const problems = compareFlakes(before, after, { plain: 'as the hosts say' });
    expect(problems).toEqual([]);
  });
});
