/** Own overlays and packages, and what is refused: the files before and after, and what they are by official Nix. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareFlakes } from '../nix/compare.js';
import { describeWithNix } from '../nix/describe-with-nix.js';
import { type Files, type Migrated, migrateFiles, removeFlakes, told } from './flakes.js';

interface Row {
  readonly title: string;
  readonly hasInput: boolean;
  /** The option whose packages stay what they were. */
  readonly unchanged: string | undefined;
  /** What is told, `CODE file:line` each. */
  readonly told: readonly string[] | undefined;
  readonly before: Files;
  /** `undefined` for a file that goes. */
  readonly after: Readonly<Record<string, string | undefined>>;
  readonly refused: string | undefined;
  /** The version in the new input's URL. */
  readonly version: string | undefined;
}

const rows = readFileSync(join(import.meta.dirname, 'table/7d-overlays.txt'), 'utf8')
  .split(/^=== /m)
  .slice(1)
  .map((text): Row => {
    const title = text.slice(0, text.indexOf('\n'));
    const [before = '', rest = ''] = text.split(/^--->/m);
    const changed = filesOf(rest);
    return {
      title: title.replace(/ \|.*/, ''),
      hasInput: / \| input/.test(title),
      unchanged: / \| unchanged (\S+)/.exec(title)?.[1],
      told: / \| told ([^|]+)/.exec(title)?.[1]?.trim().split(', '),
      before: Object.fromEntries(
        Object.entries(filesOf(before)).map(([path, content]) => [path, content ?? '']),
      ),
      after: { ...filesOf(before), ...changed },
      refused: /^ refused (\w+)/.exec(rest)?.[1],
      version: /^ url (\w+)/.exec(rest)?.[1],
    };
  });

function filesOf(text: string): Record<string, string | undefined> {
  const parts = text.split(/^@@ /m).slice(1);
  return Object.fromEntries(
    parts.map((part) => {
      const [path = '', state] = part.slice(0, part.indexOf('\n')).split(' ');
      return [path, state === 'deleted' ? undefined : `${part.slice(part.indexOf('\n') + 1).trimEnd()}\n`];
    }),
  );
}

const llamaInput = `    llama-cpp = {
      url = "github:ggml-org/llama.cpp";
      inputs.nixpkgs.follows = "nixpkgs";
    };
`;

const flake = (hasInput: boolean): string => `{
  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
    nixpkgs-unstable.url = "github:NixOS/nixpkgs/nixos-unstable";
    whisper = {
      url = "github:someone/whisper";
      flake = false;
    };
${hasInput ? llamaInput : ''}  };

  outputs =
    { self, nixpkgs, ... }@inputs:
    {
      nixosConfigurations.box = nixpkgs.lib.nixosSystem {
        system = "x86_64-linux";
        specialArgs = { inherit inputs; };
        modules = [ ./host.nix ];
      };
    };
}
`;

afterAll(removeFlakes);

describe.each(rows)('$title', (row) => {
  let migrated: Migrated;

  beforeAll(async () => {
    migrated = await migrateFiles({ 'flake.nix': flake(row.hasInput), ...row.before });
  });

  if (row.refused !== undefined) {
    test(`is refused with ${row.refused}`, () => {
      const { plan } = migrated;
      expect(new Set(plan.refusals.map(({ kind }) => kind.code))).toEqual(new Set([row.refused]));
    });
    return;
  }

  test('becomes what it should', () => {
    const { plan, textOf } = migrated;
    expect(told(plan.refusals)).toEqual([]);
    expect(Object.fromEntries(Object.keys(row.after).map((path) => [path, textOf(path)]))).toEqual(row.after);
    if (row.told !== undefined)
      expect(told(plan.warnings).map((one) => one.split(' ').slice(0, 2).join(' '))).toEqual(row.told);
    if (row.version !== undefined)
      expect(textOf('flake.nix')).toContain(`"github:ggml-org/llama.cpp/${row.version}"`);
  });

  describeWithNix('by official Nix', () => {
    test('every reference is a build of llama.cpp’s flake, and nothing else changed', () => {
      const { before, after } = migrated;
      expect(
        compareFlakes(before, after, { unchanged: row.unchanged === undefined ? [] : [row.unchanged] }),
      ).toEqual([]);
    });
  });
});
