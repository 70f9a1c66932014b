import { type Bindings, removeBinding, removeBindings } from '../../src/edit/bindings.js';
import { loadGrammar } from '../../src/syntax/parser.js';
import type { Source } from '../../src/syntax/source.js';
import { at, edited, every, motive, sourceOf } from './harness.js';

beforeAll(loadGrammar);

/** The first set or `let` of a source. */
function bindingsOf(source: Source): Bindings {
  const all = [...every(source, 'attributeSet'), ...every(source, 'let'), ...every(source, 'legacyLet')];
  return at(
    all.toSorted((a, b) => a.start - b.start),
    0,
  );
}

describe('removeBindings', () => {
  test.each([
    ['the first on one line', '{ a = 1; b = 1; }', [0], '{ b = 1; }', []],
    ['the last on one line', '{ a = 1; b = 1; }', [1], '{ a = 1; }', []],
    ['without spaces inside', '{a = 1; b = 1;}', [0], '{b = 1;}', []],
    ['without any space', '{a=1;b=1;c=1;}', [1], '{a=1;c=1;}', []],
    ['the only one', '{ a = 1; }', [0], '{ }', []],
    ['the only one over lines', '{\n  a = 1;\n}', [0], '{ }', []],
    ['the only one of a recursive set', 'rec {\n  a = 1;\n}', [0], 'rec { }', []],
    ['the only one without spaces', '{x = {\n  a = 1;\n};}', [0], '{}', []],
    ['an inherit', '{\n  inherit a;\n  b = 1;\n}', [0], '{\n  b = 1;\n}', []],
    [
      'with tabs and the line ends of Windows',
      '{\r\n\ta = 1;\r\n\tb = 1;\r\n}',
      [1],
      '{\r\n\ta = 1;\r\n}',
      [],
    ],
    [
      'with its comments',
      '{\n  # why\n  a = 1; # really\n\n  b = 1;\n}',
      [0],
      '{\n  b = 1;\n}',
      ['# why', '# really'],
    ],
    [
      'the first, with what is below as far from the left as it was',
      '{\n# why\n  a = 1;\n  # b = 1;\n\n  c = 1;\n}',
      [0],
      '{\n  # b = 1;\n\n  c = 1;\n}',
      ['# why'],
    ],
    ['with the comment inside', '{\n  a = # why\n    1;\n  b = 1;\n}', [0], '{\n  b = 1;\n}', []],
    [
      'not the comment of a group',
      '{\n  # inputs\n  a = 1;\n  b = 1;\n}',
      [0],
      '{\n  # inputs\n  b = 1;\n}',
      [],
    ],
    [
      'not the comment of a group that a trailing comment does not end',
      '{\n  # all\n  a = 1; # a\n  b = 1;\n}',
      [0],
      '{\n  # all\n  b = 1;\n}',
      ['# a'],
    ],
    [
      'the comment of a group with the group',
      '{\n  # ab\n  a.b = 1;\n  a.c = 1;\n\n  b = 1;\n}',
      [0, 1],
      '{\n  b = 1;\n}',
      ['# ab'],
    ],
    [
      'not a binding commented out',
      '{\n  a = 1;\n  # b = 1;\n  c = 1;\n}',
      [1],
      '{\n  a = 1;\n  # b = 1;\n}',
      [],
    ],
    [
      'no blank line is doubled',
      '{\n  a = 1;\n\n  b = 1;\n\n  c = 1;\n}',
      [1],
      '{\n  a = 1;\n\n  c = 1;\n}',
      [],
    ],
    ['several apart', '{\n  a = 1;\n  b = 1;\n  c = 1;\n}', [0, 2], '{\n  b = 1;\n}', []],
    ['of let', 'let\n  a = 1;\n  b = 1;\nin 1', [0], 'let\n  b = 1;\nin 1', []],
    ['the only one of let', 'let\n  a = 1;\nin 1', [0], 'let in 1', []],
    ['the first of let on its line', 'let a = 1;\n    b = 1;\nin 1', [0], 'let b = 1;\nin 1', []],
    ['the only one of the let of old', 'let { body = 1; }', [0], 'let { }', []],
    ['of the let of old', 'let { a = 1; body = 1; }', [0], 'let { body = 1; }', []],
  ] as const)('%s', (_name, before, indices, after, commentsGone) => {
    const source = sourceOf(before);
    const target = bindingsOf(source);
    const removed = indices.map((index) => at(target.bindings, index));
    const edits = removeBindings(target, removed, motive);
    expect(edited(source, edits, { gone: new Set(removed), commentsGone })).toBe(after);
  });

  test('the group of a comment goes one by one: the comment stays', () => {
    const source = sourceOf('{\n  # ab\n  a = 1;\n  b = 1;\n}');
    const target = bindingsOf(source);
    const edits = target.bindings.flatMap((binding) => removeBinding(target, binding, motive));
    expect(edited(source, edits, { gone: new Set(target.bindings) })).toBe('{\n  # ab\n}');
  });
});
