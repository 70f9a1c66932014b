/** What cannot be migrated is refused in words, with a code and a place, and not one byte changes. */
import { appendFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { git, removeFolders, repository, temporaryFolder, writeFiles } from '../cli/terminal.js';
import { bytes, state, tool } from './repository.js';

afterAll(removeFolders);

const flake = `{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs = { self, nixpkgs, ... }@inputs: {
    nixosConfigurations.box = nixpkgs.lib.nixosSystem {
      system = "x86_64-linux";
      modules = [ ./box.nix ];
    };
  };
}
`;
const box = `{ pkgs, ... }:
{
  environment.systemPackages = [ pkgs.llama-cpp ];
}
`;
const legacy = 'final: prev: {\n  llama-cpp-native = prev.llama-cpp.override { cudaSupport = true; };\n}\n';

const url = 'inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";';
const odd = 'nixosConfigurations.odd = import inputs.nixpkgs.secret { };';

const small = { 'flake.nix': flake, 'box.nix': box };
const withFlake = (from: string, to: string) => ({ ...small, 'flake.nix': flake.replace(from, to) });
const withPackage = (text: string) => ({ ...small, 'box.nix': box.replace('pkgs.llama-cpp', text) });

const aHostUnknown = withFlake('nixosConfigurations.box', `${odd}\n    nixosConfigurations.box`);
const withLegacy = {
  ...small,
  'flake.nix': flake.replace(
    '[ ./box.nix ]',
    '[ ./box.nix { nixpkgs.overlays = [ (import ./llama.nix) ]; } ]',
  ),
  'llama.nix': legacy,
};

interface Refusal {
  readonly what: string;
  readonly files: Readonly<Record<string, string>>;
  readonly argv?: readonly string[];
  /** Makes trouble in the committed repository. */
  readonly spoil?: (folder: string) => void;
  readonly code: string;
  /** `file:line:column`; absent where there is no file to point at. */
  readonly place?: string;
  /** Words that must be said. */
  readonly says: string;
}

const refusals: readonly Refusal[] = [
  // 1. no flake, or nothing in it
  { what: 'a folder without flake.nix', files: { 'README.md': '' }, code: 'FLAKE301', says: 'no flake.nix' },
  {
    what: 'a folder whose only flake is further down',
    files: { 'nixos/flake.nix': flake },
    code: 'FLAKE301',
    says: 'There is one in nixos/',
  },
  {
    what: 'a flake without a system',
    files: { 'flake.nix': '{\n  outputs = { self }: {\n    packages = { };\n  };\n}\n' },
    code: 'FLAKE307',
    place: 'flake.nix:2:3',
    says: 'no nixosConfigurations',
  },
  {
    what: 'a flake without outputs',
    files: { 'flake.nix': '{\n}\n' },
    code: 'FLAKE305',
    place: 'flake.nix:1:1',
    says: 'has no outputs',
  },
  {
    what: 'a flake that is a function',
    files: { 'flake.nix': '{ }: { }\n' },
    code: 'FLAKE303',
    place: 'flake.nix:1:1',
    says: 'not written as an attribute set',
  },
  // 2. files that cannot be read
  {
    what: 'a flake.nix that cannot be opened',
    files: small,
    spoil: (folder) => {
      rmSync(join(folder, 'flake.nix'));
      mkdirSync(join(folder, 'flake.nix'));
    },
    code: 'FILE114',
    place: 'flake.nix:1:1',
    says: 'flake.nix',
  },
  {
    what: 'a flake.nix behind a link that leads outside',
    files: { 'box.nix': box },
    spoil: (folder) => {
      const elsewhere = temporaryFolder();
      writeFileSync(join(elsewhere, 'flake.nix'), flake);
      symlinkSync(join(elsewhere, 'flake.nix'), join(folder, 'flake.nix'));
    },
    code: 'FILE103',
    place: 'flake.nix:1:1',
    says: 'leads out of the repository',
  },
  {
    what: 'a flake.nix that is not UTF-8',
    files: small,
    spoil: (folder) => writeFileSync(join(folder, 'flake.nix'), Buffer.from(`# caf\xe9\n${flake}`, 'latin1')),
    code: 'FILE115',
    place: 'flake.nix:1:1',
    says: 'UTF-8',
  },
  {
    what: 'a module of a host that is not UTF-8',
    files: small,
    spoil: (folder) => writeFileSync(join(folder, 'box.nix'), Buffer.from(`# caf\xe9\n${box}`, 'latin1')),
    code: 'FILE115',
    place: 'box.nix:1:1',
    says: 'UTF-8',
  },
  // 3. syntax
  {
    what: 'a syntax error in flake.nix',
    files: withFlake('"x86_64-linux";', '"x86_64-linux"'),
    code: 'FLAKE302',
    place: 'flake.nix:7:15',
    says: 'syntax error',
  },
  {
    what: 'a syntax error in a module with the package',
    files: { ...small, 'box.nix': box.replace('];', ']') },
    code: 'FLAKE302',
    place: 'box.nix:3:50',
    says: 'syntax error',
  },
  // 4. inputs that Nix itself does not take
  {
    what: 'inputs behind a let',
    files: withFlake(url, 'inputs = let x = { }; in x;'),
    code: 'FLAKE304',
    place: 'flake.nix:2:12',
    says: 'not all written out',
  },
  {
    what: 'inputs joined by //',
    files: withFlake(url, 'inputs = { } // { };'),
    code: 'FLAKE304',
    place: 'flake.nix:2:12',
    says: 'not all written out',
  },
  {
    what: 'another input of that name',
    files: withFlake('  outputs', '  inputs.llama-cpp.url = "github:someone/tools";\n\n  outputs'),
    code: 'INPUT701',
    place: 'flake.nix:4:3',
    says: '--input-name',
  },
  {
    what: 'a fork under that name',
    files: withFlake('  outputs', '  inputs.llama-cpp.url = "github:someone/llama.cpp";\n\n  outputs'),
    code: 'INPUT701',
    place: 'flake.nix:4:3',
    says: 'with --input-name llama-cpp all hosts get the fork',
  },
  // 5. hosts
  {
    what: 'a host that cannot be understood',
    files: aHostUnknown,
    code: 'HOST401',
    place: 'flake.nix:5:31',
    says: '--allow-partial goes on with box; --host NAME',
  },
  {
    what: 'hosts that cannot be understood at all, in spite of --allow-partial',
    files: {
      'flake.nix':
        '{\n  inputs.x.url = "github:a/b";\n  outputs = inputs: {\n    nixosConfigurations = inputs.x.hosts ./hosts;\n  };\n}\n',
    },
    argv: ['--allow-partial'],
    code: 'HOST401',
    place: 'flake.nix:4:27',
    says: 'nixosConfigurations',
  },
  {
    what: 'machines that a framework makes of aspects: it is named, and what to paste',
    files: {
      'flake.nix': `{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  inputs.flake-parts.url = "github:hercules-ci/flake-parts";
  inputs.import-tree.url = "github:vic/import-tree";
  inputs.den.url = "github:vic/den";

  outputs = inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } (inputs.import-tree ./modules);
}
`,
      'modules/den.nix': `{ inputs, ... }:
{
  imports = [ inputs.den.flakeModule ];
  den.hosts.x86_64-linux.igloo.users.tux = { };
}
`,
      'modules/igloo.nix':
        '{\n  den.aspects.igloo.nixos = { pkgs, ... }: { environment.systemPackages = [ pkgs.llama-cpp ]; };\n}\n',
    },
    code: 'HOST401',
    place: 'modules/den.nix:3:15',
    says: 'put into a module of every machine: nixpkgs.overlays = [ (import ./overlays/llama-cpp.nix { inherit inputs; }) ];',
  },
  {
    what: 'a flake that a program writes',
    files: {
      ...small,
      'flake.nix': `# DO-NOT-EDIT. This file was auto-generated using github:vic/flake-file.\n${flake}`,
    },
    code: 'FLAKE306',
    place: 'flake.nix:1:1',
    says: 'flake-file.inputs',
  },
  {
    what: 'hosts that come from a file that is not Nix',
    files: {
      'hosts.toml': '[box]\n',
      'flake.nix':
        '{\n  inputs.nixpkgs.url = "nixpkgs";\n  outputs = { nixpkgs, ... }: {\n    nixosConfigurations = builtins.mapAttrs (_: _: nixpkgs.lib.nixosSystem { })\n      (builtins.fromTOML (builtins.readFile ./hosts.toml));\n  };\n}\n',
    },
    code: 'HOST401',
    place: 'flake.nix:5:45',
    says: 'explain HOST401 says more',
  },
  {
    what: 'a host whose modules cannot be edited',
    files: withFlake('modules = [ ./box.nix ];', 'inherit (inputs.nixpkgs) modules;'),
    code: 'OVERLAY801',
    place: 'flake.nix:5:31',
    says: 'nixpkgs.overlays = [ (import ./overlays/llama-cpp.nix { inherit inputs; }) ];',
  },
  {
    what: 'a host that does not exist',
    files: small,
    argv: ['--host', 'bax'],
    code: 'HOST402',
    says: 'The hosts are box',
  },
  {
    what: 'a variant for a host that does not exist',
    files: small,
    argv: ['--variant', 'bax=cuda'],
    code: 'HOST402',
    says: 'The hosts are box',
  },
  { what: 'an unknown variant', files: small, argv: ['--variant', 'cudo'], code: 'CLI001', says: 'cuda?' },
  // 6. references
  {
    what: 'an argument that nobody knows',
    files: withPackage('(pkgs.llama-cpp.override { turbo = true; })'),
    code: 'PKG601',
    place: 'box.nix:3:61',
    says: 'turbo',
  },
  {
    what: 'an override that is computed',
    files: withPackage('(pkgs.llama-cpp.override (import ./backends.nix))'),
    code: 'PKG602',
    place: 'box.nix:3:59',
    says: 'useCuda, useRocm, useVulkan',
  },
  // 7. paths on the command line
  {
    what: 'an overlay path that is taken',
    files: { ...small, 'overlays/mine.nix': 'final: prev: { }\n' },
    argv: ['--overlay-path', 'overlays/mine.nix'],
    code: 'OVERLAY802',
    says: 'overlays/mine.nix',
  },
  {
    what: 'an overlay path outside of the repository',
    files: small,
    argv: ['--overlay-path', '../llama-cpp.nix'],
    code: 'FILE103',
    says: 'e.g. --overlay-path overlays/llama-cpp.nix',
  },
  {
    what: 'an overlay path that is no .nix file',
    files: small,
    argv: ['--overlay-path', 'llama.txt'],
    code: 'FILE104',
    says: 'llama.txt',
  },
  {
    what: 'a legacy file that is no overlay',
    files: small,
    argv: ['--legacy', 'box.nix'],
    code: 'LEGACY902',
    says: 'box.nix is not an overlay',
  },
  {
    what: 'a legacy file that is not there',
    files: small,
    argv: ['--legacy', 'old.nix'],
    code: 'LEGACY902',
    says: 'There is no old.nix.',
  },
  ...[
    'not a url',
    'github:nixos/nixpkgs',
    '/srv/llama.cpp',
    'github:me/llama.cpp/"x',
    'path:/${x}/llama.cpp',
  ].map((url) => ({
    what: `${url} as the URL`,
    files: small,
    argv: ['--url', url],
    code: 'INPUT704',
    says: '--url path:/home/me/llama.cpp',
  })),
  {
    what: 'another URL than llama.cpp’s for the input that is there',
    files: withFlake(url, `${url}\n  inputs.llama-cpp.url = "github:ggml-org/llama.cpp";`),
    argv: ['--url', 'github:nixos/nixpkgs'],
    code: 'INPUT704',
    says: 'github:nixos/nixpkgs is not the URL',
  },
  {
    what: 'a name that no input can have',
    files: small,
    argv: ['--input-name', '1a b'],
    code: 'CLI001',
    says: 'e.g. --input-name upstream',
  },
  // 8. git
  {
    what: 'a modified file of the plan',
    files: small,
    spoil: (folder) => appendFileSync(join(folder, 'flake.nix'), '# unfinished\n'),
    code: 'GIT205',
    says: 'flake.nix (modified)',
  },
  {
    what: 'a staged file of the plan',
    files: small,
    spoil: (folder) => {
      appendFileSync(join(folder, 'flake.nix'), '# unfinished\n');
      git(folder, 'add', 'flake.nix');
    },
    code: 'GIT205',
    says: 'flake.nix (staged)',
  },
  {
    what: 'an untracked file that would be deleted, in spite of --allow-dirty',
    files: withLegacy,
    argv: ['--allow-dirty'],
    spoil: (folder) => git(folder, 'rm', '-q', '--cached', 'llama.nix'),
    code: 'GIT206',
    says: 'llama.nix (untracked)',
  },
  {
    what: 'an untracked file that would be overwritten, in spite of --allow-dirty',
    files: small,
    argv: ['--allow-dirty'],
    spoil: (folder) => git(folder, 'rm', '-q', '--cached', 'flake.nix'),
    code: 'GIT206',
    says: 'flake.nix (untracked)',
  },
  {
    what: 'an overlay folder that git ignores',
    files: { ...small, '.gitignore': 'overlays/\n' },
    code: 'GIT207',
    says: '.gitignore:1',
  },
];

describe('refused, with nothing written:', () => {
  test.each(refusals.map((one) => [one.what, one] as const))('%s', async (_, one) => {
    const folder = repository(one.files);
    one.spoil?.(folder);
    const before = state(folder);
    const { code, stdout, stderr } = await tool(folder, '--yes', ...(one.argv ?? []));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`error: ${one.code} `);
    if (one.place !== undefined) expect(stderr).toMatch(new RegExp(`^  ${one.place}$`, 'm'));
    expect(stderr).toContain(one.says);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(state(folder)).toEqual(before);
  });

  test.each(['--check', '--dry-run'])('under %s as well, and no half of a plan is printed', async (flag) => {
    const folder = repository(aHostUnknown);
    expect(await tool(folder, flag)).toMatchObject({ code: 2, stdout: '' });
  });

  test('with a code that explain knows', async () => {
    for (const code of new Set(refusals.map((one) => one.code))) {
      const { code: status, stdout } = await tool('/', 'explain', code);
      expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(`^${code} `) });
    }
  });
});

