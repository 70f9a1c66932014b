import { insertElement, removeElement, removeElements } from '../../src/edit/list.js';
import { replace } from '../../src/edit/replace.js';
import { loadGrammar } from '../../src/syntax/parser.js';
import { at, edited, first, lines, motive, sourceOf } from './harness.js';

beforeAll(loadGrammar);

const overlay = lines('(final: prev: {', '  a = 1;', '})');

describe('removeElements', () => {
  test.each([
    ['the first on one line', '[ a b c ]', [0], '[ b c ]', []],
    ['one in the middle', '[ a b c ]', [1], '[ a c ]', []],
    ['the last', '[ a b c ]', [2], '[ a b ]', []],
    ['the only one', '[ a ]', [0], '[ ]', []],
    ['all', '[ a b ]', [0, 1], '[ ]', []],
    ['the first where there are no spaces', '[a b]', [0], '[b]', []],
    ['the last where there are no spaces', '[a b]', [1], '[a]', []],
    ['the only one where there are no spaces', '[a]', [0], '[]', []],
    ['the only one over lines', '[\n  a\n]', [0], '[ ]', []],
    [
      'the only one over lines, as the file has it elsewhere',
      '{\n  x = [\n    a\n  ];\n  y = [];\n}',
      [0],
      '{\n  x = [];\n  y = [];\n}',
      [],
    ],
    ['the first over lines', '[\n  a\n  b\n]', [0], '[\n  b\n]', []],
    ['the last over lines', '[\n  a\n  b\n]', [1], '[\n  a\n]', []],
    ['with tabs and the line ends of the file', '[\r\n\ta\r\n\tb\r\n]', [0], '[\r\n\tb\r\n]', []],
    ['the first on the line of the bracket', '[ a\n  b\n]', [0], '[ b\n]', []],
    ['the last before the bracket', '[ a\n  b ]', [1], '[ a ]', []],
    ['one that touches its neighbours', '[a(b)c]', [1], '[a c]', []],
    ['two that touch their neighbours', '[a(b)(c)d]', [1, 2], '[a d]', []],
    ['the first beside the bracket, above a comment', '[ a\n  # b\n\n  b\n]', [0], '[\n  # b\n\n  b\n]', []],
    ['the first behind a blank line', '[\n\n  a\n  # b\n\n  b\n]', [0], '[\n\n  # b\n\n  b\n]', []],
    ['with the comment behind it', '[\n  a # why a\n  b\n]', [0], '[\n  b\n]', ['# why a']],
    [
      'with the comment behind it that goes on below',
      '[\n  a # why\n    # a\n  b\n]',
      [0],
      '[\n  b\n]',
      ['# why', '# a'],
    ],
    [
      'not the comment below that is about the next',
      '[\n  a # why\n  # b\n  b\n]',
      [0],
      '[\n  # b\n  b\n]',
      ['# why'],
    ],
    ['not the comment of its line when another stays', '[\n  a b # both\n]', [1], '[\n  a # both\n]', []],
    ['the comment of the line with all on it', '[\n  a b # both\n  c\n]', [0, 1], '[\n  c\n]', ['# both']],
    ['not an inner comment on one line', '[ a /* a? b? */ b ]', [1], '[ a /* a? b? */ ]', []],
    ['not the comment on the line of the bracket', '[ # all\n  a\n  b\n]', [0], '[ # all\n  b\n]', []],
    ['the bracket does not go into a comment', '[ # all\n  a ]', [0], '[ # all\n  ]', []],
    ['not the comment that touches the bracket', '[# all\n  a\n  b\n]', [0], '[# all\n  b\n]', []],
    ['with the comment above the last', '[\n  a\n  # why b\n  b\n]', [1], '[\n  a\n]', ['# why b']],
    ['with the comment above the only one', '[\n  # why a\n  a\n]', [0], '[ ]', ['# why a']],
    ['with comment lines above', '[\n  # why\n  # a\n  a\n\n  b\n]', [0], '[\n  b\n]', ['# why', '# a']],
    [
      'with the inner comment that starts its line',
      '[\n  /* a */ a\n  # b\n  b\n]',
      [0],
      '[\n  # b\n  b\n]',
      ['/* a */'],
    ],
    [
      'a comment above a group stays when one of it goes',
      '[\n  # both\n  a\n  b\n]',
      [0],
      '[\n  # both\n  b\n]',
      [],
    ],
    ['it goes with the whole group', '[\n  # both\n  a\n  b\n\n  c\n]', [0, 1], '[\n  c\n]', ['# both']],
    [
      'it goes with one that the next comment separates',
      '[\n  # a\n  a\n  # b\n  b\n]',
      [0],
      '[\n  # b\n  b\n]',
      ['# a'],
    ],
    ['not a comment that a blank line separates', '[\n  # section\n\n  a\n]', [0], '[\n  # section\n]', []],
    ['not the comments below', '[\n  a\n  # below\n]', [0], '[\n  # below\n]', []],
    ['not code commented out', '[\n  a\n  # ./b.nix\n  c\n]', [1], '[\n  a\n  # ./b.nix\n]', []],
    [
      'not code commented out with a comment of its own',
      '[\n  a\n  # pkgs.b # why\n  c\n]',
      [1],
      '[\n  a\n  # pkgs.b # why\n]',
      [],
    ],
    ['not a word commented out', '[\n  a\n  #b\n  c\n]', [1], '[\n  a\n  #b\n]', []],
    ['not a banner', '[\n  # --- overlays ---\n  a\n]', [0], '[\n  # --- overlays ---\n]', []],
    ['the blank line between groups stays', '[\n  a\n\n  b\n  c\n]', [1], '[\n  a\n\n  c\n]', []],
    ['no blank line is doubled', '[\n  a\n\n  b\n\n  c\n]', [1], '[\n  a\n\n  c\n]', []],
    ['no blank line is left at the bracket', '[\n  a\n\n  b\n]', [0], '[\n  b\n]', []],
    ['nothing of its line to the comment above', '[ # all\n  a \n  b\n]', [0], '[ # all\n  b\n]', []],
    ['nothing of its line where it is the last', '[ # all\n  a\t \n]', [0], '[ # all\n]', []],
    [
      'nothing of its line in a file of Windows',
      '[ # all\r\n  a \r\n  b\r\n]',
      [0],
      '[ # all\r\n  b\r\n]',
      [],
    ],
    [
      'the space at the end of the comment above stays',
      '[ # all \n  a \n  b\n]',
      [0],
      '[ # all \n  b\n]',
      [],
    ],
    ['the line of a neighbour keeps its indentation', '[ a\n  b\n    c ]', [1], '[ a\n    c ]', []],
  ] as const)('%s', (_name, before, indices, after, commentsGone) => {
    const source = sourceOf(before);
    const list = first(source, 'list');
    const elements = indices.map((index) => at(list.elements, index));
    const edits = removeElements(list, elements, motive);
    expect(edited(source, edits, { gone: new Set(elements), commentsGone })).toBe(after);
    // what stays is no edit: another codemod may want to change it
    expect(edits.filter((edit) => before.slice(edit.start, edit.end) === edit.text)).toEqual([]);
  });

  test('nothing to remove is no edit', () => {
    expect(removeElements(first(sourceOf('[ a ]'), 'list'), [], motive)).toEqual([]);
  });

  test('an element of another list is refused', () => {
    const source = sourceOf('[ a [ b ] ]');
    const list = first(source, 'list');
    expect(() => removeElement(list, first(sourceOf('[ a ]'), 'list').elements[0] ?? list, motive)).toThrow(
      'flake.nix',
    );
  });
});

