import { type Bindings, insertBinding, removeBinding } from '../../src/edit/bindings.js';
import { loadGrammar } from '../../src/syntax/parser.js';
import type { Source } from '../../src/syntax/source.js';
import { at, edited, every, first, lines, motive, sourceOf } from './harness.js';

beforeAll(loadGrammar);

const input = lines('new = {', '  url = "u";', '};');
const inputStructure = 'new={url=string<"u">;};';

/** The first set or `let` of a source. */
function bindingsOf(source: Source): Bindings {
  const all = [...every(source, 'attributeSet'), ...every(source, 'let'), ...every(source, 'legacyLet')];
  return at(
    all.toSorted((a, b) => a.start - b.start),
    0,
  );
}

describe('insertBinding at the end', () => {
  test.each([
    ['a set on one line', '{ a = 1; }', '{ a = 1; new = 1; }'],
    ['a set without spaces inside', '{a = 1;}', '{a = 1; new = 1;}'],
    ['a recursive set', 'rec { a = 1; }', 'rec { a = 1; new = 1; }'],
    ['an empty set', '{ }', '{ new = 1; }'],
    ['an empty set without a space', '{}', '{ new = 1; }'],
    ['an empty set in a file without spaces', '[{} {a = 1;}]', '[{new = 1;} {a = 1;}]'],
    ['an empty set over lines', '{\n}', '{\n  new = 1;\n}'],
    ['a set over lines', '{\n  a = 1;\n}', '{\n  a = 1;\n  new = 1;\n}'],
    ['a set with tabs', '{\n\ta = 1;\n}', '{\n\ta = 1;\n\tnew = 1;\n}'],
    ['a set with the line ends of Windows', '{\r\n  a = 1;\r\n}', '{\r\n  a = 1;\r\n  new = 1;\r\n}'],
    ['behind a comment on the last line', '{\n  a = 1; # why\n}', '{\n  a = 1; # why\n  new = 1;\n}'],
    [
      'in front of the comments below',
      '{\n  a = 1;\n  # b = 1;\n}',
      '{\n  a = 1;\n  new = 1;\n  # b = 1;\n}',
    ],
    ['behind the comment of an empty set', '{\n  # none\n}', '{\n  # none\n  new = 1;\n}'],
    [
      'with blank lines where all have them',
      '{\n  a = 1;\n\n  b = 1;\n}',
      '{\n  a = 1;\n\n  b = 1;\n\n  new = 1;\n}',
    ],
    [
      'without where not all have them',
      '{\n  a = 1;\n\n  b = 1;\n  c = 1;\n}',
      '{\n  a = 1;\n\n  b = 1;\n  c = 1;\n  new = 1;\n}',
    ],
    ['let on one line', 'let a = 1; in a', 'let a = 1; new = 1; in a'],
    ['let over lines', 'let\n  a = 1;\nin\na', 'let\n  a = 1;\n  new = 1;\nin\na'],
    [
      'let with the first on its line',
      'let a = 1;\n    b = 1;\nin a',
      'let a = 1;\n    b = 1;\n    new = 1;\nin a',
    ],
    ['let at the end of a line', 'x: let\n  a = 1;\nin {}', 'x: let\n  a = 1;\n  new = 1;\nin {}'],
    ['let without bindings', 'let in 1', 'let new = 1; in 1'],
    ['let without bindings over lines', 'let\nin 1', 'let\n  new = 1;\nin 1'],
    ['the let of old', 'let { a = 1; body = a; }', 'let { a = 1; body = a; new = 1; }'],
    ['the let of old with a comment', 'let /* { */ { }', 'let /* { */ { new = 1; }'],
  ])('%s', (_name, before, after) => {
    const source = sourceOf(before);
    const target = bindingsOf(source);
    const set = before.startsWith('[') ? first(source, 'attributeSet') : target;
    const added = new Map([[set, { structures: ['new=1;'] }]]);
    expect(edited(source, insertBinding(set, 'new = 1;', motive), { added })).toBe(after);
  });

  test.each([
    ['a set over lines', '{\n  a = 1;\n}', '{\n  a = 1;\n  new = {\n    url = "u";\n  };\n}'],
    [
      'a set on one line is broken',
      '{ a = 1; b = 1; }',
      '{\n  a = 1;\n  b = 1;\n  new = {\n    url = "u";\n  };\n}',
    ],
    [
      'a comment between bindings stays behind the first',
      '{ a = 1; /* a? */ b = 1; }',
      '{\n  a = 1; /* a? */\n  b = 1;\n  new = {\n    url = "u";\n  };\n}',
    ],
    ['an empty set is broken', '{ }', '{\n  new = {\n    url = "u";\n  };\n}'],
    [
      'an empty set in its place',
      '{\n  x = {};\n}',
      '{\n  x = {\n    new = {\n      url = "u";\n    };\n  };\n}',
    ],
    ['let on one line is broken', 'let a = 1; in a', 'let\n  a = 1;\n  new = {\n    url = "u";\n  };\nin a'],
    [
      'four spaces',
      '{\n    a = {\n        b = 1;\n    };\n}',
      '{\n    a = {\n        b = 1;\n    };\n    new = {\n        url = "u";\n    };\n}',
    ],
    [
      'tabs',
      '{\n\ta = {\n\t\tb = 1;\n\t};\n}',
      '{\n\ta = {\n\t\tb = 1;\n\t};\n\tnew = {\n\t\turl = "u";\n\t};\n}',
    ],
    [
      'blocks with blank lines between',
      '{\n  a = {\n    b = 1;\n  };\n\n  c = {\n    d = 1;\n  };\n}',
      '{\n  a = {\n    b = 1;\n  };\n\n  c = {\n    d = 1;\n  };\n\n  new = {\n    url = "u";\n  };\n}',
    ],
    [
      'blocks without',
      '{\n  a = {\n    b = 1;\n  };\n  c = {\n    d = 1;\n  };\n}',
      '{\n  a = {\n    b = 1;\n  };\n  c = {\n    d = 1;\n  };\n  new = {\n    url = "u";\n  };\n}',
    ],
    [
      'groups of one attribute with blank lines between',
      '{\n  a.url = 1;\n  a.b = 1;\n\n  c.url = 1;\n  c.b = 1;\n}',
      '{\n  a.url = 1;\n  a.b = 1;\n\n  c.url = 1;\n  c.b = 1;\n\n  new = {\n    url = "u";\n  };\n}',
    ],
    [
      'no blank line in front of comments that stand below the last',
      '{\n  a = {\n    b = 1;\n  };\n\n  c = {\n    d = 1;\n  };\n  # e\n}',
      '{\n  a = {\n    b = 1;\n  };\n\n  c = {\n    d = 1;\n  };\n  new = {\n    url = "u";\n  };\n  # e\n}',
    ],
  ])('of several lines: %s', (_name, before, after) => {
    const source = sourceOf(before);
    const target = before.includes('x = {}') ? at(every(source, 'attributeSet'), 1) : bindingsOf(source);
    const added = new Map([[target, { structures: [inputStructure] }]]);
    expect(edited(source, insertBinding(target, input, motive), { added })).toBe(after);
  });

  test('a further binding of the group of the last one is not separated', () => {
    const source = sourceOf('{\n  a.url = 1;\n\n  b.url = 1;\n}');
    const result = edited(source, insertBinding(bindingsOf(source), 'b.flake = 1;', motive));
    expect(result).toBe('{\n  a.url = 1;\n\n  b.url = 1;\n  b.flake = 1;\n}');
  });

  test('the caller decides about the blank line', () => {
    const source = sourceOf('{\n  a = 1;\n}');
    const insert = (blankLineBefore: boolean): string =>
      edited(source, insertBinding(bindingsOf(source), 'new = 1;', motive, { blankLineBefore }));
    expect(insert(true)).toBe('{\n  a = 1;\n\n  new = 1;\n}');
    expect(insert(false)).toBe('{\n  a = 1;\n  new = 1;\n}');
  });
});

