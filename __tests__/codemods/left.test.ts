/** What is left alone and told, and what is done for packages that need nixpkgs' own. */
import { compareFlakes } from '../nix/compare.js';
import { describeWithNix } from '../nix/describe-with-nix.js';
import { type Files, filesIn, type Migrated, migrateFiles, removeFlakes, told } from './flakes.js';

afterAll(removeFlakes);

const flake = (outputs: string, modules = './host.nix'): string => `{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { self, nixpkgs, ... }@inputs:
    let
      system = "x86_64-linux";
      pkgs = nixpkgs.legacyPackages.\${system};
      eachSystem = f: { \${system} = f nixpkgs.legacyPackages.\${system}; };
    in
    {
      nixosConfigurations.box = nixpkgs.lib.nixosSystem {
        inherit system;
        specialArgs = { inherit inputs; };
        modules = [ { networking.firewall.enable = true; } ] ++ [ ${modules} ];
      };
${outputs}
    };
}
`;

const host = '{ pkgs, ... }:\n{ my.package = pkgs.llama-cpp.override { cudaSupport = true; }; }\n';

async function migrateWith(outputs: string, files: Files = {}): Promise<Migrated> {
  return migrateFiles({ 'flake.nix': flake(outputs), 'host.nix': host, ...files });
}

describe('packages of the flake’s other outputs', () => {
  const outputs = [
    [
      'a package that is handed on',
      '      packages.${system}.llama = pkgs.llama-cpp.override { cudaSupport = true; };',
    ],
    [
      'a shell',
      '      devShells.${system}.default = pkgs.mkShell { name = "ai"; packages = [ pkgs.llama-cpp ]; };',
    ],
    [
      'a shell under with',
      '      devShells.${system}.default = pkgs.mkShell { name = "ai"; packages = with pkgs; [ llama-cpp ]; };',
    ],
    ['packages of each system', '      packages = eachSystem (pkgs: { llama = pkgs.llama-cpp; });'],
  ] as const;

  test.each(outputs)('%s stays and is told', async (_title, text) => {
    const { textOf, plan } = await migrateWith(text);
    expect(textOf('flake.nix')).toContain(text);
    expect(textOf('host.nix')).toContain('pkgs.llama-cpp-cuda;');
    expect(told(plan.warnings)).toEqual([
      expect.stringMatching(/^PKG604 flake.nix:17 “llama-cpp” is left alone/),
    ]);
  });

  describeWithNix('by official Nix', () => {
    test.each(outputs)('%s is what it was', async (_title, text) => {
      const { before, after } = await migrateWith(text);
      expect(compareFlakes(before, after)).toEqual([]);
    });
  });
});

describe('systems within a system', () => {
  const cuda = 'pkgs.llama-cpp.override { cudaSupport = true; }';
  const inside = (text: string): string => `{ pkgs, ... }:\n{\n  my.package = ${cuda};\n  ${text}\n}\n`;
  const nested = [
    ['a container', `containers.ai.config = { pkgs, ... }: { my.package = ${cuda}; };`],
    [
      'a container in a block',
      `containers = { ai = { config = { config, pkgs, ... }: { my.package = ${cuda}; }; }; };`,
    ],
  ] as const;

  test.each(nested)(
    '%s has a package set of its own: what it takes stays and is told',
    async (_title, text) => {
      const { textOf, plan } = await migrateFiles({ 'flake.nix': flake(''), 'host.nix': inside(text) });
      expect(textOf('host.nix')).toBe(inside(text).replace(cuda, 'pkgs.llama-cpp-cuda'));
      expect(told(plan.warnings)).toEqual([expect.stringMatching(/^PKG604 host.nix:4 /)]);
    },
  );

  test.each([
    ['imported', 'containers.ai.config = import ./ai.nix;'],
    ['named', 'containers.ai.config = ./ai.nix;'],
    ['imported by a module', 'containers.ai.config = { imports = [ ./ai.nix ]; };'],
    ['imported by the machine as well', 'imports = [ ./ai.nix ]; containers.ai.config = import ./ai.nix;'],
  ])('so has a container whose file is %s', async (_title, text) => {
    const ai = `{ config, pkgs, ... }: { my.other = ${cuda}; }\n`;
    const files = { 'flake.nix': flake(''), 'host.nix': inside(text), 'ai.nix': ai };
    const { textOf, plan } = await migrateFiles(files);
    expect(textOf('ai.nix')).toBe(ai);
    expect(told(plan.warnings)).toEqual([expect.stringMatching(/^PKG604 ai.nix:1 /)]);
  });

  test('the node of a test has one as well', async () => {
    const { textOf } = await migrateWith(
      `      checks.x86_64-linux.ai = pkgs.testers.runNixOSTest { name = "ai"; nodes.one = { pkgs, ... }: { my.package = ${cuda}; }; testScript = ""; };`,
    );
    expect(textOf('flake.nix')).toContain(cuda);
  });

  test.each([
    [
      'a container that is given the package of its host',
      `containers.ai.config = { my.package = ${cuda}; };`,
    ],
    ['a specialisation', `specialisation.ai.configuration = { pkgs, ... }: { my.package = ${cuda}; };`],
  ])('%s is changed', async (_title, text) => {
    const { textOf, plan } = await migrateFiles({ 'flake.nix': flake(''), 'host.nix': inside(text) });
    expect(textOf('host.nix')).toBe(inside(text).replaceAll(cuda, 'pkgs.llama-cpp-cuda'));
    expect(plan.warnings).toEqual([]);
  });
});

