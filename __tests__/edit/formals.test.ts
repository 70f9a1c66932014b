import {
  bindArgument,
  insertFormal,
  insertFormals,
  removeFormal,
  removeFormals,
} from '../../src/edit/formals.js';
import { loadGrammar } from '../../src/syntax/parser.js';
import { at, edited, every, first, motive, sourceOf } from './harness.js';

beforeAll(loadGrammar);

describe('insertFormal', () => {
  test.each([
    ['on one line', '{ self, nixpkgs }: 1', '{ self, nixpkgs, new }: 1'],
    ['before the ellipsis', '{ self, nixpkgs, ... }: 1', '{ self, nixpkgs, new, ... }: 1'],
    ['behind a trailing comma', '{ self, nixpkgs, }: 1', '{ self, nixpkgs, new, }: 1'],
    ['without spaces inside', '{self, ...}: 1', '{self, new, ...}: 1'],
    ['behind a default', '{ a ? [ 1 ] }: 1', '{ a ? [ 1 ], new }: 1'],
    ['to the ellipsis alone', '{ ... }: 1', '{ new, ... }: 1'],
    ['to the ellipsis alone without spaces', '{...}: 1', '{new, ...}: 1'],
    ['to the ellipsis alone over lines', '{\n  ...\n}: 1', '{\n  new,\n  ...\n}: 1'],
    ['to none', '{ }: 1', '{ new }: 1'],
    ['to none without a space', '{}: 1', '{ new }: 1'],
    ['to none in a file without spaces', '{}: {a}: 1', '{new}: {a}: 1'],
    ['to none but a comment', '{\n  # none\n}: 1', '{\n  # none\n  new\n}: 1'],
    ['with trailing commas', '{\n  a,\n  b,\n}: 1', '{\n  a,\n  b,\n  new,\n}: 1'],
    [
      'with trailing commas and an ellipsis',
      '{\n  a,\n  b,\n  ...\n}: 1',
      '{\n  a,\n  b,\n  new,\n  ...\n}: 1',
    ],
    ['without a comma behind the last', '{\n  a,\n  b\n}: 1', '{\n  a,\n  b,\n  new\n}: 1'],
    ['a comma goes in front of the comment', '{\n  a,\n  b # why\n}: 1', '{\n  a,\n  b, # why\n  new\n}: 1'],
    [
      'behind the comment of the last',
      '{\n  a,\n  b, # why\n  ...\n}: 1',
      '{\n  a,\n  b, # why\n  new,\n  ...\n}: 1',
    ],
    [
      'above a comment below the last',
      '{\n  a,\n  # more\n  ...\n}: 1',
      '{\n  a,\n  new,\n  # more\n  ...\n}: 1',
    ],
    ['with leading commas', '{ a\n, b\n}: 1', '{ a\n, b\n, new\n}: 1'],
    ['with leading commas and an ellipsis', '{ a\n, b\n, ...\n}: 1', '{ a\n, b\n, new\n, ...\n}: 1'],
    [
      'with leading commas, a comment behind',
      '{ a\n, b # why\n, ...\n}: 1',
      '{ a\n, b # why\n, new\n, ...\n}: 1',
    ],
    ['with leading commas, the ellipsis behind the last', '{ a\n, b, ...\n}: 1', '{ a\n, b, new, ...\n}: 1'],
    [
      'with leading commas, indented',
      '{\n  f =\n    { a\n    , b\n    }: 1;\n}',
      '{\n  f =\n    { a\n    , b\n    , new\n    }: 1;\n}',
    ],
    [
      'with leading commas, indented more than the brace',
      '{\n  f = { a\n      , b\n      }: 1;\n}',
      '{\n  f = { a\n      , b\n      , new\n      }: 1;\n}',
    ],
    ['one alone closed on the next line', '{ a\n}: 1', '{ a\n, new\n}: 1'],
    ['filled lines', '{ a, b\n, c, d\n, e, ... }: 1', '{ a, b\n, c, d\n, e, new, ... }: 1'],
    ['wrapped lines', '{ a, b,\n  c, d, ... }: 1', '{ a, b,\n  c, d, new, ... }: 1'],
    ['with tabs', '{\n\ta,\n\t...\n}: 1', '{\n\ta,\n\tnew,\n\t...\n}: 1'],
    ['with the line ends of Windows', '{\r\n  a,\r\n  ...\r\n}: 1', '{\r\n  a,\r\n  new,\r\n  ...\r\n}: 1'],
    ['leading, with the line ends of Windows', '{ a\r\n, b\r\n}: 1', '{ a\r\n, b\r\n, new\r\n}: 1'],
    ['a name of the whole behind', '{ a, ... }@x: 1', '{ a, new, ... }@x: 1'],
    ['a name of the whole in front', 'x@{ a, ... }: 1', 'x@{ a, new, ... }: 1'],
    ['a comment inside on one line', '{ a /* , */, b }: 1', '{ a /* , */, b, new }: 1'],
    ['behind a comma that a comment follows', '{ a, # why\n}: 1', '{ a, # why\n  new,\n}: 1'],
    ['in front of a comma on a line of its own', '{ a\n, b\n,\n}: 1', '{ a\n, b\n, new\n,\n}: 1'],
    ['half of the commas leading', '{ a, b\n, c\n}: 1', '{ a, b\n, c\n, new\n}: 1'],
    ['less than half of them leading', '{ a, b\n, c, d\n}: 1', '{ a, b\n, c, d, new\n}: 1'],
    [
      'with trailing commas, the first on the line of the brace',
      '{ a,\n  b\n}: 1',
      '{ a,\n  b,\n  new\n}: 1',
    ],
    ['closed behind a default over lines', '{ a ? [\n  1\n] }: 1', '{ a ? [\n  1\n], new }: 1'],
    [
      'leading, above a comment that is further right',
      '{ a\n, b\n    # c\n}: 1',
      '{ a\n, b\n, new\n    # c\n}: 1',
    ],
    [
      'leading, above the comment of the ellipsis',
      '{ a\n# more\n, ...\n}: 1',
      '{ a\n, new\n# more\n, ...\n}: 1',
    ],
    ['in front of a comment about what follows', '{ a, /* more */ ... }: 1', '{ a, new, /* more */ ... }: 1'],
    ['behind the inner comment of the last', '{ a /* a */ }: 1', '{ a, /* a */ new }: 1'],
    ['behind the inner comment behind the last comma', '{ a, /* a */ }: 1', '{ a, /* a */ new, }: 1'],
    ['one on the line of the brace, the ellipsis below', '{ a,\n  ...\n}: 1', '{ a,\n  new,\n  ...\n}: 1'],
    ['several on one line, the ellipsis below', '{ a, b,\n  ...\n}: 1', '{ a, b, new,\n  ...\n}: 1'],
    ['as far from the left as the last', '{\n  a,\n    b,\n}: 1', '{\n  a,\n    b,\n    new,\n}: 1'],
    [
      'behind a comment, as far from the left as its line',
      '{\n   a, b # b\n}: 1',
      '{\n   a, b, # b\n   new\n}: 1',
    ],
    ['not as far from the left as a comma', '{ a\n     , b, # b\n}: 1', '{ a\n     , b, # b\n  new,\n}: 1'],
    ['not as far from the left as a comment', '{ a, # a\n     # b\n}: 1', '{ a, # a\n     # b\n  new,\n}: 1'],
    ['a comma behind a comment line', '{ a # a\n, b # b\n}: 1', '{ a # a\n, b # b\n, new\n}: 1'],
  ])('%s', (_name, before, after) => {
    const source = sourceOf(before);
    const formals = first(source, 'formals');
    const edits = insertFormal(formals, 'new', motive);
    expect(edited(source, edits, { added: new Map([[formals, { structures: ['new'] }]]) })).toBe(after);
  });

  test.each([
    ['{ a }: 1', '{ a, new, more ? 1 }: 1'],
    ['{ a, ... }: 1', '{ a, new, more ? 1, ... }: 1'],
    ['{ ... }: 1', '{ new, more ? 1, ... }: 1'],
    ['{ }: 1', '{ new, more ? 1 }: 1'],
    ['{\n  a\n}: 1', '{\n  a,\n  new,\n  more ? 1\n}: 1'],
    ['{\n  ...\n}: 1', '{\n  new,\n  more ? 1,\n  ...\n}: 1'],
    ['{ a\n, ...\n}: 1', '{ a\n, new\n, more ? 1\n, ...\n}: 1'],
    ['{ a\n, b\n}: 1', '{ a\n, b\n, new\n, more ? 1\n}: 1'],
  ])('several in %j', (before, after) => {
    const source = sourceOf(before);
    const formals = first(source, 'formals');
    const edits = insertFormals(formals, ['new', 'more ? 1'], motive);
    expect(edited(source, edits, { added: new Map([[formals, { structures: ['new', 'more?1'] }]]) })).toBe(
      after,
    );
    expect(insertFormals(formals, [], motive)).toEqual([]);
  });

  test.each([
    ['{ a }: 1', '{ a, new, more }: 1'],
    ['{ a, ... }: 1', '{ a, new, more, ... }: 1'],
    ['{ }: 1', '{ new, more }: 1'],
    ['{}: 1', '{ new, more }: 1'],
    ['{\n  a,\n  ...\n}: 1', '{\n  a,\n  new,\n  more,\n  ...\n}: 1'],
    ['{ a\n, b\n}: 1', '{ a\n, b\n, new\n, more\n}: 1'],
  ])('of two codemods in %j', (before, after) => {
    const source = sourceOf(before);
    const formals = first(source, 'formals');
    const edits = [...insertFormal(formals, 'new', motive), ...insertFormal(formals, 'more', motive)];
    expect(edited(source, edits)).toBe(after);
  });
});

