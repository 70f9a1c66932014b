/** What the overlay offers beside the variants, the builds for one CPU, and the plain name left to nixpkgs. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlanOptions } from '../../src/plan/plan.js';
import { cmakeValue } from '../nix/builds.js';
import { compareFlakes, type Expectations } from '../nix/compare.js';
import { describeWithNix } from '../nix/describe-with-nix.js';
import { evaluateFlake } from '../nix/evaluate.js';
import { type Files, filesIn, type Migrated, migrateFiles, removeFlakes, told } from './flakes.js';

afterAll(removeFlakes);

const flake = `{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { self, nixpkgs, ... }@inputs:
    let
      machine =
        name:
        nixpkgs.lib.nixosSystem {
          system = "x86_64-linux";
          specialArgs = { inherit inputs; };
          modules = [
            ./modules/llm.nix
            ./hosts/\${name}.nix
          ];
        };
    in
    {
      nixosConfigurations.elm = machine "elm";
      nixosConfigurations.oak = machine "oak";
      nixosConfigurations.yew = machine "yew";
    };
}
`;

const shared = '{ pkgs, ... }:\n{ my.shared = pkgs.llama-cpp; }\n';

function fleet(more: Files): Files {
  return {
    'flake.nix': flake,
    'modules/llm.nix': '{ }\n',
    'hosts/elm.nix': '{ pkgs, ... }:\n{ my.package = pkgs.llama-cpp; }\n',
    'hosts/oak.nix': '{ pkgs, ... }:\n{ my.package = pkgs.llama-cpp-cuda; }\n',
    'hosts/yew.nix': '{ }\n',
    ...more,
  };
}

describe('hosts that differ at a shared place', () => {
  const hosts = {
    'hosts/elm.nix':
      '{\n  services.xserver.videoDrivers = [ "amdgpu" ];\n  nixpkgs.config.allowUnfree = true;\n}\n',
    'hosts/oak.nix':
      '{ ... }:\n{\n  services.xserver.videoDrivers = [ "nvidia" ];\n  nixpkgs = {\n    config = {\n      allowUnfree = true;\n    };\n  };\n}\n',
    'hosts/yew.nix': '{ lib, ... }:\n{\n  my.name = "yew";\n}\n',
  };
  const plain = { elm: 'llama-cpp-vulkan', oak: 'llama-cpp-cuda' } as const;

  test('say what their plain package is, where they speak of nixpkgs already', async () => {
    const { plan, textOf } = await migrateFiles(fleet({ ...hosts, 'modules/llm.nix': shared }));
    expect(told([...plan.refusals, ...plan.warnings])).toEqual([]);
    expect(textOf('modules/llm.nix')).toBe(shared);
    expect(textOf('hosts/elm.nix')).toBe(
      hosts['hosts/elm.nix'].replace(
        'allowUnfree = true;\n',
        'allowUnfree = true;\n  nixpkgs.config.llamaCppVariant = "vulkan";\n',
      ),
    );
    expect(textOf('hosts/oak.nix')).toBe(
      hosts['hosts/oak.nix'].replace(
        'allowUnfree = true;\n',
        'allowUnfree = true;\n      llamaCppVariant = "cuda";\n',
      ),
    );
    expect(textOf('hosts/yew.nix')).toBe(hosts['hosts/yew.nix']);
  });

  test('a second run leaves all of it, also with the choice taken back', async () => {
    const first = await migrateFiles(fleet({ ...hosts, 'modules/llm.nix': shared }));
    const second = await migrateFiles(filesIn(first.after));
    expect(second.plan.changes).toEqual([]);
    const other = await migrateFiles(filesIn(first.after), { variants: new Map([['oak', 'vulkan']]) });
    expect(other.plan.changes.map(({ path }) => path)).toEqual(['hosts/oak.nix']);
    expect(other.textOf('hosts/oak.nix')).toContain('llamaCppVariant = "vulkan";');
  });

  test('an overlay of an earlier run learns of it', async () => {
    const first = await migrateFiles(fleet({}));
    const second = await migrateFiles({ ...filesIn(first.after), ...hosts, 'modules/llm.nix': shared });
    expect(told(second.plan.refusals)).toEqual([]);
    expect(second.textOf('overlays/llama-cpp.nix')).toContain('if prev.config ? llamaCppVariant then');
    expect(second.textOf('hosts/elm.nix')).toContain('llamaCppVariant = "vulkan"');
  });

  const machines = (modules: Readonly<Record<string, string>>): string => `{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { nixpkgs, ... }@inputs:
    {
${Object.entries(modules)
  .map(
    ([name, list]) => `      nixosConfigurations.${name} = nixpkgs.lib.nixosSystem {
        system = "x86_64-linux";
        specialArgs = { inherit inputs; };
        modules = [ ./llm.nix ${list} ];
      };
`,
  )
  .join('')}    };
}
`;
  const table = (modules: string, more: Files = {}): Files => ({
    'flake.nix': `{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { nixpkgs, ... }@inputs:
    {
      nixosConfigurations = builtins.mapAttrs (
        name: drivers:
        nixpkgs.lib.nixosSystem {
          system = "x86_64-linux";
          modules = [
            ./llm.nix
            ${modules}
            { services.xserver.videoDrivers = drivers; }
          ];
        }
      ) { elm = [ "amdgpu" ]; "2oak" = [ "nvidia" ]; yew = [ ]; };
    };
}
`,
    'llm.nix': shared,
    ...more,
  });

  test('by their names, where a helper makes all from the same modules and a table', async () => {
    const { plan, textOf } = await migrateFiles(table('{ networking.hostName = name; }'));
    expect(told([...plan.refusals, ...plan.warnings])).toEqual([]);
    expect(textOf('flake.nix')).toContain(`            (
              { config, ... }:
              {
                nixpkgs.config =
                  {
                    "2oak".llamaCppVariant = "cuda";
                    elm.llamaCppVariant = "vulkan";
                  }
                  .\${config.networking.hostName} or { };
              }
            )
`);
  });

  describeWithNix('by official Nix', () => {
    test('each of a table gets the build that is said for its name', async () => {
      const { before, after } = await migrateFiles(table('{ networking.hostName = name; }'));
      const plain = { elm: 'llama-cpp-vulkan', '2oak': 'llama-cpp-cuda' } as const;
      expect(compareFlakes(before, after, { plain })).toEqual([]);
    });
  });

  test('a row of the table is changed for its host alone', async () => {
    const first = await migrateFiles(table('{ networking.hostName = name; }'));
    const other = await migrateFiles(filesIn(first.after), { variants: new Map([['elm', 'rocm']]) });
    expect(other.textOf('flake.nix')).toBe(
      first.textOf('flake.nix')?.replace('elm.llamaCppVariant = "vulkan";', 'elm.llamaCppVariant = "rocm";'),
    );
  });

  test.each([
    { what: 'nothing sets their names', modules: '' },
    { what: 'all have the same name', modules: '{ networking.hostName = "box"; }' },
    {
      what: 'a name may depend on the packages',
      modules:
        '({ lib, pkgs, ... }: lib.mkIf pkgs.stdenv.hostPlatform.isLinux { networking.hostName = name; })',
    },
  ])('not by their names, where $what', async ({ modules }) => {
    const migrated = await migrateFiles(table(modules));
    expect(told(migrated.plan.warnings)).toEqual([
      expect.stringMatching(/^HOST403 llm.nix:2 This reference is shared/),
    ]);
    expect(settings(migrated)).toEqual([]);
  });

  const settings = ({ plan, textOf }: Migrated): readonly string[] =>
    plan.changes.flatMap(({ path }) => (/llamaCppVariant = /.test(textOf(path) ?? '') ? [path] : []));

  test('in the file that is named after the host, before one about a feature of it', async () => {
    const migrated = await migrateFiles({
      'flake.nix': machines({ elm: './elm/containers.nix ./elm/elm.nix', yew: '' }),
      'llm.nix': shared,
      'elm/containers.nix': '{ my.containers = [ ]; }\n',
      'elm/elm.nix': '{ services.xserver.videoDrivers = [ "amdgpu" ]; }\n',
    });
    expect(settings(migrated)).toEqual(['elm/elm.nix']);
  });

  test('in a file that hosts of the same build share, before their lists of modules', async () => {
    const migrated = await migrateFiles({
      'flake.nix': machines({
        elm: './elm.nix ./common.nix',
        elmVm: './elm.nix ./common.nix { my.vm = true; }',
        yew: './common.nix',
      }),
      'llm.nix': shared,
      'common.nix': '{ my.name = "common"; }\n',
      'elm.nix': '{ services.xserver.videoDrivers = [ "amdgpu" ]; }\n',
    });
    expect(settings(migrated)).toEqual(['elm.nix']);
    expect(migrated.textOf('elm.nix')?.match(/llamaCppVariant/g)?.length).toBe(1);
  });

  test('not in a file that nixos-generate-config writes', async () => {
    const generated = '# Do not modify this file!  It was generated by ‘nixos-generate-config’\n{ }\n';
    const { textOf } = await migrateFiles(
      fleet({
        ...hosts,
        'modules/llm.nix': shared,
        'hosts/elm.nix':
          '{ ... }:\n{\n  imports = [ ./elm-hardware.nix ];\n  hardware.amdgpu.initrd.enable = true;\n}\n',
        'hosts/elm-hardware.nix': generated,
      }),
    );
    expect(textOf('hosts/elm-hardware.nix')).toBe(generated);
    expect(textOf('hosts/elm.nix')).toContain('nixpkgs.config.llamaCppVariant = "vulkan";');
  });

  describeWithNix('by official Nix', () => {
    test.each([
      ['a reference', shared],
      ['a service', '{ services.llama-cpp.enable = true; }\n'],
    ])('%s is the right build on each', async (_title, module) => {
      const { before, after } = await migrateFiles(fleet({ ...hosts, 'modules/llm.nix': module }));
      expect(compareFlakes(before, after, { plain })).toEqual([]);
    });
  });
});

interface Row {
  readonly title: string;
  readonly options: Partial<PlanOptions>;
  readonly files?: Files;
  /** Texts that are in the files afterwards. */
  readonly has: Readonly<Record<string, readonly string[]>>;
  readonly expectations?: Expectations;
  readonly warnings?: readonly RegExp[];
}

