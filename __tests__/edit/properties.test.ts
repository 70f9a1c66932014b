import fc from 'fast-check';
import { type Bindings, insertBinding, removeBinding, removeBindings } from '../../src/edit/bindings.js';
import type { Edit } from '../../src/edit/edit.js';
import { insertFormal, removeFormal, removeFormals } from '../../src/edit/formals.js';
import { insertInheritedName, removeInheritedName, removeInheritedNames } from '../../src/edit/inherit.js';
import { insertElement, removeElement, removeElements } from '../../src/edit/list.js';
import { applyEdits } from '../../src/edit/merge.js';
import type { Node } from '../../src/syntax/nodes.js';
import { loadGrammar } from '../../src/syntax/parser.js';
import type { Source } from '../../src/syntax/source.js';
import { formalsOfLambdas, inherits, lets, lists, sets } from './arbitraries.js';
import { at, commentsOf, edited, first, motive, sourceOf } from './harness.js';
import { structureOf } from './structure.js';

beforeAll(loadGrammar);

const other = { ...motive, by: 'other' };

/** What the properties need to know of a kind of container. */
interface Subject<Holder extends Node, Held extends Node> {
  readonly name: string;
  readonly texts: fc.Arbitrary<string>;
  readonly holder: (source: Source) => Holder;
  readonly held: (holder: Holder) => readonly Held[];
  readonly inserted: { readonly text: string; readonly structure: string };
  readonly insert: (holder: Holder, text: string) => Edit[];
  /** Whether the removal of what was inserted gives back the text itself; else what it means. */
  readonly isExact: boolean;
  readonly remove: (holder: Holder, held: readonly Held[]) => Edit[];
  readonly removeOne: (holder: Holder, held: Held) => Edit[];
}

/** The properties of every kind; `subset` picks what is removed by its bits. */
function holds<Holder extends Node, Held extends Node>(subject: Subject<Holder, Held>): void {
  const { texts, holder, held, inserted, insert, remove, removeOne } = subject;
  const pick = (all: readonly Held[], subset: number): readonly Held[] =>
    all.filter((_one, index) => (subset >> index) & 1);

  describe(`for any ${subject.name}`, () => {
    test('what is inserted is there, and nothing else has changed', () => {
      fc.assert(
        fc.property(texts, (text) => {
          const source = sourceOf(text);
          const target = holder(source);
          const added = new Map([[target, { structures: [inserted.structure] }]]);
          edited(source, insert(target, inserted.text), { added });
        }),
        { numRuns: 200 },
      );
    });

    test('the removal of what was inserted gives the text back', () => {
      fc.assert(
        fc.property(texts, (text) => {
          const source = sourceOf(text);
          fc.pre(held(holder(source)).length > 0);
          const after = sourceOf(edited(source, insert(holder(source), inserted.text)));
          const last = at(held(holder(after)), -1);
          const back = edited(after, removeOne(holder(after), last));
          if (subject.isExact) expect(back).toBe(text);
          else expect(structureOf(sourceOf(back).root)).toBe(structureOf(source.root));
        }),
        { numRuns: 200 },
      );
    });

    test('what is removed is gone, and only comments beside it are', () => {
      fc.assert(
        fc.property(texts, fc.nat(63), (text, subset) => {
          const source = sourceOf(text);
          const target = holder(source);
          const removed = pick(held(target), subset);
          fc.pre(removed.length < held(target).length || target.kind !== 'inherit');
          const result = applyEdits(text, remove(target, removed));
          const commentsGone = source.comments
            .filter((comment) => isBeside(held(target), new Set(removed), comment.start))
            .map((comment) => source.textOf(comment).trim())
            .filter((comment) => !commentsOf(sourceOf(result)).includes(comment));
          edited(source, remove(target, removed), { gone: new Set(removed), commentsGone });
        }),
        { numRuns: 300 },
      );
    });

    test('removals one by one and insertions of several codemods compose', () => {
      fc.assert(
        fc.property(texts, fc.nat(63), (text, subset) => {
          const source = sourceOf(text);
          const target = holder(source);
          const removed = pick(held(target), subset).slice(0, subject.name === 'formals' ? 1 : 6);
          fc.pre(removed.length < held(target).length);
          const edits = [
            ...insert(target, inserted.text),
            ...removed.flatMap((one) => removeOne(target, one)),
          ];
          const after = sourceOf(applyEdits(text, edits));
          const added = new Map([[target, { structures: [inserted.structure] }]]);
          expect(structureOf(after.root)).toBe(structureOf(source.root, { gone: new Set(removed), added }));
        }),
        { numRuns: 300 },
      );
    });
  });
}

