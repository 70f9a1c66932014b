/** The comparison accepts the examples' expected results and names what is wrong in a spoilt one. */

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareFlakes } from './compare.js';
import { describeWithNix } from './describe-with-nix.js';
import { copyOf, replaceIn } from './spoil.js';

const examples = join(import.meta.dirname, '../../examples');
const before = (name: string) => join(examples, name, 'before');
const after = (name: string) => join(examples, name, 'after');

describeWithNix('a migration as expected', () => {
  test.each(['four-hosts', 'single-host', 'helper-function'])('%s has no problem', (name) => {
    expect(compareFlakes(before(name), after(name))).toEqual([]);
  });
});

describeWithNix('a problem is named:', () => {
  const element = '(import ./nixos/overlays/llama-cpp.nix {inherit inputs;})';

  test.each<[string, string, (folder: string) => void, RegExp]>([
    [
      'an overlay that one host lacks',
      'four-hosts',
      (folder) => replaceIn(folder, 'flake.nix', `              ${element}\n`, ''),
      /^carbon: pkgs\.llama-cpp is nixpkgs's build$/m,
    ],
    [
      'an overlay that the helper lacks',
      'helper-function',
      (folder) => replaceIn(folder, 'lib/mk-host.nix', '{ nixpkgs.overlays', '{ nixpkgs.other'),
      /^crucible: pkgs\.llama-cpp-cpu does not exist$/m,
    ],
    [
      "nixpkgs' argument on the flake's package",
      'single-host',
      (folder) =>
        replaceIn(
          folder,
          'configuration.nix',
          'pkgs.llama-cpp-vulkan',
          'pkgs.llama-cpp.override { vulkanSupport = true; }',
        ),
      /^nixos: does not evaluate: .*called with unexpected argument 'vulkanSupport'/m,
    ],
    [
      'an argument that upstream has dropped',
      'single-host',
      (folder) => replaceIn(folder, 'overlays/llama-cpp.nix', 'useVulkan = false;', 'enableCurl = true;'),
      /^nixos: pkgs\.llama-cpp-vulkan fails: .*called with unexpected argument 'enableCurl'/m,
    ],
    [
      'closed formals without the new input',
      'single-host',
      (folder) => replaceIn(folder, 'flake.nix', '{ self, nixpkgs, ... }@inputs', '{ self, nixpkgs }@inputs'),
      /^the flake does not evaluate: .*called with unexpected argument 'llama-cpp'/m,
    ],
    [
      'a formal without an input',
      'single-host',
      (folder) => replaceIn(folder, 'flake.nix', '{ self, nixpkgs, ... }', '{ self, nixpkgs, llama, ... }'),
      /cannot find flake 'flake:llama'/,
    ],
    [
      'follows of an input that is not there',
      'single-host',
      (folder) => replaceIn(folder, 'flake.nix', 'follows = "nixpkgs"', 'follows = "unstable"'),
      /follows a non-existent input 'unstable'/,
    ],
    [
      'no follows',
      'helper-function',
      (folder) => replaceIn(folder, 'flake.nix', 'llama-cpp.inputs.nixpkgs.follows = "nixpkgs";', ''),
      /^input llama-cpp does not follow a nixpkgs of the flake$/m,
    ],
    [
      'an old owner of the repository',
      'single-host',
      (folder) => replaceIn(folder, 'flake.nix', 'ggml-org', 'ggerganov'),
      /^input llama-cpp is not ggml-org's/m,
    ],
    [
      'an import of the deleted file',
      'four-hosts',
      (folder) =>
        replaceIn(folder, 'flake.nix', element, '(import ./nixos/pkgs/llama-cpp-variants.nix inputs)'),
      /^carbon: does not evaluate: .*llama-cpp-variants\.nix/m,
    ],
    [
      'an import of the deleted file that nothing evaluates',
      'four-hosts',
      (folder) =>
        replaceIn(
          folder,
          'flake.nix',
          'let\n    inherit (self) outputs;',
          'let\n    inherit (self) outputs;\n    unused = import ./nixos/pkgs/llama-cpp-variants.nix inputs;',
        ),
      /^flake\.nix refers to nixos\/pkgs\/llama-cpp-variants\.nix, which is deleted$/m,
    ],
    [
      'a name of the deleted overlay',
      'four-hosts',
      (folder) => replaceIn(folder, 'home/desktop.nix', 'pkgs.llama-cpp-cuda', 'pkgs.llama-cpp-cuda-native'),
      /^boron: does not evaluate: .*'llama-cpp-cuda-native' missing/m,
    ],
    [
      'a lost reference',
      'four-hosts',
      (folder) => replaceIn(folder, 'machines/carbon.nix', '    llama-cpp-vulkan\n', ''),
      /^carbon: environment\.systemPackages has lost a llama\.cpp reference$/m,
    ],
    [
      'a new reference',
      'four-hosts',
      (folder) => replaceIn(folder, 'home/laptop.nix', 'waybar', 'waybar\n    llama-cpp'),
      /^carbon: home-manager\.users\.ada\.home\.packages has a new llama\.cpp reference$/m,
    ],
    [
      'another backend than the reference named',
      'four-hosts',
      (folder) => replaceIn(folder, 'machines/boron.nix', '    llama-cpp-cuda\n', '    llama-cpp-vulkan\n'),
      /^boron: environment\.systemPackages is built with \[vulkan\], not \[cuda\]$/m,
    ],
    [
      'an unrelated change',
      'four-hosts',
      (folder) => replaceIn(folder, 'machines/nitrogen.nix', '03:00', '04:00'),
      /^nitrogen: systemd\.services\.digest\.startAt changed from "03:00" to "04:00"$/m,
    ],
    [
      'an unrelated package',
      'single-host',
      (folder) => replaceIn(folder, 'configuration.nix', '    pkgs.wget\n', ''),
      /^nixos: environment\.systemPackages changed/m,
    ],
    [
      'an unrelated input',
      'four-hosts',
      (folder) => replaceIn(folder, 'flake.nix', 'nixos-25.11', 'nixos-25.05'),
      /^input nixpkgs-stable changed$/m,
    ],
    [
      'a host that is gone',
      'helper-function',
      (folder) => replaceIn(folder, 'flake.nix', 'crucible', 'cauldron'),
      /^crucible: the host is gone$/m,
    ],
    [
      'an overlay without the CPU kernels',
      'single-host',
      (folder) =>
        replaceIn(folder, 'overlays/llama-cpp.nix', '(prev.lib.cmakeBool "GGML_CPU_ALL_VARIANTS" true)', ''),
      /^nixos: pkgs\.llama-cpp-cpu has no run-time choice of CPU kernels$/m,
    ],
    [
      'GGML_NATIVE beside the run-time choice',
      'single-host',
      (folder) =>
        replaceIn(
          folder,
          'overlays/llama-cpp.nix',
          '"GGML_BACKEND_DL" true)',
          '"GGML_BACKEND_DL" true) "-DGGML_NATIVE=ON"',
        ),
      /^nixos: pkgs\.llama-cpp has GGML_NATIVE beside GGML_BACKEND_DL/m,
    ],
    [
      "backends that nixpkgs' configuration adds to a variant",
      'helper-function',
      (folder) => replaceIn(folder, 'overlays/llama-cpp.nix', 'useCuda = false;', ''),
      /^anvil: pkgs\.llama-cpp-cpu is built with \[cuda\], not \[\]$/m,
    ],
    [
      "upstream's own overlay, which breaks nixpkgs' variants",
      'single-host',
      (folder) =>
        replaceIn(
          folder,
          'flake.nix',
          '(import ./overlays/llama-cpp.nix { inherit inputs; })',
          'inputs.llama-cpp.overlays.default',
        ),
      /^nixos: pkgs\.llama-cpp-rocm fails: .*called with unexpected argument 'rocmSupport'/m,
    ],
    [
      'an overlay that takes from upstream without handing on its scope',
      'single-host',
      (folder) =>
        writeFileSync(
          join(folder, 'overlays/llama-cpp.nix'),
          '{ inputs }: final: prev: { inherit (inputs.llama-cpp.overlays.default final prev) llama-cpp; }',
        ),
      /^nixos: pkgs\.llama-cpp fails: .*'llamaPackages' missing/m,
    ],
    [
      'a file that does not parse and that nothing reads',
      'single-host',
      (folder) => writeFileSync(join(folder, 'draft.nix'), '{ a = ; }'),
      /^a file does not parse: [\s\S]*draft\.nix/m,
    ],
  ])('%s (%s)', (_, example, spoil, problem) => {
    const spoilt = copyOf(after(example));
    spoil(spoilt);
    expect(compareFlakes(before(example), spoilt).join('\n')).toMatch(problem);
  });

  test('an overlay file that git does not know', () => {
    const repository = copyOf(after('four-hosts'));
    const git = (...args: string[]) => execFileSync('git', args, { cwd: repository });
    git('init', '--quiet');
    git('add', '.');
    git('rm', '--quiet', '--cached', 'nixos/overlays/llama-cpp.nix');
    expect(compareFlakes(before('four-hosts'), repository).join('\n')).toMatch(
      /^carbon: does not evaluate: .*nixos\/overlays/m,
    );

    git('add', '--intent-to-add', 'nixos/overlays/llama-cpp.nix');
    expect(compareFlakes(before('four-hosts'), repository)).toEqual([]);
  });
});

