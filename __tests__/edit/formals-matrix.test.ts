import { insertFormal, removeFormal } from '../../src/edit/formals.js';
import { loadGrammar } from '../../src/syntax/parser.js';
import { at, edited, first, motive, sourceOf } from './harness.js';

beforeAll(loadGrammar);

describe('the matrix of commas, lines, names, comments, line ends and tabs', () => {
  const commas = ['leading', 'trailing', 'none behind the last'] as const;
  const cases = commas.flatMap((comma) =>
    [false, true].flatMap((many) =>
      ['', '@x', 'x@'].flatMap((name) =>
        [false, true].flatMap((comments) =>
          ['\n', '\r\n'].flatMap((lineEnd) =>
            ['  ', '\t'].flatMap((unit) =>
              [false, true].flatMap((ellipsis) =>
                [0, 1, 3].map((count) => ({ comma, many, name, comments, lineEnd, unit, ellipsis, count })),
              ),
            ),
          ),
        ),
      ),
    ),
  );

  function textOf({
    comma,
    many,
    name,
    comments,
    lineEnd,
    unit,
    ellipsis,
    count,
  }: (typeof cases)[number]): string {
    const names = [...['a', 'b', 'c'].slice(0, count), ...(ellipsis ? ['...'] : [])];
    const things = names.map((thing, index) => {
      const isLast = index === names.length - 1;
      const behind =
        comma === 'leading' || (isLast && (comma === 'none behind the last' || ellipsis)) ? '' : ',';
      const before = comma === 'leading' && index > 0 ? ', ' : '';
      return before + thing + behind + (comments && many ? ` # ${thing}` : comments ? ` /* ${thing} */` : '');
    });
    const inner = many
      ? comma === 'leading'
        ? ` ${things.join(lineEnd)}${lineEnd}`
        : `${lineEnd}${unit}${things.join(lineEnd + unit)}${lineEnd}`
      : ` ${things.join(comma === 'leading' ? '' : ' ')} `;
    return `${name === 'x@' ? 'x@' : ''}{${inner}}${name === '@x' ? '@x' : ''}: {${lineEnd}${unit}y = 1;${lineEnd}}`;
  }

  test('what is inserted is there, and its removal gives the file back', () => {
    expect(cases).toHaveLength(864);
    for (const one of cases) {
      const source = sourceOf(textOf(one));
      const formals = first(source, 'formals');
      const added = new Map([[formals, { structures: ['new'] }]]);
      const after = sourceOf(edited(source, insertFormal(formals, 'new', motive), { added }));
      const inserted = at(first(after, 'formals').formals, -1);
      const back = removeFormal(first(after, 'formals'), inserted, motive);
      // brackets with nothing but a comment in them are no model for what is inserted
      if (one.count > 0) expect(edited(after, back, { gone: new Set([inserted]) })).toBe(source.text);
    }
  });

  test('every one of them can go', () => {
    for (const one of cases) {
      const source = sourceOf(textOf(one));
      const formals = first(source, 'formals');
      for (const formal of formals.formals) {
        const commentsGone = one.comments && one.many ? [`# ${formal.name.name}`] : [];
        const edits = removeFormal(formals, formal, motive);
        edited(source, edits, { gone: new Set([formal]), commentsGone });
      }
    }
  });
});