/** Whether the thing in front of a comment or that behind it is removed. */
function isBeside(all: readonly Node[], removed: ReadonlySet<Node>, comment: number): boolean {
  const before = all.findLast(({ end }) => end <= comment);
  const behind = all.find(({ start }) => start > comment);
  return (before !== undefined && removed.has(before)) || (behind !== undefined && removed.has(behind));
}

holds({
  name: 'list',
  texts: lists,
  holder: (source) => first(source, 'list'),
  held: (list) => list.elements,
  inserted: { text: 'new', structure: 'new' },
  isExact: true,
  insert: (list, text) => insertElement(list, text, other),
  remove: (list, elements) => removeElements(list, elements, motive),
  removeOne: (list, element) => removeElement(list, element, motive),
});

holds({
  name: 'set',
  texts: sets,
  holder: (source): Bindings => first(source, 'attributeSet'),
  held: (set) => set.bindings,
  inserted: { text: 'new = 1;', structure: 'new=1;' },
  isExact: true,
  insert: (set, text) => insertBinding(set, text, other),
  remove: (set, bindings) => removeBindings(set, bindings, motive),
  removeOne: (set, binding) => removeBinding(set, binding, motive),
});

holds({
  name: 'let',
  texts: lets,
  holder: (source): Bindings => first(source, 'let'),
  held: (set) => set.bindings,
  inserted: { text: 'new = 1;', structure: 'new=1;' },
  isExact: true,
  insert: (set, text) => insertBinding(set, text, other),
  remove: (set, bindings) => removeBindings(set, bindings, motive),
  removeOne: (set, binding) => removeBinding(set, binding, motive),
});

holds({
  name: 'inherit',
  texts: inherits,
  holder: (source) => first(source, 'inherit'),
  held: (inherit) => inherit.names,
  inserted: { text: 'new', structure: 'new' },
  isExact: true,
  insert: (inherit, text) => insertInheritedName(inherit, text, other),
  remove: (inherit, names) => removeInheritedNames(inherit, names, motive),
  removeOne: (inherit, name) => removeInheritedName(inherit, name, motive),
});

holds({
  name: 'formals',
  texts: formalsOfLambdas,
  holder: (source) => first(source, 'formals'),
  held: (formals) => formals.formals,
  inserted: { text: 'new', structure: 'new' },
  // commas of several styles in one place have no canonical one
  isExact: false,
  insert: (formals, text) => insertFormal(formals, text, other),
  remove: (formals, removed) => removeFormals(formals, removed, motive),
  removeOne: (formals, formal) => removeFormal(formals, formal, motive),
});

test.each([
  ['a list', lists, '(final: prev: {\n  a = "\n    x";\n})', '(final@:prev@:{a=string<"\\n    x">;})'],
] as const)('several lines go into %s, at either end', (_name, texts, text, structure) => {
  fc.assert(
    fc.property(texts, fc.constantFrom('start' as const, 'end' as const), (before, position) => {
      const source = sourceOf(before);
      const list = first(source, 'list');
      const added = new Map([[list, { structures: [structure], at: position }]]);
      edited(source, insertElement(list, text, motive, { at: position }), { added });
    }),
    { numRuns: 200 },
  );
});

test.each([
  ['set', sets],
  ['let', lets],
] as const)('several lines go beside any binding of a %s', (_name, texts) => {
  fc.assert(
    fc.property(texts, fc.nat(5), fc.boolean(), (before, index, isAfter) => {
      const source = sourceOf(before);
      const target: Bindings = before.startsWith('let')
        ? first(source, 'let')
        : first(source, 'attributeSet');
      const anchor = target.bindings[index];
      fc.pre(anchor !== undefined);
      const place = isAfter ? { after: anchor } : { before: anchor };
      const added = new Map([[target, { structures: ['new={a=1;};'], at: place }]]);
      edited(source, insertBinding(target, 'new = {\n  a = 1;\n};', motive, place), { added });
    }),
    { numRuns: 300 },
  );
});
