import { replace, replaceDroppingParentheses } from '../../src/edit/replace.js';
import { loadGrammar } from '../../src/syntax/parser.js';
import { edited, motive, nodeOf, sourceOf } from './harness.js';

beforeAll(loadGrammar);

test('replace puts text in the place of a node', () => {
  const source = sourceOf('{ a = b; }');
  expect(edited(source, [replace(nodeOf(source, 'b'), '[ 1 ]', motive)])).toBe('{ a = [ 1 ]; }');
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
])('in %s the parentheses around %s are needed or not', (before, text, after) => {
  const source = sourceOf(before);
  expect(edited(source, [replaceDroppingParentheses(nodeOf(source, 'old 1'), text, motive)])).toBe(after);
});
