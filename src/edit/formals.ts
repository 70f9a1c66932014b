/** Formals of functions, and the name of their whole argument. */
import type { Formal, Formals, Lambda } from '../syntax/nodes.js';
import { isLineComment, tailOf } from './comments.js';
import {
  type Container,
  formalsContainer,
  gapText,
  indexOfLastItem,
  indexOfNode,
  type Token,
} from './container.js';
import type { Edit, Motive } from './edit.js';
import { insertItem } from './insertion.js';
import { layoutOf } from './layout.js';
import { indentationAt, startsLine } from './lines.js';
import { removeItems } from './removal.js';

/**
 * The edits that add a formal behind the others, before `...`; commas as the others have them.
 * @param name the name, with its default where it has one: `x` or `x ? 1`
 */
export function insertFormal(formals: Formals, name: string, motive: Motive): Edit[] {
  return insertFormals(formals, [name], motive);
}

/** The edits that add several formals in one place. */
export function insertFormals(formals: Formals, names: readonly string[], motive: Motive): Edit[] {
  if (names.length === 0) return [];
  const container = formalsContainer(formals);
  const insertion = (start: number, text: string): Edit => ({
    file: formals.source.file,
    start,
    end: start,
    text,
    ...motive,
  });
  const last = indexOfLastItem(container);
  if (last === -1) {
    if (formals.ellipsis === undefined)
      return insertItem(container, { kind: 'end' }, names.join(', '), motive);
    return [insertion(formals.ellipsis, beforeEllipsis(container, formals.ellipsis, names))];
  }
  const comma = indexed(container).find(({ kind, index }) => index > last && kind === 'comma');
  return comma === undefined
    ? behindLast(container, last, names, insertion)
    : [behindComma(container, last, comma, names, insertion)];
}

/** The edits that take a formal out, with its comma and the comments that belong to it. */
export function removeFormal(formals: Formals, formal: Formal, motive: Motive): Edit[] {
  return removeFormals(formals, [formal], motive);
}

/** The edits that take several formals out of one function; one by one their commas might not come out right. */
export function removeFormals(formals: Formals, removed: readonly Formal[], motive: Motive): Edit[] {
  const container = formalsContainer(formals);
  return removeItems(container, removed, motive, commasThatGo(container, removed));
}

/**
 * The edit that names the whole argument of a function: `{ … }:` ⇒ `{ … }@name:`, in the manner in which the file
 * does it elsewhere.
 */
export function bindArgument(lambda: Lambda, name: string, motive: Motive): Edit {
  const { source, formals, universal } = lambda;
  if (formals === undefined || universal !== undefined) {
    throw new Error(`${source.file}: asked to name an argument that has a name`);
  }
  const { atSpacing, atPosition } = layoutOf(source);
  const at = atSpacing ? ' @ ' : '@';
  const start = atPosition === 'before' ? formals.start : formals.end;
  return {
    file: source.file,
    start,
    end: start,
    text: atPosition === 'before' ? name + at : at + name,
    ...motive,
  };
}

type Indexed = Token & { readonly index: number };

const indexed = ({ tokens }: Container): readonly Indexed[] =>
  tokens.map((token, index) => ({ ...token, index }));

/** Whether commas stand in front of the formals, at the start of their lines. */
function hasLeadingCommas(container: Container): boolean {
  const { source, tokens, close } = container;
  const commas = tokens.filter(({ kind }) => kind === 'comma');
  if (commas.length > 0) {
    const leading = commas.filter(({ start }) => startsLine(source.text, start)).length;
    return leading * 2 >= commas.length;
  }
  // `{ a` with the closing on a line of its own
  return !gapText(container, 0).includes('\n') && startsLine(source.text, close);
}

function indentationOfCommas({ source, tokens, open }: Container): string {
  const comma = tokens.findLast(({ kind, start }) => kind === 'comma' && startsLine(source.text, start));
  return indentationAt(source.text, comma?.start ?? open);
}

function beforeEllipsis({ source }: Container, ellipsis: number, names: readonly string[]): string {
  const separator = startsLine(source.text, ellipsis)
    ? `,${layoutOf(source).lineEnd}${indentationAt(source.text, ellipsis)}`
    : ', ';
  return names.map((name) => name + separator).join('');
}

