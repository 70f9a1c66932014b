import { layoutOf } from '../../src/edit/layout.js';
import { loadGrammar } from '../../src/syntax/parser.js';
import { sourceOf } from './harness.js';

beforeAll(loadGrammar);

test.each([
  ['two spaces', '{\n  a = {\n    b = 1;\n  };\n}', { unit: '  ' }],
  ['four spaces', '{\n    a = [\n        1\n    ];\n}', { unit: '    ' }],
  ['tabs', '{\n\ta = {\n\t\tb = 1;\n\t};\n}', { unit: '\t' }],
  ['two spaces where there is nothing to go by', '1', { unit: '  ' }],
  ['two spaces where most have them', '{\n  a = 1;\n  b = [\n      1\n  ];\n}', { unit: '  ' }],
  [
    'the text of strings is no indentation',
    "{\n  a = ''\n      x\n      y\n      z\n  '';\n}",
    { unit: '  ' },
  ],
  ['lines that end as on Unix', '{\n}', { lineEnd: '\n' }],
  ['lines that end as on Windows', '{\r\n}', { lineEnd: '\r\n' }],
  ['lines that end as most do', '{\r\n  a = 1;\r\n  b = 1;\n}', { lineEnd: '\r\n' }],
  ['one line', '{ }', { lineEnd: '\n' }],
  ['spaces inside of brackets', '{ a = [ 1 ]; }', { bracketSpacing: true, formatter: 'nixfmt' }],
  ['no spaces inside of brackets', '{a = [1];}', { bracketSpacing: false, formatter: 'alejandra' }],
  ['what most brackets have', '{ a = [1]; b = [ 1 ]; }', { bracketSpacing: true, formatter: 'nixfmt' }],
  [
    'an empty bracket says nothing of others',
    '{ a = []; }',
    { bracketSpacing: true, emptyBracketSpacing: false },
  ],
  ['an empty bracket with a space', '{ a = [ ]; }', { emptyBracketSpacing: true }],
  ['empty brackets after the others when there are none', '{a = 1;}', { emptyBracketSpacing: false }],
  ['formals with leading commas', '{ a\n, b\n}:\n1', { formatter: 'nixpkgs-fmt' }],
  [
    'a set opened on the line of the formals',
    '{\n  a,\n  ...\n}: {\n  b = 1;\n}',
    { formatter: 'alejandra', atSpacing: true },
  ],
  ['let on the line of the formals', '{\n  a,\n  ...\n}: let\n  b = 1;\nin\n  b', { formatter: 'alejandra' }],
  [
    'a set below the formals',
    '{\n  a,\n  ...\n}:\n{\n  b = 1;\n}',
    { formatter: 'nixfmt', atSpacing: false },
  ],
  ['no spaces around @', '{ a }@x: 1', { atSpacing: false, atPosition: 'after' }],
  ['spaces around @', '{ a } @ x: 1', { atSpacing: true, atPosition: 'after' }],
  ['a name in front', 'x@{ a }: 1', { atSpacing: false, atPosition: 'before' }],
] as const)('%s', (_name, text, expected) => {
  expect(layoutOf(sourceOf(text))).toMatchObject(expected);
});

test('a file is looked at once', () => {
  const source = sourceOf('{ }');
  expect(layoutOf(source)).toBe(layoutOf(source));
});
