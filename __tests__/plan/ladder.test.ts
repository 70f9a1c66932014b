/** The rungs that every plan climbs, tried with edits that no codemod of ours would make. */
import type { Edit } from '../../src/edit/edit.js';
import { applyEdits } from '../../src/edit/merge.js';
import type { FileChange } from '../../src/plan/change.js';
import { climb } from '../../src/plan/ladder.js';
import { loadGrammar } from '../../src/syntax/parser.js';

beforeAll(loadGrammar);

const indented = (text: string): string => text.replace(/^\n/, '').replace(/^ {4}/gm, '').trimEnd();

/** Edits that put the second text in the place of the first, one after the other. */
function editsOf(before: string, replacements: readonly (readonly [string, string])[]): readonly Edit[] {
  return replacements.map(([old, text]) => {
    const start = before.indexOf(old);
    if (start === -1) throw new Error(`“${old}” is not in the text`);
    return { file: 'a.nix', start, end: start + old.length, text, by: 'fake', why: 'to try it' };
  });
}

function modification(before: string, edits: readonly Edit[]): FileChange {
  return { kind: 'modify', path: 'a.nix', before, after: applyEdits(before, edits) };
}

function failures(
  before: string,
  ...replacements: readonly (readonly [string, string])[]
): readonly string[] {
  const edits = editsOf(before, replacements);
  return climb([modification(before, edits)], edits).map(
    ({ kind, message, place }) => `${kind.code} ${place?.line ?? '-'}: ${message}`,
  );
}

const lost = (line: number): unknown =>
  expect.stringContaining(`PLAN501 ${line}: a.nix would lose a comment of something that stays`);

describe('a comment that goes without what it belongs to stops the plan', () => {
  test.each<[string, string, readonly (readonly [string, string])[], readonly number[]]>([
    [
      'the comment above the next binding, swallowed with the blank line before it',
      `
    {
      old = 1;

      # about b
      b = 2;
    }`,
      [['old = 1;\n\n  # about b\n  ', '']],
      [4],
    ],
    ['the comment behind a binding that stays', '{ b = 2; # about b\n}', [[' # about b', '']], [1]],
    ['a block comment between two arguments', 'f a /* why b */ b', [['a /* why b */ b', 'a b']], [1]],
    [
      'the head of the file',
      `
    # Copyright
    # of somebody

    { old = 1; b = 2; }`,
      [['# Copyright\n# of somebody\n\n{ old = 1; ', '{ ']],
      [1, 2],
    ],
    [
      'a set written anew without the comments in it',
      `
    {
      a = {
        # about x
        x = 1;
        y = 2; # about y
      };
    }`,
      [['{\n    # about x\n    x = 1;\n    y = 2; # about y\n  }', '{ x = 1; y = 2; z = 3; }']],
      [3, 5],
    ],
    [
      'text that makes a string of a comment',
      '[ a\n # "b"\n c ]',
      [
        ['a\n', "''\n"],
        ['c', "'' c"],
      ],
      [2],
    ],
    ['words changed inside of a comment', '[ a # about a\n]', [['about a', 'about b']], [1]],
    ['two comments that changed places', '[ a # 1\n b # 2\n]', [['a # 1\n b # 2', 'a # 2\n b # 1']], [2]],
  ])('%s', (_, before, replacements, lines) => {
    expect(failures(before.startsWith('\n') ? indented(before) : before, ...replacements)).toEqual(
      lines.map(lost),
    );
  });
});

describe('a comment may go with what it belongs to, and move with an edit', () => {
  test.each<[string, string, readonly (readonly [string, string])[]]>([
    ['inside of what goes', '[ (a /* why */ b) c ]', [['(a /* why */ b) ', '']]],
    [
      'inside of what is replaced',
      '[ (a.override { # fast\n fast = true; }) ]',
      [['(a.override { # fast\n fast = true; })', 'a-fast']],
    ],
    ['above it', '{\n  # old\n  # too\n  old = 1;\n  b = 2;\n}', [['# old\n  # too\n  old = 1;\n  ', '']]],
    ['behind it', '{\n  old = 1; # old\n  b = 2;\n}', [['old = 1; # old\n  ', '']]],
    [
      'behind it and going on below',
      '{\n  old = 1; # old\n           # too\n  b = 2;\n}',
      [['old = 1; # old\n           # too\n  ', '']],
    ],
    ['behind its comma', '{ old, # old\n  b }: b', [['old, # old\n  ', '']]],
    [
      'kept in the new text',
      '{\n  # why\n  a = 1;\n}',
      [['# why\n  a = 1;', 'b = {\n    # why\n    a = 2;\n  };']],
    ],
    ['untouched', '# top\n{ a = 1; /* in */ b = 2; } # end', [['a = 1;', 'a = { }; c = 3;']]],
    [
      'in a file with a byte order mark and CRLF',
      '\uFEFF# top\r\n{ a = 1; # one\r\n  b = 2; }\r\n',
      [['b = 2;', 'b = 3;']],
    ],
  ])('%s', (_, before, replacements) => {
    expect(failures(before, ...replacements)).toEqual([]);
  });
});

