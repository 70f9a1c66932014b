/**
 * What happens where edits meet that do not know of each other: one takes out the element behind which another
 * inserts, or two take out neighbours. The white space there is then that of the neighbours, once.
 */
import type { Edit } from './edit.js';
import { isBlank, isInLineComment, lineBreaksIn, runTogether } from './lines.js';
import { type Atom, type Blank, type Insertion, type Region, regionsOf } from './regions.js';

/**
 * @param sorted edits in the order of the text that do not overlap
 * @returns the same with the white space put right at the seams
 */
export function sew(text: string, sorted: readonly Edit[]): readonly Edit[] {
  const sewn = regionsOf(text, sorted).flatMap((region) => {
    const removal = removalAtSeam(text, region);
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
 * A removal where something is removed and something inserted, where white space stays on both sides of what is
 * removed, or where a comment would go on with what stands behind. What replaces text by text stands alone.
 */
function removalAtSeam(text: string, { start, atoms }: Region): Edit | undefined {
  const removals = atoms.flatMap((atom) => (atom.kind === 'removal' ? [atom.edit] : []));
  if (removals.some((edit) => edit.text !== '')) return undefined;
  const staying = atoms.filter(isStaying);
  const isSeam = atoms.some(isInsertion) || staying.length > 1 || endsInComment(text, start, staying);
  return isSeam ? removals[0] : undefined;
}

/** Whether a comment in front of white space does not end there. */
const endsInComment = (text: string, start: number, blanks: readonly Blank[]): boolean =>
  isInLineComment(text, start) && !blanks.some((blank) => blank.text.includes('\n'));

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
    const head = headOf(edit.text);
    const foot = previous === undefined ? '' : footOf(previous.edit.text);
    // after an opening nothing is left for a comma to separate from
    const core = edit.text.trim().replace(isFirstInside ? /^,\s*/ : '', '');
    // a comma stands where it wants to, but not in a comment
    const staysBeside = core.startsWith(',') && !isInComment;
    const widestBefore = widest([foot, head, ...blanksBetween(atoms, previous, atom)]);
    const before = isFirstInside ? blankAt(atoms, 0) : staysBeside ? head : widestBefore;
    if (atom !== last) return { ...edit, text: before + core };
    const blanks = blanksBetween(atoms, atom, undefined);
    const widestBehind = closes ? blankAt(atoms, -1) : widest([footOf(edit.text), ...blanks]);
    // what is separated in front is to be separated behind
    const isOneWord = widestBehind === '' && head !== '' && runTogether(core, text.slice(end));
    const behind = isOneWord ? ' ' : widestBehind;
    return { ...edit, text: before + core + behind };
  });
}

/** The white space that what is inserted begins with. */
const headOf = (text: string): string => text.slice(0, text.length - text.trimStart().length);

/** The white space that what is inserted ends with. */
const footOf = (text: string): string => text.slice(text.trimEnd().length);

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
  const separator = separatorOf(text, start, end, atoms);
  return atoms.map((atom): Edit => {
    if (!isBlankAtom(atom)) return atom.edit;
    return withBlank(removal, atom, atom === staying.at(-1) ? separator : '');
  });
}

/** What white space is left of a region of which all else goes. */
function separatorOf(text: string, start: number, end: number, atoms: readonly Atom[]): string {
  const staying = atoms.filter(isStaying);
  const opens = isOpening(text.charAt(start - 1));
  const closes = isClosing(text.charAt(end));
  if (opens && closes) return ' ';
  const outer = opens ? staying.slice(0, 1) : closes ? staying.slice(-1) : staying;
  const enough = endsInComment(text, start, outer) ? atoms.filter(isBlankAtom) : outer;
  return widest(enough.map((blank) => blank.text));
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

/** Insertions that meet behind an opening, one space apart; formals alone have a comma between and no `;`. */
function keptApart(text: string, edits: readonly Edit[]): readonly Edit[] {
  return edits.map((edit, index) => {
    const opening = text.charAt(edit.start - 1);
    const [before, behind] = [edits[index - 1], edits[index + 1]];
    const own = isOpening(opening) && meet(edit, behind) ? edit.text.trimEnd() : edit.text;
    if (!isOpening(opening) || before === undefined || !meet(before, edit)) return { ...edit, text: own };
    const areFormals = opening === '{' && !before.text.trimEnd().endsWith(';');
    return { ...edit, text: (areFormals ? ', ' : ' ') + own.trimStart() };
  });
}

/** Whether two insertions stand beside each other on one line. */
function meet(one: Edit, other: Edit | undefined): boolean {
  if (other === undefined || isBlank(one.text) || isBlank(other.text)) return false;
  return !(footOf(one.text) + headOf(other.text)).includes('\n');
}
