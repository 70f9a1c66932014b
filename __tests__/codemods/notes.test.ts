/** What is said of the run as a whole. */
import { type Files, migrateFiles, removeFlakes } from './flakes.js';

afterAll(removeFlakes);

const registering = (registry: string, more = ''): Files => ({
  'flake.nix': `{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  inputs.home-manager.url = "github:nix-community/home-manager";
  inputs.wallpapers = {
    url = "github:someone/wallpapers";
    flake = false;
  };${more}

  outputs =
    { nixpkgs, ... }@inputs:
    {
      nixosConfigurations.box = nixpkgs.lib.nixosSystem {
        system = "x86_64-linux";
        specialArgs = { inherit inputs; };
        modules = [ ./box.nix ];
      };
    };
}
`,
  'box.nix': `{ pkgs, lib, config, inputs, ... }:
let
  flakes = lib.filterAttrs (_: lib.isType "flake") inputs;
in
{
  nix.registry = ${registry};
  environment.systemPackages = [ pkgs.llama-cpp ];
}
`,
});

const told = 'All inputs are in the nix.registry of box: llama-cpp will be, too.';

test.each([
  ['all inputs', 'lib.mapAttrs (_: flake: { inherit flake; }) inputs', [told]],
  ['all that are flakes', 'lib.mapAttrs (_: flake: { inherit flake; }) flakes', [told]],
  [
    'all, and one of its own',
    'builtins.mapAttrs (_: v: { flake = v; }) inputs // { n.flake = inputs.nixpkgs; }',
    [told],
  ],
  ['one of them', '{ nixpkgs.flake = inputs.nixpkgs; }', []],
  ['what is not known', 'config.my.registry', []],
  ['nothing', '{ }', []],
])('a registry of %s', async (_, registry, notes) => {
  const { plan } = await migrateFiles(registering(registry));
  expect(plan.refusals).toEqual([]);
  expect(plan.notes).toEqual(notes);
});

test('an input that is there already is nothing new in a registry', async () => {
  const files = registering(
    'lib.mapAttrs (_: flake: { inherit flake; }) inputs',
    '\n  inputs.llama-cpp.url = "github:ggml-org/llama.cpp";\n  inputs.llama-cpp.inputs.nixpkgs.follows = "nixpkgs";',
  );
  const { plan } = await migrateFiles(files);
  expect(plan.notes).toEqual([]);
});
