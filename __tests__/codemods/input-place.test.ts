/** Where the new input stands among its neighbours. */
import { migrateFiles, removeFlakes } from './flakes.js';

afterAll(removeFlakes);

const input = (name: string): string => `${name}.url = "github:owner/${name}";`;
const nixpkgs = 'nixpkgs.url = "github:NixOS/nixpkgs";';

const rows: readonly { title: string; inputs: readonly string[]; names: readonly string[] }[] = [
  {
    title: 'in order, where the others are',
    inputs: ['agenix', 'disko', 'home-manager'].map(input).concat([nixpkgs, input('stylix')]),
    names: ['agenix', 'disko', 'home-manager', 'llama-cpp', 'nixpkgs', 'stylix'],
  },
  {
    title: 'in order before the first',
    inputs: [nixpkgs, ...['nur', 'sops', 'stylix', 'wsl'].map(input)],
    names: ['llama-cpp', 'nixpkgs', 'nur', 'sops', 'stylix', 'wsl'],
  },
  {
    title: 'at the end, where they are in no order',
    inputs: [nixpkgs, ...['disko', 'home-manager', 'agenix', 'stylix'].map(input)],
    names: ['nixpkgs', 'disko', 'home-manager', 'agenix', 'stylix', 'llama-cpp'],
  },
  {
    title: 'at the end, where few are in order by chance',
    inputs: [input('disko'), input('home-manager'), nixpkgs],
    names: ['disko', 'home-manager', 'nixpkgs', 'llama-cpp'],
  },
  {
    title: 'between the marks of keep-sorted',
    inputs: [
      nixpkgs,
      '# keep-sorted start block=yes',
      ...['agenix', 'zen', 'zulip'].map(input),
      '# keep-sorted end',
    ],
    names: ['nixpkgs', '# keep-sorted start', 'agenix', 'llama-cpp', 'zen', 'zulip', '# keep-sorted end'],
  },
  {
    title: 'with the lines of one input taken together',
    inputs: [
      ...['agenix', 'disko', 'home-manager'].map(input),
      'home-manager.inputs.nixpkgs.follows = "nixpkgs";',
      nixpkgs,
      input('stylix'),
    ],
    names: ['agenix', 'disko', 'home-manager', 'home-manager', 'llama-cpp', 'nixpkgs', 'stylix'],
  },
];

const flakeWith = (inputs: readonly string[]): string => `{
  inputs = {
${inputs.map((line) => `    ${line}\n`).join('')}  };

  outputs =
    { nixpkgs, ... }@inputs:
    {
      nixosConfigurations.box = nixpkgs.lib.nixosSystem {
        system = "x86_64-linux";
        modules = [ ];
      };
    };
}
`;

test.each(rows)('$title', async ({ inputs, names }) => {
  const { textOf } = await migrateFiles({ 'flake.nix': flakeWith(inputs) });
  const block = /inputs = \{\n(.*?)\n {2}\};/s.exec(textOf('flake.nix') ?? '')?.[1] ?? '';
  const found = [...block.matchAll(/^ {4}(# keep-sorted (?:start|end)|[\w-]+)/gm)].map(([, name]) => name);
  expect(found.filter((name, index) => name !== 'llama-cpp' || found[index - 1] !== name)).toEqual(names);
});

const follows = 'inputs.nixpkgs.follows = "nixpkgs";';

test.each([
  [
    'on one line, as most of the others that follow',
    [
      nixpkgs,
      `a = { url = "github:o/a"; ${follows} };`,
      `b = { url = "github:o/b"; ${follows} };`,
      `c = {\n      url = "github:o/c";\n      ${follows}\n    };`,
    ],
    `    llama-cpp = { url = "github:ggml-org/llama.cpp"; ${follows} };\n  };`,
  ],
  [
    'over several lines, as most of the others',
    [
      nixpkgs,
      `a = { url = "github:o/a"; ${follows} };`,
      `b = {\n      url = "github:o/b";\n      ${follows}\n    };`,
    ],
    `    llama-cpp = {\n      url = "github:ggml-org/llama.cpp";\n      ${follows}\n    };\n  };`,
  ],
])('%s', async (_title, inputs, written) => {
  const { textOf } = await migrateFiles({ 'flake.nix': flakeWith(inputs) });
  expect(textOf('flake.nix')).toContain(written);
});
