/** Which comments an edit loses, where only the comment, its place, or what becomes of its thing makes the difference. */
import { lostComments } from '../../src/edit/lost-comments.js';
import { applyEdits, mergeEdits } from '../../src/edit/merge.js';
import { loadGrammar } from '../../src/syntax/parser.js';
import { motive, sourceOf } from './harness.js';

beforeAll(loadGrammar);

type Replaced = readonly [old: string, text: string];

/** The comments that are lost when each first `old` becomes `text`. */
function lost(text: string, ...all: readonly Replaced[]): readonly string[] {
  const edits = all.map(([old, replacement]) => {
    const start = text.indexOf(old);
    if (start === -1) throw new Error(`there is no “${old}”`);
    return { file: 'flake.nix', start, end: start + old.length, text: replacement, ...motive };
  });
  const source = sourceOf(text);
  const comments = lostComments(source, sourceOf(applyEdits(text, edits)), mergeEdits(text, edits));
  return comments.map((comment) => source.textOf(comment));
}

describe('a comment stays', () => {
  test.each<[string, string, readonly Replaced[]]>([
    ['where nothing is done', '{\n  a = 1; # why\n}', []],
    ['before and behind an edit', '# one\n{\n  a = 1; # two\n}\n# three', [['1', '22']]],
    [
      'behind several edits that change lengths',
      '[ aaa\n  b # b\n  ccc\n  d # d\n]',
      [
        ['aaa', 'x'],
        ['ccc', 'yyyyyy'],
      ],
    ],
    ['in what is written anew', '{\n  a = 1; # why\n}', [['a = 1; # why', 'b = 2; # why']]],
    [
      'in what is written anew at another offset',
      '{ # why\n  a = 1;\n}',
      [['{ # why\n  a = 1;\n}', '{\n  b = 2;\n\n  # why\n}']],
    ],
    ['without the spaces at its end', '{\n  a = 1; # why  \n}', [['# why  ', '# why']]],
    ['where text is put in front of it on its line', '[ a # why\n]', [[' # why', ' b # why']]],
    ['among others that are new', '[ # one\n  a\n]', [['[ # one\n', '[ # new\n  # one\n  # two\n']]],
    [
      'twice',
      '[\n  # x\n  a\n  # x\n  b\n]',
      [
        ['a', 'c'],
        ['b', 'd'],
      ],
    ],
  ])('%s', (_name, text, all) => {
    expect(lost(text, ...all)).toEqual([]);
  });
});

describe('a comment may go', () => {
  test.each<[string, string, readonly Replaced[]]>([
    ['behind a binding, with it', '{\n  a = 1; # why\n  b = 1;\n}', [['  a = 1; # why\n', '']]],
    ['above a binding, with it', '{\n  # why\n  a = 1;\n  b = 1;\n}', [['  # why\n  a = 1;\n', '']]],
    [
      'by an edit of its own',
      '{\n  a = 1; # why\n  b = 1;\n}',
      [
        ['a = 1;', ''],
        ['# why', ''],
      ],
    ],
    [
      'above, by an edit of its own',
      '{\n  # why\n  a = 1;\n  b = 1;\n}',
      [
        ['# why', ''],
        ['a = 1;', ''],
      ],
    ],
    ['inside of what goes', '{\n  a = /* why */ 1;\n  b = 1;\n}', [['a = /* why */ 1;', '']]],
    ['with all around it', '[ (f # why\n  x) ]', [['(f # why\n  x)', 'y']]],
    [
      'with brackets that go',
      '{ x = ( # why\n  a ); }',
      [
        ['( # why\n  ', ''],
        [' )', ''],
      ],
    ],
    [
      'with the function that is called',
      '[\n  # why\n  (f x)\n]',
      [
        ['# why', ''],
        ['f x', 'g x'],
      ],
    ],
    [
      'which goes on below',
      '{\n  a = 1; # why\n         # and why\n  b = 1;\n}',
      [['a = 1; # why\n         # and why\n', '']],
    ],
    [
      'which goes on below twice',
      '[\n  a # 1\n    # 2\n    # 3\n  b\n]',
      [['a # 1\n    # 2\n    # 3\n', '']],
    ],
    [
      'which goes on below a block',
      '[\n  a /* 1\n       */\n    /* 2 */\n  b\n]',
      [['a /* 1\n       */\n    /* 2 */\n', '']],
    ],
    [
      'behind another',
      '[\n  a /* 1 */ # 2\n  b\n]',
      [
        ['a', ''],
        ['/* 1 */', ''],
        ['# 2', ''],
      ],
    ],
    [
      'above another',
      '[\n  # 1\n  # 2\n  a\n]',
      [
        ['# 1', ''],
        ['# 2', ''],
        ['a', ''],
      ],
    ],
    ['behind the comma of a formal', '{ a, # why\n  b }: 1', [['a, # why\n', '']]],
    ['above a comma in front of a formal', '{ a\n  # why\n  , b\n}: 1', [['# why\n  , b', '']]],
    [
      'above what becomes another',
      '{\n  # why\n  a.b = 1;\n}',
      [
        ['# why', ''],
        ['a.b', 'c.b'],
      ],
    ],
    ['with a string', '[ "x" # why\n]', [['"x" # why', 'y']]],
  ])('%s', (_name, text, all) => {
    expect(lost(text, ...all)).toEqual([]);
  });
});

