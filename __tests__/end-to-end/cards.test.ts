/** The head of a codemod's file, its card, `list` and `explain` say the same; every code is one of a kind. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codemods, problemKinds, variantNames } from '../../codemods/index.js';
import { cliProblems } from '../../src/cli/problems.js';
import { removeFolders, repository } from '../cli/terminal.js';
import { bytes, tool } from './repository.js';

afterAll(removeFolders);

const kinds = [...problemKinds, ...cliProblems];
const cards = codemods.map(({ card }) => [card.name, card] as const);

interface Head {
  readonly sentence: string;
  readonly before: string;
  readonly after: string;
}

/** A sentence, then what was and what becomes of it, indented, with `⇒` between them. */
function headOf(name: string): Head {
  const text = readFileSync(join(import.meta.dirname, '../../codemods', `${name}.ts`), 'utf8');
  const comment = /^\/\*\*\n([\s\S]*?)\n \*\//.exec(text)?.[1] ?? '';
  const lines = comment.split('\n').map((line) => line.replace(/^ \* ?/, ''));
  const [sentence = '', pair = ''] = lines.join('\n').split(/\n\n([\s\S]*)/);
  const [before = '', after = ''] = pair.split(/\n\s*⇒\n/);
  return { sentence: sentence.replaceAll('\n', ' '), before: outdented(before), after: outdented(after) };
}

const outdented = (text: string): string => text.replace(/^ {4}/gm, '').trim();

test.each(cards)('%s: the head of the file has the sentence and the pair of the card', (name, card) => {
  expect(headOf(name)).toEqual({ sentence: card.summary, before: card.before, after: card.after });
});

test.each(cards)('%s: explain prints the card', async (name, card) => {
  const { code, stdout } = await tool('/', 'explain', name);
  expect(code).toBe(0);
  const printed = stdout.replace(/^ {4}/gm, '');
  for (const text of [card.summary, card.explanation, card.before, card.after])
    expect(printed).toContain(text);
});

const system = (
  module: string,
) => `  outputs = { nixpkgs, ... }@inputs: let overlay-stable = final: prev: { }; in {
    nixosConfigurations.box = nixpkgs.lib.nixosSystem { modules = [ ./box.nix { ${module} } ]; };
  };`;
const inputs = '  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";';
const legacy = 'inputs: final: prev: {\n  llama-cpp-native = prev.llama-cpp.overrideAttrs (old: { });\n}\n';

/** The change of a card in a flake that has its `before`; the new overlay has no before. */
const flakes: Readonly<Record<string, (before: string) => Readonly<Record<string, string>>>> = {
  'add-flake-input': (before) => ({ 'flake.nix': `{\n  ${before}\n${system('')}\n}\n`, 'box.nix': '{ }\n' }),
  'inject-overlay': (before) => ({ 'flake.nix': `{\n${inputs}\n${system(before)}\n}\n`, 'box.nix': '{ }\n' }),
  'rewrite-package-references': (before) => ({
    'flake.nix': `{\n${inputs}\n${system('')}\n}\n`,
    'box.nix': `{ pkgs, ... }:\n{\n  ${before}\n}\n`,
  }),
  'delete-legacy-overlay': (before) => ({
    'flake.nix': `{\n${inputs}\n${system(before)}\n}\n`,
    'box.nix': '{ }\n',
    'pkgs/llama-cpp-variants.nix': legacy,
  }),
};

test('every codemod that edits is tried on its card', () => {
  expect([...Object.keys(flakes), 'create-overlay'].sort()).toEqual(cards.map(([name]) => name).sort());
});

test.each(cards.filter(([name]) => name in flakes))(
  '%s: makes the change of its card',
  async (name, card) => {
    const folder = repository(flakes[name]?.(card.before) ?? {});
    const only = name === 'inject-overlay' ? ['--only', 'create-overlay'] : [];
    const { code, stderr } = await tool(folder, '--yes', '--only', name, ...only);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('changed ') });
    const result = Object.values(bytes(folder)).map(onOneLine).join('\n');
    expect(result).toContain(onOneLine(card.after));
  },
);

const onOneLine = (text: string): string => text.replace(/\s+/g, ' ');

test('list has every codemod with its sentence, in the order in which they run', async () => {
  const { code, stdout } = await tool('/', 'list');
  expect(code).toBe(0);
  const rows = stdout
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(/ {2,}/));
  expect(rows).toEqual(cards.map(([name, card]) => [name, card.summary]));
});

test('a card is one sentence, an explanation and a change', () => {
  for (const [, card] of cards) {
    expect(card.summary).toMatch(/^[A-Z][^\n]*\.$/);
    expect(card.explanation).toMatch(/\.$/);
    expect(card.after).not.toBe(card.before);
  }
});

test('every code of a problem is one of a kind, and explain knows it in any case', async () => {
  const codes = kinds.map(({ code }) => code);
  expect([...new Set(codes)]).toEqual(codes);
  for (const { code, title, explanation } of kinds) {
    expect(code).toMatch(/^[A-Z]+\d{3}$/);
    const { code: status, stdout } = await tool('/', 'explain', code.toLowerCase());
    expect({ status, stdout }).toEqual({ status: 0, stdout: `${code} ${title}\n\n${explanation}\n` });
  }
});

test('--help names the variants', async () => {
  const { stdout } = await tool('/', '--help');
  expect(stdout).toContain(`Variants: ${variantNames.join(', ')}\n`);
});