describe('insertBinding beside another', () => {
  test.each([
    ['{ a = 1; b = 1; }', 0, '{ a = 1; new = 1; b = 1; }'],
    ['{a = 1;b = 1;}', 0, '{a = 1; new = 1;b = 1;}'],
    ['{\n  a = 1; # why\n  b = 1;\n}', 0, '{\n  a = 1; # why\n  new = 1;\n  b = 1;\n}'],
    ['{\n  a = 1;\n\n  # why\n  b = 1;\n}', 0, '{\n  a = 1;\n\n  new = 1;\n\n  # why\n  b = 1;\n}'],
    ['{ a = 1; b = 1;\n  c = 1;\n}', 0, '{ a = 1; new = 1; b = 1;\n  c = 1;\n}'],
  ])('after, in %j', (before, index, after) => {
    const source = sourceOf(before);
    const target = bindingsOf(source);
    const anchor = at(target.bindings, index);
    const added = new Map([[target, { structures: ['new=1;'], at: { after: anchor } }]]);
    expect(edited(source, insertBinding(target, 'new = 1;', motive, { after: anchor }), { added })).toBe(
      after,
    );
  });

  test.each([
    ['{ a = 1; b = 1; }', 1, '{ a = 1; new = 1; b = 1; }'],
    ['{ a = 1; b = 1; }', 0, '{ new = 1; a = 1; b = 1; }'],
    ['{\n  a = 1;\n  b = 1;\n}', 0, '{\n  new = 1;\n  a = 1;\n  b = 1;\n}'],
    ['{\n  a = 1;\n  # why\n  b = 1;\n}', 1, '{\n  a = 1;\n  new = 1;\n  # why\n  b = 1;\n}'],
    ['{\n  a = 1;\n\n  b = 1;\n}', 0, '{\n  new = 1;\n\n  a = 1;\n\n  b = 1;\n}'],
    ['{\n  a = 1;\n\n  b = 1;\n}', 1, '{\n  a = 1;\n\n  new = 1;\n\n  b = 1;\n}'],
    ['{ a = 1;\n  b = 1;\n}', 0, '{ new = 1;\n  a = 1;\n  b = 1;\n}'],
    [
      '{\n  a = 1;\n\n  # why\n  b = 1;\n  c = 1;\n}',
      1,
      '{\n  a = 1;\n\n  new = 1;\n  # why\n  b = 1;\n  c = 1;\n}',
    ],
  ])('before, in %j', (before, index, after) => {
    const source = sourceOf(before);
    const target = bindingsOf(source);
    const anchor = at(target.bindings, index);
    const added = new Map([[target, { structures: ['new=1;'], at: { before: anchor } }]]);
    expect(edited(source, insertBinding(target, 'new = 1;', motive, { before: anchor }), { added })).toBe(
      after,
    );
  });

  test.each([
    ['{ a = 1; b = 1; }', '{ new = 1; b = 1; }'],
    ['{ a = 1; }', '{ new = 1; }'],
    ['{\n  a = 1;\n  b = 1;\n}', '{\n  new = 1;\n  b = 1;\n}'],
    ['{\n  a = 1;\n}', '{\n  new = 1;\n}'],
    ['let a = 1; in 1', 'let new = 1; in 1'],
    ['let\n  a = 1;\n  b = 1;\nin 1', 'let\n  new = 1;\n  b = 1;\nin 1'],
  ])('of which another codemod removes the first, in %j', (before, after) => {
    const source = sourceOf(before);
    const target = bindingsOf(source);
    const anchor = at(target.bindings, 0);
    const removal = removeBinding(target, anchor, { ...motive, by: 'other' });
    for (const place of [{ after: anchor }, { before: anchor }]) {
      expect(edited(source, [...insertBinding(target, 'new = 1;', motive, place), ...removal])).toBe(after);
    }
  });
});

