import { fittingText, insertElement } from '../../src/edit/list.js';
import { loadGrammar } from '../../src/syntax/parser.js';
import { at, edited, first, lines, motive, sourceOf } from './harness.js';

beforeAll(loadGrammar);

const overlay = lines('(final: prev: {', '  a = 1;', '})');
const overlayStructure = '(final@:prev@:{a=1;})';

describe('insertElement', () => {
  test.each([
    ['a list on one line stays on one line', '[ a b ]', '[ a b new ]'],
    ['without spaces inside where there are none', '[a b]', '[a b new]'],
    ['an empty list gets spaces inside', '[ ]', '[ new ]'],
    ['an empty list without a space gets them too', '[]', '[ new ]'],
    ['an empty list in a file without spaces gets none', '{x = []; y = [a];}', '{x = [new]; y = [a];}'],
    ['an empty list over lines', '[\n]', '[\n  new\n]'],
    ['a line of its own where the others have one', '[\n  a\n  b\n]', '[\n  a\n  b\n  new\n]'],
    ['with tabs', '{\n\tx = [\n\t\ta\n\t];\n}', '{\n\tx = [\n\t\ta\n\t\tnew\n\t];\n}'],
    ['with the line ends of the file', '[\r\n  a\r\n]', '[\r\n  a\r\n  new\r\n]'],
    ['behind a comment on the last line', '[\n  a\n  b # why b\n]', '[\n  a\n  b # why b\n  new\n]'],
    [
      'behind a comment that goes on below',
      '[\n  b # why b\n    # and more\n]',
      '[\n  b # why b\n    # and more\n  new\n]',
    ],
    ['in front of comments below the last', '[\n  a\n  # b\n]', '[\n  a\n  new\n  # b\n]'],
    [
      'behind the ends of folds below the last',
      '[\n  # {{{ b\n  b\n  # }}}\n  # c\n]',
      '[\n  # {{{ b\n  b\n  # }}}\n  new\n  # c\n]',
    ],
    [
      'behind the end of a region',
      '[\n  #region b\n  b\n  #endregion\n]',
      '[\n  #region b\n  b\n  #endregion\n  new\n]',
    ],
    ['behind an inner comment on one line', '[ a /* why a */ ]', '[ a /* why a */ new ]'],
    ['behind the comment of an empty list', '[\n  # none yet\n]', '[\n  # none yet\n  new\n]'],
    ['behind the inner comment of an empty list', '[ /* none */ ]', '[ /* none */ new ]'],
    ['behind the comment on the line of an empty list', '[ # none\n]', '[ # none\n  new\n]'],
    ['where the last stands before the bracket', '[ a\n  b ]', '[ a\n  b\n  new ]'],
    ['elements that span lines but share them', '[ a ({\n  b = 1;\n}) ]', '[ a ({\n  b = 1;\n}) new ]'],
    ['a filled list goes on with its line', '[\n  a b\n  c d\n]', '[\n  a b\n  c d new\n]'],
    ['a filled list goes on below a comment', '[\n  a b\n  c d # e\n]', '[\n  a b\n  c d # e\n  new\n]'],
    ['one element on the line of the bracket', '[ a\n]', '[ a\n  new\n]'],
    ['a comment behind the list is not in it', '{\n  x = [ a ]; # b\n}', '{\n  x = [ a new ]; # b\n}'],
    ['behind a comment in a file of Windows', '[\r\n  a # why\r\n]', '[\r\n  a # why\r\n  new\r\n]'],
    ['spaces between empty brackets stay', '{x = [ ]; y = [a];}', '{x = [ new ]; y = [a];}'],
    ['below a comment as far from the left as it is', '[\n      # none\n]', '[\n      # none\n      new\n]'],
    ['odd indentation is that of the others', '[\n     a\n]', '[\n     a\n     new\n]'],
    [
      'the brackets of an indented value',
      '{\n    x =\n        [\n        ];\n    y = 1;\n}',
      '{\n    x =\n        [\n            new\n        ];\n    y = 1;\n}',
    ],
  ])('%s', (_name, before, after) => {
    const source = sourceOf(before);
    const list = first(source, 'list');
    const result = edited(source, insertElement(list, 'new', motive), {
      added: new Map([[list, { structures: ['new'] }]]),
    });
    expect(result).toBe(after);
  });

  test.each([
    ['on one line', '[ a b ]', '[ new a b ]'],
    ['without spaces', '[a b]', '[new a b]'],
    ['an empty list', '[ ]', '[ new ]'],
    ['over lines', '[\n  a\n]', '[\n  new\n  a\n]'],
    ['above the comment of the first', '[\n  # why a\n  a\n]', '[\n  new\n  # why a\n  a\n]'],
    ['in front of an inner comment', '[ /* a */ a ]', '[ new /* a */ a ]'],
    ['as far from the left as the first', '[\n    a\n  b\n]', '[\n    new\n    a\n  b\n]'],
    ['below a comment on the line of the bracket', '[ # all\n  a\n]', '[ # all\n  new\n  a\n]'],
    ['behind the comment of an empty list', '[\n  # none\n]', '[\n  # none\n  new\n]'],
    ['in the place of the first on the line of the bracket', '[ a\n  b\n]', '[ new\n  a\n  b\n]'],
  ])('at the start: %s', (_name, before, after) => {
    const source = sourceOf(before);
    const list = first(source, 'list');
    const edits = insertElement(list, 'new', motive, { at: 'start' });
    expect(edited(source, edits, { added: new Map([[list, { structures: ['new'], at: 'start' }]]) })).toBe(
      after,
    );
  });

  test.each([
    [
      'indented as its place is',
      '{\n  x = [\n    a\n  ];\n}',
      '{\n  x = [\n    a\n    (final: prev: {\n      a = 1;\n    })\n  ];\n}',
    ],
    [
      'a list on one line is broken',
      '{\n  x = [ a ];\n}',
      '{\n  x = [\n    a\n    (final: prev: {\n      a = 1;\n    })\n  ];\n}',
    ],
    [
      'so is an empty one',
      '{\n  x = [ ];\n}',
      '{\n  x = [\n    (final: prev: {\n      a = 1;\n    })\n  ];\n}',
    ],
    [
      'and one without spaces',
      '{\n  x = [a];\n}',
      '{\n  x = [\n    a\n    (final: prev: {\n      a = 1;\n    })\n  ];\n}',
    ],
    [
      'and one without anything',
      '{\n  x = [];\n}',
      '{\n  x = [\n    (final: prev: {\n      a = 1;\n    })\n  ];\n}',
    ],
    [
      'with the comments of its elements',
      '[ /* a */ a ]',
      '[\n  /* a */ a\n  (final: prev: {\n    a = 1;\n  })\n]',
    ],
    [
      'with tabs',
      '{\n\tx = [\n\t\ta\n\t];\n}',
      '{\n\tx = [\n\t\ta\n\t\t(final: prev: {\n\t\t\ta = 1;\n\t\t})\n\t];\n}',
    ],
    [
      'with four spaces',
      '{\n    x = [\n        a\n    ];\n}',
      '{\n    x = [\n        a\n        (final: prev: {\n            a = 1;\n        })\n    ];\n}',
    ],
    [
      'with the line ends of the file',
      '[\r\n  a\r\n]',
      '[\r\n  a\r\n  (final: prev: {\r\n    a = 1;\r\n  })\r\n]',
    ],
    ['in a filled list', '[\n  a b\n  c d\n]', '[\n  a b\n  c d\n  (final: prev: {\n    a = 1;\n  })\n]'],
    [
      'behind one that spans lines',
      '[ ({\n  b = 1;\n}) ]',
      '[ ({\n  b = 1;\n}) (final: prev: {\n  a = 1;\n}) ]',
    ],
  ])('of several lines: %s', (_name, before, after) => {
    const source = sourceOf(before);
    const list = first(source, 'list');
    const added = new Map([[list, { structures: [overlayStructure] }]]);
    expect(edited(source, insertElement(list, overlay, motive), { added })).toBe(after);
  });

  test.each([
    [
      'a line that would get too long is broken',
      `{ a${'a'.repeat(80)} = [ b ]; }`,
      'x.new-one',
      `{ a${'a'.repeat(80)} = [\n  b\n  x.new-one\n]; }`,
    ],
    ['in a file of nixfmt what is not plain gets a line of its own', '[ a ]', '(f x)', '[\n  a\n  (f x)\n]'],
    ['in other files it does not', '[a]', '(f x)', '[a (f x)]'],
    ['nor with commas in front', '{ a\n, b\n}: [ a ]', '(f x)', '{ a\n, b\n}: [ a (f x) ]'],
    ['a line of 100 characters stays one', `[ ${'a'.repeat(92)} ]`, 'new', `[ ${'a'.repeat(92)} new ]`],
    ['one of 101 does not', `[ ${'a'.repeat(93)} ]`, 'new', `[\n  ${'a'.repeat(93)}\n  new\n]`],
    ['alejandra keeps it', `{x = [${'a'.repeat(93)}];}`, 'new', `{x = [${'a'.repeat(93)} new];}`],
    [
      'only its own line counts',
      `# ${'a'.repeat(98)}\n[ a ]\n# ${'b'.repeat(98)}`,
      'new',
      `# ${'a'.repeat(98)}\n[ a new ]\n# ${'b'.repeat(98)}`,
    ],
  ])('%s', (_name, before, text, after) => {
    const source = sourceOf(before);
    expect(edited(source, insertElement(first(source, 'list'), text, motive))).toBe(after);
  });

  test('two codemods break one list', () => {
    for (const [before, after] of [
      ['[ a ]', '[\n  a\n  (f x)\n  (g y)\n]'],
      ['{x = [];}', '{x = [\n  (f\n    x)\n  (g\n    y)\n];}'],
      ['{x = [a];}', '{x = [\n  a\n  (f\n    x)\n  (g\n    y)\n];}'],
    ] as const) {
      const source = sourceOf(before);
      const list = first(source, 'list');
      const [f, g] = before.startsWith('[') ? ['(f x)', '(g y)'] : ['(f\n  x)', '(g\n  y)'];
      expect(edited(source, [...insertElement(list, f, motive), ...insertElement(list, g, motive)])).toBe(
        after,
      );
    }
  });

  test('two codemods insert behind each other, in the order of the plan', () => {
    for (const [before, after] of [
      ['[ a ]', '[ a x y ]'],
      ['[ ]', '[ x y ]'],
      ['[\n  a\n]', '[\n  a\n  x\n  y\n]'],
      ['[]', '[ x y ]'],
      ['[\n]', '[\n  x\n  y\n]'],
      ['{x = []; y = [a];}', '{x = [x y]; y = [a];}'],
    ] as const) {
      const source = sourceOf(before);
      const list = first(source, 'list');
      const edits = [
        ...insertElement(list, 'x', motive),
        ...insertElement(list, 'y', { ...motive, by: 'other' }),
      ];
      expect(edited(source, edits, { added: new Map([[list, { structures: ['x', 'y'] }]]) })).toBe(after);
    }
  });
});

