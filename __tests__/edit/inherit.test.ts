import { insertInheritedName, removeInheritedName, removeInheritedNames } from '../../src/edit/inherit.js';
import { loadGrammar } from '../../src/syntax/parser.js';
import { at, edited, first, motive, sourceOf } from './harness.js';

beforeAll(loadGrammar);

test.each([
  ['on one line', '{ inherit a b; }', '{ inherit a b new; }'],
  ['without names', '{ inherit; }', '{ inherit new; }'],
  ['from a set', '{ inherit (x) a; }', '{ inherit (x) a new; }'],
  ['from a set, without names', '{ inherit (x); }', '{ inherit (x) new; }'],
  [
    'from what has parentheses and a comment',
    '{ inherit ((f (y)) /* ) */) a; }',
    '{ inherit ((f (y)) /* ) */) a new; }',
  ],
  ['in front of a comment behind it', '{ inherit a;# why\n}', '{ inherit a new;# why\n}'],
  ['one a line', '{\n  inherit\n    a\n    b\n    ;\n}', '{\n  inherit\n    a\n    b\n    new\n    ;\n}'],
  [
    'one a line, closed on the last',
    '{\n  inherit (x)\n    a\n    b;\n}',
    '{\n  inherit (x)\n    a\n    b\n    new;\n}',
  ],
  [
    'the first on the line of the keyword',
    '{\n  inherit a\n          b;\n}',
    '{\n  inherit a\n          b\n          new;\n}',
  ],
  [
    'filled lines',
    '{\n  inherit (x)\n    a b c\n    d e f;\n}',
    '{\n  inherit (x)\n    a b c\n    d e f new;\n}',
  ],
  [
    'behind a comment',
    '{\n  inherit (x)\n    a\n    b # why\n    ;\n}',
    '{\n  inherit (x)\n    a\n    b # why\n    new\n    ;\n}',
  ],
  [
    'with the line ends of the file',
    '{\r\n  inherit\r\n    a\r\n    ;\r\n}',
    '{\r\n  inherit\r\n    a\r\n    new\r\n    ;\r\n}',
  ],
])('a name is added %s', (_name, before, after) => {
  const source = sourceOf(before);
  const inherit = first(source, 'inherit');
  const edits = insertInheritedName(inherit, 'new', motive);
  expect(edited(source, edits, { added: new Map([[inherit, { structures: ['new'] }]]) })).toBe(after);
});

test.each([
  ['the first', '{ inherit a b; }', [0], '{ inherit b; }', []],
  ['the last', '{ inherit a b; }', [1], '{ inherit a; }', []],
  ['the first from a set', '{ inherit (x) a b; }', [0], '{ inherit (x) b; }', []],
  ['one a line', '{\n  inherit (x)\n    a\n    b\n    ;\n}', [1], '{\n  inherit (x)\n    a\n    ;\n}', []],
  [
    'the last of all, closed on its line',
    '{\n  inherit (x)\n    a\n    b;\n}',
    [1],
    '{\n  inherit (x)\n    a;\n}',
    [],
  ],
  [
    'with its comment',
    '{\n  inherit (x)\n    a # why\n    b;\n}',
    [0],
    '{\n  inherit (x)\n    b;\n}',
    ['# why'],
  ],
] as const)('a name goes: %s', (_name, before, indices, after, commentsGone) => {
  const source = sourceOf(before);
  const inherit = first(source, 'inherit');
  const names = indices.map((index) => at(inherit.names, index));
  const edits = removeInheritedNames(inherit, names, motive);
  expect(edited(source, edits, { gone: new Set(names), commentsGone })).toBe(after);
});

test.each([
  ['in a set', '{\n  inherit a;\n  b = 1;\n}', '{\n  b = 1;\n}'],
  ['in a let', 'let\n  inherit (x) a;\n  b = 1;\nin 1', 'let\n  b = 1;\nin 1'],
  ['alone', '{ inherit a; }', '{ }'],
  ['in an old let', 'let { inherit a; body = 1; }', 'let { body = 1; }'],
])('with the only name the inherit goes, %s', (_name, before, after) => {
  const source = sourceOf(before);
  const inherit = first(source, 'inherit');
  const edits = removeInheritedName(inherit, at(inherit.names, 0), motive);
  expect(edited(source, edits, { gone: new Set([inherit]) })).toBe(after);
});

test('with all names the inherit goes', () => {
  const source = sourceOf('{ inherit a b; }');
  const inherit = first(source, 'inherit');
  expect(
    edited(source, removeInheritedNames(inherit, inherit.names, motive), { gone: new Set([inherit]) }),
  ).toBe('{ }');
});

test('an inherit that stands nowhere is an error of the caller', () => {
  const source = sourceOf('{ inherit a; }');
  const inherit = first(source, 'inherit');
  for (const parent of [undefined, inherit.names[0]]) {
    expect(() => removeInheritedNames({ ...inherit, parent }, inherit.names, motive)).toThrow(
      'flake.nix: an inherit',
    );
  }
});
