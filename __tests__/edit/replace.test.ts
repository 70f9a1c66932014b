import { replace, replaceDroppingParentheses } from '../../src/edit/replace.js';
import { loadGrammar } from '../../src/syntax/parser.js';
import { at, edited, every, motive, nodeOf, sourceOf } from './harness.js';

beforeAll(loadGrammar);

test('replace puts text in the place of a node', () => {
  const source = sourceOf('{ a = b; }');
  expect(edited(source, [replace(nodeOf(source, 'b'), '[ 1 ]', motive)])).toBe('{ a = [ 1 ]; }');
});

const long = `f { ${'a = 1; '.repeat(15)}}`;

test.each([
  ['of several lines', '{\n  a =\n    f {\n      b = 1;\n    };\n}', '{\n  a = new;\n}'],
  ['too long for the line', `{\n  a.b =\n    ${long};\n}`, '{\n  a.b = new;\n}'],
  ['behind a name in quotes', '{\n  "a=b" =\n    f {\n    };\n}', '{\n  "a=b" = new;\n}'],
  ['of a let', 'let\n  a =\n    f\n      1;\nin a', 'let\n  a = new;\nin a'],
  ['that would have fitted stays below', '{\n  a =\n    f 1;\n}', '{\n  a =\n    new;\n}'],
  ['below a comment stays', '{\n  a = # why\n    f\n      1;\n}', '{\n  a = # why\n    new;\n}'],
  ['below a comment with = stays', '{\n  a = # b =\n    f\n      1;\n}', '{\n  a = # b =\n    new;\n}'],
  ['on the line stays', '{\n  a = f {\n  };\n}', '{\n  a = new;\n}'],
  ['which is more than the node stays', '{\n  a =\n    (f\n      1).b;\n}', '{\n  a =\n    (new).b;\n}'],
])('a value %s', (_name, before, after) => {
  const source = sourceOf(before);
  const value = every(source, 'apply').toSorted((a, b) => a.start - b.start);
  expect(edited(source, [replace(at(value, 0), 'new', motive)])).toBe(after);
});

test('a value stays below its = when the new text has lines, or would not fit', () => {
  const source = sourceOf('{\n  a =\n    f\n      1;\n}');
  const value = at(every(source, 'apply'), 0);
  for (const text of ['[\n  1\n]', long])
    expect(edited(source, [replace(value, text, motive)])).toBe(`{\n  a =\n    ${text};\n}`);
});

test.each([
  ['an element of a list', '[ (old 1) a ]', '[ new a ]'],
  ['an element that touches others', '[a(old 1)b]', '[a new b]'],
  ['the value of a binding', '{ a = (old 1); }', '{ a = new; }'],
  ['the value of a binding, without a space', '{ a =(old 1); }', '{ a =new; }'],
  ['an argument', 'f (old 1)', 'f new'],
  ['an argument that touches its function', 'f(old 1)', 'f new'],
  ['an argument that touches the next', 'f (old 1)(b)', 'f new (b)'],
  ['an interpolation', `"a\${(old 1)}b"`, `"a\${new}b"`],
  ['what is selected from', '(old 1).b', 'new.b'],
  ['several parentheses', '[ ((old 1)) ]', '[ new ]'],
  ['an operand', 'a-(old 1)', 'a- new'],
  ['the body of a function', 'a: (old 1)', 'a: new'],
  ['the body of a function that touches the colon', 'a:(old 1)', 'a: new'],
  ['what an inherit is from stays in parentheses', '{ inherit (old 1) a; }', '{ inherit (new) a; }'],
  ['parentheses with a comment stay', '[ (old 1 /* why */) ]', '[ (new /* why */) ]'],
  ['the inner parentheses go, those with a comment stay', '[ ( # why\n  (old 1)) ]', '[ ( # why\n  new) ]'],
  ['no parentheses, touching others', '[ (b)old ]', '[ (b)new ]', 'old'],
  ['nothing around', 'f [ old 1 ]', 'f [ old new ]', '1'],
  ['the whole file', '(old 1)', 'new'],
])('%s', (_name, before, after, old = 'old 1') => {
  const source = sourceOf(before);
  expect(edited(source, [replaceDroppingParentheses(nodeOf(source, old), 'new', motive)])).toBe(after);
});

test.each([
  ['[ (old 1) ]', 'a.b.c', '[ a.b.c ]'],
  ['[ (old 1) ]', 'a."b c"', '[ a."b c" ]'],
  ['[ (old 1) ]', 'f x', '[ (f x) ]'],
  ['[ (old 1) ]', 'a.b or c', '[ (a.b or c) ]'],
  ['(old 1).b', 'x.y', 'x.y.b'],
  ['(old 1).b or c', 'x', 'x.b or c'],
  ['(old 1).b or c', 'x.y', '(x.y).b or c'],
  ['(old 1) ? b', 'x.y', '(x.y) ? b'],
  ['a.b or (old 1)', 'x.y', 'a.b or x.y'],
])('in %s the parentheses around %s are needed or not', (before, text, after) => {
  const source = sourceOf(before);
  expect(edited(source, [replaceDroppingParentheses(nodeOf(source, 'old 1'), text, motive)])).toBe(after);
});