describe('told, with the command that mends it:', () => {
  test('an overlay of an earlier run that git does not know, whether the run changes something or not', async () => {
    const folder = repository(small);
    await tool(folder, '--yes');
    const words = 'hint: git add --intent-to-add overlays/llama-cpp.nix';
    expect((await tool(folder, '--check')).stderr).not.toContain(words);
    git(folder, 'reset', '-q');
    const migrated = await tool(folder, '--check');
    expect(migrated).toMatchObject({ code: 0, stderr: expect.stringContaining(words) });
    git(folder, 'checkout', '-q', '.');
    const again = await tool(folder, '--yes');
    expect(again).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^warning: OVERLAY803 overlays\/llama-cpp/),
    });
  });
});

describe('no obstacle:', () => {
  const migrated = { code: 0, stderr: expect.stringContaining('created overlays/llama-cpp.nix\n') };

  test('a host that cannot be understood, with --allow-partial; it is named', async () => {
    const folder = repository(aHostUnknown);
    const said = await tool(folder, '--yes', '--allow-partial');
    expect(said).toMatchObject(migrated);
    expect(said.stderr).toMatch(/^warning: HOST401 The host odd [^\n]+\n {2}flake\.nix:5:31$/m);
  });

  test('hosts of another flake that are passed on; they are named', async () => {
    const homes = 'homeConfigurations = inputs.nixpkgs.homeConfigurations;';
    const folder = repository(withFlake('nixosConfigurations.box', `${homes}\n    nixosConfigurations.box`));
    const said = await tool(folder, '--yes');
    expect(said).toMatchObject(migrated);
    expect(said.stderr).toMatch(/^warning: HOST405 The homeConfigurations of another flake/m);
  });

  test('a host that cannot be understood, with --host for another', async () => {
    expect(await tool(repository(aHostUnknown), '--yes', '--host', 'box')).toMatchObject(migrated);
  });

  test.each([
    ['a broken file that no host reads', 'old/llama-cpp.nix', '{ llama-cpp = '],
    ['a template with placeholders', 'templates/host.nix', '{ networking.hostName = @HOST@; }\n'],
    ['an encrypted file', 'secrets.nix', '\0GITCRYPT\0llama-cpp\xff'],
  ])('%s', async (_, path, content) => {
    const folder = repository({ ...small });
    writeFiles(folder, { [path]: '' });
    writeFileSync(join(folder, path), Buffer.from(content, 'latin1'));
    git(folder, 'add', '-A');
    git(folder, 'commit', '-q', '-m', 'more');
    const before = bytes(folder)[path];
    expect(await tool(folder, '--yes')).toMatchObject(migrated);
    expect(bytes(folder)[path]).toBe(before);
  });

  test('a modified file that is not in the plan', async () => {
    const folder = repository({ ...small, 'README.md': 'mine\n' });
    appendFileSync(join(folder, 'README.md'), 'more\n');
    expect(await tool(folder, '--yes')).toMatchObject(migrated);
  });

  test('a modified file of the plan, with --allow-dirty', async () => {
    const folder = repository(small);
    appendFileSync(join(folder, 'flake.nix'), '# unfinished\n');
    expect(await tool(folder, '--yes', '--allow-dirty')).toMatchObject(migrated);
    expect(bytes(folder)['flake.nix']).toMatch(/# unfinished\n$/);
  });

  test('a modified file of the plan, when nothing is to be written', async () => {
    const folder = repository(small);
    appendFileSync(join(folder, 'flake.nix'), '# unfinished\n');
    expect(await tool(folder, '--check')).toMatchObject({ code: 1 });
    expect(await tool(folder, '--dry-run')).toMatchObject({ code: 0 });
  });
});
