/** Nodes of a colmena hive beside machines of the same names: what is said of them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeFolders, repository } from '../cli/terminal.js';
import { tool } from './repository.js';

afterAll(removeFolders);

const flake = (hive: string): string => `{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs = { nixpkgs, ... }@inputs: {
    nixosConfigurations.rack = nixpkgs.lib.nixosSystem {
      system = "x86_64-linux";
      modules = [ ./rack.nix ];
    };
    colmena = {
      meta.nixpkgs = import nixpkgs { system = "x86_64-linux"; };
      rack.imports = [ ./rack.nix ];
    }${hive};
  };
}
`;
const rack = '{ pkgs, ... }:\n{\n  environment.systemPackages = [ pkgs.llama-cpp ];\n}\n';
const filesWith = (hive: string) => ({ 'flake.nix': flake(hive), 'rack.nix': rack });

test('a node is not told of beside the machine of its name, and the machine is built next', async () => {
  const { code, stderr } = await tool(repository(filesWith('')), '--yes');
  expect(code).toBe(0);
  expect(stderr.match(/^rack /gm)).toHaveLength(1);
  expect(stderr).toContain('  nixos-rebuild build --flake .#rack\n');
});

test('a node of its own is told of, and built by colmena where there is no machine', async () => {
  const files = filesWith(' // { shelf = ./rack.nix; }');
  const beside = await tool(repository(files), '--yes');
  expect(beside.stderr).toMatch(/^shelf +plain /m);
  const alone = { ...files, 'flake.nix': files['flake.nix'].replace('nixosConfigurations.rack', 'lib.rack') };
  const { stderr } = await tool(repository(alone), '--yes');
  expect(stderr).toContain('  colmena build --on rack\n');
});

test('nodes that are not known are a warning beside machines, and a refusal alone', async () => {
  const files = filesWith(' // inputs.nixpkgs.nodes');
  const beside = await tool(repository(files), '--yes');
  expect(beside.code).toBe(0);
  expect(beside.stderr).toContain('warning: HOST401 The nodes of colmena cannot all be known: ');
  const alone = { ...files, 'flake.nix': files['flake.nix'].replace('nixosConfigurations.rack', 'lib.rack') };
  expect((await tool(repository(alone), '--yes')).code).toBe(2);
});

test('verify says that a machine has the overlay when its node has it, too', async () => {
  const folder = repository(filesWith(' // { shelf = ./rack.nix; }'));
  await tool(folder, '--yes');
  const row = /^nixosConfigurations\.rack +has the overlay +(\w+)/m;
  const whole = await tool(folder, 'verify');
  expect(row.exec(whole.stdout)?.[1]).toBe('ok');
  const path = join(folder, 'flake.nix');
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace(/(system = "x86_64-linux";) overlays = .*?\];/, '$1'),
  );
  const spoilt = await tool(folder, 'verify');
  expect(row.exec(spoilt.stdout)?.[1]).toBe('FAILED');
});

test('a node of its own is no output of the flake: verify names it so', async () => {
  const folder = repository(filesWith(' // { shelf = ./rack.nix; }'));
  await tool(folder, '--yes');
  const { stdout } = await tool(folder, 'verify');
  expect(stdout).toMatch(/^colmena node shelf +has the overlay +ok/m);
  expect(stdout).not.toContain('nixosConfigurations.shelf');
});

test('inspect shows machine and node', async () => {
  const { stdout } = await tool(repository(filesWith('')), 'inspect');
  expect(stdout.match(/^ {2}builder: .*/gm)).toEqual([
    expect.stringContaining('nixosSystem'),
    '  builder: colmena',
  ]);
});