const overlay = 'overlays/llama-cpp.nix';

const rows: readonly Row[] = [
  {
    title: '--with rpc',
    options: { additions: ['rpc'] },
    has: {
      [overlay]: ['  llama-cpp-rpc = only { useRpc = true; };\n}'],
      'hosts/elm.nix': ['pkgs.llama-cpp;'],
    },
  },
  {
    title: '--with rpc and static',
    options: { additions: ['rpc', 'static', 'rpc'] },
    has: {
      [overlay]: [
        'llama-cpp-rpc = only',
        '  llama-cpp-static = final.pkgsStatic.llamaPackages.llama-cpp;\n}',
      ],
    },
  },
  {
    title: '--cpu-arch for a host on the plain build',
    options: { processors: new Map([['elm', 'znver4']]) },
    has: {
      [overlay]: [
        'llama-cpp-cpu-znver4 = final.llama-cpp-cpu.overrideAttrs',
        'NIX_CFLAGS_COMPILE = "-march=znver4";',
      ],
      'hosts/elm.nix': ['pkgs.llama-cpp-cpu-znver4;'],
      'hosts/oak.nix': ['pkgs.llama-cpp-cuda;'],
    },
  },
  {
    title: '--cpu-arch for a host with a backend',
    options: { processors: new Map([['oak', 'skylake-avx512']]) },
    has: {
      [overlay]: ['llama-cpp-cuda-skylake-avx512 = final.llama-cpp-cuda.overrideAttrs'],
      'hosts/elm.nix': ['pkgs.llama-cpp;'],
      'hosts/oak.nix': ['pkgs.llama-cpp-cuda-skylake-avx512;'],
    },
  },
  {
    title: '--cpu-arch for one host of several that share a reference',
    options: { processors: new Map([['yew', 'znver4']]) },
    files: { 'modules/llm.nix': shared },
    has: {
      'modules/llm.nix': ['pkgs.llama-cpp;'],
      'hosts/yew.nix': ['nixpkgs.config.llamaCppVariant = "cpu-znver4";'],
      'hosts/elm.nix': ['pkgs.llama-cpp;'],
      [overlay]: ['llama-cpp-cpu-znver4 = ', 'if prev.config ? llamaCppVariant then'],
    },
  },
  {
    title: '--cpu-native, with a warning',
    options: { processors: new Map([['elm', 'native']]) },
    has: {
      [overlay]: ['NIX_ENFORCE_NO_NATIVE = "0";', 'allowSubstitutes = false;'],
      'hosts/elm.nix': ['pkgs.llama-cpp-cpu-native;'],
    },
    warnings: [/^PKG611 elm gets a build for the CPU of whichever machine builds it/],
  },
  {
    title: '--keep-nixpkgs-default',
    options: { keepDefault: true },
    files: { 'hosts/yew.nix': '{ pkgs, ... }:\n{ environment.systemPackages = [ pkgs.local-ai ]; }\n' },
    has: { 'hosts/elm.nix': ['pkgs.llama-cpp-cpu;'], 'hosts/oak.nix': ['pkgs.llama-cpp-cuda;'] },
    expectations: { keepsDefault: true },
  },
  {
    title: '--keep-nixpkgs-default where nixpkgs.config speaks',
    options: { keepDefault: true },
    files: {
      'hosts/elm.nix':
        '{ pkgs, ... }:\n{\n  nixpkgs.config.cudaSupport = true;\n  my.package = pkgs.llama-cpp;\n}\n',
    },
    has: { 'hosts/elm.nix': ['pkgs.llama-cpp-cuda;'] },
    expectations: { keepsDefault: true },
  },
];