describe('files of others', () => {
  const module =
    '{ pkgs, ... }:\n{ environment.systemPackages = [ (pkgs.llama-cpp.override { cudaSupport = true; }) ]; }\n';

  test('a template with a flake of its own stays and is told', async () => {
    const { textOf, plan } = await migrateWith('', {
      'templates/ai/flake.nix': '{ outputs = { self }: { }; }\n',
      'templates/ai/host.nix': module,
    });
    expect(textOf('templates/ai/host.nix')).toBe(module);
    expect(told(plan.warnings)).toEqual([
      expect.stringMatching(/^PKG604 templates\/ai\/host.nix:2 .*another flake/),
    ]);
  });

  describe('a flake in a folder of its own', () => {
    const half = (name: string): string => `{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs";
  inputs.llama-cpp.url = "github:ggml-org/llama.cpp";
  inputs.llama-cpp.inputs.nixpkgs.follows = "nixpkgs";

  outputs = { self, nixpkgs, llama-cpp, ... }@inputs: {
    nixosConfigurations.${name} = nixpkgs.lib.nixosSystem {
      system = "x86_64-linux";
      specialArgs = { inherit inputs; };
      modules = [
        ./host.nix
        ../shared.nix
        { nixpkgs.overlays = [ llama-cpp.overlays.default ]; }
      ];
    };
  };
}
`;
    const files = {
      'left/flake.nix': half('left'),
      'left/host.nix': module,
      'right/flake.nix': half('right'),
      'right/host.nix': module,
      'right/overlay.nix': 'final: prev: { llama-cpp = prev.llama-cpp.override { cudaSupport = true; }; }\n',
      'shared.nix': module,
      'stray.nix': module,
    };

    test('gets what it reads changed, and nothing of its neighbours is touched or told', async () => {
      const { plan } = await migrateFiles(files, {}, 'left');
      expect(told(plan.refusals)).toEqual([]);
      expect(plan.changes.map(({ path }) => path).sort()).toEqual([
        'left/flake.nix',
        'left/host.nix',
        'left/overlays/llama-cpp.nix',
        'shared.nix',
      ]);
      expect(told(plan.warnings)).toEqual([]);
    });
  });

  test('a module that no host reads is rewritten, because its override would fail where it is used', async () => {
    const { textOf } = await migrateWith('', { 'unused.nix': module });
    expect(textOf('unused.nix')).toContain('[ pkgs.llama-cpp-cuda ]');
  });

  test('a shell that brings its own nixpkgs stays', async () => {
    const shell =
      '{ pkgs ? import <nixpkgs> { } }: pkgs.mkShell { packages = [ (pkgs.llama-cpp.override { cudaSupport = true; }) ]; }\n';
    const { textOf } = await migrateWith('', { 'shell.nix': shell });
    expect(textOf('shell.nix')).toBe(shell);
  });

  test('a package function that the flake calls with its own nixpkgs stays', async () => {
    const cuda =
      '{ hello, llama-cpp }: hello.overrideAttrs { name = "${llama-cpp.override { cudaSupport = true; }}"; }\n';
    const { textOf } = await migrateWith('      packages.${system}.chat = pkgs.callPackage ./chat.nix { };', {
      'chat.nix': cuda,
    });
    expect(textOf('chat.nix')).toBe(cuda);
  });

  test('a package function that the flake and a host call is refused where its arguments would have to be both', async () => {
    const { plan } = await migrateWith('      packages.${system}.chat = pkgs.callPackage ./chat.nix { };', {
      'chat.nix':
        '{ hello, llama-cpp }: hello.overrideAttrs { name = "${llama-cpp.override { cudaSupport = true; }}"; }\n',
      'host.nix': '{ pkgs, ... }:\n{ my.package = pkgs.callPackage ./chat.nix { }; }\n',
    });
    expect(told(plan.refusals)).toEqual([expect.stringMatching(/^PKG602 chat.nix:1/)]);
  });

  test('a package function that takes all of another package set stays and is told', async () => {
    const tuned = '{ pkgs, ... }: pkgs.llama-cpp.override { cudaSupport = true; }\n';
    const { textOf, plan } = await migrateWith('', {
      'tuned.nix': tuned,
      'host.nix':
        '{ pkgs, inputs, ... }:\nlet\n  newer = import inputs.nixpkgs { inherit (pkgs) system; };\nin\n{ my.package = newer.callPackage ./tuned.nix { }; }\n',
    });
    expect(textOf('tuned.nix')).toBe(tuned);
    expect(told(plan.warnings)).toEqual([
      expect.stringMatching(/^PKG604 tuned.nix:1 .* the package set of the host is not at hand/),
    ]);
    expect(plan.warnings[0]?.hint).toContain('by its callPackage');
  });

  test('a package function that takes all of the host’s package set is rewritten', async () => {
    const { textOf } = await migrateWith('', {
      'tuned.nix': '{ pkgs, ... }: pkgs.llama-cpp.override { cudaSupport = true; }\n',
      'host.nix': '{ pkgs, ... }:\n{ my.package = pkgs.callPackage ./tuned.nix { }; }\n',
    });
    expect(textOf('tuned.nix')).toBe('{ pkgs, ... }: pkgs.llama-cpp-cuda\n');
  });

  test('a file of another host stays when only one is asked for', async () => {
    const second =
      '      nixosConfigurations.other = nixpkgs.lib.nixosSystem { inherit system; modules = [ ./other.nix ]; };';
    const files = { 'flake.nix': flake(second), 'host.nix': host, 'other.nix': host };
    const { textOf } = await migrateFiles(files, { hosts: ['box'] });
    expect(textOf('host.nix')).toContain('pkgs.llama-cpp-cuda;');
    expect(textOf('other.nix')).toBe(host);
  });
});

