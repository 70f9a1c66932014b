import { afterAll, describe, expect, test } from '@jest/globals';
import { symbolText, type Value } from '../../src/eval/value.js';
import { flakeNix, hostOf, removeRepositories } from './repository.js';

afterAll(removeRepositories);

/** A value in few words: lists and sets with what is in them, a symbol by its name, `?` for what is not known. */
function short(value: Value): string {
  switch (value.type) {
    case 'list':
      return `[${value.items.map(({ thunk, maybe }) => `${short(thunk.force())}${maybe === undefined ? '' : '?'}`).join(' ')}]`;
    case 'set':
      return `{${[...value.names()]
        .sort()
        .map(
          (name) =>
            `${name}=${value.get(name) === undefined ? '' : short(value.get(name)?.force() ?? value)}`,
        )
        .join(' ')}}`;
    case 'string':
      return value.text ?? '"…"';
    case 'integer':
    case 'boolean':
      return String(value.value);
    case 'path':
      return `./${value.path}`;
    case 'symbol':
      return `<${symbolText(value)}>`;
    case 'unknown':
      return value.alternatives.length === 0
        ? '?'
        : `?(${value.alternatives.map((one) => short(one.force())).join(' | ')})`;
    default:
      return value.type;
  }
}

/** The value of an option of a host with these modules. */
function optionValue(modules: string, option: string): string {
  const outputs = `{ nixpkgs, ... }@inputs: { nixosConfigurations.h = nixpkgs.lib.nixosSystem { specialArgs = { inherit inputs; }; modules = [ ${modules} ]; }; }`;
  const { configuration } = hostOf({ 'flake.nix': flakeNix(outputs) }, 'h');
  return short(configuration.modules.value(option.split('.')));
}

