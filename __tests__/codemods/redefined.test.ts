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

/** A host that is given `unstable`, a package set with an overlay. */
const handMade = (overlays: string, more = ''): string => `{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.11";
  inputs.nixpkgs-unstable.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { self, nixpkgs, nixpkgs-unstable, ... }@inputs:
    let
      unstable = import nixpkgs-unstable {
        system = "x86_64-linux";
        overlays = [ ${overlays} ];
      };
    in
    {
      nixosConfigurations.left = nixpkgs.lib.nixosSystem {
        system = "x86_64-linux";
        specialArgs = { inherit inputs unstable; };
        modules = [ ./left.nix ${more} ];
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
  {
    title: 'of two hosts whose overlays want different backends',
    files: {
      'flake.nix': flake(
        `./shared.nix { nixpkgs.overlays = [ ${overlay} ]; }`,
        `./shared.nix ./right.nix { nixpkgs.overlays = [ ${overlay.replace('cuda', 'rocm')} ]; }`,
      ),
      'shared.nix': plain,
      'right.nix': plain.replace('my.package', 'my.other'),
    },
    has: {
      'shared.nix': ['pkgs.llama-cpp;'],
      'right.nix': ['my.other = pkgs.llama-cpp-rocm;', 'nixpkgs.config.llamaCppVariant = "rocm";'],
      'flake.nix': ['nixpkgs.config.llamaCppVariant = "cuda";'],
    },
  },
  {
    title: 'of a package set that is made by hand',
    files: {
      'flake.nix': handMade(
        '(final: prev: { llama-cpp = prev.llama-cpp.override { cudaSupport = true; }; })',
      ),
      'left.nix':
        '{ pkgs, unstable, ... }:\n{\n  my.package = unstable.llama-cpp;\n  my.own = pkgs.llama-cpp;\n}\n',
    },
    has: {
      'left.nix': ['my.package = pkgs.llama-cpp-cuda;', 'my.own = pkgs.llama-cpp;'],
      'flake.nix': ['overlays = [ ];'],
    },
  },
  {
    title: 'of an attribute that is a package set made by hand',
    files: {
      'flake.nix': handMade(
        '(final: prev: { llama-cpp = prev.llama-cpp.override { cudaSupport = true; }; })',
        '{ nixpkgs.overlays = [ (final: prev: { inherit unstable; }) ]; }',
      ),
      'left.nix': '{ pkgs, ... }:\n{\n  my.package = pkgs.unstable.llama-cpp;\n}\n',
    },
    has: { 'left.nix': ['my.package = pkgs.llama-cpp-cuda;'] },
  },
];

test('settings of such a set go to the package that is taken from it', async () => {
  const { plan, textOf } = await migrateFiles({
    'flake.nix': handMade(
      '(final: prev: { llama-cpp = prev.llama-cpp.overrideAttrs (old: { cmakeFlags = old.cmakeFlags ++ [ "-DX=1" ]; }); })',
    ),
    'left.nix':
      '{ pkgs, unstable, ... }:\n{\n  my.package = unstable.llama-cpp;\n  my.own = pkgs.llama-cpp;\n}\n',
  });
  expect(told(plan.refusals)).toEqual([]);
  expect(textOf('left.nix')).toContain(
    'my.package = pkgs.llama-cpp.overrideAttrs (old: { cmakeFlags = old.cmakeFlags ++ [ "-DX=1" ]; });',
  );
  expect(textOf('left.nix')).toContain('my.own = pkgs.llama-cpp;');
});

/** What overlays of a package set that is made by hand stay with. */
const patched =
  '(final: prev: { llama-cpp = prev.llama-cpp.overrideAttrs (old: { patches = [ ./own.patch ]; }); })';

test.each([
  ['under a name', '', 'unstable.llama-cpp'],
  [
    'in an attribute',
    '{ nixpkgs.overlays = [ (final: prev: { inherit unstable; }) ]; }',
    'pkgs.unstable.llama-cpp',
  ],
])('a patched package of such a set is left alone, %s', async (_where, more, text) => {
  const left = `{ pkgs, unstable, ... }:\n{\n  my.package = ${text};\n  my.own = pkgs.llama-cpp.override { cudaSupport = true; };\n}\n`;
  const { plan, textOf } = await migrateFiles({ 'flake.nix': handMade(patched, more), 'left.nix': left });
  expect(told(plan.refusals)).toEqual([]);
  expect(told(plan.warnings)).toContainEqual(
    expect.stringMatching(/^PKG604 left.nix:3 .*an overlay of its package set makes it/),
  );
  expect(textOf('left.nix')).toContain(`my.package = ${text};`);
  expect(textOf('left.nix')).toContain('my.own = pkgs.llama-cpp-cuda;');
  expect(textOf('flake.nix')).toContain(patched);
});

test('a package that such sets of two hosts make differently is refused where they share it', async () => {
  const set = (name: string, backend: string): string =>
    `nixosConfigurations.${name} = nixpkgs.lib.nixosSystem {
      system = "x86_64-linux";
      specialArgs.unstable = import nixpkgs {
        system = "x86_64-linux";
        overlays = [ (final: prev: { llama-cpp = prev.llama-cpp.override { ${backend} = true; }; }) ];
      };
      modules = [ ./shared.nix ];
    };`;
  const { plan } = await migrateFiles({
    'flake.nix': `{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  outputs = { nixpkgs, ... }@inputs: {
    ${set('left', 'cudaSupport')}
    ${set('right', 'rocmSupport')}
  };
}
`,
    'shared.nix': '{ unstable, ... }:\n{ my.package = unstable.llama-cpp; }\n',
  });
  expect(told(plan.refusals)).toEqual([
    expect.stringMatching(/^PKG602 shared.nix:2 .*another build on each/),
  ]);
});

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
