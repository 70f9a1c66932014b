import { afterAll, describe, expect, test } from '@jest/globals';
import { type Files, flakeNix, found, removeRepositories } from './repository.js';

afterAll(removeRepositories);

const host = (modules: string): string =>
  flakeNix(
    `{ nixpkgs, ... }: { nixosConfigurations.h = nixpkgs.lib.nixosSystem { modules = ${modules}; }; }`,
  );

const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** What must end in time, in unknown values or in an answer, never in an exception. */
const hard: readonly {
  readonly name: string;
  readonly files: Files;
  readonly unknown?: RegExp;
  readonly gap?: RegExp;
}[] = [
  {
    name: 'outputs that need themselves',
    files: { 'flake.nix': flakeNix('{ self, ... }: self.outputs') },
    unknown: /infinite recursion/,
  },
  {
    name: 'a function without an end',
    files: { 'flake.nix': flakeNix('inputs: let f = x: f (x + 1); in f 1') },
    unknown: /nested too deeply/,
  },
  {
    name: 'a loop without an end that is not deep',
    files: {
      'flake.nix': flakeNix(
        '{ nixpkgs, ... }: { nixosConfigurations.h = nixpkgs.lib.nixosSystem { modules = builtins.genList (n: { }) 100000000; }; }',
      ),
    },
    gap: /too long|too large/,
  },
  {
    name: 'a host that is itself',
    files: {
      'flake.nix': flakeNix('{ self, ... }: { nixosConfigurations.h = self.nixosConfigurations.h; }'),
    },
    unknown: /infinite recursion/,
  },
  {
    name: 'a host whose modules are its own options',
    files: {
      'flake.nix': flakeNix(
        '{ self, nixpkgs, ... }: { nixosConfigurations.h = nixpkgs.lib.nixosSystem { modules = self.nixosConfigurations.h.config.mine; }; }',
      ),
    },
    gap: /not known/,
  },
  {
    name: 'outputs that are themselves with more',
    files: { 'flake.nix': flakeNix('{ self, ... }: self // { a = 1; }') },
  },
  {
    name: 'a table from the network',
    files: {
      'flake.nix': flakeNix(
        '{ nixpkgs, ... }: { nixosConfigurations = builtins.mapAttrs (_: m: nixpkgs.lib.nixosSystem { modules = [ m ]; }) (import (builtins.fetchTree "github:a/b")); }',
      ),
    },
    unknown: /not known which hosts|reads the network/,
  },
  {
    name: 'a table from a build',
    files: {
      'flake.nix': flakeNix(
        '{ nixpkgs, ... }: { nixosConfigurations = import (nixpkgs.legacyPackages.x86_64-linux.runCommand "x" { } "true"); }',
      ),
    },
    unknown: /not known/,
  },
  {
    name: 'modules outside of the repository',
    files: { 'flake.nix': host('[ /etc/nixos/configuration.nix ../../outside.nix <nixpkgs/x> ]') },
    gap: /outside the repository/,
  },
  {
    name: 'a link that leads out',
    files: { 'flake.nix': host('[ ./out.nix ]'), 'out.nix': '→ /etc/hostname' },
    gap: /leads out of the repository|not opened/,
  },
  {
    name: 'a module with a syntax error',
    files: { 'flake.nix': host('[ ./m.nix ]'), 'm.nix': '{ a = ; }' },
    gap: /^m\.nix:1:\d+ syntax error/,
  },
  {
    name: 'a module that is not there',
    files: { 'flake.nix': host('[ ./m.nix ]') },
    gap: /m\.nix does not exist/,
  },
  {
    name: 'a module that imports itself',
    files: { 'flake.nix': host('[ ./m.nix ]'), 'm.nix': '{ imports = [ ./m.nix ]; }' },
  },
  {
    name: 'modules that make modules without an end',
    files: { 'flake.nix': host('let f = n: { imports = [ ({ ... }: f (n + 1)) ]; }; in [ (f 0) ]') },
    gap: /nested too deeply/,
  },
  {
    name: 'thousands of modules, each importing the next',
    files: {
      'flake.nix': host('[ ./m0.nix ]'),
      ...Object.fromEntries(
        many(3000, (n) => [`m${n}.nix`, n === 2999 ? '{ }' : `{ imports = [ ./m${n + 1}.nix ]; }`]),
      ),
    },
  },
  {
    name: 'thousands of options, each set to the next',
    files: {
      'flake.nix': host(
        `[ ({ config, ... }: { ${many(4000, (n) => `o.x${n} = config.o.x${n + 1};`).join(' ')} nixpkgs.hostPlatform = config.o.x0; }) ]`,
      ),
    },
  },
  {
    name: 'conditions that depend on themselves',
    files: {
      'flake.nix': host(
        '[ ({ lib, config, ... }: { config = lib.mkIf (config.a != null) { a = config.a; nixpkgs.hostPlatform = config.a; }; }) ]',
      ),
    },
  },
  {
    name: 'mkIf within mkIf without an end',
    files: {
      'flake.nix': host('[ ({ lib, ... }: let f = n: lib.mkIf true (f (n + 1)); in { config = f 0; }) ]'),
    },
  },
  {
    name: 'types within types without an end',
    files: {
      'flake.nix': host(
        '[ ({ lib, config, ... }: let sub = n: lib.types.submodule { options.a = lib.mkOption { type = sub (n + 1); default = { }; }; }; down = n: c: if n == 0 then c else down (n - 1) c.a; in { options.a = lib.mkOption { type = sub 0; default = { }; }; config.nixpkgs.hostPlatform = down 5000 config.a; }) ]',
      ),
    },
  },
  {
    name: 'many branches of which none is known',
    files: {
      'flake.nix': host(
        'let f = n: if n == 0 then { } else { imports = if <x> == n then [ (f (n - 1)) ] else [ { } (f (n - 1)) ]; }; in [ (f 60) ]',
      ),
    },
  },
  {
    name: 'a fold over many that may be there',
    files: {
      'flake.nix': flakeNix(
        '{ nixpkgs, ... }: let inherit (nixpkgs) lib; x = builtins.foldl\' (a: b: a // b) { } (lib.concatMap (n: lib.optional (<x> == n) { "v${toString n}" = n; }) (lib.range 1 300)); in { nixosConfigurations.h = lib.nixosSystem { modules = [ { nixpkgs.hostPlatform = x.v3; nixpkgs.overlays = x.none; } ]; }; }',
      ),
    },
  },
  {
    name: 'a fold over ten thousand',
    files: {
      'flake.nix': flakeNix(
        '{ nixpkgs, ... }: { nixosConfigurations.h = (builtins.foldl\' (a: b: a // b) { } (builtins.genList (n: { "h${toString n}" = nixpkgs.lib.nixosSystem { modules = [ ]; }; }) 10000)).h42; }',
      ),
    },
  },
  {
    name: 'a set that may be something and is merged with itself again and again',
    files: {
      'flake.nix': flakeNix(
        `{ nixpkgs, ... }: let s0 = if <x> then { a = 1; } else { b = 1; }; ${many(60, (n) => `s${n + 1} = s${n} // s${n};`).join(' ')} in { nixosConfigurations.h = nixpkgs.lib.nixosSystem { modules = [ s60 ]; }; }`,
      ),
    },
  },
  {
    name: 'a package within a package within twenty thousand',
    files: {
      'flake.nix': host(
        "[ ({ pkgs, lib, ... }: { nixpkgs.overlays = [ (builtins.foldl' (a: n: a.x) pkgs (lib.range 1 20000)) ]; imports = [ (builtins.foldl' (a: n: a n) pkgs (lib.range 1 20000)) ]; }) ]",
      ),
    },
    gap: /nested too deeply/,
  },
  {
    name: 'three thousand brackets',
    files: { 'flake.nix': host('[ ./m.nix ]'), 'm.nix': `{ a = ${'['.repeat(3000)}${']'.repeat(3000)}; }` },
    gap: /nested too deeply/,
  },
  {
    name: 'a file of 400 kB',
    files: {
      'flake.nix': host('[ ./m.nix ]'),
      'm.nix': `{ nixpkgs.hostPlatform = "x86_64-linux"; environment.variables = { ${many(12_000, (n) => `variable_${n} = "value of ${n}";`).join('\n')} }; }`,
    },
  },
];

