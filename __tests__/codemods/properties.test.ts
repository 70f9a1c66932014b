/** What must not matter in a module: how its names are called, what else is in it, how it is laid out. */
import fc from 'fast-check';
import { type Migrated, migrateFiles, removeFlakes } from './flakes.js';

/** The same cases in each run. */
const seed = 20261122;

afterAll(removeFlakes);

const flake = `{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { nixpkgs, ... }@inputs:
    {
      nixosConfigurations.box = nixpkgs.lib.nixosSystem {
        system = "x86_64-linux";
        specialArgs = { inherit inputs; };
        modules = [ ./host.nix ];
      };
    };
}
`;

/** The names that a module binds, in the order in which it does. */
type Names = readonly [set: string, alias: string, helper: string, parameter: string];

/** Ways to write the package; those with the names of the module around it take them. */
const shapes: readonly ((names: Names) => string)[] = [
  () => 'pkgs.llama-cpp',
  () => 'pkgs.llama-cpp.override { cudaSupport = true; }',
  () => 'pkgs.llama-cpp-vulkan',
  () =>
    '(pkgs.llama-cpp.override { rocmSupport = true; }).overrideAttrs (old: { patches = old.patches ++ [ ]; })',
  () => '"${pkgs.llama-cpp.override { vulkanSupport = true; }}/bin/llama-server --port \\${PORT}"',
  () => 'lib.getExe\' (pkgs.llama-cpp.override { cudaSupport = true; }) "llama-server"',
  () => '{ services = [ "llama-cpp.service" ]; user = "llama-cpp"; path = "/var/lib/llama-cpp"; }',
  ([set]) => `${set}.llama-cpp.override { vulkanSupport = true; rocmSupport = false; }`,
  ([, alias]) => `${alias}.override { rpcSupport = true; }`,
  ([, alias]) => `"\${${alias}}/bin/llama-cli"`,
  ([set, , helper]) => `${helper} ${set}.llama-cpp`,
  ([set]) => `map (one: one.override { rocmSupport = true; }) [ ${set}.llama-cpp ]`,
  ([set]) => `if lib.versionAtLeast lib.version "1" then ${set}.llama-cpp-cuda else ${set}.llama-cpp`,
];

const usual: Names = ['zz0', 'zz1', 'zz2', 'zz3'];

/** A module as the words and marks that it is written with, so that anything may be put between them. */
const moduleOf = (chosen: readonly number[], names: Names, more: string): string => {
  const [set, alias, helper, parameter] = names;
  const values = chosen.map((index, place) => `  my.value-${place} = ${shapes[index]?.(names) ?? 'null'};`);
  return `{ pkgs, lib, ... }:
let
  ${set} = pkgs;
  ${alias} = ${set}.llama-cpp.override { cudaSupport = true; };
  ${helper} = ${parameter}: ${parameter}.override { vulkanSupport = true; };
in
{
${[...values, more].filter((line) => line !== '').join('\n')}
}
`;
};

const someShapes = fc.array(fc.nat({ max: shapes.length - 1 }), { minLength: 1, maxLength: 5 });

async function migrateModule(module: string): Promise<Migrated> {
  const migrated = await migrateFiles({ 'flake.nix': flake, 'host.nix': module });
  expect(migrated.plan.refusals).toEqual([]);
  return migrated;
}

test('renaming what a module binds commutes with the migration', async () => {
  const name = fc.constantFrom(
    'p',
    'llama-cpp',
    'llama-cpp-cuda',
    'final',
    'prev',
    'base_2',
    "x'",
    'package',
    'final-set',
  );
  const names = fc.uniqueArray(name, { minLength: 4, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(
      someShapes,
      names,
      async (chosen, [set = '', alias = '', helper = '', parameter = '']) => {
        const others: Names = [set, alias, helper, parameter];
        const one = (await migrateModule(moduleOf(chosen, usual, ''))).textOf('host.nix');
        const other = (await migrateModule(moduleOf(chosen, others, ''))).textOf('host.nix');
        expect(other).toBe(one?.replace(/\bzz([0-3])\b/g, (_whole, index) => others[Number(index)] ?? ''));
        expect(other).not.toContain('cudaSupport');
      },
    ),
    { seed, numRuns: 40 },
  );
});

test('what has nothing to do with the package changes nothing else', async () => {
  const more = fc.constantFrom(
    '  environment.systemPackages = with pkgs; [ git htop ];',
    '  networking.firewall.allowedTCPPorts = [ 8080 ];',
    '  my.other = pkgs.whisper-cpp.override { cudaSupport = true; };',
    '  systemd.services.llama-cpp.after = [ "network.target" ];',
    '  # pkgs.llama-cpp is told, not changed',
  );
  await fc.assert(
    fc.asyncProperty(someShapes, more, async (chosen, line) => {
      const without = await migrateModule(moduleOf(chosen, usual, ''));
      const withIt = await migrateModule(moduleOf(chosen, usual, line));
      expect(withIt.textOf('host.nix')?.replace(`${line}\n`, '')).toBe(without.textOf('host.nix'));
      expect(withIt.textOf('flake.nix')).toBe(without.textOf('flake.nix'));
    }),
    { seed, numRuns: 30 },
  );
});

test('layout and comments do not decide what is changed', async () => {
  const gap = fc.constantFrom(' ', '\n', '\n\n', '  ', '\t', ' /* llama-cpp */ ', ' # pkgs.llama-cpp\n');
  await fc.assert(
    fc.asyncProperty(someShapes, fc.array(gap, { minLength: 40, maxLength: 40 }), async (chosen, gaps) => {
      const module = moduleOf(chosen, usual, '');
      // between the words outside of strings; an indented line starts anew
      const noisy = noisyText(module, gaps);
      const plain = (await migrateModule(module)).textOf('host.nix') ?? '';
      const changed = (await migrateModule(noisy)).textOf('host.nix') ?? '';
      expect(bare(changed)).toBe(bare(plain));
    }),
    { seed, numRuns: 40 },
  );
});

/** Other white space and comments for the spaces that separate words outside of strings. */
function noisyText(module: string, gaps: readonly string[]): string {
  let count = 0;
  return module
    .split(/("(?:[^"\\]|\\.)*")/)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part.replace(/ +/g, () => {
            count += 1;
            return gaps[count % gaps.length] ?? ' ';
          }),
    )
    .join('');
}

/** Without comments and white space. */
const bare = (text: string): string =>
  text
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/#.*$/gm, '')
    .replace(/\s+/g, '');