type Insert = (start: number, text: string) => Edit;

/** Behind the last of all, to which no comma belongs. */
function behindLast(container: Container, last: number, names: readonly string[], insertion: Insert): Edit[] {
  const end = container.tokens[last]?.end ?? container.close;
  if (hasLeadingCommas(container)) return [withLeadingCommas(container, last, names, insertion)];
  const { at, separator } = placeBehind(container, last, last);
  const text = separator + names.join(`,${separator}`);
  return at === end ? [insertion(at, `,${text}`)] : [insertion(end, ','), insertion(at, text)];
}

function withLeadingCommas(
  container: Container,
  last: number,
  names: readonly string[],
  insertion: Insert,
): Edit {
  const line = layoutOf(container.source).lineEnd + indentationOfCommas(container);
  const { at } = placeBehind(container, last, last);
  return insertion(at, names.map((name) => `${line}, ${name}`).join(''));
}

/** Behind the comma of the last formal, which separates it from what is inserted. */
function behindComma(
  container: Container,
  last: number,
  { start, end, index }: Indexed,
  names: readonly string[],
  insertion: Insert,
): Edit {
  const { source } = container;
  if (startsLine(source.text, start)) {
    // a comment above the comma is about what follows it
    if (tailOf(container, last).last !== index - 1)
      return withLeadingCommas(container, last, names, insertion);
    const line = layoutOf(source).lineEnd + indentationAt(source.text, start);
    return insertion(end, names.map((name) => ` ${name}${line},`).join(''));
  }
  const { at, separator } = placeBehind(container, last, index);
  return insertion(at, names.map((name) => `${separator}${name},`).join(''));
}

/** Where the next formal goes, behind the comments on the line of the last one, and what separates it from that. */
function placeBehind(
  container: Container,
  last: number,
  end: number,
): { readonly at: number; readonly separator: string } {
  const { source, tokens, close } = container;
  const { last: tail, endsLine } = tailOf(container, end);
  const isFree = endsLine || tail === tokens.length - 1;
  const onOwnLine = isLineComment(container, tokens[tail]) || (isFree && hasOwnLine(container, last));
  const separator = onOwnLine ? layoutOf(source).lineEnd + indentationOfFormals(container, last) : ' ';
  return { at: tokens[isFree ? tail : end]?.end ?? close, separator };
}

/** Whether the last formal, of this index, has a line of its own, or would have one if it were not the first. */
function hasOwnLine({ source, tokens }: Container, index: number): boolean {
  const starts = (token: Token | undefined): boolean =>
    token !== undefined && startsLine(source.text, token.start);
  return starts(tokens[index]) || (index === 0 && starts(tokens.find(({ kind }) => kind === 'ellipsis')));
}

function indentationOfFormals({ source, tokens, open }: Container, index: number): string {
  const headed = tokens.filter(
    ({ kind, start }) => kind !== 'comma' && kind !== 'comment' && startsLine(source.text, start),
  );
  const token = tokens[index];
  const nearest = headed.find((candidate) => candidate === token) ?? headed.at(-1);
  return nearest === undefined
    ? indentationAt(source.text, open) + layoutOf(source).unit
    : indentationAt(source.text, nearest.start);
}

/** The commas that go with formals, such that one stays between two things that stay. */
function commasThatGo(container: Container, removed: readonly Formal[]): readonly number[] {
  const tokens = indexed(container);
  const gone = new Set(removed.map((formal) => indexOfNode(container, formal)));
  const stay = tokens.filter(({ kind, index }) => kind === 'item' && !gone.has(index));
  // between two formals that stay, and before the first and behind the last of them
  return [-1, ...stay.map(({ index }) => index)].flatMap((from, at) => {
    const between = tokens.slice(from + 1, stay[at]?.index);
    const commas = between.filter(({ kind }) => kind === 'comma');
    const indices = commas.map(({ index }) => index);
    const last = commas.at(-1);
    const goneHere = between.filter(({ kind }) => kind === 'item').length;
    if (from === -1 || last === undefined || commas.length === goneHere) return indices;
    return startsLine(container.source.text, last.start) ? indices.slice(0, -1) : indices.slice(1);
  });
}
