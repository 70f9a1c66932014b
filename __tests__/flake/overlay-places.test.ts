/** The modules of a configuration in which an option could be set. */
import { afterAll, expect, test } from '@jest/globals';
import { optionSets } from '../../src/flake/overlay-places.js';
import { type Files, flakeNix, hostOf, removeRepositories } from './repository.js';

afterAll(removeRepositories);

/** `line option`, with `inline` before it where the module is no file of its own. */
function places(files: Files, host: string): readonly string[] {
  return optionSets(hostOf(files, host).configuration).flatMap((place) => {
    if (place.kind !== 'option') return [];
    const { file, line } = place.set.source.place(place.set.start);
    return [`${place.inline ? 'inline ' : ''}${file}:${line} ${place.option}`];
  });
}

const hive = (machine: string): Files => ({
  'flake.nix': flakeNix(`{ nixpkgs, ... }: { colmena = {
    meta.nixpkgs = import nixpkgs { system = "x86_64-linux"; };
    a = ${machine};
  }; }`),
  'a.nix': '{ pkgs, ... }: {\n  services.x.enable = true; }',
});

test.each([
  {
    name: 'a function',
    machine: '{ pkgs, ... }: { x = 1; }',
    found: ['inline flake.nix:10 nixpkgs.overlays'],
  },
  { name: 'a set', machine: '{ x = 1; }', found: ['inline flake.nix:10 nixpkgs.overlays'] },
  {
    name: 'a set with a block of nixpkgs',
    machine: '{ nixpkgs = { config = { }; }; }',
    found: ['inline flake.nix:10 overlays'],
  },
  {
    name: 'a set with config',
    machine: '{ options = { }; config = { x = 1; }; }',
    found: ['inline flake.nix:10 nixpkgs.overlays'],
  },
  {
    name: 'a set and the file that it imports',
    machine: '{ imports = [ ./a.nix ]; }',
    found: ['inline flake.nix:10 nixpkgs.overlays', 'a.nix:1 nixpkgs.overlays'],
  },
  { name: 'not a set with overlays', machine: '{ nixpkgs.overlays = [ ]; }', found: [] },
  { name: 'not a recursive set', machine: 'rec { x = 1; }', found: [] },
])('a machine that is written in place: $name', ({ machine, found }) => {
  expect(places(hive(machine), 'a')).toEqual(found);
});