describe('insertBinding of two codemods', () => {
  test.each([
    ['{ }', '{ one = 1; two = 1; }'],
    ['{}', '{ one = 1; two = 1; }'],
    ['{\n}', '{\n  one = 1;\n  two = 1;\n}'],
    ['{ a = 1; }', '{ a = 1; one = 1; two = 1; }'],
  ])('at the end of %j', (before, after) => {
    const source = sourceOf(before);
    const set = first(source, 'attributeSet');
    const edits = [
      ...insertBinding(set, 'one = 1;', motive),
      ...insertBinding(set, 'two = 1;', { ...motive, by: 'other' }),
    ];
    expect(edited(source, edits)).toBe(after);
  });

  test.each([
    ['{\n  a = 1;\n  b = 1;\n  c = 1;\n}', '{\n  a = 1;\n  one = 1;\n  two = 1;\n  c = 1;\n}'],
    ['{ a = 1; b = 1; c = 1; }', '{ a = 1; one = 1; two = 1; c = 1; }'],
    ['{\n  a = 1;\n\n  b = 1;\n\n  c = 1;\n}', '{\n  a = 1;\n\n  one = 1;\n\n  two = 1;\n\n  c = 1;\n}'],
  ])('on both sides of what a third one removes, in %j', (before, after) => {
    const source = sourceOf(before);
    const set = first(source, 'attributeSet');
    const [a, b, c] = [at(set.bindings, 0), at(set.bindings, 1), at(set.bindings, 2)];
    const edits = [
      ...insertBinding(set, 'one = 1;', motive, { after: a }),
      ...removeBinding(set, b, { ...motive, by: 'other' }),
      ...insertBinding(set, 'two = 1;', { ...motive, by: 'third' }, { before: c }),
    ];
    expect(edited(source, edits)).toBe(after);
  });
});

