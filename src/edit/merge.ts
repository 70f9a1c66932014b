/** Makes of the edits that all codemods want in a file one text. Pure. */
import { ProblemError } from '../problem.js';
import { placeIn } from '../syntax/source.js';
import type { Edit } from './edit.js';
import { isBlank, lineBreaksIn } from './lines.js';
import { overlappingEdits } from './problems.js';
import { sew } from './seams.js';

/**
 * Brings the edits of one file in the order of the text. What is asked for twice is done once; edits may touch;
 * insertions at one place keep their order and come before the text that starts there. White space which
 * separates an inserted thing from its neighbours is kept where another edit would take it away.
 * @throws ProblemError when two edits overlap; it names both codemods, what they want and the place
 */
export function mergeEdits(text: string, edits: readonly Edit[]): readonly Edit[] {
  for (const edit of edits) checkRange(text, edit);
  const sorted = withoutWhiteSpaceAskedForTwice(text, once(edits)).toSorted(
    (a, b) => a.start - b.start || rank(a) - rank(b),
  );
  checkOverlaps(text, sorted);
  return joined(sew(text, sorted));
}

/** The text with all edits of this file done. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = '';
  let done = 0;
  for (const edit of mergeEdits(text, edits)) {
    result += text.slice(done, edit.start) + edit.text;
    done = edit.end;
  }
  return result + text.slice(done);
}

/** What several ask for is done once, in the name of the first. */
function once(edits: readonly Edit[]): readonly Edit[] {
  const asked = new Map<string, Edit>();
  for (const edit of edits) {
    const key = `${edit.start}-${edit.end}-${edit.text}`;
    if (!asked.has(key)) asked.set(key, edit);
  }
  return [...asked.values()];
}

/** Of two changes of the same white space that with more lines is done: it is wanted by what stands on them. */
function withoutWhiteSpaceAskedForTwice(text: string, edits: readonly Edit[]): readonly Edit[] {
  const blank = new Map<string, Edit>();
  const rest: Edit[] = [];
  for (const edit of edits) {
    const old = text.slice(edit.start, edit.end);
    if (old === '' || !isBlank(old) || !isBlank(edit.text)) {
      rest.push(edit);
      continue;
    }
    const key = `${edit.start}-${edit.end}`;
    const other = blank.get(key);
    if (other === undefined || lineBreaksIn(edit.text) > lineBreaksIn(other.text)) blank.set(key, edit);
  }
  return [...rest, ...blank.values()];
}

/** Edits that touch and have one motive are one. */
function joined(sorted: readonly Edit[]): readonly Edit[] {
  const result: Edit[] = [];
  for (const edit of sorted) {
    const last = result.at(-1);
    const isOne =
      last !== undefined && last.end === edit.start && last.by === edit.by && last.why === edit.why;
    if (isOne) result[result.length - 1] = { ...last, end: edit.end, text: last.text + edit.text };
    else result.push(edit);
  }
  return result;
}

/** Insertions come before the replacement of what follows them, and white space comes behind what is inserted. */
const rank = ({ start, end, text }: Edit): number => (start < end ? 2 : isBlank(text) ? 1 : 0);

function checkRange(text: string, { file, start, end, by, why }: Edit): void {
  if (0 <= start && start <= end && end <= text.length) return;
  throw new Error(
    `${file}: codemod “${by}” (${why}) wants to edit ${start}–${end}, which is not in the file`,
  );
}

function checkOverlaps(text: string, sorted: readonly Edit[]): void {
  let before: Edit | undefined;
  for (const edit of sorted) {
    if (before !== undefined && edit.file !== before.file) {
      throw new Error(`edits of ${before.file} and of ${edit.file} cannot be merged into one file`);
    }
    if (before !== undefined && edit.start < before.end) throw overlap(text, before, edit);
    before = edit;
  }
}

function overlap(text: string, first: Edit, second: Edit): ProblemError {
  const place = placeIn(second.file, text, second.start);
  const wish = ({ by, why }: Edit): string => `codemod “${by}” (${why})`;
  return new ProblemError({
    kind: overlappingEdits,
    message: `${wish(first)} and ${wish(second)} want different changes at ${place.file}:${place.line}:${place.column}`,
    place,
    hint: 'run one of the two at a time with --only',
  });
}