describe('removeElement and insertElement of codemods that do not know of each other', () => {
  test.each([
    ['the last', '[ a b ]', 1, '[ a new ]'],
    ['the first', '[ a b ]', 0, '[ b new ]'],
    ['the only one', '[ a ]', 0, '[ new ]'],
    ['the only one without spaces', '{x = [a];}', 0, '{x = [new];}'],
    ['the last over lines', '[\n  a\n  b # why b\n]', 1, '[\n  a\n  new\n]'],
    ['the only one over lines', '[\n  a\n]', 0, '[\n  new\n]'],
    ['the only one with its comment', '[\n  # why\n  a\n]', 0, '[\n  new\n]'],
    ['the last, in a group of its own', '[\n  a\n\n  b\n]', 1, '[\n  a\n\n  new\n]'],
    ['the only one before the bracket', '[ # all\n  a ]', 0, '[ # all\n  new ]'],
  ])('%s goes', (_name, before, index, after) => {
    const source = sourceOf(before);
    const list = first(source, 'list');
    const element = at(list.elements, index);
    const removal = removeElement(list, element, motive);
    const insertion = insertElement(list, 'new', { ...motive, by: 'other' });
    expect(edited(source, [...removal, ...insertion])).toBe(after);
    expect(edited(source, [...insertion, ...removal])).toBe(after);
  });

  test.each([
    ['the first', '[ a b ]', '[ new b ]'],
    ['the only one', '[ a ]', '[ new ]'],
    ['the only one without spaces', '[a]', '[new]'],
    ['the first over lines', '[\n  a\n  b\n]', '[\n  new\n  b\n]'],
    ['the only one over lines', '[\n  a\n]', '[\n  new\n]'],
    ['the first on the line of the bracket', '[ a\n  b\n]', '[ new\n  b\n]'],
  ])('%s goes and another comes at the start', (_name, before, after) => {
    const source = sourceOf(before);
    const list = first(source, 'list');
    const removal = removeElement(list, at(list.elements, 0), motive);
    const insertion = insertElement(list, 'new', { ...motive, by: 'other' }, { at: 'start' });
    expect(edited(source, [...removal, ...insertion])).toBe(after);
  });

  test.each([
    ['one that touches its neighbours', '[a(b)c]', [1], ['one', 1], '[a one c]'],
    ['one that touches its neighbours, behind the first', '[a(b)c]', [1], ['one', 0], '[a one c]'],
    ['two that touch', '[a(b)(c)d]', [1, 2], ['one', 1], '[a one d]'],
    ['one of several lines', '[\n  a\n\n  b\n  c\n]', [1], ['one', 1], '[\n  a\n\n  one\n  c\n]'],
    ['one above a blank line', '[\n  a\n  b\n\n  c\n]', [1], ['one', 1], '[\n  a\n  one\n\n  c\n]'],
    ['one behind a comment', '[ a # a\n  b\n  c\n]', [1], ['one', 0], '[ a # a\n  one\n  c\n]'],
    ['all, with a blank line between', '[\n  a\n\n  b\n]', [0, 1], ['one', 1], '[\n  one\n]'],
  ] as const)('%s goes and another comes behind', (_name, before, indices, [text, index], after) => {
    const source = sourceOf(before);
    const list = first(source, 'list');
    const removals = indices.flatMap((gone) => removeElement(list, at(list.elements, gone), motive));
    const other = { ...motive, by: 'other' };
    const insertion = insertElement(list, text, other, { after: at(list.elements, index) });
    expect(edited(source, [...removals, ...insertion])).toBe(after);
    expect(edited(source, [...insertion, ...removals])).toBe(after);
  });

  test.each([
    ['[ a b ]', '[ one two ]'],
    ['[a b]', '[one two]'],
    ['[\n  a\n  b\n]', '[\n  one\n  two\n]'],
    ['[\n  a\n\n  b\n]', '[\n  one\n\n  two\n]'],
  ])('all of %j go, one comes at the start and one at the end', (before, after) => {
    const source = sourceOf(before);
    const list = first(source, 'list');
    const removals = list.elements.flatMap((element) => removeElement(list, element, motive));
    const one = insertElement(list, 'one', { ...motive, by: 'first' }, { at: 'start' });
    const two = insertElement(list, 'two', { ...motive, by: 'second' });
    expect(edited(source, [...removals, ...one, ...two])).toBe(after);
  });

  test.each([
    ['the last two, behind a blank line', '[\n  a\n\n  b\n  c\n]', [1, 2], '[\n  a\n]'],
    ['the last two, before the bracket', '[ a\n\n  b\n  c ]', [1, 2], '[ a ]'],
    ['the last two, below a comment', '[ a # a\n  b\n  c ]', [1, 2], '[ a # a\n  ]'],
    ['the last two, below a string with a hash', '[ "#" b c ]', [1, 2], '[ "#" ]'],
    ['two below a comment, on the line of what stays', '[ a # a\n  b c d ]', [1, 2], '[ a # a\n  d ]'],
    ['the last two, above a blank line', '[\n  a\n  b\n  c\n\n]', [1, 2], '[\n  a\n\n]'],
    ['the first two, in groups', '[\n  a\n\n  b\n\n  c\n]', [0, 1], '[\n  c\n]'],
    ['the first two, below a blank line', '[\n\n  a\n  b\n  c\n]', [0, 1], '[\n\n  c\n]'],
    ['three with a group between', '[\n  a\n  b\n\n  c\n  d\n  e\n]', [1, 2, 3], '[\n  a\n\n  e\n]'],
    ['two, of which one touches its neighbours', '[a(b)c d]', [1, 2], '[a d]'],
  ] as const)('one by one as together: %s', (_name, before, indices, after) => {
    const source = sourceOf(before);
    const list = first(source, 'list');
    const gone = indices.map((index) => at(list.elements, index));
    const edits = gone.flatMap((element) => removeElement(list, element, motive));
    expect(edited(source, edits, { gone: new Set(gone) })).toBe(after);
    expect(edited(source, removeElements(list, gone, motive), { gone: new Set(gone) })).toBe(after);
  });

  test.each([
    ['[ a b c ]', '[ ]'],
    ['[a b c]', '[]'],
    ['[\n  a\n  b\n  c\n]', '[ ]'],
  ])('all go one by one: %j', (before, after) => {
    const source = sourceOf(before);
    const list = first(source, 'list');
    const edits = list.elements.flatMap((element) => removeElement(list, element, motive));
    expect(edited(source, edits, { gone: new Set(list.elements) })).toBe(after);
  });

  test('a broken list and a removal in it', () => {
    const source = sourceOf('{\n  x = [ a b ];\n}');
    const list = first(source, 'list');
    const edits = [
      ...insertElement(list, overlay, motive),
      ...removeElement(list, at(list.elements, 0), motive),
    ];
    expect(edited(source, edits)).toBe(
      '{\n  x = [\n    b\n    (final: prev: {\n      a = 1;\n    })\n  ];\n}',
    );
  });

  test.each([
    ['the last', '[ a b ]', 1, '[ a one two ]'],
    ['the first', '[ a b ]', 0, '[ b one two ]'],
    ['the only one', '[ a ]', 0, '[ one two ]'],
    ['the only one without spaces', '{x = [a];}', 0, '{x = [one two];}'],
    ['the last over lines', '[\n  a\n  b\n]', 1, '[\n  a\n  one\n  two\n]'],
    ['the only one over lines', '[\n  a\n]', 0, '[\n  one\n  two\n]'],
    ['the only one below a comment with a space', '[ # all \n  a \n]', 0, '[ # all \n  one\n  two\n]'],
    ['the last before the bracket', '[\n  a\n  b ]', 1, '[\n  a\n  one\n  two ]'],
    ['the last behind a comment', '[\n  a # a\n  b\n]', 1, '[\n  a # a\n  one\n  two\n]'],
  ])('%s goes and two come', (_name, before, index, after) => {
    const source = sourceOf(before);
    const list = first(source, 'list');
    const removal = removeElement(list, at(list.elements, index), motive);
    const one = insertElement(list, 'one', { ...motive, by: 'first' });
    const two = insertElement(list, 'two', { ...motive, by: 'second' });
    expect(edited(source, [...removal, ...one, ...two])).toBe(after);
    expect(edited(source, [...one, ...removal, ...two])).toBe(after);
  });

  test.each([
    ['[ a b c d ]', '[ a d ]'],
    ['[\n  a\n\n  b\n  c\n\n  d\n]', '[\n  a\n\n  d\n]'],
    ['[ a\n  b\n  c\n  d ]', '[ a\n  d ]'],
    ['[a(b)(c)d]', '[a d]'],
    ['[\n  a # why a \n  b \n  c \n  d\n]', '[\n  a # why a \n  d\n]'],
    ['[\n  "#" \n  b \n  c \n  d\n]', '[\n  "#" \n  d\n]'],
  ])('two in the middle of %j go one by one', (before, after) => {
    const source = sourceOf(before);
    const list = first(source, 'list');
    const gone = list.elements.slice(1, 3);
    const edits = gone.flatMap((element) => removeElement(list, element, motive));
    expect(edited(source, edits, { gone: new Set(gone) })).toBe(after);
    expect(edited(source, edits.toReversed(), { gone: new Set(gone) })).toBe(after);
  });

  test('what is replaced is no seam', () => {
    const source = sourceOf('[ a b ]');
    const list = first(source, 'list');
    const [a, b] = [at(list.elements, 0), at(list.elements, 1)];
    const edits = [
      replace(a, 'x', { ...motive, by: 'other' }),
      ...removeElement(list, b, motive),
      ...insertElement(list, 'new', motive),
    ];
    expect(edited(source, edits)).toBe('[ x new ]');
  });
});