describe('references in comments', () => {
  const rows: readonly (readonly [string, boolean])[] = [
    ['# package = pkgs.llama-cpp-vulkan;', true],
    ['# (llama-cpp.override { cudaSupport = true; })', true],
    ['# llama-cpp', true],
    ['/* environment.systemPackages = [ pkgs.unstable.llama-cpp ]; */', true],
    ['# ExecStart = "${pkgs.llama-cpp}/bin/llama-server";', true],
    ['# The server is llama-cpp, from nixpkgs.', false],
    ['# see pkgs.llama-cpp in nixpkgs', false],
    ['# services.llama-cpp.enable = true;', false],
    ['# after = [ "llama-cpp.service" ];', false],
    ['# users.users.llama-cpp = { };', false],
  ];

  test.each(rows)('%s', async (comment, isTold) => {
    const text = `{ pkgs, ... }:\n{\n  ${comment}\n  my.package = pkgs.llama-cpp-cuda;\n}\n`;
    const { plan, textOf } = await migrateFiles({ 'flake.nix': flake(''), 'host.nix': text });
    expect(textOf('host.nix')).toBe(text);
    expect(told(plan.warnings)).toEqual(
      isTold ? [expect.stringMatching(/^PKG604 host.nix:3 .*commented out/)] : [],
    );
  });
});

