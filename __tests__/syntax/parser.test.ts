/** Text to nodes: values of strings, places of errors, ranges and parents. */
import { literalText } from '../../src/syntax/literals.js';
import type { Expression } from '../../src/syntax/nodes.js';
import { descendants, loadGrammar, parse } from '../../src/syntax/parser.js';

beforeAll(() => loadGrammar());

function rootOf(text: string): Expression {
  const parsed = parse('x.nix', text);
  if (parsed.kind === 'broken') throw new Error(parsed.message);
  return parsed.source.root;
}

/** Each value is what `nix-instantiate --eval --strict --json` gives for the text. */
const strings: readonly (readonly [string, string])[] = [
  ['"a\\n\\t\\"\\\\ \\${x}"', 'a\n\t"\\ ${x}'],
  ['"$${x}"', '$${x}'],
  ["''plain''", 'plain'],
  ["''\n    a\n      b\n  ''", 'a\n  b\n'],
  ["''\n    a''\\n   b\n  ''", 'a\nb\n'],
  ["''  ''\\n    x''", '\n  x'],
  ["'' ''\\t y''", '\t y'],
  ["''\n  ''${x}\n  '''q'''\n''", "${x}\n''q''\n"],
  ["''a\n  b''", 'a\n  b'],
  ['https://example.org/x', 'https://example.org/x'],
];

test.each(strings)('the value of %j', (text, value) => {
  expect(literalText(rootOf(text))).toBe(value);
});

const broken: readonly (readonly [string, string, number, number])[] = [
  ['an unclosed set', '{\n  a = 1;\n', 2, 9],
  ['a missing semicolon', '{\n  a = 1\n}', 2, 8],
  ['text behind the expression', '{ }\n}', 2, 1],
  ['a keyword as the name of the argument', '{ self, ... }@rec:\n1', 1, 15],
  ['a keyword as an argument', '{ then }: 1', 1, 3],
  ['a keyword as an attribute', '{ a = x.with; }', 1, 8],
  ['a keyword as an inherited name', '{ inherit let; }', 1, 11],
];

test.each(broken)('%s is refused with its place', (_, text, line, column) => {
  const parsed = parse('x.nix', text);
  expect(parsed.kind).toBe('broken');
  if (parsed.kind === 'broken') expect([parsed.place.line, parsed.place.column]).toEqual([line, column]);
});

test('an empty file is refused', () => {
  expect(parse('x.nix', '# nothing\n').kind).toBe('broken');
});

test('columns count characters, also behind those outside of the basic plane', () => {
  const parsed = parse('x.nix', '{ "🦙" = 1 }');
  expect(parsed).toMatchObject({ kind: 'broken', place: { line: 1, column: 10 } });
});

test('a byte order mark and Windows line ends are read', () => {
  expect(rootOf('\uFEFF{ a = 1;\r\n b = [ 2 ]; }\r\n').kind).toBe('attributeSet');
});

test('every node lies within its parent and knows it', () => {
  const root = rootOf(
    '{ pkgs, lib ? null, ... }@args: with pkgs; rec { inherit (lib) x; a.b = [ (f y).z or 1 ]; }',
  );
  for (const node of descendants(root)) {
    if (node === root) continue;
    expect(node.parent).toBeDefined();
    expect(node.start).toBeGreaterThanOrEqual(node.parent?.start ?? 0);
    expect(node.end).toBeLessThanOrEqual(node.parent?.end ?? 0);
  }
});

test('thousands of nested lists neither overflow the stack nor hang', () => {
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  expect(parse('x.nix', deep).kind).toBe('broken');
});
