/** What is made of git's words, whatever they are: git itself is in the tests of the guard. */
import {
  committedObjects,
  filteredPaths,
  ignoredReasons,
  isIntentToAdd,
  objectName,
  readIndex,
  sameAsIndex,
} from '../../src/workspace/git-index.js';
import type { Git } from '../../src/workspace/git-program.js';

const sha1 = 'a'.repeat(40);
const sha256 = 'b'.repeat(64);

/** A git that answers with these lines, each with its NUL, and remembers what it was asked. */
function answering(lines: readonly string[], status = 0) {
  const asked: string[] = [];
  const git: Git = (parameters, { input = '' } = {}) => {
    asked.push(`${parameters.join(' ')} < ${input}`);
    return { status, stdout: Buffer.from(lines.map((line) => `${line}\0`).join('')), stderr: 'git’s words' };
  };
  return { git, asked };
}

describe('the index', () => {
  it('has an entry a path, three for a conflict, and knows submodules', () => {
    const { git } = answering([
      `100644 ${sha1} 0\ta.nix`,
      `100755 ${sha256} 0\twith space\tand tab\nand line`,
      ...[1, 2, 3].map((stage) => `100644 ${sha1} ${stage}\tb.nix`),
      `160000 ${sha1} 0\tsub`,
    ]);
    const { entries, submodules } = readIndex(git);
    const entry = (path: string, stage = 0) => ({ mode: '100644', object: sha1, stage, path });
    expect([...entries]).toEqual([
      ['a.nix', [entry('a.nix')]],
      [
        'with space\tand tab\nand line',
        [{ mode: '100755', object: sha256, stage: 0, path: 'with space\tand tab\nand line' }],
      ],
      ['b.nix', [entry('b.nix', 1), entry('b.nix', 2), entry('b.nix', 3)]],
      ['sub', [{ ...entry('sub'), mode: '160000' }]],
    ]);
    expect([...submodules]).toEqual(['sub']);
  });

  it.each(['nonsense', `x100644 ${sha1} 0\ta.nix`, `100644 ${sha1} 0\t`, `100644 ${sha1}\ta.nix`, ''])(
    'has nothing of what it does not understand: %j',
    (line) => {
      const { git } = answering([line]);
      expect(readIndex(git).entries.size).toBe(0);
    },
  );
});

describe('the last commit', () => {
  it('has the objects of the paths', () => {
    const { git, asked } = answering([`100644 blob ${sha1}\ta.nix`, `100644 blob ${sha256}\tb\n.nix`]);
    expect([...committedObjects(git, ['a.nix', ':b'])]).toEqual([
      ['a.nix', sha1],
      ['b\n.nix', sha256],
    ]);
    expect(asked.at(-1)).toMatch(/^--literal-pathspecs ls-tree .* HEAD -- a\.nix :b </);
  });

  it.each(['nonsense', `x100644 blob ${sha1}\ta.nix`, `100644 blob ${sha1}\t`])(
    'has nothing of what it does not understand: %j',
    (line) => {
      expect(committedObjects(answering([line]).git, ['a.nix']).size).toBe(0);
    },
  );

  it('has nothing where nothing is asked for, or nothing was committed', () => {
    const { git, asked } = answering([`100644 blob ${sha1}\ta.nix`]);
    expect(committedObjects(git, []).size).toBe(0);
    expect(asked.filter((one) => one.includes('ls-tree'))).toEqual([]);
    const none = answering([`100644 blob ${sha1}\ta.nix`], 1);
    expect(committedObjects(none.git, ['a.nix']).size).toBe(0);
  });
});

test.each<[string, string, string]>([
  ['nothing', '', 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391'],
  ['a line', 'what is up, doc?', 'bd9dbf5aae1a3862dd1526723246b20206e5fc37'],
])('objects are named as git names them: %s', (_, text, name) => {
  expect(objectName(Buffer.from(text), sha1)).toBe(name);
});

test('in a repository with longer names too', () => {
  const empty = '473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813';
  expect(objectName(new Uint8Array(), sha256)).toBe(empty);
  expect(isIntentToAdd({ mode: '100644', object: empty, stage: 0, path: 'a' })).toBe(true);
  expect(isIntentToAdd({ mode: '100644', object: sha256, stage: 0, path: 'a' })).toBe(false);
});

test('a content filter is one that is set', () => {
  const values = ['unspecified', 'unset', 'set', 'lfs', ''];
  const { git, asked } = answering(values.flatMap((value) => [`${value}.nix`, 'filter', value]));
  expect([...filteredPaths(git, ['a', 'b'])]).toEqual(['set.nix', 'lfs.nix', '.nix']);
  expect(asked).toEqual(['check-attr -z --stdin filter < a\0b']);
  expect([...filteredPaths(answering(['a.nix', 'filter']).git, ['a.nix'])]).toEqual([]);
});

describe('whether a file is as in the index', () => {
  const entry = { mode: '100644', object: objectName(Buffer.from('x\n'), sha1), stage: 0, path: 'a.nix' };
  it.each<[string, string, string, number, boolean, boolean]>([
    ['by its bytes', 'x\n', '', 1, false, true],
    ['by its bytes, filtered', 'x\n', '', 1, true, true],
    ['as git converts it', 'x\r\n', `${entry.object}\n`, 0, false, true],
    ['not when git names it otherwise', 'y\n', `${sha1}\n`, 0, false, false],
    ['not when git fails', 'x\r\n', `${entry.object}\n`, 1, false, false],
    ['not when it is filtered', 'x\r\n', `${entry.object}\n`, 0, true, false],
  ])('%s', (_, content, words, status, filtered, expected) => {
    const git: Git = () => ({ status, stdout: Buffer.from(words), stderr: '' });
    expect(sameAsIndex(git, entry, Buffer.from(content), filtered)).toBe(expected);
  });
});

describe('why git ignores a path', () => {
  it('by file, line and pattern; a pattern with ! ignores nothing', () => {
    const { git, asked } = answering([
      ...['.gitignore', '3', '*.nix', './a.nix'],
      ...['sub/.gitignore', '1', '!b.nix', './b.nix'],
      ...['.git/info/exclude', '7', '/c', './c'],
    ]);
    expect([...ignoredReasons(git, ['a.nix', ':b', 'c'])]).toEqual([
      ['a.nix', '.gitignore:3: *.nix'],
      ['c', '.git/info/exclude:7: /c'],
    ]);
    expect(asked).toEqual(['check-ignore -z --verbose --stdin < ./a.nix\0./:b\0./c']);
  });

  it('asks nothing where there is nothing to ask, and passes over half an answer', () => {
    const none = answering([]);
    expect(ignoredReasons(none.git, []).size).toBe(0);
    expect(none.asked).toEqual([]);
    expect(ignoredReasons(answering(['.gitignore', '3', '*.nix']).git, ['a']).size).toBe(0);
    expect(ignoredReasons(answering([], 1).git, ['a']).size).toBe(0);
    expect(() => ignoredReasons(answering([], 128).git, ['a'])).toThrow(
      'git check-ignore failed: git’s words',
    );
  });
});
