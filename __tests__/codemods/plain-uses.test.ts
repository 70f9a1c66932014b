/** Uses that can only have the plain name: the hosts with another build say what it is, the others nothing. */
import { compareFlakes } from '../nix/compare.js';
import { describeWithNix } from '../nix/describe-with-nix.js';
import { type Files, type Migrated, migrateFiles, removeFlakes, told } from './flakes.js';

afterAll(removeFlakes);

interface Row {
  readonly title: string;
  /** Elements of the modules of both machines. */
  readonly shared: string;
  /** The modules of the machine with an NVIDIA unit, and of the one without. */
  readonly elm: string;
  readonly yew: string;
  readonly files?: Files;
  /** Whether the machine with the unit is to say that its plain package is the CUDA build. */
  readonly says: boolean;
  readonly told?: readonly string[];
}

const chat = `{ writeShellScriptBin, llama-cpp }:
writeShellScriptBin "chat" "\${llama-cpp}/bin/llama-cli"
`;
const uses = '{ pkgs, ... }: { environment.systemPackages = [ pkgs.chat ]; }';
const overlay = '{ nixpkgs.overlays = [ (final: prev: { chat = final.callPackage ./chat.nix { }; }) ]; }';

const rows: readonly Row[] = [
  {
    title: 'an argument of a package function that a module calls',
    shared: '',
    elm: '({ pkgs, ... }: { environment.systemPackages = [ (pkgs.callPackage ./chat.nix { }) ]; })',
    yew: '{ }',
    files: { 'chat.nix': chat },
    says: true,
  },
  {
    title: 'an argument of a package function that an overlay calls',
    shared: `${overlay} (${uses})`,
    elm: '{ }',
    yew: '{ }',
    files: { 'chat.nix': chat },
    says: true,
  },
  {
    title: 'not on a machine that does not use what the overlay makes',
    shared: overlay,
    elm: '{ }',
    yew: `(${uses})`,
    files: { 'chat.nix': chat },
    says: false,
  },
  {
    title: 'not where the function says itself which build it takes',
    shared: `${overlay} (${uses})`,
    elm: '{ }',
    yew: '{ }',
    files: { 'chat.nix': chat.replace('${llama-cpp}', '${llama-cpp.override { vulkanSupport = true; }}') },
    says: false,
  },
  {
    title: 'not where the function is told which build it takes',
    shared: '',
    elm: '({ pkgs, ... }: { environment.systemPackages = [ (pkgs.callPackage ./chat.nix { llama-cpp = pkgs.llama-cpp-vulkan; }) ]; })',
    yew: '{ }',
    files: { 'chat.nix': chat },
    says: false,
  },
  {
    title: 'an attribute of an overlay, made from the package before it',
    shared: `
          (
            { pkgs, ... }:
            {
              nixpkgs.overlays = [
                (final: prev: { serve = prev.writeShellScriptBin "serve" "\${prev.llama-cpp}/bin/llama-server"; })
              ];
              environment.systemPackages = [ pkgs.serve ];
            }
          )`,
    elm: '{ }',
    yew: '{ }',
    says: true,
  },
  {
    title: 'not an attribute of an overlay that only its own definition names',
    shared:
      '({ pkgs, ... }: { nixpkgs.overlays = [ (final: prev: { serve = prev.writeShellScriptBin "serve" "${prev.llama-cpp}/bin/llama-server"; }) ]; })',
    elm: '{ }',
    yew: '{ }',
    says: false,
  },
  {
    title: 'a service in a module that is not given the packages',
    shared: '',
    elm: '{ services.llama-cpp.enable = true; }',
    yew: '{ }',
    says: true,
  },
  {
    title: 'with a warning, where the machine cannot say it',
    shared: '',
    elm: '({ pkgs, ... }: { nixpkgs.pkgs = import nixpkgs { system = "x86_64-linux"; }; environment.systemPackages = [ (pkgs.callPackage ./chat.nix { }) ]; })',
    yew: '{ }',
    files: { 'chat.nix': chat },
    says: false,
    told: ['HOST403 chat.nix:1'],
  },
];

const filesOf = ({ shared, elm, yew, files = {} }: Row): Files => ({
  ...files,
  'flake.nix': `{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { nixpkgs, ... }@inputs:
    let
      machine =
        modules:
        nixpkgs.lib.nixosSystem {
          system = "x86_64-linux";
          modules = modules ++ [ ${shared} ];
        };
    in
    {
      nixosConfigurations.elm = machine [
        ./elm.nix
        ${elm}
      ];
      nixosConfigurations.yew = machine [
        ./yew.nix
        ${yew}
      ];
    };
}
`,
  'elm.nix': '{\n  hardware.nvidia.open = true;\n}\n',
  'yew.nix': '{\n  my.name = "yew";\n}\n',
});

describe.each(rows)('$title', (row) => {
  let migrated: Migrated;

  beforeAll(async () => {
    migrated = await migrateFiles(filesOf(row));
  });

  test(
    row.says ? 'the machine with the unit says what the plain package is' : 'no machine says anything',
    () => {
      const { plan, textOf } = migrated;
      expect(told(plan.refusals)).toEqual([]);
      expect(told(plan.warnings).map((text) => text.split(' ').slice(0, 2).join(' '))).toEqual(
        row.told ?? [],
      );
      expect(textOf('elm.nix')?.includes('nixpkgs.config.llamaCppVariant = "cuda";')).toBe(row.says);
      expect(textOf('yew.nix')).toBe(filesOf(row)['yew.nix']);
    },
  );

  describeWithNix('by official Nix', () => {
    test('the plain package is that build there, and nothing else changed', () => {
      const { before, after } = migrated;
      expect(compareFlakes(before, after, { plain: row.says ? { elm: 'llama-cpp-cuda' } : {} })).toEqual([]);
    });
  });
});
