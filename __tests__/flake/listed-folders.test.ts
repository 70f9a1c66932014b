/** Folders to which no file can be added without its being loaded. */
import { afterAll, describe, expect, test } from '@jest/globals';
import { findHosts } from '../../src/flake/hosts.js';
import { listedFolders } from '../../src/flake/listed-folders.js';
import { type Files, flakeNix, flakeOf, removeRepositories } from './repository.js';

afterAll(removeRepositories);

function isListed(files: Files, folder: string): boolean {
  const flake = flakeOf(files);
  const configurations = findHosts(flake).known.map(({ configuration }) => configuration);
  return listedFolders(flake, configurations)(folder);
}

const overlay = 'final: prev: { }';
const host = (overlays: string, around = ''): string =>
  flakeNix(
    `{ self, nixpkgs, ... }@inputs: ${around} { nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = [ { nixpkgs.overlays = ${overlays}; } ]; }; }`,
  );

const cases: readonly {
  readonly name: string;
  readonly files: Files;
  readonly folder?: string;
  readonly listed: boolean;
}[] = [
  {
    name: 'a folder whose path has a name of its own',
    files: {
      'flake.nix': host(
        'let path = ./overlays; in with builtins; map (n: import (path + ("/" + n))) (filter (n: match ".*\\\\.nix" n != null) (attrNames (readDir path)))',
      ),
      'overlays/x.nix': overlay,
    },
    listed: true,
  },
  {
    name: 'a folder that a function of the library is given',
    files: {
      'flake.nix': host('map import (nixpkgs.lib.filesystem.listFilesRecursive ./overlays)'),
      'overlays/x.nix': overlay,
    },
    listed: true,
  },
  {
    name: 'a folder whose file lists its neighbours',
    files: {
      'flake.nix': host('import ./overlays { }'),
      'overlays/default.nix':
        '{ }: map (n: import (./. + "/${n}")) (builtins.filter (n: n != "default.nix") (builtins.attrNames (builtins.readDir ./.)))',
      'overlays/x.nix': overlay,
    },
    listed: true,
  },
  {
    name: 'the folder of overlays that are exported and applied nowhere',
    files: {
      'flake.nix': flakeNix(
        '{ nixpkgs, ... }: { overlays = builtins.mapAttrs (n: _: import (./overlays + "/${n}")) (builtins.readDir ./overlays); }',
      ),
      'overlays/x.nix': overlay,
    },
    listed: true,
  },
  {
    name: 'the overlays of the package set that a machine is given',
    files: {
      'flake.nix': flakeNix(
        '{ nixpkgs, ... }: { nixosConfigurations.a = nixpkgs.lib.nixosSystem { pkgs = import nixpkgs { overlays = map (n: import (./overlays + "/${n}")) (builtins.attrNames (builtins.readDir ./overlays)); }; modules = [ ]; }; }',
      ),
      'overlays/x.nix': overlay,
    },
    listed: true,
  },
  {
    name: 'a folder that is not there yet, below a tree that is loaded whole',
    files: {
      'flake.nix': host('map import (nixpkgs.lib.filesystem.listFilesRecursive ./nix)'),
      'nix/deep/x.nix': overlay,
    },
    folder: 'nix/overlays',
    listed: true,
  },
  {
    name: 'not one whose files are named one by one',
    files: { 'flake.nix': host('[ (import ./overlays/x.nix) ]'), 'overlays/x.nix': overlay },
    listed: false,
  },
  {
    name: 'not one whose text only looks as if it were',
    files: {
      'flake.nix': host('[ (import ./overlays/x.nix) ] /* once: builtins.readDir ./overlays */'),
      'overlays/x.nix': overlay,
    },
    listed: false,
  },
  {
    name: 'not one that is asked for what it is',
    files: {
      'flake.nix': host(
        'if builtins.readFileType ./overlays/x.nix == "regular" then [ (import ./overlays/x.nix) ] else [ ]',
      ),
      'overlays/x.nix': overlay,
    },
    listed: false,
  },
  {
    name: 'not a new one beside folders that are not listed',
    files: {
      'flake.nix': host('map (n: import (./. + "/${n}")) (builtins.attrNames (builtins.readDir ./.))'),
      'hosts/x.nix': overlay,
    },
    folder: 'overlays',
    listed: false,
  },
];

describe('what is put into it is loaded:', () => {
  test.each(cases)('$name', ({ files, folder, listed }) => {
    expect(isListed(files, folder ?? 'overlays')).toBe(listed);
  });
});
