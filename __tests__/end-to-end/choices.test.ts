/** Which build a host gets: the first that speaks decides, in the order that the README gives. */
import { removeFolders, repository } from '../cli/terminal.js';
import { bytes, tool } from './repository.js';

afterAll(removeFolders);

const flake = `{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  inputs.nixos-hardware.url = "github:NixOS/nixos-hardware";

  outputs = { nixpkgs, ... }@inputs: {
    nixosConfigurations.box = nixpkgs.lib.nixosSystem {
      modules = [ ./box.nix ];
    };
    nixosConfigurations.cat = nixpkgs.lib.nixosSystem {
      modules = [ ./cat.nix ];
    };
  };
}
`;

const plain = 'pkgs.llama-cpp';
const vulkan = '(pkgs.llama-cpp.override { vulkanSupport = true; })';
const nvidia = 'services.xserver.videoDrivers = [ "nvidia" ];';
const ollama = 'services.ollama.acceleration = "rocm";';
const config = 'nixpkgs.config.cudaSupport = true;';

/** Two hosts with one reference each; the lines are box's. */
async function referencesAfter(reference: string, lines: string, argv: readonly string[]) {
  const host = (text: string, more: string) =>
    `{ pkgs, ... }:\n{\n  system = "x86_64-linux";\n  ${more}\n  environment.systemPackages = [ ${text} ];\n}\n`;
  const folder = repository({
    'flake.nix': flake,
    'box.nix': host(reference, lines),
    'cat.nix': host(plain, ''),
  });
  const { code, stderr } = await tool(folder, '--yes', ...argv);
  const files = bytes(folder);
  const after = (path: string) => /systemPackages = \[ (.*) \];/.exec(files[path] ?? '')?.[1];
  return { code, box: after('box.nix'), cat: after('cat.nix'), stderr };
}

test.each([
  [
    '--variant before all else',
    vulkan,
    `${config} ${nvidia}`,
    ['--variant', 'box=cpu'],
    'pkgs.llama-cpp-cpu',
  ],
  ['the reference before nixpkgs.config', vulkan, `${config} ${nvidia}`, [], 'pkgs.llama-cpp-vulkan'],
  ['nixpkgs.config, by the plain name that follows it', plain, `${config} ${ollama}`, [], 'pkgs.llama-cpp'],
  ['ollama’s choice before the drivers', plain, `${ollama} ${nvidia}`, [], 'pkgs.llama-cpp-rocm'],
  ['the drivers', plain, nvidia, [], 'pkgs.llama-cpp-cuda'],
  ['nothing: the plain build', plain, '', [], 'pkgs.llama-cpp'],
] as const)('%s', async (_, reference, lines, argv, expected) => {
  const { code, box, cat, stderr } = await referencesAfter(reference, lines, argv);
  expect({ code, box, stderr }).toEqual({ code: 0, box: expected, stderr });
  expect(cat).toBe('pkgs.llama-cpp');
});

test('--variant without a host is for all, one with a host for that one', async () => {
  const after = await referencesAfter(plain, nvidia, ['--variant', 'vulkan', '--variant', 'cat=cpu']);
  expect(after).toMatchObject({ code: 0, box: 'pkgs.llama-cpp-vulkan', cat: 'pkgs.llama-cpp-cpu' });
});

test('the summary names the choice and its place', async () => {
  const { stderr } = await referencesAfter(plain, nvidia, []);
  expect(stderr).toMatch(/^box +cuda +services\.xserver\.videoDrivers has "nvidia" \(box\.nix:4\) +\d+$/m);
});

test('two vendors are a doubt that is said aloud, and the plain build stays', async () => {
  const amd = 'hardware.amdgpu.initrd.enable = true;';
  const { code, box, stderr } = await referencesAfter(plain, `${nvidia} ${amd}`, []);
  expect({ code, box }).toEqual({ code: 0, box: 'pkgs.llama-cpp' });
  expect(stderr).toMatch(/^warning: HOST404 [^\n]*box/m);
});
