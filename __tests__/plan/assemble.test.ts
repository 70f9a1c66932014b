/** How the wishes of several codemods become one list of changes. */
import type { Edit } from '../../src/edit/edit.js';
import { changesOf, contributionsOf } from '../../src/plan/assemble.js';
import type { Codemod, Contribution } from '../../src/plan/codemod.js';
import { defaultPlanOptions } from '../../src/plan/plan.js';
import { notVerified } from '../../src/plan/problems.js';

function edit(file: string, start: number, end: number, text: string): Edit {
  return { file, start, end, text, by: 'fake', why: 'to try it' };
}

/** A codemod that answers with its name and with what it was given. */
function codemod(name: string): Codemod<string> {
  return {
    card: { name, summary: '', explanation: '', before: '', after: '' },
    plan: (model) => ({
      edits: [edit(`${name}-${model}.nix`, 0, 0, 'x')],
      creations: [{ path: `${name}.nix`, text: model }],
      deletions: [`${name}-old.nix`],
      refusals: [{ kind: notVerified, message: `${name} refuses` }],
      warnings: [{ kind: notVerified, message: `${name} warns` }],
    }),
  };
}

const three = ['one', 'two', 'three'].map(codemod);

describe('contributionsOf', () => {
  test.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ['all, in the order of the list', [], [], ['one', 'two', 'three']],
    ['only those that are named, in the order of the list', ['three', 'one'], [], ['one', 'three']],
    ['all but those that are left out', [], ['two'], ['one', 'three']],
    ['leaving out counts more than naming', ['one', 'two'], ['two'], ['one']],
    ['none of that name', ['four'], [], []],
  ])('%s', (_, only, skip, expected) => {
    const found = contributionsOf(three, 'model', { ...defaultPlanOptions, only, skip });
    expect(found).toEqual({
      edits: expected.map((name) => edit(`${name}-model.nix`, 0, 0, 'x')),
      creations: expected.map((name) => ({ path: `${name}.nix`, text: 'model' })),
      deletions: expected.map((name) => `${name}-old.nix`),
      refusals: expected.map((name) => ({ kind: notVerified, message: `${name} refuses` })),
      warnings: expected.map((name) => ({ kind: notVerified, message: `${name} warns` })),
    });
  });

  test('a codemod that wants nothing adds nothing', () => {
    const silent: Codemod<string> = { ...codemod('silent'), plan: () => ({}) };
    expect(contributionsOf([silent], 'model', defaultPlanOptions)).toEqual({
      edits: [],
      creations: [],
      deletions: [],
      refusals: [],
      warnings: [],
    });
  });
});

test('without options every host and every codemod is meant, and nothing else is decided', () => {
  const { hosts, only, skip, legacy, additions, allowPartial, keepDefault } = defaultPlanOptions;
  for (const list of [hosts, only, skip, legacy, additions]) expect(list).toHaveLength(0);
  expect([allowPartial, keepDefault]).toEqual([false, false]);
});

describe('changesOf', () => {
  const nothing: Required<Contribution> = {
    edits: [],
    creations: [],
    deletions: [],
    refusals: [],
    warnings: [],
  };
  const textOf = (path: string) => `text of ${path}`;
  const changes = (contribution: Partial<Required<Contribution>>, last = 'flake.nix') =>
    changesOf({ ...nothing, ...contribution }, textOf, last);
  const modified = (path: string, after: string) => ({ kind: 'modify', path, before: textOf(path), after });

  test('nothing is wanted', () => {
    expect(changes({})).toEqual([]);
  });

  test('new files first, then those that use them by name, flake.nix, and deletions by name', () => {
    const found = changes({
      edits: ['z.nix', 'flake.nix', 'a.nix', 'm.nix', 'b.nix'].map((file) => edit(file, 0, 4, 'new')),
      creations: [
        { path: 'o.nix', text: 'o' },
        { path: 'c.nix', text: 'c' },
      ],
      deletions: ['y.nix', 'x.nix'],
    });
    expect(found).toEqual([
      { kind: 'create', path: 'o.nix', after: 'o' },
      { kind: 'create', path: 'c.nix', after: 'c' },
      ...['a.nix', 'b.nix', 'm.nix', 'z.nix', 'flake.nix'].map((path) => modified(path, `new of ${path}`)),
      { kind: 'delete', path: 'x.nix', before: 'text of x.nix' },
      { kind: 'delete', path: 'y.nix', before: 'text of y.nix' },
    ]);
  });

  test.each(['a.nix', 'm.nix', 'z.nix'])('%s is the last that is modified when it is the flake', (last) => {
    const files = ['z.nix', 'a.nix', 'm.nix'];
    const found = changes({ edits: files.map((file) => edit(file, 0, 4, 'new')) }, last);
    const others = ['a.nix', 'm.nix', 'z.nix'].filter((file) => file !== last);
    expect(found.map(({ path }) => path)).toEqual([...others, last]);
  });

  test('several edits of a file are one change', () => {
    const edits = [edit('a.nix', 5, 7, 'OF'), edit('b.nix', 0, 4, 'B'), edit('a.nix', 0, 4, 'A')];
    expect(changes({ edits })).toEqual([modified('a.nix', 'A OF a.nix'), modified('b.nix', 'B of b.nix')]);
  });

  test('edits that leave the text as it is are no change', () => {
    expect(changes({ edits: [edit('a.nix', 0, 4, 'text'), edit('b.nix', 0, 0, '')] })).toEqual([]);
  });

  test('edits of a file that goes are dropped, and it goes once', () => {
    const edits = [edit('old.nix', 0, 4, 'new'), edit('a.nix', 0, 4, 'new')];
    expect(changes({ edits, deletions: ['old.nix', 'old.nix'] })).toEqual([
      modified('a.nix', 'new of a.nix'),
      { kind: 'delete', path: 'old.nix', before: 'text of old.nix' },
    ]);
  });
});