describe('among things of several lengths and depths', () => {
  test.each([
    ['lines that are filled go on', '[\n  a b c\n  d e\n]', 'new', '[\n  a b c\n  d e new\n]'],
    ['a last line with one thing does not', '[\n  a b c\n  d\n]', 'new', '[\n  a b c\n  d\n  new\n]'],
    ['few shared lines do not', '[\n  a\n  b\n  c d\n]', 'new', '[\n  a\n  b\n  c d\n  new\n]'],
    ['nor do as many as there are lines', '[ a\n  b c\n]', 'new', '[ a\n  b c\n  new\n]'],
    ['nor does one that starts its line', '[\n  a b c d\n  e\n]', 'new', '[\n  a b c d\n  e\n  new\n]'],
    ['nor does a comment', '[\n  a b\n  c d /* e */\n]', 'new', '[\n  a b\n  c d /* e */\n  new\n]'],
    ['the first thing does not', '[ a\n]', 'new', '[ a\n  new\n]'],
    ['the depth is that of the nearest above', '[\n  a\n    b\n]', 'new', '[\n  a\n    b\n    new\n]'],
    ['comments are no measure of depth', '[\n    # deep\n  a\n]', 'new', '[\n    # deep\n  a\n  new\n]'],
    [
      'a comment between things stays behind the first',
      '[ a /* b */ b ]',
      '(x: {\n  y = 1;\n})',
      '[\n  a /* b */\n  b\n  (x: {\n    y = 1;\n  })\n]',
    ],
    [
      'a comment in front of the first goes with it',
      '[ /* a */ a b ]',
      '(x: {\n  y = 1;\n})',
      '[\n  /* a */ a\n  b\n  (x: {\n    y = 1;\n  })\n]',
    ],
    ['alejandra keeps a line', '{x = [a];}', '(f b)', '{x = [a (f b)];}'],
    ['nixfmt breaks it', '{ x = [ a ]; }', '(f b)', '{ x = [\n  a\n  (f b)\n]; }'],
  ])('%s', (_name, before, text, after) => {
    const source = sourceOf(before);
    expect(edited(source, insertElement(first(source, 'list'), text, motive))).toBe(after);
  });
});