test('the codemod that did it is named', () => {
  expect(failures('{ b = 2; # about b\n}', [' # about b', ''])).toEqual([
    'PLAN501 1: a.nix would lose a comment of something that stays (fake).',
  ]);
});

describe('the other rungs', () => {
  test('a result that does not parse', () => {
    expect(failures('{ a = 1; }', ['1;', '1'])).toEqual([
      expect.stringMatching(/^PLAN501 1: a\.nix would not parse any more/),
    ]);
  });

  test('an original that does not parse', () => {
    expect(failures('{ a = 1; # one\n b = ; }', ['b = ;', ''])).toEqual([
      expect.stringMatching(/^PLAN501 2: a\.nix would be edited although it does not parse/),
    ]);
  });

  test.each<[string, string, string]>([
    ['in a set', '{ a = 1; OLD }', 'a = 2;'],
    ['by inherit', '{ a = 1; OLD }', 'inherit a;'],
    ['by inherit alone', '{ inherit a; OLD }', 'inherit (x) b a;'],
    ['in a let', 'let a = 1; OLD in a', 'a = 2;'],
    ['in a set further in', '[ { b = { a = 1; OLD }; } ]', 'a = 2;'],
    ['though one of them is a set', '{ a = { }; b = 1; OLD }', 'b = 2; a = { };'],
  ])('a name defined twice, %s', (_, before, text) => {
    const name = text.startsWith('b') ? 'b' : 'a';
    expect(failures(before.replace('OLD', 'old = 1;'), ['old = 1;', text])).toEqual([
      `PLAN501 1: a.nix would define “${name}” twice.`,
    ]);
  });

  test('a path defined twice', () => {
    expect(failures('{ a.b = 1; old = 2; }', ['old', 'a.b'])).toEqual([
      'PLAN501 1: a.nix would define “a.b” twice.',
    ]);
  });

  test.each<[string, string]>([
    ['sets that Nix puts together', '{ a = { b = 1; }; a = { c = 2; }; }'],
    ['names that are computed', '{ ${a} = 1; ${a} = 2; b.${c} = 1; b.${c} = 2; inherit a; }'],
    ['paths with a common beginning', '{ a.b = 1; a.c = 2; ab = 3; }'],
    ['sets beside each other', '[ { a = 1; } { a = 2; } ]'],
    ['a name in a set and around it', 'let a = 1; in { a = { a = 2; }; }'],
  ])('%s are not defined twice', (_, after) => {
    expect(failures('old', ['old', after])).toEqual([]);
  });

  test('a new file that does not parse, and one that does', () => {
    const created = (after: string): FileChange => ({ kind: 'create', path: 'a.nix', after });
    expect(climb([created('{ a = ; }')], []).map(({ message }) => message)).toEqual([
      expect.stringMatching(/^a\.nix would not parse any more/),
    ]);
    expect(climb([created('{ a = 1; } # new')], [])).toEqual([]);
  });

  test('a file that goes is not looked at: neither its text nor its comments', () => {
    expect(climb([{ kind: 'delete', path: 'a.nix', before: '{ # broken' }], [])).toEqual([]);
  });

  test('edits of other files have no say', () => {
    const before = '{ a = 1; }';
    const edits = editsOf(before, [['1', '2']]);
    const elsewhere = edits.map((edit) => ({ ...edit, file: 'b.nix', text: '3' }));
    expect(climb([modification(before, edits)], [...edits, ...elsewhere])).toEqual([]);
    expect(climb([modification(before, edits)], elsewhere)).toHaveLength(1);
  });

  test('only the codemods whose edits touch a lost comment are named', () => {
    const before = '[ a b # why\n c d ]';
    const edits = [
      ...editsOf(before, [['# why', '']]).map((edit) => ({ ...edit, by: 'guilty' })),
      ...editsOf(before, [['a', 'x']]).map((edit) => ({ ...edit, by: 'before' })),
      ...editsOf(before, [['b ', 'b  ']]).map((edit) => ({ ...edit, by: 'right before' })),
      ...editsOf(before, [['\n', '\n\n']]).map((edit) => ({ ...edit, by: 'right behind' })),
      ...editsOf(before, [['d', 'y']]).map((edit) => ({ ...edit, by: 'behind' })),
    ];
    expect(climb([modification(before, edits)], edits).map(({ message }) => message)).toEqual([
      'a.nix would lose a comment of something that stays (guilty).',
    ]);
  });

  test.each([
    ['behind the last edit', '{ a = 3; b = 4; }', 'a.nix would change behind the last edit.'],
    ['before the first edit', '{ c = 3; b = 2; }', 'a.nix would change outside of the edits.'],
    ['in the place of an edit', '{ a = 4; b = 2; }', 'a.nix would not have the planned text.'],
    ['by text that comes besides', '{ a = 3; b = 2; } # more', 'a.nix would change behind the last edit.'],
  ])('text that differs %s', (_, after, message) => {
    const before = '{ a = 1; b = 2; }';
    const edits = editsOf(before, [['1', '3']]);
    const change: FileChange = { kind: 'modify', path: 'a.nix', before, after };
    expect(climb([change], edits).map((problem) => problem.message)).toEqual([message]);
  });
});