describe.each(rows)('$title', ({ options, files = {}, has, expectations = {}, warnings = [] }) => {
  const migrated = (): Promise<Migrated> => migrateFiles(fleet(files), options);

  test('writes what it says', async () => {
    const { plan, textOf } = await migrated();
    expect(told(plan.refusals)).toEqual([]);
    expect(told(plan.warnings)).toEqual(warnings.map((one) => expect.stringMatching(one)));
    for (const [path, texts] of Object.entries(has)) {
      for (const text of texts) expect(textOf(path)).toContain(text);
    }
  });

  test('is done by a second run with the same words, and left alone by one without', async () => {
    const first = await migrated();
    for (const again of [options, {}]) {
      const second = await migrateFiles(filesIn(first.after), again);
      expect(told(second.plan.refusals)).toEqual([]);
      expect(second.plan.changes.map(({ path }) => path)).toEqual([]);
    }
  });

  test('is added to an overlay of an earlier run', async () => {
    const first = await migrateFiles(fleet(files));
    const second = await migrateFiles(filesIn(first.after), options);
    expect(told(second.plan.refusals)).toEqual([]);
    const whole = filesIn(second.after);
    if (options.keepDefault === true) return;
    for (const [path, texts] of Object.entries(has)) {
      for (const text of texts) expect(whole[path]).toContain(text);
    }
  });

  describeWithNix('by official Nix', () => {
    test('evaluates', async () => {
      const { before, after } = await migrated();
      const problems = compareFlakes(before, after, expectations).filter(
        (problem) => !isExpected(problem, options, files),
      );
      expect(problems).toEqual([]);
    });
  });
});