describe('insertElement after another', () => {
  test.each([
    ['on one line', '[ a b ]', 0, '[ a new b ]'],
    ['in front of a comment that may be about the next', '[ a /* b? */ b ]', 0, '[ a new /* b? */ b ]'],
    ['behind the comment of its line', '[\n  a # a\n  b\n]', 0, '[\n  a # a\n  new\n  b\n]'],
    ['as far from the left as it is', '[\n  a\n      b\n  c\n]', 1, '[\n  a\n      b\n      new\n  c\n]'],
    ['the first, in front of filled lines', '[ a\n  b c d\n]', 0, '[ a\n  new\n  b c d\n]'],
    ['at the end of a filled line', '[\n  a b\n  c d\n]', 1, '[\n  a b new\n  c d\n]'],
    ['within a line of several', '[\n  a b\n  c\n]', 0, '[\n  a new b\n  c\n]'],
  ])('%s', (_name, before, index, after) => {
    const source = sourceOf(before);
    const list = first(source, 'list');
    const element = at(list.elements, index);
    const added = new Map([[list, { structures: ['new'], at: { after: element } }]]);
    expect(edited(source, insertElement(list, 'new', motive, { after: element }), { added })).toBe(after);
  });
});

describe('fittingText is the text on one line', () => {
  const long = `{ a = "${'b'.repeat(80)}"; }`;
  test.each([
    ['where that fits behind the indentation of the elements', '{\n  a = [\n    b\n  ];\n}', true],
    ['unless that is too deep', `{\n  a = [\n${' '.repeat(20)}b\n  ];\n}`, false],
    ['where that fits the list once it is broken', '{\n  a = [ b ];\n}', true],
    ['unless the list itself is too deep', `{\n${' '.repeat(12)}a = [ b ];\n}`, false],
    ['in an empty list', '{\n  a = [ ];\n}', true],
  ])('%s', (_name, text, fits) => {
    const list = first(sourceOf(text), 'list');
    expect(fittingText(list, long, 'broken')).toBe(fits ? long : 'broken');
  });
});
