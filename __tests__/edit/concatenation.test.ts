import { appendList, isAppendable } from '../../src/edit/concatenation.js';
import type { Expression } from '../../src/syntax/nodes.js';
import { loadGrammar } from '../../src/syntax/parser.js';
import { at, edited, every, lines, motive, sourceOf } from './harness.js';

beforeAll(loadGrammar);

function valueIn(text: string): Expression {
  return at(every(sourceOf(text), 'binding'), 0).value;
}

test.each([
  ['a name', '{ a = b; }', '{ a = b ++ [ 1 ]; }'],
  ['a selection', '{ a = b.c; }', '{ a = b.c ++ [ 1 ]; }'],
  ['a call', '{ a = f [ 2 ]; }', '{ a = f [ 2 ] ++ [ 1 ]; }'],
  ['a list', '{ a = [ 2 ]; }', '{ a = [ 2 ] ++ [ 1 ]; }'],
  ['parentheses', '{ a = (if b then c else d); }', '{ a = (if b then c else d) ++ [ 1 ]; }'],
  ['lists on one line', '{ a = b ++ c; }', '{ a = b ++ c ++ [ 1 ]; }'],
  ['an operator at the end of a line', '{ a = b ++\n  c; }', '{ a = b ++\n  c ++ [ 1 ]; }'],
  [
    'operators that begin lines',
    '{\n  a =\n    b\n    ++ c\n    ++ d;\n}',
    '{\n  a =\n    b\n    ++ c\n    ++ d\n    ++ [ 1 ];\n}',
  ],
  [
    'lines of Windows',
    '{\r\n  a =\r\n    b\r\n    ++ c;\r\n}\r\n',
    '{\r\n  a =\r\n    b\r\n    ++ c\r\n    ++ [ 1 ];\r\n}\r\n',
  ],
  [
    'a comment further down',
    lines('{', '  a = b;', '  # c', '}'),
    lines('{', '  a = b ++ [ 1 ];', '  # c', '}'),
  ],
])('a list goes behind %s', (_name, before, after) => {
  const source = sourceOf(before);
  const { value } = at(every(source, 'binding'), 0);
  expect(isAppendable(value)).toBe(true);
  expect(edited(source, [appendList(value, '1', motive)])).toBe(after);
});

const long = (size: number): string => '1'.repeat(size);

test.each([
  ['that fits its line', lines('{', '  a = b;', '}'), 84, lines('{', `  a = b ++ [ ${long(84)} ];`, '}')],
  [
    'that would make its line too long',
    lines('{', '  a = b;', '}'),
    85,
    lines('{', '  a = b ++ [', `    ${long(85)}`, '  ];', '}'),
  ],
  [
    'that would make a line of its own too long',
    lines('{', '  a =', '    b', '    ++ c;', '}'),
    89,
    lines('{', '  a =', '    b', '    ++ c', '    ++ [', `      ${long(89)}`, '    ];', '}'),
  ],
  [
    'that fits a line of its own',
    lines('{', '  a =', '    b', '    ++ c;', '}'),
    88,
    lines('{', '  a =', '    b', '    ++ c', `    ++ [ ${long(88)} ];`, '}'),
  ],
])('a list %s', (_name, before, size, after) => {
  const source = sourceOf(before);
  const { value } = at(every(source, 'binding'), 0);
  expect(edited(source, [appendList(value, long(size), motive)])).toBe(after);
});

test.each([
  ['an operator that binds weaker', '{ a = b // c; }'],
  ['a condition', '{ a = if b then c else d; }'],
  ['a let', '{ a = let b = c; in b; }'],
  ['a with', '{ a = with b; c; }'],
  ['a function', '{ a = b: c; }'],
  ['a comment between it and its end', '{ a = b # c\n; }'],
])('nothing goes behind %s', (_name, text) => {
  expect(isAppendable(valueIn(text))).toBe(false);
});

test('nothing goes behind what is no value of a binding', () => {
  expect(isAppendable(sourceOf('b').root)).toBe(false);
});
