import { reindent } from '../../src/edit/reindent.js';
import { loadGrammar } from '../../src/syntax/parser.js';
import { expressionOf, lines } from './harness.js';
import { structureOf } from './structure.js';

beforeAll(loadGrammar);

test.each([
  ['one line stays', 'a', '    ', '  ', '\n', 'a'],
  [
    'further lines go below the first',
    'a = {\n  b = 1;\n};',
    '    ',
    '  ',
    '\n',
    'a = {\n      b = 1;\n    };',
  ],
  [
    'four spaces a level',
    'a = {\n  b = {\n    c = 1;\n  };\n};',
    '    ',
    '    ',
    '\n',
    'a = {\n        b = {\n            c = 1;\n        };\n    };',
  ],
  ['tabs', 'a = {\n  b = 1;\n};', '\t', '\t', '\n', 'a = {\n\t\tb = 1;\n\t};'],
  ['the line ends of the file', 'a\nb', '', '  ', '\r\n', 'a\r\nb'],
  ['no white space on empty lines', 'a\n\nb', '  ', '  ', '\n', 'a\n\n  b'],
  ['half a level stays', '{\n   b = 1;\n}', '', '\t', '\n', '{\n\t b = 1;\n}'],
  [
    'strings over lines by spaces alone',
    "{\n  a = ''\n    x\n      y\n  '';\n}",
    '\t',
    '\t',
    '\n',
    "{\n\t\ta = ''\n      x\n        y\n    '';\n\t}",
  ],
  [
    'quoted strings over lines not at all',
    '{\n  a = "x\n  y\n\n  z";\n}',
    '    ',
    '  ',
    '\n',
    '{\n      a = "x\n  y\n\n  z";\n    }',
  ],
  ['no white space on a blank line', 'a\n   \nb', '  ', '  ', '\n', 'a\n\n  b'],
  ['a quoted string keeps its spaces', '"x\n  \n y"', '  ', '  ', '\n', '"x\n  \n y"'],
  ['a string that starts a line is code there', '[\n"x\ny"\n]', '  ', '  ', '\n', '[\n  "x\ny"\n  ]'],
  [
    'a line of spaces in a string is part of it',
    "''\n  x\n    \n\n  y\n''",
    '  ',
    '  ',
    '\n',
    "''\n    x\n      \n\n    y\n  ''",
  ],
  ['code that does not parse alone, by its lines', 'in {\n  "a\'\'"', '  ', '  ', '\n', 'in {\n    "a\'\'"'],
])('%s', (_name, text, indentation, unit, lineEnd, after) => {
  expect(reindent(text, indentation, unit, lineEnd)).toBe(after);
});

test('the value of strings stays the same', () => {
  const text = lines(
    '{',
    "  a = ''",
    '    x \u0024{',
    "      f ''",
    '        y',
    '          ',
    "      ''",
    '    }',
    '      z',
    "  '';",
    '  b = "u',
    '    v";',
    '}',
  );
  for (const [indentation, unit] of [
    ['\t\t', '\t'],
    ['    ', '    '],
    ['  ', '  '],
  ] as const) {
    const placed = expressionOf(reindent(text, indentation, unit, '\n'));
    expect(structureOf(placed)).toBe(structureOf(expressionOf(text)));
  }
});