describe('a comment is lost', () => {
  test.each<[string, string, readonly Replaced[], readonly string[]]>([
    ['behind what stays', '{\n  a = 1; # why\n}', [[' # why', '']], ['# why']],
    ['above what stays', '{\n  # why\n  a = 1;\n}', [['  # why\n', '']], ['# why']],
    ['behind what gets another value', '{\n  a = 1; # why\n}', [['1; # why', '2;']], ['# why']],
    ['behind what is written again', '{\n  a = 1; # why\n}', [['a = 1; # why', 'a = 1;']], ['# why']],
    ['between what is written again', '[ a # why\n  b ]', [['a # why\n  b', 'a b']], ['# why']],
    ['between what goes and what stays', '[ a # why\n  b ]', [['# why\n  b', 'b']], ['# why']],
    ['when only what is behind it goes', '[ a /* why */ b ]', [['a /* why */ b', 'a']], ['/* why */']],
    ['in brackets of which one stays', '[ { # why\n  } ]', [['{ # why\n', '{']], ['# why']],
    ['which becomes another', '[ # why\n]', [['why', 'why not']], ['# why']],
    ['which begins like another', '[ # why not\n]', [['why not', 'why']], ['# why not']],
    ['which becomes text', '[ a # why\n]', [['# why', '"# why"']], ['# why']],
    [
      'where two change places',
      '[\n  # 1\n  a\n  # 2\n  b\n]',
      [['# 1\n  a\n  # 2', '# 2\n  a\n  # 1']],
      ['# 2'],
    ],
    ['one of two that are the same', '[\n  # x\n  a\n  # x\n  b\n]', [['# x', '']], ['# x']],
    [
      'one of two that are the same, in one edit',
      '[\n  # x\n  a\n  # x\n  b\n]',
      [['# x\n  a\n  # x', '# x\n  a']],
      ['# x'],
    ],
    [
      'which comes to stand elsewhere',
      '[\n  # x\n  a\n  b\n]',
      [
        ['# x', ''],
        ['b', 'b # x\n'],
      ],
      ['# x'],
    ],
    [
      'above a blank line',
      '{\n  # section\n\n  a = 1;\n}',
      [['  # section\n\n  a = 1;\n', '']],
      ['# section'],
    ],
    [
      'above a blank line and another',
      '[\n  # 1\n\n  # 2\n  a\n]',
      [
        ['# 1', ''],
        ['# 2', ''],
        ['a', ''],
      ],
      ['# 1'],
    ],
    ['below, in another column', '[\n  a # a\n  # b\n  b\n]', [['a # a\n  # b\n', '']], ['# b']],
    [
      'below a blank line, in the same column',
      '[\n  a # a\n\n    # b\n  b\n]',
      [['a # a\n\n    # b\n', '']],
      ['# b'],
    ],
    [
      'below something, in the same column',
      '[\n  a # a\n  c\n    # b\n  b\n]',
      [
        ['a # a', ''],
        ['# b', ''],
      ],
      ['# b'],
    ],
    ['at the end of the file', '1\n# why', [['\n# why', '']], ['# why']],
    [
      'above an argument that changes',
      '[\n  # why\n  (f x)\n]',
      [
        ['# why', ''],
        ['f x', 'f y'],
      ],
      ['# why'],
    ],
    [
      'above a path of which the end changes',
      '{\n  # why\n  a.b = 1;\n}',
      [
        ['# why', ''],
        ['a.b', 'a.c'],
      ],
      ['# why'],
    ],
    ['behind another that stays with its thing', '[\n  a /* 1 */ # 2\n  b\n]', [['# 2', '']], ['# 2']],
  ])('%s', (_name, text, all, expected) => {
    expect(lost(text, ...all)).toEqual(expected);
  });
});
