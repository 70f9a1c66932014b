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
  ['two spaces where they are deep', '{\n  a = [\n    b\n    c\n  ];\n}', { unit: '  ' }],
  ['two spaces behind a tab', '{\n\ta = [\n\t  b\n\t  c\n\t];\n}', { unit: '  ' }],
  ['tabs where spaces stand below them', '{\n\ta = [\n     b\n     c\n\t];\n}', { unit: '\t' }],
  ['three spaces are no level', '{\n   a = 1;\n}', { unit: '  ' }],
  ['the first of equally many', '{\n  a = 1;\n  b = {\n      c = 1;\n      d = 1;\n  };\n}', { unit: '  ' }],
  ['four spaces in a let', 'let\n    a = 1;\nin a', { unit: '    ' }],
  ['four spaces in the let of old', 'let {\n    body = 1;\n}', { unit: '    ' }],
  ['four spaces in formals', '{\n    a,\n    b\n}: 1', { unit: '    ' }],
  ['only what starts its line is indented', '[ {\n   a = 1;\n    } b ]', { unit: '  ' }],
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
  ['no spaces around an ellipsis', '{...}: {\n}', { bracketSpacing: false, formatter: 'alejandra' }],
  [
    'spaces around an ellipsis',
    '{ ... }: {\n}',
    { bracketSpacing: true, formatter: 'nixfmt', showsFormatter: true },
  ],
  ['what most brackets have', '{ a = [1]; b = [ 1 ]; }', { bracketSpacing: true, formatter: 'nixfmt' }],
  [
    'an empty bracket says nothing of others',
    '{ a = []; }',
    { bracketSpacing: true, emptyBracketSpacing: false },
  ],
  ['spaces when as many have them', '{ a = [1]; }', { bracketSpacing: true, formatter: 'nixfmt' }],
  ['spaces in a recursive set', 'rec { a = 1; }', { bracketSpacing: true }],
  ['let is no bracket', 'let a = 1; in let b = 1; in { c = 1; }', { bracketSpacing: true }],
  ['an empty set', '{ a = {}; }', { emptyBracketSpacing: false }],
  ['an empty recursive set', '{ a = rec {}; }', { emptyBracketSpacing: false }],
  ['an empty recursive set with a space', '[(rec { }) (a)]', { emptyBracketSpacing: true }],
  ['as many empty brackets with a space as without', '[ [] [ ] ]', { emptyBracketSpacing: false }],
  ['formals say nothing of empty brackets', '{ }: [[]]', { emptyBracketSpacing: false }],
  ['a comment is no empty bracket', '[ [ /* a */] [] ]', { emptyBracketSpacing: false }],
  ['an empty bracket with a space', '{ a = [ ]; }', { emptyBracketSpacing: true }],
  ['empty brackets after the others when there are none', '{a = 1;}', { emptyBracketSpacing: false }],
  ['an ellipsis alone without spaces', '{...}: {\n  a = 1;\n}', { formatter: 'alejandra' }],
  ['an ellipsis alone with spaces', '{ ... }: {\n  a = [1];\n}', { formatter: 'nixfmt' }],
  ['an ellipsis on a line of its own', '{\n  ...\n}: [1]', { formatter: 'alejandra' }],
  ['formals with leading commas', '{ a\n, b\n}:\n1', { formatter: 'nixpkgs-fmt' }],
  ['formals with leading commas, indented', '{ a\n\t , b\n}:\n1', { formatter: 'nixpkgs-fmt' }],
  ['a list is no formals', '{ a }: [\n  "\n,"\n]', { formatter: 'nixfmt' }],
  [
    'a set opened on the line of the formals',
    '{\n  a,\n  ...\n}: {\n  b = 1;\n}',
    { formatter: 'alejandra', atSpacing: true },
  ],
  ['a space behind the brace', '{ \n  a,\n  ...\n}: {\n  b = 1;\n}', { formatter: 'alejandra' }],
  ['something else on the line of the formals', '{\n  a,\n  ...\n}: a', { formatter: 'nixfmt' }],
  [
    'brackets on one line speak louder',
    '{\n  a,\n  ...\n}: {\n  b = [ 1 ];\n}',
    { formatter: 'nixfmt', bracketSpacing: true },
  ],
  ['let on the line of the formals', '{\n  a,\n  ...\n}: let\n  b = 1;\nin\n  b', { formatter: 'alejandra' }],
  [
    'a set below the formals',
    '{\n  a,\n  ...\n}:\n{\n  b = 1;\n}',
    { formatter: 'nixfmt', atSpacing: false },
  ],
  ['a formatter that shows', '{ a = [ 1 ]; }', { showsFormatter: true }],
  ['a formatter that shows by the formals', '{\n  a,\n  ...\n}: {\n  b = 1;\n}', { showsFormatter: true }],
  ['none that shows', '{\n  a = 1;\n  b = x: {\n  };\n}', { showsFormatter: false, formatter: 'nixfmt' }],
  ['no spaces around @', '{ a }@x: 1', { atSpacing: false, atPosition: 'after' }],
  ['spaces around @', '{ a } @ x: 1', { atSpacing: true, atPosition: 'after' }],
  ['several spaces around @', '{ a }  @ x: 1', { atSpacing: true }],
  ['a space in front of the name alone', '{ a }@ x: 1', { atSpacing: false }],
  ['a name in front with spaces', 'x @ { a }: 1', { atSpacing: true, atPosition: 'before' }],
  [
    'as most names have it',
    '[ ({ a }@x: 1) (x @ { a }: 1) (x @ { a }: 2) ]',
    { atSpacing: true, atPosition: 'before' },
  ],
  ['a name in front', 'x@{ a }: 1', { atSpacing: false, atPosition: 'before' }],
] as const)('%s', (_name, text, expected) => {
  expect(layoutOf(sourceOf(text))).toMatchObject(expected);
});

test('a file is looked at once', () => {
  const source = sourceOf('{ }');
  expect(layoutOf(source)).toBe(layoutOf(source));
});