describe('packages of nixpkgs that override llama-cpp', () => {
  const rows = [
    ['named', '{ pkgs, ... }:\n{ environment.systemPackages = [ pkgs.local-ai ]; }\n', ['2 local-ai']],
    ['switched on', '{ services.tabby.enable = true; }\n', ['1 tabby']],
    ['not used', '{ my.name = "local-ai"; services.tabby.enable = false; }\n', []],
  ] as const;

  test.each(rows)('that are %s', async (_title, text, kept) => {
    const { plan, textOf } = await migrateFiles({
      'flake.nix': flake('', './host.nix ./ai.nix'),
      'host.nix': host,
      'ai.nix': text,
    });
    const overlay = textOf('overlays/llama-cpp.nix') ?? '';
    expect(
      [...overlay.matchAll(/^ {2}(\S+) = prev\.\1\.override \{ inherit \(prev\) llama-cpp; \};$/gm)].map(
        ([, name]) => name,
      ),
    ).toEqual(kept.map((one) => one.slice(2)));
    expect(told(plan.warnings)).toEqual(
      kept.map((one) => expect.stringMatching(`^PKG608 ai.nix:${one} overrides arguments`)),
    );
  });

  describeWithNix('by official Nix', () => {
    test('still evaluate', async () => {
      const { before, after } = await migrateFiles({
        'flake.nix': flake('', './host.nix ./ai.nix'),
        'host.nix': host,
        'ai.nix': '{ pkgs, ... }:\n{ environment.systemPackages = [ pkgs.local-ai pkgs.tabby ]; }\n',
      });
      const problems = compareFlakes(before, after).filter(
        (problem) => !/environment\.systemPackages is nixpkgs's build/.test(problem),
      );
      expect(problems).toEqual([]);
    });
  });
});

describe('a channel of an overlay', () => {
  test.each([
    [
      'a comment that names the package',
      '/* llama-cpp */ import inputs.nixpkgs-stable { system = "x86_64-linux"; }',
    ],
    [
      'an overlay of its own',
      'import inputs.nixpkgs-stable { system = "x86_64-linux"; overlays = [ (f: p: { x = p.llama-cpp; }) ]; }',
    ],
  ])('with %s is no package', async (_title, channel) => {
    const { textOf } = await migrateFiles({
      'flake.nix': flake('', './channel.nix ./host.nix'),
      'channel.nix': `{ inputs, ... }:\n{ nixpkgs.overlays = [ (final: prev: { unstable = ${channel}; }) ]; }\n`,
      'host.nix': '{ pkgs, ... }:\n{ my.package = pkgs.unstable.llama-cpp; }\n',
    });
    expect(textOf('host.nix')).toContain('my.package = pkgs.llama-cpp;');
  });
});

describe('a fork as an input of the flake', () => {
  const files: Files = {
    'flake.nix': flake('').replace(
      '\n\n  outputs',
      '\n  inputs.llama-cpp.url = "github:someone/llama.cpp";\n\n  outputs',
    ),
    'host.nix': `{ pkgs, inputs, ... }:
{
  my.fork = inputs.llama-cpp.packages.\${pkgs.system}.vulkan;
  my.package = pkgs.llama-cpp.override { cudaSupport = true; };
}
`,
  };

  test('stays beside the official one, and so does what is taken from it', async () => {
    const { plan, textOf } = await migrateFiles(files, { inputName: 'llama-official' });
    expect(told(plan.refusals)).toEqual([]);
    expect(textOf('flake.nix')).toContain('inputs.llama-cpp.url = "github:someone/llama.cpp";\n');
    expect(textOf('flake.nix')).toContain('inputs.llama-official.url = "github:ggml-org/llama.cpp";\n');
    expect(textOf('host.nix')).toBe(
      files['host.nix']?.replace('pkgs.llama-cpp.override { cudaSupport = true; }', 'pkgs.llama-cpp-cuda'),
    );
  });

  test('serves where it is asked for by its name, in a later run too', async () => {
    const { plan, after } = await migrateFiles(files, { inputName: 'llama-cpp' });
    const again = await migrateFiles(filesIn(after));
    expect([told(again.plan.refusals), again.plan.changes]).toEqual([[], []]);
    expect(told(plan.refusals)).toEqual([]);
    expect(plan.notes).toContain(
      'The input llama-cpp (github:someone/llama.cpp) is a fork of llama.cpp and is used as it is.',
    );
  });

  describeWithNix('by official Nix', () => {
    test('the reference to nixpkgs’ package is the official build, the other the fork’s', async () => {
      const { before, after } = await migrateFiles(files, { inputName: 'llama-official' });
      expect(compareFlakes(before, after)).toEqual([]);
    });
  });
});