describe('a blank line is put where its like has one', () => {
  const mixed = '{\n  a.url = 1;\n  b.url = 2;\n\n  c = {\n    x = 1;\n  };\n\n  d = {\n    x = 1;\n  };\n}';
  const tight = '{\n  a = {\n    x = 1;\n  };\n  b = {\n    x = 1;\n  };\n}';
  const below = '{\n  c = {\n    x = 1;\n  };\n\n  a = 1;\n  b = 1;\n}';
  const loose = '{\n  a.x = 1;\n  a.y = 1;\n\n  b.x = 1;\n  b.y = 1;\n\n  c.x = 1;\n}';

  test.each([
    ['a block behind blocks', mixed, 'n = {\n  x = 1;\n};', 3, '  };\n\n  n = {\n    x = 1;\n  };\n}'],
    ['a line among lines', mixed, 'n = 1;', 0, '{\n  a.url = 1;\n  n = 1;\n  b.url = 2;\n'],
    ['a line of the same head', mixed, 'b.flake = 1;', 1, '  b.url = 2;\n  b.flake = 1;\n\n  c'],
    [
      'a block behind blocks that touch',
      tight,
      'n = {\n  x = 1;\n};',
      1,
      '  };\n  n = {\n    x = 1;\n  };\n}',
    ],
    ['another head behind groups of heads', loose, 'd.x = 1;', 4, '  c.x = 1;\n\n  d.x = 1;\n}'],
    ['the same head in its group', loose, 'c.y = 1;', 4, '  c.x = 1;\n  c.y = 1;\n}'],
    [
      'the same head of several letters',
      '{\n  ab.x = 1;\n\n  cd.x = 1;\n}',
      'cd.y = 1;',
      1,
      '  cd.x = 1;\n  cd.y = 1;\n}',
    ],
    [
      'a head in its value is none',
      '{\n  a.x = 1;\n\n  b.x = 1;\n}',
      'n = b.y;',
      1,
      '  b.x = 1;\n\n  n = b.y;\n}',
    ],
    ['behind an inherit', '{\n  a = 1;\n\n  inherit b;\n}', 'n = 1;', 1, '  inherit b;\n\n  n = 1;\n}'],
    ['behind several', '{\n  inherit a;\n\n  inherit b;\n}', 'n = 1;', 1, '  inherit b;\n\n  n = 1;\n}'],
    [
      'a block behind the only block, below lines that touch',
      '{\n  a = 1;\n  b = 1;\n  c = 1;\n\n  d = {\n    x = 1;\n  };\n}',
      'n = {\n  x = 1;\n};',
      3,
      '  };\n\n  n = {\n    x = 1;\n  };\n}',
    ],
    ['a line behind lines, below a block', below, 'n = 1;', 2, '  b = 1;\n  n = 1;\n}'],
    [
      'a block behind lines, below a block',
      below,
      'n = {\n  x = 1;\n};',
      2,
      '  b = 1;\n\n  n = {\n    x = 1;\n  };\n}',
    ],
    [
      'a line where most have one, but not all',
      '{\n  a = 1;\n\n  b = 1;\n\n  c = 1;\n  d = 1;\n}',
      'n = 1;',
      3,
      '  d = 1;\n  n = 1;\n}',
    ],
    [
      'another head where most groups have one',
      '{\n  a.x = 1;\n  a.y = 1;\n\n  b.x = 1;\n\n  c.x = 1;\n  d.x = 1;\n}',
      'e.x = 1;',
      4,
      '  d.x = 1;\n\n  e.x = 1;\n}',
    ],
    [
      'a block where half of the blocks have one',
      '{\n  a = {\n    x = 1;\n  };\n\n  b = {\n    x = 1;\n  };\n  c = {\n    x = 1;\n  };\n}',
      'n = {\n  x = 1;\n};',
      2,
      '  };\n  n = {\n    x = 1;\n  };\n}',
    ],
  ])('%s', (_name, before, text, index, part) => {
    const source = sourceOf(before);
    const set = first(source, 'attributeSet');
    const anchor = at(set.bindings, index);
    expect(edited(source, insertBinding(set, text, motive, { after: anchor }))).toContain(part);
  });
});
