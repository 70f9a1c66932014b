import { carriedText } from '../../src/edit/carry.js';
import type { Expression } from '../../src/syntax/nodes.js';
import { loadGrammar } from '../../src/syntax/parser.js';
import { every, lines, sourceOf } from './harness.js';

beforeAll(loadGrammar);

/** The value of the binding of this name. */
function valueIn(text: string, name: string): Expression {
  const source = sourceOf(text);
  const binding = every(source, 'binding').find(
    ({ attrpath: [head] }) => head && source.textOf(head) === name,
  );
  if (binding === undefined) throw new Error(`there is no ${name}`);
  return binding.value;
}

/** The value of `from`, carried to where `to` is in another file. */
function carried(from: string, to: string, now?: string): string | undefined {
  const value = valueIn(from, 'from');
  return carriedText(value, now ?? value.source.textOf(value), valueIn(to, 'to'));
}

const flat = '{\n  to = 1;\n}';
const deep = lines('{', '  a = {', '    to = 1;', '  };', '}');
const windows = '{\r\n  to = 1;\r\n}';
const tabs = '{\n\ta = {\n\t\tto = 1;\n\t};\n}';

test.each([
  ['one line', '{ from = { a = 1; }; }', deep, '{ a = 1; }'],
  ['to a deeper place', '{\n  from = {\n    a = 1;\n  };\n}', deep, '{\n      a = 1;\n    }'],
  ['to a less deep one', '{\n      from = {\n        a = 1;\n      };\n}', flat, '{\n    a = 1;\n  }'],
  ['to a file with tabs', '{\n\tfrom = {\n\t\ta = 1;\n\t};\n}', tabs, '{\n\t\t\ta = 1;\n\t\t}'],
  ['to a file of Windows', '{\n  from = {\n    a = 1;\n  };\n}', windows, '{\r\n    a = 1;\r\n  }'],
  ['from a file of Windows', '{\r\n  from = {\r\n    a = 1;\r\n  };\r\n}', deep, '{\n      a = 1;\n    }'],
  ['from the first column', '{\nfrom = [\n  a\n];\n}', flat, '[\n    a\n  ]'],
  [
    'blank lines between others',
    '{\n  from = [\n\n    a\n\n    b\n  ];\n}',
    flat,
    '[\n\n    a\n\n    b\n  ]',
  ],
  ['spaces on a blank line', '{\n  from = [\n    a\n      \n    b\n  ];\n}', flat, '[\n    a\n\n    b\n  ]'],
  [
    'a line with fewer spaces that is blank',
    '{\n  from = [\n    a\n \n    b\n  ];\n}',
    flat,
    '[\n    a\n\n    b\n  ]',
  ],
  ['a string on one line', '{\n  from = [\n    "a"\n  ];\n}', deep, '[\n      "a"\n    ]'],
  ['a string on one line, with tabs', '{\n\tfrom = [\n\t\t"a"\n\t];\n}', tabs, '[\n\t\t\t"a"\n\t\t]'],
  ['a string over lines', "{\n  from = ''\n    a\n      b\n  '';\n}", deep, "''\n      a\n        b\n    ''"],
])('%s: the lines keep their indentation relative to the first', (_name, from, to, expected) => {
  expect(carried(from, to)).toBe(expected);
});

test.each([
  ['}', '{\n\n  }'],
  [']', '{ a = [\n\n  ]; }'],
  [')', '(a\n\n  )'],
  ['} behind several', '{\n    a = 1;\n\n\n  }'],
  ['} behind spaces', '{\n    a = 1;\n    \n  }'],
  ['} behind line ends of Windows', '{\r\n    a = 1;\r\n\r\n  }'],
  ['} in the first column', '{\n\n}'],
])('no blank line is left in front of %s', (_name, text) => {
  const result = carried(`{\nfrom = ${text};\n}`, '{\nto = 1;\n}');
  expect(result).toBe(text.replaceAll('\r', '').replace(/\n\s*\n/, '\n'));
});

describe('strings over lines', () => {
  test.each([
    ['a blank line in front of a brace', "''\n    {\n\n    }\n  ''", "''\n      {\n\n      }\n    ''"],
    [
      'spaces beyond the indentation',
      "''\n    a\n      \n    b\n  ''",
      "''\n      a\n        \n      b\n    ''",
    ],
    ['no more spaces than the indentation', "''\n    a\n  \n    b\n  ''", "''\n      a\n\n      b\n    ''"],
  ])('%s: the value is kept', (_name, value, expected) => {
    expect(carried(`{\n  from = ${value};\n}`, deep)).toBe(expected);
  });

  test.each([
    ['in quotes', '{\n  from = "a\n  b";\n}', deep],
    ['in quotes beside an indented one', "{\n  from = [ ''\n    a\n  '' \"a\n  b\" ];\n}", deep],
    ['in quotes, with the same indentation', '{\n  from = "a\n  b";\n}', flat],
    ['in quotes around an indented one', "{\n  from = \"${''\n    a\n  ''}\";\n}", deep],
    ['with tabs in front', "{\n\tfrom = ''\n\t\ta\n\t'';\n}", flat],
    ['with tabs where it goes', "{\n  from = ''\n    a\n  '';\n}", tabs],
    ['with a tab inside', "{\n  from = ''\n    a\tb\n  '';\n}", flat],
    ['to a file of Windows', "{\n  from = ''\n    a\n  '';\n}", windows],
    ['from a file of Windows', "{\r\n  from = ''\r\n    a\r\n  '';\r\n}", flat],
  ])('%s are not carried', (_name, from, to) => {
    expect(carried(from, to)).toBeUndefined();
  });

  test('one that went already is no hindrance', () => {
    expect(carried('{\n  from = [ "a\n  b" 1 ];\n}', deep, '[ 1 ]')).toBe('[ 1 ]');
  });
});

test.each([
  ['a line further left than the first', '{\n    from = [\n  a\n    ];\n}'],
  ['one line of several', '{\n    from = [\n      a\n  b\n    ];\n}'],
  ['tabs below spaces', '{\n  from = [\n\ta\n  ];\n}'],
])('%s is not carried', (_name, from) => {
  expect(carried(from, deep)).toBeUndefined();
});