const table: readonly {
  readonly name: string;
  readonly modules: string;
  readonly option: string;
  readonly value: string;
}[] = [
  { name: 'one definition', modules: '{ a.b = 1; }', option: 'a.b', value: '1' },
  { name: 'an option that only nixpkgs knows', modules: '{ }', option: 'a.b', value: '<config.a.b>' },
  {
    name: 'lists of several modules, in their order',
    modules:
      '({ lib, ... }: { l = lib.mkAfter [ 3 ]; }) { l = [ 2 ]; } ({ lib, ... }: { l = lib.mkBefore [ 1 ]; })',
    option: 'l',
    value: '[1 2 3]',
  },
  {
    name: 'mkForce over the others',
    modules: '{ l = [ 1 ]; } ({ lib, ... }: { l = lib.mkForce [ 2 ]; })',
    option: 'l',
    value: '[2]',
  },
  {
    name: 'mkDefault under the others',
    modules: '{ s = "a"; } ({ lib, ... }: { s = lib.mkDefault "b"; })',
    option: 's',
    value: 'a',
  },
  {
    name: 'mkIf and mkMerge',
    modules: '({ lib, ... }: { l = lib.mkMerge [ [ 1 ] (lib.mkIf false [ 2 ]) (lib.mkIf true [ 3 ]) ]; })',
    option: 'l',
    value: '[1 3]',
  },
  {
    name: 'a condition that is not known',
    modules: '({ lib, config, ... }: { l = lib.mkMerge [ [ 1 ] (lib.mkIf config.x.enable [ 2 ]) ]; })',
    option: 'l',
    value: '[1 2?]',
  },
  {
    name: 'a scalar under a condition that is not known',
    modules: '({ lib, config, ... }: { s = lib.mkIf config.x.enable "a"; })',
    option: 's',
    value: '?(a | <config.s>)',
  },
  {
    name: 'a whole configuration whose condition depends on it',
    modules:
      '({ lib, config, ... }: { options.my.enable = lib.mkEnableOption "x"; config = lib.mkIf config.my.enable { l = [ 1 ]; my.other = 2; }; }) { my.enable = true; }',
    option: 'l',
    value: '[1]',
  },
  {
    name: 'the default of an own option',
    modules:
      '({ lib, config, ... }: { options.my.x = lib.mkOption { default = 5; }; config.y = config.my.x; })',
    option: 'y',
    value: '5',
  },
  {
    name: 'apply',
    modules: '({ lib, ... }: { options.my.x = lib.mkOption { apply = x: x + 1; }; config.my.x = 1; })',
    option: 'my.x',
    value: '2',
  },
  {
    name: '_module.args',
    modules: '{ _module.args.me = "x"; } ({ me, ... }: { s = me; })',
    option: 's',
    value: 'x',
  },
  {
    name: 'a platform that the kind of the system tells',
    modules:
      '({ lib, pkgs, ... }: { l = lib.optional pkgs.stdenv.isLinux 1 ++ lib.optional pkgs.stdenv.hostPlatform.isDarwin 2; })',
    option: 'l',
    value: '[1]',
  },
  {
    name: 'submodules with defaults and names',
    modules:
      '({ lib, config, ... }: { options.m = lib.mkOption { type = lib.types.attrsOf (lib.types.submodule ({ name, ... }: { options.n = lib.mkOption { default = name; }; })); }; config = { m.a = { }; m.b.n = "c"; out = map (x: x.n) (builtins.attrValues config.m); }; })',
    option: 'out',
    value: '[a c]',
  },
  {
    name: 'submodules of several declarations',
    modules:
      '({ lib, ... }: { options.m = lib.mkOption { type = lib.types.submodule { options.a = lib.mkOption { default = 1; }; }; default = { }; }; }) ({ lib, ... }: { options.m = lib.mkOption { type = lib.types.submodule { options.b = lib.mkOption { default = 2; }; }; }; })',
    option: 'm',
    value: '{a=1 b=2}',
  },
  {
    name: 'options below an option that holds modules',
    modules:
      '({ lib, ... }: { options.m = lib.mkOption { type = lib.types.submodule { }; default = { }; }; }) ({ lib, ... }: { options.m.x = lib.mkOption { default = 1; }; })',
    option: 'm.x',
    value: '1',
  },
  {
    name: 'attributes whose condition is false',
    modules:
      '({ lib, ... }: { options.m = lib.mkOption { type = lib.types.attrsOf lib.types.int; }; config.m = { a = 1; b = lib.mkIf false 2; }; })',
    option: 'm',
    value: '{a=1}',
  },
  {
    name: 'nullOr',
    modules:
      '({ lib, ... }: { options.m = lib.mkOption { type = lib.types.nullOr (lib.types.submodule { options.x = lib.mkOption { default = 1; }; }); default = null; }; config.m = { }; })',
    option: 'm',
    value: '{x=1}',
  },
  {
    name: 'coercedTo',
    modules:
      '({ lib, ... }: { options.m = lib.mkOption { type = lib.types.coercedTo lib.types.str (n: { inherit n; }) (lib.types.submodule { options.n = lib.mkOption { }; }); }; config.m = "x"; })',
    option: 'm',
    value: '{n=x}',
  },
  {
    name: 'lists of submodules',
    modules:
      '({ lib, ... }: { options.m = lib.mkOption { type = lib.types.listOf (lib.types.submodule { options.x = lib.mkOption { default = 1; }; }); }; config.m = [ { } { x = 2; } ]; })',
    option: 'm',
    value: '[{x=1} {x=2}]',
  },
  {
    name: 'the definitions of an alias',
    modules:
      '({ lib, ... }: { imports = [ (lib.mkAliasOptionModule [ "short" ] [ "long" "way" ]) ]; short.l = [ 1 ]; }) { long.way.l = [ 2 ]; }',
    option: 'long.way.l',
    value: '[1 2]',
  },
  {
    name: 'the value of an alias',
    modules: '({ lib, ... }: { imports = [ (lib.mkRenamedOptionModule [ "old" ] [ "new" ]) ]; new = "x"; })',
    option: 'old',
    value: 'x',
  },
  {
    name: 'the argument options',
    modules:
      '({ lib, options, ... }: { options.my.x = lib.mkOption { default = 1; }; config.s = options.my.x.value; })',
    option: 's',
    value: '1',
  },
  {
    name: 'a module that declares the options that it is given',
    modules:
      '({ options, ... }: { inherit options; config.s = builtins.length (builtins.attrNames options); })',
    option: 's',
    value: '?',
  },
  {
    name: 'an option that is defined by itself',
    modules: '({ config, ... }: { s = config.s; })',
    option: 's',
    value: '?',
  },
  {
    name: 'evalModules within a module',
    modules:
      '({ lib, ... }: { s = (lib.evalModules { modules = [ ({ lib, ... }: { options.x = lib.mkOption { default = 1; }; config.x = 2; }) ]; }).config.x; })',
    option: 's',
    value: '2',
  },
];

describe('the value of an option comes from', () => {
  test.each(table)('$name', ({ modules, option, value }) => {
    expect(optionValue(modules, option)).toBe(value);
  });
});