describe('removeFormals', () => {
  test.each([
    ['the first', '{ a, b, ... }: 1', [0], '{ b, ... }: 1', []],
    ['one in the middle', '{ a, b, c }: 1', [1], '{ a, c }: 1', []],
    ['the last', '{ a, b }: 1', [1], '{ a }: 1', []],
    ['the last before a trailing comma', '{ a, b, }: 1', [1], '{ a, }: 1', []],
    ['the last before the ellipsis', '{ a, b, ... }: 1', [1], '{ a, ... }: 1', []],
    ['the only one', '{ a }: 1', [0], '{ }: 1', []],
    ['the only one without spaces', '{a}: 1', [0], '{}: 1', []],
    ['the only one before the ellipsis', '{ a, ... }: 1', [0], '{ ... }: 1', []],
    ['the only one with its comma', '{ a, }: 1', [0], '{ }: 1', []],
    ['several', '{ a, b, c, d }: 1', [1, 3], '{ a, c }: 1', []],
    ['neighbours', '{ a, b, c, d }: 1', [1, 2], '{ a, d }: 1', []],
    ['all', '{ a, b }: 1', [0, 1], '{ }: 1', []],
    ['with its default', '{ a ? { b = 1; }, c }: 1', [0], '{ c }: 1', []],
    ['the first with trailing commas', '{\n  a,\n  b,\n}: 1', [0], '{\n  b,\n}: 1', []],
    ['the last with trailing commas', '{\n  a,\n  b,\n}: 1', [1], '{\n  a,\n}: 1', []],
    ['the last without a comma', '{\n  a,\n  b\n}: 1', [1], '{\n  a\n}: 1', []],
    ['the first with leading commas', '{ a\n, b\n, c\n}: 1', [0], '{ b\n, c\n}: 1', []],
    ['the last with leading commas', '{ a\n, b\n, c\n}: 1', [2], '{ a\n, b\n}: 1', []],
    ['before the ellipsis with leading commas', '{ a\n, b\n, ...\n}: 1', [1], '{ a\n, ...\n}: 1', []],
    ['of filled lines', '{ a, b\n, c, d\n}: 1', [1], '{ a\n, c, d\n}: 1', []],
    ['with the comment behind its comma', '{\n  a, # why\n  b,\n}: 1', [0], '{\n  b,\n}: 1', ['# why']],
    ['with the comment above', '{\n  # why\n  a,\n  ...\n}: 1', [0], '{\n  ...\n}: 1', ['# why']],
    [
      'not the comment of a group',
      '{\n  # both\n  a,\n  b,\n  ...\n}: 1',
      [0],
      '{\n  # both\n  b,\n  ...\n}: 1',
      [],
    ],
    ['leading, with the comment behind', '{ a\n, b # why\n, c\n}: 1', [1], '{ a\n, c\n}: 1', ['# why']],
    ['leading, with the comment above', '{ a\n  # why\n, b\n}: 1', [1], '{ a\n}: 1', ['# why']],
    ['leading, not the comment of its neighbour', '{ a # a\n, b # b\n}: 1', [1], '{ a # a\n}: 1', ['# b']],
    [
      'not the comment of the one that loses its comma',
      '{\n  a, # a\n  b\n}: 1',
      [1],
      '{\n  a # a\n}: 1',
      [],
    ],
    ['with tabs and the line ends of Windows', '{\r\n\ta,\r\n\tb,\r\n}: 1', [0], '{\r\n\tb,\r\n}: 1', []],
    ['with a name of the whole', '{ a, b }@x: 1', [0], '{ b }@x: 1', []],
  ] as const)('%s', (_name, before, indices, after, commentsGone) => {
    const source = sourceOf(before);
    const formals = first(source, 'formals');
    const removed = indices.map((index) => at(formals.formals, index));
    const edits = removeFormals(formals, removed, motive);
    expect(edited(source, edits, { gone: new Set(removed), commentsGone })).toBe(after);
  });

  test.each([
    ['{ a }: 1', 0, '{ new }: 1'],
    ['{a}: 1', 0, '{new}: 1'],
    ['{ a, ... }: 1', 0, '{ new, ... }: 1'],
    ['{ a, b }: 1', 1, '{ a, new }: 1'],
    ['{\n  a\n}: 1', 0, '{\n  new\n}: 1'],
    ['{\n  a,\n}: 1', 0, '{\n  new,\n}: 1'],
    ['{\n  a,\n  b\n}: 1', 1, '{\n  a,\n  new\n}: 1'],
    ['{ a\n, b\n}: 1', 1, '{ a\n, new\n}: 1'],
    ['{ a\n, ...\n}: 1', 0, '{ new\n, ...\n}: 1'],
    ['{ a\n, b, ...\n}: 1', 1, '{ a\n, new, ...\n}: 1'],
  ])('one goes and another comes: %j', (before, index, after) => {
    const source = sourceOf(before);
    const formals = first(source, 'formals');
    const removal = removeFormal(formals, at(formals.formals, index), motive);
    const insertion = insertFormal(formals, 'new', { ...motive, by: 'other' });
    expect(edited(source, [...removal, ...insertion])).toBe(after);
    expect(edited(source, [...insertion, ...removal])).toBe(after);
  });
});

