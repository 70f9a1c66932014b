/**
 * What happens where edits meet that do not know of each other: one takes out the element behind which another
 * inserts, or two take out neighbours. The white space there is then that of the neighbours, once.
 */
import type { Edit } from './edit.js';
import { isInLineComment, lineBreaksIn, runTogether } from './lines.js';
import { type Atom, type Blank, type Insertion, type Region, regionsOf } from './regions.js';

/**
 * @param sorted edits in the order of the text that do not overlap
 * @returns the same with the white space put right at the seams
 */
export function sew(text: string, sorted: readonly Edit[]): readonly Edit[] {
  const sewn = regionsOf(text, sorted).flatMap((region) => {
    const removal = removalAtSeam(region);
    if (removal === undefined) return separated(text, region) ?? keptApart(text, region.edits);
    return region.atoms.some(isInsertion)
      ? sewnInsertions(text, region, removal)
      : sewnRemovals(text, region, removal);
  });
  return sewn.filter((edit) => text.slice(edit.start, edit.end) !== edit.text);
}

const isInsertion = (atom: Atom): atom is Insertion => atom.kind === 'insertion';
const isBlankAtom = (atom: Atom | undefined): atom is Blank => atom?.kind === 'blank';
const isStaying = (atom: Atom): atom is Blank => isBlankAtom(atom) && atom.stays;
const isOpening = (character: string): boolean => /[[{(]/.test(character);
const isClosing = (character: string): boolean => /[\]})]/.test(character);

/**
 * A removal where something is removed and something inserted, or where white space stays on both sides of what is
 * removed. What leaves a separator has seen to it already.
 */
function removalAtSeam({ atoms }: Region): Edit | undefined {
  const removals = atoms.flatMap((atom) => (atom.kind === 'removal' ? [atom.edit] : []));
  if (removals.some((edit) => edit.text !== '')) return undefined;
  return atoms.some(isInsertion) || atoms.filter(isStaying).length > 1 ? removals[0] : undefined;
}

function sewnInsertions(text: string, { start, end, atoms }: Region, removal: Edit): readonly Edit[] {
  const opens = isOpening(text.charAt(start - 1));
  const closes = isClosing(text.charAt(end));
  const isInComment = isInLineComment(text, start);
  const insertions = atoms.filter(isInsertion);
  const last = insertions.at(-1);
  return atoms.map((atom): Edit => {
    if (atom.kind === 'removal') return atom.edit;
    if (atom.kind === 'blank') return withBlank(removal, atom, '');
    const { edit } = atom;
    const previous = insertions[insertions.indexOf(atom) - 1];
    const isFirstInside = opens && previous === undefined;
    const head = edit.text.slice(0, edit.text.length - edit.text.trimStart().length);
    // after an opening nothing is left for a comma to separate from
    const core = edit.text.trim().replace(isFirstInside ? /^,\s*/ : '', '');
    // a comma stands where it wants to, but not in a comment
    const staysBeside = core.startsWith(',') && !isInComment;
    const widestBefore = widest([footOf(previous), head, ...blanksBetween(atoms, previous, atom)]);
    const before = isFirstInside ? blankAt(atoms, 0) : staysBeside ? head : widestBefore;
    if (atom !== last) return { ...edit, text: before + core };
    const behind = closes
      ? blankAt(atoms, -1)
      : widest([footOf(atom), ...blanksBetween(atoms, atom, undefined)]);
    return { ...edit, text: before + core + behind };
  });
}

/** The white space that what is inserted ends with. */
function footOf(insertion: Insertion | undefined): string {
  const text = insertion?.edit.text ?? '';
  return text.slice(text.trimEnd().length);
}

/** The white space at the very start or the very end of a region, `''` where there is none. */
function blankAt(atoms: readonly Atom[], index: 0 | -1): string {
  const atom = atoms.filter(({ kind }) => kind !== 'insertion').at(index);
  return isBlankAtom(atom) ? atom.text : '';
}

/** The white space between two insertions, or before the first and behind the last of them. */
function blanksBetween(
  atoms: readonly Atom[],
  from: Insertion | undefined,
  to: Insertion | undefined,
): readonly string[] {
  const start = from === undefined ? 0 : atoms.indexOf(from);
  const end = to === undefined ? atoms.length : atoms.indexOf(to);
  return atoms
    .slice(start, end)
    .filter(isBlankAtom)
    .map((atom) => atom.text);
}

/** That with the most line breaks; of equal ones the first that is not empty. */
function widest(blanks: readonly string[]): string {
  let best = '';
  for (const blank of blanks) {
    if (lineBreaksIn(blank) > lineBreaksIn(best) || best === '') best = blank;
  }
  return best;
}

function sewnRemovals(text: string, { start, end, atoms }: Region, removal: Edit): readonly Edit[] {
  const staying = atoms.filter(isStaying);
  const blanks = staying.map((atom) => atom.text);
  const opens = isOpening(text.charAt(start - 1));
  const closes = isClosing(text.charAt(end));
  const outer = [...blanks.slice(-1), ...blanks.slice(0, 1)];
  const separator =
    opens && closes ? ' ' : opens ? blanks.slice(0, 1).join('') : widest(closes ? outer : blanks);
  return atoms.map((atom): Edit => {
    if (!isBlankAtom(atom)) return atom.edit;
    return withBlank(removal, atom, atom === staying.at(-1) ? separator : '');
  });
}

/** The edit that puts other white space in the place of some. */
function withBlank(motive: Edit, { start, end }: Blank, text: string): Edit {
  return { ...motive, start, end, text };
}

/** Where removals that do not know of each other leave nothing between two tokens, one of them leaves a space. */
function separated(text: string, { start, end, edits }: Region): readonly Edit[] | undefined {
  const [first, ...more] = edits;
  const goes = edits.every((edit) => edit.text === '');
  const removed = edits.reduce((sum, edit) => sum + edit.end - edit.start, 0);
  if (!goes || removed < end - start) return undefined;
  const [before, inside, behind] = [text.slice(0, start), text.slice(start, end), text.slice(end)];
  const areTokens = !runTogether(before, inside) && !runTogether(inside, behind);
  return areTokens && runTogether(before, behind) ? [{ ...first, text: ' ' }, ...more] : undefined;
}

/** Two insertions into an empty `[]` do not become one. */
function keptApart(text: string, edits: readonly Edit[]): readonly Edit[] {
  return edits.map((edit, index) => {
    const before = edits[index - 1];
    const meet = before !== undefined && before.start === edit.start && before.end === edit.end;
    if (!meet || text[edit.start - 1] !== '[' || !runTogether(before.text, edit.text)) return edit;
    return { ...edit, text: ` ${edit.text}` };
  });
}
