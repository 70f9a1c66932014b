import fc from 'fast-check';
import type { Edit } from '../../src/edit/edit.js';
import { applyEdits, mergeEdits } from '../../src/edit/merge.js';
import { ProblemError } from '../../src/problem.js';

const edit = (start: number, end: number, text: string, by = 'one', why = 'why one'): Edit => ({
  file: 'flake.nix',
  start,
  end,
  text,
  by,
  why,
});

test.each([
  ['no edits', 'abc', [], 'abc'],
  ['edits in any order', 'abc', [edit(2, 3, 'C'), edit(0, 1, 'A')], 'AbC'],
  ['edits that touch', 'abc', [edit(0, 1, 'A'), edit(1, 2, 'B')], 'ABc'],
  ['an insertion in front of a replacement', 'abc', [edit(1, 2, 'B'), edit(1, 1, 'x')], 'axBc'],
  ['an insertion behind a replacement', 'abc', [edit(1, 2, 'B'), edit(2, 2, 'x')], 'aBxc'],
  ['an insertion in front of a deletion', 'abc', [edit(1, 2, ''), edit(1, 1, 'x')], 'axc'],
  ['insertions at one place in the order of the plan', 'ac', [edit(1, 1, 'x'), edit(1, 1, 'y')], 'axyc'],
  ['what is asked for twice is done once', 'abc', [edit(1, 2, 'B'), edit(1, 2, 'B', 'two')], 'aBc'],
  ['an insertion asked for twice is done once', 'ac', [edit(1, 1, 'b'), edit(1, 1, 'b', 'two')], 'abc'],
  ['a deletion of all', 'abc', [edit(0, 3, '')], ''],
  ['at both ends', 'b', [edit(1, 1, 'c'), edit(0, 0, 'a')], 'abc'],
])('%s', (_name, text, edits, after) => {
  expect(applyEdits(text, edits)).toBe(after);
});

test.each([
  ['part of each other', [edit(0, 4, 'x'), edit(3, 5, 'y', 'two', 'why two')]],
  ['within each other', [edit(0, 8, ''), edit(3, 5, 'y', 'two', 'why two')]],
  ['the same, to different texts', [edit(3, 5, 'x'), edit(3, 5, 'y', 'two', 'why two')]],
  ['an insertion into what is deleted', [edit(0, 5, ''), edit(4, 4, 'y', 'two', 'why two')]],
  ['a word that becomes two kinds of space', [edit(4, 5, ' '), edit(4, 5, '\n', 'two', 'why two')]],
  ['a space that becomes two words', [edit(3, 4, 'x'), edit(3, 4, 'y', 'two', 'why two')]],
])('edits that overlap are refused: %s', (_name, edits) => {
  let problem: ProblemError | undefined;
  try {
    mergeEdits('{\n  a = 1;\n}\n', edits);
  } catch (error) {
    if (error instanceof ProblemError) problem = error;
  }
  expect(problem?.problem.kind.code).toBe('EDIT101');
  expect(problem?.message).toMatch(/“one” \(why one\).*“two” \(why two\).*flake\.nix:2:/);
  expect(problem?.problem.place).toMatchObject({ file: 'flake.nix', line: 2 });
  expect(problem?.problem.place?.frame).toContain('a = 1;');
  expect(problem?.problem.hint).toContain('--only');
});

test('an edit outside of the file is refused', () => {
  for (const bad of [edit(0, 9, ''), edit(-1, 0, ''), edit(2, 1, '')]) {
    expect(() => applyEdits('abc', [bad])).toThrow('“one” (why one)');
  }
});

test('edits of two files are refused', () => {
  expect(() => applyEdits('abc', [edit(0, 0, 'x'), { ...edit(1, 1, 'x'), file: 'other.nix' }])).toThrow(
    'other.nix',
  );
});

test('of two changes of the same white space that with more lines is done', () => {
  const [joins, breaks] = [edit(1, 2, ''), edit(1, 2, '\n  ', 'two')];
  expect(applyEdits('a b', [joins, breaks])).toBe('a\n  b');
  expect(applyEdits('a b', [breaks, joins])).toBe('a\n  b');
});

test('what two ask for is done in the name of the first', () => {
  expect(mergeEdits('abc', [edit(1, 2, 'B'), edit(1, 2, 'B', 'two')])).toEqual([edit(1, 2, 'B')]);
  expect(mergeEdits('a b', [edit(1, 2, '\n'), edit(1, 2, '\n\t', 'two')])).toEqual([edit(1, 2, '\n')]);
});

test('white space that two put at one place is there twice', () => {
  expect(applyEdits('ac', [edit(1, 1, ' '), edit(1, 1, '\n', 'two')])).toBe('a \nc');
});

test('edits of one motive that touch become one, those of several do not', () => {
  expect(mergeEdits('abc', [edit(0, 1, 'A'), edit(1, 2, 'B')])).toEqual([edit(0, 2, 'AB')]);
  expect(mergeEdits('abc', [edit(0, 1, 'A'), edit(1, 2, 'B', 'two')])).toHaveLength(2);
  expect(mergeEdits('abc', [edit(0, 1, 'A'), edit(1, 2, 'B', 'one', 'why two')])).toHaveLength(2);
});

describe('for any edits that do not overlap', () => {
  /** Text without white space, cut into pieces each of which is kept, replaced, or gets something in front. */
  const pieces = fc.array(
    fc.record({
      old: fc.stringMatching(/^[a-z]{1,4}$/),
      change: fc.oneof(
        fc.constant(undefined),
        fc.record({ kind: fc.constant('replace' as const), text: fc.stringMatching(/^[A-Z]{0,3}$/) }),
        fc.record({ kind: fc.constant('insert' as const), text: fc.stringMatching(/^[A-Z]{1,3}$/) }),
      ),
    }),
  );

  test('the result is that of cutting and pasting, in whatever order they come', () => {
    fc.assert(
      fc.property(pieces, fc.infiniteStream(fc.double({ noNaN: true })), (all, order) => {
        const edits: Edit[] = [];
        let text = '';
        let expected = '';
        for (const { old, change } of all) {
          const start = text.length;
          text += old;
          if (change === undefined) expected += old;
          else if (change.kind === 'replace') {
            edits.push(edit(start, text.length, change.text));
            expected += change.text;
          } else {
            edits.push(edit(start, start, change.text));
            expected += change.text + old;
          }
        }
        const shuffled = edits.map((one) => [order.next().value, one] as const).toSorted(([a], [b]) => a - b);
        expect(
          applyEdits(
            text,
            shuffled.map(([, one]) => one),
          ),
        ).toBe(expected);
      }),
    );
  });
});