describe('an answer in bounded time for', () => {
  test.each(hard)(
    '$name',
    ({ files, unknown, gap }) => {
      const result = found(files);
      if (unknown !== undefined) expect(result.unknown.join('\n')).toMatch(unknown);
      else expect(result.unknown).toEqual([]);
      if (gap !== undefined) expect(result.gaps.join('\n')).toMatch(gap);
    },
    20_000,
  );
});

test('a module behind a doubt keeps the rest of the machine known', () => {
  const files = {
    'flake.nix': host('[ ./a.nix (if <x> == 1 then ./b.nix else ./c.nix) ]'),
    'a.nix': '{ nixpkgs.hostPlatform = "x86_64-linux"; }',
    'b.nix': '{ }',
    'c.nix': '{ }',
  };
  expect(found(files)).toEqual({
    hosts: ['h nixos x86_64-linux nixpkgs: a.nix b.nix? c.nix?'],
    unknown: [],
    gaps: [],
  });
});

test('a branch that only fails is none', () => {
  const files = {
    'flake.nix': flakeNix(
      '{ nixpkgs, ... }: { nixosConfigurations.h = if nixpkgs ? lib then nixpkgs.lib.nixosSystem { modules = [ ./a.nix ]; } else throw "no"; }',
    ),
    'a.nix': '{ nixpkgs.hostPlatform = "x86_64-linux"; }',
  };
  expect(found(files).hosts).toEqual(['h nixos x86_64-linux nixpkgs: a.nix']);
});

test('a flake without inputs says where its sources are not from', () => {
  expect(
    found({ 'flake.nix': '{ outputs = _: import ./.; }', 'default.nix': 'import (fetchTarball "https://x")' })
      .unknown,
  ).toEqual([expect.stringContaining('flake.nix declares no inputs')]);
});