describe('bindArgument', () => {
  test.each([
    ['nothing to go by', '{ a }: 1', '{ a }@inputs: 1'],
    ['alejandra', '{a}: 1', '{a} @ inputs: 1'],
    [
      'spaces elsewhere',
      '{ f = { a } @ x: 1; g = { b }: 1; }',
      '{ f = { a } @ x: 1; g = { b } @ inputs: 1; }',
    ],
    ['in front elsewhere', '{ f = x@{ a }: 1; g = { b }: 1; }', '{ f = x@{ a }: 1; g = inputs@{ b }: 1; }'],
    [
      'in front elsewhere with spaces',
      '{ f = x @ { a }: 1; g = { b }: 1; }',
      '{ f = x @ { a }: 1; g = inputs @ { b }: 1; }',
    ],
    ['over lines', '{\n  a,\n  ...\n}:\n1', '{\n  a,\n  ...\n}@inputs:\n1'],
  ])('%s', (_name, before, after) => {
    const source = sourceOf(before);
    const lambda = at(every(source, 'lambda'), -1);
    expect(
      edited(source, [bindArgument(lambda, 'inputs', motive)], { bound: new Map([[lambda, 'inputs']]) }),
    ).toBe(after);
  });

  test.each(['x: 1', '{ a }@x: 1'])('an argument that has a name is refused: %s', (text) => {
    expect(() => bindArgument(first(sourceOf(text), 'lambda'), 'inputs', motive)).toThrow('has a name');
  });
});