describeWithNix("home-manager's own package set", () => {
  const fixture = join(import.meta.dirname, '../fixtures/home-manager-own-package-set');

  test("does not see the host's overlay", () => {
    const spoilt = copyOf(join(fixture, 'after'));
    replaceIn(spoilt, 'home.nix', '(import ./overlays/llama-cpp.nix { inherit inputs; })', '');
    expect(compareFlakes(join(fixture, 'before'), spoilt)).toContain(
      "box: home-manager.users.lin.home.packages is nixpkgs's build",
    );
  });
});

describeWithNix('only some hosts', () => {
  test('the hosts that are not migrated must be as before', () => {
    const hosts = ['beryllium', 'boron', 'nitrogen'];
    expect(compareFlakes(before('four-hosts'), after('four-hosts'), { hosts })).toContain(
      'carbon: its packages changed',
    );
  });
});

describeWithNix('a flag of the configuration', () => {
  const tuned = (build: string): string =>
    `(${build}).overrideAttrs (old: { cmakeFlags = old.cmakeFlags ++ [ "-DGGML_CUDA_FORCE_MMQ=ON" ]; })`;
  const nixpkgs = 'pkgs.llama-cpp.override { vulkanSupport = true; }';
  const spoilt = (folder: string, build: string): string => {
    const copy = copyOf(folder);
    replaceIn(copy, 'configuration.nix', `package = ${build};`, `package = ${tuned(build)};`);
    return copy;
  };

  test('that is kept is no problem', () => {
    const kept = spoilt(after('single-host'), 'pkgs.llama-cpp-vulkan');
    expect(compareFlakes(spoilt(before('single-host'), nixpkgs), kept)).toEqual([]);
  });

  test('that is lost is named', () => {
    expect(compareFlakes(spoilt(before('single-host'), nixpkgs), after('single-host'))).toContain(
      'nixos: services.llama-cpp.package has lost the flag -DGGML_CUDA_FORCE_MMQ=ON',
    );
  });
});