/** What is asked for: a build without the choice of kernels, a setting of the host, a package that stays nixpkgs'. */
function isExpected(problem: string, { processors }: Partial<PlanOptions>, files: Files): boolean {
  const isNative = [...(processors ?? new Map()).values()].includes('native');
  if (isNative && /elm: my\.package has no run-time choice of CPU kernels/.test(problem)) return true;
  if (/systemPackages is nixpkgs's build/.test(problem))
    return files['hosts/yew.nix']?.includes('local-ai') === true;
  return processors?.has('yew') === true && /^yew: nixpkgs\.config/.test(problem);
}

describeWithNix('the packages that were asked for, by official Nix', () => {
  test('are what their names say', async () => {
    const { after } = await migrateFiles(fleet({}), {
      additions: ['rpc', 'static'],
      processors: new Map([
        ['elm', 'znver4'],
        ['oak', 'native'],
      ]),
    });
    writeFileSync(
      join(after, 'hosts/yew.nix'),
      `{ pkgs, ... }:
{
  my.rpc = pkgs.llama-cpp-rpc;
  my.static = pkgs.llama-cpp-static;
  my.native = pkgs.llama-cpp-cuda-native;
  my.environment = [ pkgs.llama-cpp-cpu-znver4.env pkgs.llama-cpp-cuda-native.env ];
}
`,
    );
    const report = evaluateFlake(after);
    const yew = report.kind === 'evaluated' ? report.hosts.get('yew') : undefined;
    if (yew?.kind !== 'evaluated') throw new Error(JSON.stringify(yew ?? report));
    const build = (path: string) => yew.references.find((one) => one.path === path)?.build;
    expect(build('my.rpc')?.flags).toContain('rpc');
    expect(build('my.static')?.flags).toContain('static');
    const native = build('my.native');
    if (native === undefined) throw new Error('there is no native build');
    expect(native.flags).toEqual(['cuda']);
    expect(cmakeValue(native, 'GGML_NATIVE')).toBe('TRUE');
    expect(cmakeValue(native, 'GGML_BACKEND_DL')).toBeUndefined();
    expect(yew.values.get('my.environment')).toEqual([
      { NIX_CFLAGS_COMPILE: '-march=znver4' },
      { NIX_ENFORCE_NO_NATIVE: '0' },
    ]);
  });
});
