/** Some hosts are migrated, and the others stay what they are: what both read is refused, or another place is found. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareFlakes } from '../nix/compare.js';
import { describeWithNix } from '../nix/describe-with-nix.js';
import { type Files, migrateFiles, removeFlakes } from './flakes.js';

afterAll(removeFlakes);

const flake = (box: string, cat: string, more = ''): string => `{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs = { self, nixpkgs, ... }@inputs: {
    nixosConfigurations.box = nixpkgs.lib.nixosSystem {
      system = "x86_64-linux";
      modules = [ ./box.nix ${box} ];
    };
    nixosConfigurations.cat = nixpkgs.lib.nixosSystem {
      system = "x86_64-linux";
      modules = [ ./cat.nix ${cat} ];
    };${more}
  };
}
`;
const host = (reference: string): string =>
  `{ pkgs, ... }:\n{\n  environment.systemPackages = [ ${reference} ];\n}\n`;
const old = '{ nixpkgs.overlays = [ (import ./old.nix) ]; }';
const oldOverlay = 'final: prev: {\n  llama-cpp-mine = prev.llama-cpp.override { cudaSupport = true; };\n}\n';
const shared = host('(pkgs.llama-cpp.override { cudaSupport = true; })');

const own = { 'box.nix': host('pkgs.llama-cpp'), 'cat.nix': host('pkgs.llama-cpp') };
const oldForBoth = {
  'flake.nix': flake(old, old),
  'old.nix': oldOverlay,
  'box.nix': host('pkgs.llama-cpp-mine'),
  'cat.nix': host('pkgs.llama-cpp-mine'),
};

const fails = [
  {
    what: 'an old overlay that both apply',
    files: oldForBoth,
    message: 'box cannot be migrated without cat: old.nix would go for all of them.',
    place: 'old.nix',
    hint: 'Migrate them together, --host box --host cat, or keep the old overlay with --skip delete-legacy-overlay.',
  },
  {
    what: 'an old overlay that both apply and the other does not use',
    files: { ...oldForBoth, 'cat.nix': '{ }\n' },
    message: 'old.nix would go for all of them.',
  },
  {
    what: 'an old attribute of an overlay that stays',
    files: { ...oldForBoth, 'old.nix': oldOverlay.replace('{\n', '{\n  mine = prev.hello;\n') },
    message: 'this would change for all of them.',
    place: 'old.nix',
  },
  {
    what: 'a list of overlays that both have by a name',
    files: {
      ...own,
      'flake.nix': flake('{ nixpkgs.overlays = self.all; }', '{ nixpkgs.overlays = self.all; }').replace(
        '    nixosConfigurations.box',
        '    all = [ (final: prev: { llama-cpp-mine = prev.llama-cpp; }) ];\n    nixosConfigurations.box',
      ),
    },
    message: 'this would change for all of them.',
    place: 'flake.nix',
  },
  {
    what: 'a reference in a module that both read',
    files: { ...own, 'flake.nix': flake('./shared.nix', './shared.nix'), 'shared.nix': shared },
    message: 'this would change for all of them.',
    place: 'shared.nix',
    hint: 'Migrate them together, --host box --host cat.',
  },
  {
    what: 'llama.cpp’s own overlay in a list that the other has',
    files: {
      ...own,
      'flake.nix': flake('', '{ nixpkgs.overlays = [ inputs.llama-cpp.overlays.default ]; }').replace(
        '  outputs',
        '  inputs.llama-cpp.url = "github:ggml-org/llama.cpp";\n\n  outputs',
      ),
    },
    message: 'this would change for all of them.',
    place: 'flake.nix',
  },
  {
    what: 'a helper that makes both, where the host has no module of its own',
    files: {
      'flake.nix': flake('', '').replace(
        /nixosConfigurations[\s\S]*;\n {4}};\n/,
        () =>
          'nixosConfigurations = nixpkgs.lib.genAttrs [ "box" "cat" ] (name: nixpkgs.lib.nixosSystem {\n      system = "x86_64-linux";\n      modules = [ ./all.nix ];\n    });\n',
      ),
      'all.nix': host('pkgs.llama-cpp'),
    },
    message: 'box cannot be migrated without cat: the overlay would be given for all of them.',
    place: 'flake.nix',
  },
];

const odd =
  '\n    nixosConfigurations.odd = nixpkgs.legacyPackages.x86_64-linux.mkOdd { modules = [ ./odd.nix ODD ]; };';

describe('where a host is not understood', () => {
  const options = { hosts: [], allowPartial: true };

  test.each([
    [
      'an old overlay that it applies too',
      odd.replace('ODD', old),
      { 'odd.nix': '{ }\n' },
      'this would change',
    ],
    [
      'an old name in a module that no other host reads',
      odd.replace('ODD', ''),
      { 'odd.nix': host('pkgs.llama-cpp-mine') },
      '“llama-cpp-mine” would go',
    ],
  ])('%s is refused', async (_, stranger, more, what) => {
    const files = { ...oldForBoth, 'flake.nix': flake(old, old, stranger), ...more };
    const { plan } = await migrateFiles(files, options);
    expect(plan.refusals).toEqual([
      expect.objectContaining({
        kind: expect.objectContaining({ code: 'HOST406' }),
        message: `box, cat cannot be migrated without odd: ${what} for all of them.`,
        hint: 'Keep the old overlay with --skip delete-legacy-overlay.',
      }),
    ]);
    const kept = await migrateFiles(files, { ...options, skip: ['delete-legacy-overlay'] });
    expect(kept.plan.refusals).toEqual([]);
    expect(kept.textOf('odd.nix')).toBe(more['odd.nix']);
  });

  test('its own module stays, and is told', async () => {
    const text = host('(pkgs.llama-cpp.override { cudaSupport = true; })');
    const files = { ...own, 'flake.nix': flake('', '', odd.replace('ODD', '')), 'odd.nix': text };
    const { plan, textOf } = await migrateFiles(files, options);
    expect(plan.refusals).toEqual([]);
    expect(textOf('odd.nix')).toBe(text);
    expect(plan.warnings.map(({ message }) => message)).toContain(
      '“llama-cpp” is left alone: none of the hosts that are migrated is known to read it.',
    );
  });

  test('an old overlay that it has nothing to do with goes', async () => {
    const files = { ...oldForBoth, 'flake.nix': flake(old, old, odd.replace('ODD', '')), 'odd.nix': '{ }\n' };
    const { plan } = await migrateFiles(files, options);
    expect(plan.refusals).toEqual([]);
    expect(plan.changes).toContainEqual(expect.objectContaining({ kind: 'delete', path: 'old.nix' }));
  });
});

describe('refused for one host:', () => {
  test.each(fails)('$what', async ({ files, message, place, hint }) => {
    const { plan } = await migrateFiles(files as Files, { hosts: ['box'] });
    expect(plan.refusals).toEqual([
      expect.objectContaining({
        kind: expect.objectContaining({ code: 'HOST406' }),
        message: expect.stringContaining(message),
        ...(place === undefined ? {} : { place: expect.objectContaining({ file: place }) }),
        ...(hint === undefined ? {} : { hint }),
      }),
    ]);
    expect(plan.changes).toEqual([]);
    expect((await migrateFiles(files as Files, { hosts: ['box', 'cat'] })).plan.refusals).toEqual([]);
  });
});

const works: readonly { readonly what: string; readonly files: Files; readonly skip?: readonly string[] }[] =
  [
    { what: 'hosts with places of their own', files: { ...own, 'flake.nix': flake('', '') } },
    {
      what: 'an old overlay that both apply, when it is kept',
      files: oldForBoth,
      skip: ['delete-legacy-overlay'],
    },
    { what: 'an old overlay of this host', files: { ...oldForBoth, ...own, 'flake.nix': flake(old, '') } },
    {
      what: 'a module that both read and that keeps its name',
      files: {
        ...own,
        'flake.nix': flake('./shared.nix', './shared.nix'),
        'shared.nix': host('pkgs.llama-cpp'),
      },
    },
    {
      what: 'a helper that makes both, where the host has a module of its own',
      files: {
        ...own,
        'flake.nix': flake('', '').replace(
          /nixosConfigurations[\s\S]*;\n {4}};\n/,
          () =>
            'nixosConfigurations = nixpkgs.lib.genAttrs [ "box" "cat" ] (name: nixpkgs.lib.nixosSystem {\n      system = "x86_64-linux";\n      specialArgs = { inherit inputs; };\n      modules = [ ./${name}.nix ];\n    });\n',
        ),
      },
    },
  ];

describe('one host is migrated with', () => {
  test.each(works)('$what', async ({ files, skip = [] }) => {
    const { plan } = await migrateFiles(files, { hosts: ['box'], skip });
    expect(plan.refusals).toEqual([]);
    expect(plan.hosts.map((one) => one.host)).toEqual(['box']);
  });
});

describeWithNix('by official Nix the other host is what it was, with', () => {
  test.each(works)('$what', async ({ files, skip = [] }) => {
    const { before, after } = await migrateFiles(files, { hosts: ['box'], skip });
    expect(compareFlakes(before, after, { hosts: ['box'] })).toEqual([]);
  });

  test.each(['examples/four-hosts', 'examples/helper-function', '__tests__/fixtures/mkhost-in-lib'])(
    'each host of %s, or it is refused',
    async (name) => {
      const folder = join(import.meta.dirname, '../..', name, 'before');
      const files = Object.fromEntries(
        readdirSync(folder, { recursive: true, encoding: 'utf8' })
          .filter((path) => path.endsWith('.nix'))
          .map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
      );
      const all = (await migrateFiles(files)).plan.hosts.map(({ host: one }) => one);
      for (const one of all) {
        const { plan, before, after } = await migrateFiles(files, { hosts: [one] });
        expect(plan.refusals.filter(({ kind }) => kind.code !== 'HOST406')).toEqual([]);
        if (plan.refusals.length > 0) continue;
        expect(compareFlakes(before, after, { hosts: [one], plain: 'as the hosts say' })).toEqual([]);
      }
    },
  );
});