describe('in modules that are evaluated for hosts to be made of them, the value is', () => {
  const json = '(lib.importJSON ./a.json)';
  test.each([
    { name: 'not the default, where what is said is not known', config: json, value: '?' },
    {
      name: 'not the default, where what is said of the options around it is not known',
      config: `{ x = lib.mkMerge [ { } (lib.mkIf true ${json}) ]; }`,
      value: '?',
    },
    {
      name: 'not that of mkDefault, where something stronger is not known',
      config: `lib.mkMerge [ { x.y = lib.mkDefault 2; } ${json} ]`,
      value: '?',
    },
    {
      name: 'the defined one, whatever of the same strength is not known',
      config: `lib.mkMerge [ { x.y = 2; } ${json} ]`,
      value: '2',
    },
    {
      name: 'that of mkDefault, where only something weaker is not known',
      config: `lib.mkMerge [ { x.y = lib.mkDefault 2; } (lib.mkOptionDefault ${json}) ]`,
      value: '2',
    },
    {
      name: 'the default, where what is not known is not said',
      config: `lib.mkIf false ${json}`,
      value: '1',
    },
    {
      name: 'the default, where what is not known is said of another option',
      config: `{ z = ${json}; }`,
      value: '1',
    },
  ])('$name', ({ config, value }) => {
    const module = `{ options.x.y = lib.mkOption { default = 1; }; options.z = lib.mkOption { }; config = ${config}; }`;
    expect(
      optionValue(`({ lib, ... }: { s = (lib.evalModules { modules = [ ${module} ]; }).config.x.y; })`, 's'),
    ).toBe(value);
  });

  test('in those of a machine, the default all the same', () => {
    const module = `({ lib, ... }: { options.x = lib.mkOption { default = 1; }; config = ${json}; })`;
    expect(optionValue(module, 'x')).toBe('1');
  });
});

test('a module that is imported under a doubt and surely is sure', () => {
  const outputs =
    '{ nixpkgs, ... }: { nixosConfigurations.h = nixpkgs.lib.nixosSystem { modules = [ ./a.nix ./b.nix ]; }; }';
  const { configuration } = hostOf(
    {
      'flake.nix': flakeNix(outputs),
      'a.nix': '{ something, ... }: { imports = if something then [ ./shared.nix ] else [ ]; }',
      'b.nix': '{ imports = [ ./shared.nix ]; }',
      'shared.nix': '{ }',
    },
    'h',
  );
  const shared = configuration.modules.collected.modules.filter(({ file }) => file === 'shared.nix');
  expect(shared.map(({ maybe }) => maybe)).toEqual([undefined]);
});

test('modules that a function makes of one text are all there, the same one once', () => {
  const outputs =
    '{ nixpkgs, ... }: { nixosConfigurations.h = nixpkgs.lib.nixosSystem { modules = let make = file: { imports = [ file ]; }; once = make ./c.nix; in [ (make ./a.nix) (make ./b.nix) once once ]; }; }';
  const { configuration } = hostOf(
    { 'flake.nix': flakeNix(outputs), 'a.nix': '{ }', 'b.nix': '{ }', 'c.nix': '{ }' },
    'h',
  );
  const { modules } = configuration.modules.collected;
  expect(modules.flatMap(({ file }) => file ?? [])).toEqual(['a.nix', 'b.nix', 'c.nix']);
  expect(modules.filter(({ file }) => file === undefined).length).toBe(3);
});

test('home-manager’s users have their modules, with those that all share and those under an alias', () => {
  const outputs = `{ nixpkgs, home-manager, ... }@inputs: { nixosConfigurations.h = nixpkgs.lib.nixosSystem { modules = [
    home-manager.nixosModules.home-manager
    ({ lib, ... }: {
      imports = [ (lib.mkAliasOptionModule [ "hm" ] [ "home-manager" "users" "me" ]) ];
      hm.imports = [ ./alias.nix ];
      home-manager.useGlobalPkgs = true;
      home-manager.sharedModules = [ ./shared.nix ];
      home-manager.extraSpecialArgs = { inherit inputs; };
      home-manager.users.me = import ./me.nix;
      home-manager.users.no = lib.mkIf false ./no.nix;
    })
  ]; }; }`;
  const { configuration } = hostOf(
    {
      'flake.nix': flakeNix(outputs),
      'me.nix': '{ inputs, osConfig, ... }: { imports = [ ./more.nix ]; }',
      'more.nix': '{ }',
      'alias.nix': '{ }',
      'shared.nix': '{ }',
      'no.nix': '{ }',
    },
    'h',
  );
  const homes = configuration.homes.map(({ user, globalPackages, modules }) => ({
    user,
    globalPackages,
    files: modules.collected.modules.flatMap(({ file }) => file ?? []).sort(),
  }));
  expect(homes).toEqual([
    { user: 'me', globalPackages: true, files: ['alias.nix', 'more.nix', 'shared.nix'] },
  ]);
});

test('nixpkgs.pkgs set by a module is the package set that a machine is given', () => {
  const { configuration } = hostOf(
    {
      'flake.nix': flakeNix(`{ nixpkgs, ... }: { nixosConfigurations.h = nixpkgs.lib.nixosSystem { modules = [
        { nixpkgs.pkgs = import nixpkgs { system = "x86_64-linux"; config.cudaSupport = true; }; }
      ]; }; }`),
    },
    'h',
  );
  expect(configuration.system).toBe('x86_64-linux');
  expect(configuration.givenConfig('cudaSupport')?.place?.file).toBe('flake.nix');
});
