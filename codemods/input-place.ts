/** Where the new input stands among those of a block: at the end, or in their order where they are kept in one. */
import type { BindingPlace } from '../src/edit/bindings.js';
import { attributeText } from '../src/syntax/literals.js';
import type { AttributeSet, Binding } from '../src/syntax/nodes.js';

/** Fewer inputs may be in order by chance. */
const fewestInOrder = 5;

/** All bindings of one input, `a.url` and `a.inputs`. */
interface Group {
  readonly name: string;
  readonly bindings: readonly Binding[];
}

export function placeOfInput(block: AttributeSet, name: string): BindingPlace {
  const last = block.bindings.at(-1);
  if (last === undefined) return {};
  const groups = orderedGroups(block);
  const next = groups.findIndex((group) => compare(group.name, name) > 0);
  if (next === -1) return { after: groups.at(-1)?.bindings.at(-1) ?? last };
  const before = groups[next - 1]?.bindings.at(-1);
  return before === undefined ? { before: groups[0]?.bindings[0] } : { after: before };
}

/** The inputs that are in order: those between the marks of `keep-sorted`, else all, else none. */
function orderedGroups(block: AttributeSet): readonly Group[] {
  const groups = groupsOf(block);
  const marked = markedRange(block);
  if (marked !== undefined)
    return groups.filter(({ bindings }) =>
      bindings.every(({ start }) => start > marked.start && start < marked.end),
    );
  const isInOrder = groups.every(
    ({ name }, index) => index === 0 || compare(groups[index - 1]?.name ?? '', name) <= 0,
  );
  return isInOrder && groups.length >= fewestInOrder ? groups : [];
}

/** google/keep-sorted, README: lines between these comments are sorted. The last such range of the block. */
function markedRange(block: AttributeSet): { readonly start: number; readonly end: number } | undefined {
  const { source } = block;
  const marks = source.comments.filter(
    (comment) =>
      comment.start > block.start &&
      comment.end < block.end &&
      /keep-sorted (start|end)/.test(source.textOf(comment)),
  );
  const end = marks.findLast((mark) => source.textOf(mark).includes('keep-sorted end'));
  const start = marks.findLast(
    (mark) =>
      end !== undefined && mark.start < end.start && source.textOf(mark).includes('keep-sorted start'),
  );
  return start === undefined || end === undefined ? undefined : { start: start.end, end: end.start };
}

function groupsOf(block: AttributeSet): readonly Group[] {
  const groups: { name: string; bindings: Binding[] }[] = [];
  for (const binding of block.bindings) {
    const name = (binding.kind === 'binding' ? binding.attrpath.map(attributeText)[0] : undefined) ?? '';
    const known = groups.at(-1);
    if (known?.name === name) known.bindings.push(binding);
    else groups.push({ name, bindings: [binding] });
  }
  return groups;
}

const compare = (left: string, right: string): number => {
  const [first, second] = [left.toLowerCase(), right.toLowerCase()];
  return first < second ? -1 : first > second ? 1 : 0;
};
