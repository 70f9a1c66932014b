/** How the flake's inputs are named at a place, so that one input more is among them. */
import { afterAll, describe, expect, test } from '@jest/globals';
import { findHosts } from '../../src/flake/hosts.js';
import { inputsAt } from '../../src/flake/inputs-in-scope.js';
import { Scopes } from '../../src/flake/scopes.js';
import { descendants } from '../../src/syntax/parser.js';
import { type Files, flakeNix, flakeOf, removeRepositories } from './repository.js';

afterAll(removeRepositories);

/** The name of the inputs at the identifier `here`. */
function inputsHere(files: Files): string | undefined {
  const flake = flakeOf(files);
  for (const { configuration } of findHosts(flake).known) {
    for (const home of configuration.homes) home.modules.definitions(['home', 'packages']);
  }
  const scopes = new Scopes(flake.interpreter);
  for (const source of flake.files.sources((text) => text.includes('here'))) {
    for (const node of descendants(source.root)) {
      if (node.kind === 'identifier' && node.name === 'here') return inputsAt(flake, scopes, node);
    }
  }
  throw new Error('there is no “here”');
}

const system = '{ nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = [ here ]; }; }';

describe('the inputs are reached by', () => {
  const cases: readonly {
    readonly name: string;
    readonly outputs: string;
    readonly files?: Files;
    readonly text: string | undefined;
  }[] = [
    {
      name: 'the name of the argument of outputs',
      outputs: `{ nixpkgs, ... }@inputs: ${system}`,
      text: 'inputs',
    },
    { name: 'another name of it', outputs: `fleet: with fleet; ${system}`, text: 'fleet' },
    {
      name: 'a name for the inputs and more',
      outputs: `{ self, nixpkgs, ... }@args: let inputs = args // { extra = 1; }; in ${system}`,
      text: 'inputs',
    },
    { name: 'self', outputs: `{ self, nixpkgs }: ${system}`, text: 'self.inputs' },
    {
      name: 'self, where a set names the inputs one by one',
      outputs: `{ self, nixpkgs, home-manager, nix-darwin }: let inputs = { inherit self nixpkgs home-manager nix-darwin; }; in ${system}`,
      text: 'self.inputs',
    },
    {
      name: 'self, in a file that is given each of them',
      outputs:
        '{ self, nixpkgs, home-manager, nix-darwin, ... }: import ./hosts.nix { inherit self nixpkgs home-manager nix-darwin; }',
      files: { 'hosts.nix': `{ self, nixpkgs, ... }@inputs: ${system}` },
      text: 'self.inputs',
    },
    {
      name: 'the argument of a file that is given all of them',
      outputs: 'inputs: import ./hosts.nix (inputs // { extra = 1; })',
      files: { 'hosts.nix': `{ nixpkgs, extra, ... }@args: ${system}` },
      text: 'args',
    },
    {
      name: 'the name where a flake of the registry is among them',
      outputs: `{ nixpkgs, unlisted, ... }@inputs: ${system}`,
      text: 'inputs',
    },
    {
      name: 'the argument of a module that home-manager passes them to',
      outputs: `{ nixpkgs, home-manager, ... }@inputs: { nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = [
        home-manager.nixosModules.home-manager
        { home-manager.extraSpecialArgs = { inherit inputs; }; home-manager.users.me = ./home.nix; }
      ]; }; }`,
      files: { 'home.nix': '{ inputs, ... }: { home.packages = [ here ]; }' },
      text: 'inputs',
    },
    {
      name: 'the argument of a module that is given them under another name',
      outputs:
        'inputs: { nixosConfigurations.a = inputs.nixpkgs.lib.nixosSystem { specialArgs = { ownInputs = inputs; inputs = { }; }; modules = [ ./a.nix ]; }; }',
      files: { 'a.nix': '{ ownInputs, ... }: { environment.systemPackages = [ here ]; }' },
      text: 'ownInputs',
    },
    { name: 'nothing', outputs: `{ nixpkgs, ... }: ${system}`, text: undefined },
  ];
  test.each(cases)('$name', ({ outputs, files, text }) => {
    expect(inputsHere({ 'flake.nix': flakeNix(outputs), ...files })).toBe(text);
  });
});
