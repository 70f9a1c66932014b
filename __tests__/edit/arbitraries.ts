/** Random lists, sets, formals and names of inherits, with random white space and comments between their parts. */
import fc from 'fast-check';

export interface Manner {
  readonly lineEnd: '\n' | '\r\n';
  readonly unit: '  ' | '    ' | '\t';
}

export const manners: fc.Arbitrary<Manner> = fc.record({
  lineEnd: fc.constantFrom('\n', '\r\n'),
  unit: fc.constantFrom('  ', '    ', '\t'),
});

type Piece =
  | 'space'
  | 'line'
  | 'blank line'
  | 'deep line'
  | 'line comment'
  | 'own comment'
  | 'inner comment'
  | 'nothing';

const gaps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.constant<Piece>('space') },
    { weight: 8, arbitrary: fc.constant<Piece>('line') },
    {
      weight: 5,
      arbitrary: fc.constantFrom<Piece>(
        'blank line',
        'deep line',
        'line comment',
        'own comment',
        'inner comment',
        'nothing',
      ),
    },
  ),
  { minLength: 1, maxLength: 3 },
);

/** Writes pieces between two parts; comments are numbered, so that each is told from the others. */
function writer({ lineEnd, unit }: Manner): (pieces: readonly Piece[], isNeeded: boolean) => string {
  let comments = 0;
  const line = lineEnd + unit;
  const comment = (): string => {
    comments += 1;
    return `c${comments} x`;
  };
  const write = (piece: Piece): string => {
    switch (piece) {
      case 'space':
        return ' ';
      case 'line':
        return line;
      case 'blank line':
        return lineEnd + line;
      case 'deep line':
        return line + unit;
      case 'line comment':
        return ` # ${comment()}${line}`;
      case 'own comment':
        return `${line}# ${comment()}${line}`;
      case 'inner comment':
        return ` /* ${comment()} */ `;
      case 'nothing':
        return '';
    }
  };
  return (pieces, isNeeded) => {
    const text = pieces.map(write).join('');
    return text === '' && isNeeded ? ' ' : text;
  };
}

const element = (index: number): fc.Arbitrary<string> =>
  fc.constantFrom(
    `e${index}`,
    `./e${index}`,
    `(f e${index})`,
    `"e${index}"`,
    `{ e${index} = 1; }`,
    `(x: {\n    e${index} = x;\n  })`,
  );

const binding = (index: number): fc.Arbitrary<string> =>
  fc.constantFrom(
    `e${index} = 1;`,
    `e.f${index} = 1;`,
    `inherit e${index};`,
    `e${index} = {\n    f = 1;\n  };`,
    `"e${index}" = [ 1 ];`,
  );

const formal = (index: number): fc.Arbitrary<string> =>
  fc.constantFrom(`e${index}`, `e${index} ? 1`, `e${index} ? { a = 1; }`);

const name = (index: number): fc.Arbitrary<string> => fc.constantFrom(`e${index}`, `"e${index}"`);

function parts(part: (index: number) => fc.Arbitrary<string>): fc.Arbitrary<readonly string[]> {
  return fc
    .integer({ min: 0, max: 5 })
    .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => part(index))));
}

function between(
  open: string,
  close: string,
  part: (index: number) => fc.Arbitrary<string>,
  isNeeded: boolean,
): fc.Arbitrary<string> {
  return fc
    .tuple(manners, parts(part), fc.array(gaps, { minLength: 6, maxLength: 6 }))
    .map(([manner, all, spaces]) => {
      const write = writer(manner);
      const space = (index: number, needed: boolean): string => write(spaces[index] ?? ['space'], needed);
      const isWord = /\w$/.test(open);
      const inner = all.map(
        (one, index) => space(index, index === 0 ? isWord : isNeeded) + one.replaceAll('\n', manner.lineEnd),
      );
      return open + inner.join('') + space(5, isWord) + close;
    });
}

export const lists = between('[', ']', element, true);
export const sets = between('{', '}', binding, false);
export const lets = between('let', 'in 1', binding, false);
export const inherits = between('{ inherit', '; }', name, true);

export const formalsOfLambdas: fc.Arbitrary<string> = fc
  .record({
    manner: manners,
    all: parts(formal),
    ellipsis: fc.boolean(),
    trailing: fc.boolean(),
    spaces: fc.array(gaps, { minLength: 14, maxLength: 14 }),
    universal: fc.constantFrom('', '@x', ' @ x'),
  })
  .map(({ manner, all, ellipsis, trailing, spaces, universal }) => {
    const write = writer(manner);
    let used = 0;
    const space = (): string => {
      used += 1;
      return write(spaces[used - 1] ?? ['space'], false);
    };
    const things = ellipsis ? [...all, '...'] : all;
    const inner = things.map((thing, index) => (index === 0 ? thing : `${space()},${space()}${thing}`));
    const comma = trailing && !ellipsis && all.length > 0 ? `${space()},` : '';
    return `{${space()}${inner.join('')}${comma}${space()}}${universal}: 1`;
  });
