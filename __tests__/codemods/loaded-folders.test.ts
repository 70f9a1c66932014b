/** Folders of overlays whose loader applies all that is in them. */
import { type Files, removeFlakes } from './flakes.js';
import { inputs, reference, testPlaces, two } from './placing.js';

afterAll(removeFlakes);

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

testPlaces([
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
]);
