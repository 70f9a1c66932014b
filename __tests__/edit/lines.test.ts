import {
  columnOf,
  fromLineEnd,
  indentationAt,
  isBlank,
  isInLineComment,
  lineBreaksIn,
  lineStartOf,
  runTogether,
  startsLine,
} from '../../src/edit/lines.js';

test.each([
  ['the first character', '\n\n', 0, 0],
  ['within the first line', 'ab\nc', 1, 0],
  ['a line break belongs to the line that it ends', 'ab\nc', 2, 0],
  ['behind a line break', 'ab\nc', 3, 3],
  ['the end of the text', 'ab\ncd', 5, 3],
])('where a line starts: %s', (_name, text, offset, start) => {
  expect(lineStartOf(text, offset)).toBe(start);
  expect(columnOf(text, offset)).toBe(offset - start);
});

test.each([
  ['spaces', '  a', 2, '  ', true],
  ['tabs and spaces', 'x\n\t a', 4, '\t ', true],
  ['none', 'a\nb', 2, '', true],
  ['within the line', '  a b', 4, '  ', false],
  ['behind the mark at the start of a file', '\uFEFF  a', 3, '  ', true],
  ['such a character elsewhere is none', ' \uFEFFa', 2, ' ', false],
  ['spaces further behind are none', 'a  b', 3, '', false],
])(
  'the indentation of a line, and whether a thing starts it: %s',
  (_name, text, offset, indentation, starts) => {
    expect(indentationAt(text, offset)).toBe(indentation);
    expect(startsLine(text, offset)).toBe(starts);
  },
);

test.each([
  ['', 0, true],
  [' \t', 0, true],
  ['\n \r\n', 2, true],
  [' a\n', 1, false],
  ['a ', 0, false],
])('the line breaks of %j, and whether it is blank', (text, breaks, blank) => {
  expect(lineBreaksIn(text)).toBe(breaks);
  expect(isBlank(text)).toBe(blank);
});

test.each([
  [' \t\n  ', '\n  '],
  [' \r\n', '\r\n'],
  ['\n \n', '\n \n'],
  ['  ', '  '],
])('white space from the end of the line on: %j', (blank, expected) => {
  expect(fromLineEnd(blank)).toBe(expected);
});

test.each([
  ['a # b', 5, true],
  ['a # b', 2, false],
  ['# a\nb', 5, false],
  ['# a\nb', 3, true],
])('in %j, whether %d is in a comment', (text, offset, expected) => {
  expect(isInLineComment(text, offset)).toBe(expected);
});

test.each([
  ['a', 'b', true],
  ['1', '.5', true],
  ['"a"', '"b"', true],
  ['a b', 'c d', true],
  ['a;', 'b', false],
  ['a', ';b', false],
  [')', '(', false],
  ['a ', 'b', false],
  ['a', ' b', false],
  ['{', 'b', false],
  ['a', '}', false],
  ['=', 'a', false],
  ['a', ',', false],
])('whether %j and %j run together', (before, after, expected) => {
  expect(runTogether(before, after)).toBe(expected);
});
