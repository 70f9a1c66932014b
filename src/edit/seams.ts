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
  return regionsOf(text, sorted).flatMap((region) => {
    if (!isSeam(region)) return separated(text, region) ?? keptApart(text, region.edits);
    return region.atoms.some(({ kind }) => kind === 'insertion')
      ? sewnInsertions(text, region)
      : sewnRemovals(text, region);
  });
}

/** Where something is removed and something inserted, or where white space stays on both sides of what is removed. */
function isSeam({ atoms }: Region): boolean {
  if (!atoms.some((atom) => atom.kind === 'removal' && atom.edit.text === '')) return false;
  if (atoms.some((atom) => atom.kind === 'removal' && atom.edit.text !== '')) return false;
  if (atoms.some(({ kind }) => kind === 'insertion')) return true;
  return atoms.filter((atom) => atom.kind === 'blank' && atom.stays).length > 1;
}

const isInsertion = (atom: Atom): atom is Insertion => atom.kind === 'insertion';
const isBlankAtom = (atom: Atom): atom is Blank => atom.kind === 'blank';
const isOpening = (character: string | undefined): boolean => /^[[{(]$/.test(character ?? '');
const isClosing = (character: string | undefined): boolean => /^[\]})]$/.test(character ?? '');

function sewnInsertions(text: string, { start, end, atoms, edits }: Region): readonly Edit[] {
  const opens = isOpening(text[start - 1]);
  const closes = isClosing(text[end]);
  const isInComment = isInLineComment(text, start);
  const insertions = atoms.filter(isInsertion);
  const sewn = insertions.map(({ edit }, index): Edit => {
    const blanks = blanksBetween(atoms, insertions[index - 1], insertions[index]);
    const foot = /\s*$/.exec(insertions[index - 1]?.edit.text ?? '')?.[0] ?? '';
    const head = /^\s*/.exec(edit.text)?.[0] ?? '';
    // after an opening nothing is left for a comma to separate from
    const core = edit.text.trim().replace(index === 0 && opens ? /^,\s*/ : '', '');
    if (index === 0 && opens) return { ...edit, text: blankAt(atoms, 0) + core };
    // a comma stands where it wants to, but not in a comment
    const separator = core.startsWith(',') && !isInComment ? head : widest([foot, head, ...blanks]);
    return { ...edit, text: separator + core };
  });
  const last = insertions.at(-1);
  const lastFoot = /\s*$/.exec(last?.edit.text ?? '')?.[0] ?? '';
  const separator = closes
    ? blankAt(atoms, -1)
    : widest([lastFoot, ...blanksBetween(atoms, last, undefined)]);
  const texts = new Map(sewn.map((edit, index) => [insertions[index]?.edit, edit.text]));
  const sample = edits.find(({ text: added }) => added === '');
  return atoms.flatMap((atom): Edit[] => {
    if (atom.kind === 'blank')
      return sample === undefined || atom.start === atom.end ? [] : [deletion(sample, atom)];
    const own = texts.get(atom.edit) ?? '';
    return [{ ...atom.edit, text: atom === last ? own + separator : own }];
  });
}

/** The white space at the very start or the very end of a region, `''` where there is none. */
function blankAt(atoms: readonly Atom[], index: 0 | -1): string {
  const others = atoms.filter(({ kind }) => kind !== 'insertion');
  const atom = others.at(index);
  return atom?.kind === 'blank' ? atom.text : '';
}

function blanksBetween(
  atoms: readonly Atom[],
  from: Atom | undefined,
  to: Atom | undefined,
): readonly string[] {
  const start = from === undefined ? 0 : atoms.indexOf(from) + 1;
  const end = to === undefined ? atoms.length : atoms.indexOf(to);
  return atoms.slice(start, end).flatMap((atom) => (atom.kind === 'blank' ? [atom.text] : []));
}

/** That with the most line breaks; of equal ones the first that is not empty. */
function widest(blanks: readonly string[]): string {
  let best = '';
  for (const blank of blanks) {
    if (lineBreaksIn(blank) > lineBreaksIn(best) || best === '') best = blank;
  }
  return best;
}

function sewnRemovals(text: string, { start, end, atoms, edits }: Region): readonly Edit[] {
  const blanks = atoms.filter(isBlankAtom).filter(({ stays }) => stays);
  const [first, last] = [blanks[0], blanks.at(-1)];
  const sample = edits[0];
  if (first === undefined || last === undefined || sample === undefined) return edits;
  const opens = isOpening(text[start - 1]);
  const closes = isClosing(text[end]);
  const separator =
    opens && closes
      ? ' '
      : opens
        ? first.text
        : widest(closes ? [last.text, first.text] : blanks.map((blank) => blank.text));
  return atoms.flatMap((atom): Edit[] => {
    if (atom.kind !== 'blank') return [atom.edit];
    const { start: from, end: to } = atom;
    const own = atom === last ? separator : '';
    return text.slice(from, to) === own ? [] : [{ ...sample, start: from, end: to, text: own }];
  });
}

function deletion(sample: Edit, { start, end }: { readonly start: number; readonly end: number }): Edit {
  return { ...sample, start, end, text: '' };
}

/** Where removals that do not know of each other leave nothing between two tokens, one of them leaves a space. */
function separated(text: string, { start, end, edits }: Region): readonly Edit[] | undefined {
  const [first, ...more] = edits;
  const goes = edits.every((edit) => edit.text === '');
  const removed = edits.reduce((sum, edit) => sum + edit.end - edit.start, 0);
  if (first === undefined || !goes || removed < end - start) return undefined;
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
