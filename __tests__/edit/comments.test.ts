/** Which comments go with a thing, where only the comment or its place makes the difference. */
import { insertFormal, removeFormal } from '../../src/edit/formals.js';
import { removeElements } from '../../src/edit/list.js';
import { loadGrammar } from '../../src/syntax/parser.js';
import { at, commentsOf, edited, first, lines, motive, sourceOf } from './harness.js';

beforeAll(loadGrammar);

/** What is left of the comments of a list when elements go. */
function commentsLeft(text: string, ...indices: readonly number[]): readonly string[] {
  const source = sourceOf(text);
  const list = first(source, 'list');
  const elements = indices.map((index) => at(list.elements, index));
  return commentsOf(sourceOf(edited(source, removeElements(list, elements, motive))));
}

describe('above what goes', () => {
  const above = (comment: string): string => lines('[', '  a', '', `  ${comment}`, '  b', '', '  c', ']');

  test.each([
    '# why b',
    '# e.g. a.b',
    '# it is (mostly) so',
    '# b = 1',
    '# "b" and others',
    '# inherited from elsewhere',
    '# see ./b.nix for more',
    '# <b> is a tag here',
    '# one, two - three',
    '# ends with a paren (so',
    '#! why b',
    '/* why b */',
    '/** why b */',
    '# why b # and why not',
    '# a.b',
    '# 1/2',
    '## why b',
    '#why b',
    '# see #12',
    '# it is "b"',
    '# ./b.nix for now',
    '# ./b *',
    '# see <b>',
    '# to inherit b;',
    '# inherit b; and c',
    '# so (or so)',
    '# (so) or so',
    '# see pkgs.b',
    '# pkgs.b is old',
    '# see a.b.c',
    '# a.b.c and d',
    '# a.b,',
  ])('“%s” goes', (comment) => {
    expect(commentsLeft(above(comment), 1)).toEqual([]);
  });

  test.each([
    '# "b"',
    '# ./b.nix',
    '# ../b',
    '# ~/b.nix',
    '# /b/c',
    '# <nixpkgs>',
    '# b = 1;',
    '# b.c = { d = 1; };',
    '# inherit b;',
    '# inherit (x) b c;',
    '# b = {',
    '# b [',
    '# foo (',
    '# }',
    '# ];',
    '# )',
    '# (f b)',
    '# pkgs.b',
    '# inputs.b',
    '# a.b.c',
    '# a.b.c,',
    '# abc.def.ghi',
    '# "bc"',
    '# pkgs.bc',
    '## ./b.nix',
    '/** ./b.nix */',
    '/* ./b.nix **/',
    '/*\n     * ./b.nix\n     */',
    '#b',
    '#bc',
    '#"b"',
    '# --- b',
    '# ===',
    '# ###',
    '# {{{ b',
    '# b }}}',
    '# keep-sorted start',
    '# ./b.nix # for now',
    '/* b = 1; */',
    '/*\n     * b = 1;\n     */',
    '/* why\n     b = 1;\n  */',
  ])('“%s” stays', (comment) => {
    expect(commentsLeft(above(comment), 1)).toEqual([comment]);
  });

  test('one line of several that looks like code keeps all', () => {
    const text = lines('[', '  a', '', '  # why', '  # b = 1;', '  b', '', '  c', ']');
    expect(commentsLeft(text, 1)).toEqual(['# why', '# b = 1;']);
  });
});

describe('above a line of several', () => {
  test('the comment is about the first of them', () => {
    expect(commentsLeft(lines('[', '  # a', '  a b', ']'), 1)).toEqual(['# a']);
    expect(commentsLeft(lines('[', '  # a', '  a b', ']'), 0)).toEqual(['# a']);
    expect(commentsLeft(lines('[', '  # a', '  a b', ']'), 0, 1)).toEqual([]);
  });
});

describe('behind what stays', () => {
  test('the comment that goes on below belongs to what is in front of it', () => {
    const text = lines('[', '  a # why a', '    # goes on', '  b', ']');
    expect(commentsLeft(text, 1)).toEqual(['# why a', '# goes on']);
    expect(commentsLeft(text, 0)).toEqual([]);
    expect(commentsLeft(text, 0, 1)).toEqual([]);
    const below = lines('[ # all', '  a # why a', '    # goes on', '  b', ']');
    expect(commentsLeft(below, 1)).toEqual(['# all', '# why a', '# goes on']);
  });

  test('below a blank line nothing goes on', () => {
    expect(commentsLeft(lines('[', '  a # why a', '', '    # on its own', '  b', ']'), 0)).toEqual([
      '# on its own',
    ]);
  });

  test('of two things on one line the comment is about both', () => {
    expect(commentsLeft(lines('[', '  a b # both', '  c', ']'), 1)).toEqual(['# both']);
    expect(commentsLeft(lines('[', '  a', '  b # why b', '  c', ']'), 1)).toEqual([]);
    expect(commentsLeft(lines('[ a # why a', '  b', ']'), 0)).toEqual([]);
    expect(commentsLeft(lines('[ a {', '  } # both', '  b', ']'), 1)).toEqual([]);
  });

  test('a comment above a group heads all of it, as far as the next comment or blank line', () => {
    const group = lines('[', '  # both', '  a', '  b # why b', '  # c', '  c', ']');
    expect(commentsLeft(group, 0)).toEqual(['# both', '# why b', '# c']);
    expect(commentsLeft(group, 0, 1)).toEqual(['# c']);
    expect(commentsLeft(lines('[', '  # a', '  a', '', '  b', ']'), 0)).toEqual([]);
  });
});

describe('with commas', () => {
  test.each([
    ['{ a\n, # why b\n  b\n, c\n}: 1', 1, '{ a\n# why b\n, c\n}: 1'],
    ['{ a\n# why not\n,\n  b\n}: 1', 1, '{ a\n# why not\n}: 1'],
    ['{\n  # all\n  a,\n  ...\n}: 1', 0, '{\n  ...\n}: 1'],
    ['{\n  a, # why a\n  b, # why b\n  ...\n}: 1', 0, '{\n  b, # why b\n  ...\n}: 1'],
    ['{\n  a, # why a\n  b, # why b\n  ...\n}: 1', 1, '{\n  a, # why a\n  ...\n}: 1'],
  ])('of %j one goes', (before, index, after) => {
    const source = sourceOf(before);
    const formals = first(source, 'formals');
    const result = edited(source, removeFormal(formals, at(formals.formals, index), motive));
    expect(result).toBe(after);
  });

  test('the comment behind the comma stays with what is in front', () => {
    const source = sourceOf('{\n  a, # why a\n}: 1');
    const result = edited(source, insertFormal(first(source, 'formals'), 'b', motive));
    expect(result).toBe('{\n  a, # why a\n  b,\n}: 1');
  });
});
