/** How a file is laid out, so that what is added to it looks as if its owner had written it. */
import type { Lambda, Node } from '../syntax/nodes.js';
import { descendants } from '../syntax/parser.js';
import type { Source } from '../syntax/source.js';
import { indentationAt, isBlank, startsLine } from './lines.js';

/** Facts of style about one file. */
export interface Layout {
  /** One level of indentation. */
  readonly unit: string;
  readonly lineEnd: '\n' | '\r\n';
  /** Whether there are spaces inside of brackets on one line: `[ x ]` or `[x]`. */
  readonly bracketSpacing: boolean;
  /** Whether there is a space inside of empty brackets: `[ ]` or `[]`. */
  readonly emptyBracketSpacing: boolean;
  /** Whether there are spaces around `@`: `} @ x` or `}@x`. */
  readonly atSpacing: boolean;
  /** Whether the name of the whole argument stands before the formals, `x@{ … }`, or behind them. */
  readonly atPosition: 'before' | 'after';
  /** The formatter that the file seems to be written with; `nixfmt`, the official one, when in doubt. */
  readonly formatter: Formatter;
  /** Whether anything in the file speaks for one formatter. */
  readonly showsFormatter: boolean;
}

export type Formatter = 'nixfmt' | 'alejandra' | 'nixpkgs-fmt';

const known = new WeakMap<Source, Layout>();

/** The layout of a file, read off the majority of its own lines and brackets. */
export function layoutOf(source: Source): Layout {
  const before = known.get(source);
  if (before !== undefined) return before;
  const layout = observe(source);
  known.set(source, layout);
  return layout;
}

function observe(source: Source): Layout {
  const { text } = source;
  const units = new Map<string, number>();
  let spaced = 0;
  let tight = 0;
  let alejandra = 0;
  let leadingCommas = 0;
  const ats: At[] = [];
  const empties: boolean[] = [];
  for (const node of descendants(source.root)) {
    for (const unit of unitsIn(node)) units.set(unit, (units.get(unit) ?? 0) + 1);
    if (isEmpty(node)) empties.push(/\s/.test(source.text.charAt(node.end - 2)));
    const inside = firstInside(node);
    if (inside !== undefined) {
      if (/\s/.test(inside)) spaced += 1;
      else tight += 1;
    }
    if (node.kind !== 'lambda') continue;
    const at = atOf(node);
    if (at !== undefined) ats.push(at);
    alejandra += headSpeaksForAlejandra(node);
    if (node.formals !== undefined && /\n[ \t]*,/.test(source.textOf(node.formals))) leadingCommas += 1;
  }
  const isAlejandra = spaced + tight > 0 ? tight > spaced : alejandra > 0;
  const atSpacing = majority(ats.map(({ spacing }) => spacing)) ?? isAlejandra;
  const atBefore = majority(ats.map(({ isBefore }) => isBefore)) ?? false;
  return {
    unit: mostFrequent(units) ?? '  ',
    lineEnd: lineEndOf(text),
    bracketSpacing: !isAlejandra,
    emptyBracketSpacing: majority(empties) ?? !isAlejandra,
    atSpacing,
    atPosition: atBefore ? 'before' : 'after',
    formatter: isAlejandra ? 'alejandra' : leadingCommas > 0 ? 'nixpkgs-fmt' : 'nixfmt',
    showsFormatter: spaced + tight + alejandra + leadingCommas > 0,
  };
}

function lineEndOf(text: string): Layout['lineEnd'] {
  const all = text.split('\n').length - 1;
  const windows = text.split('\r\n').length - 1;
  return windows * 2 > all ? '\r\n' : '\n';
}

/** By how much the things that a node holds are indented more than the line that it opens on. */
function unitsIn(node: Node): string[] {
  const { text } = node.source;
  return heldBy(node).flatMap((held) => {
    if (!startsLine(text, held.start)) return [];
    const outer = indentationAt(text, node.start);
    const inner = indentationAt(text, held.start);
    if (!inner.startsWith(outer)) return [];
    const unit = inner.slice(outer.length);
    return unit === '\t' || unit === '  ' || unit === '    ' ? [unit] : [];
  });
}

function heldBy(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'list':
      return node.elements;
    case 'attributeSet':
    case 'let':
    case 'legacyLet':
      return node.bindings;
    case 'formals':
      return node.formals;
    default:
      return [];
  }
}

/** The first character inside of brackets that hold something on the line on which they open. */
function firstInside(node: Node): string | undefined {
  const { text } = node.source;
  if (node.kind !== 'list' && node.kind !== 'attributeSet' && node.kind !== 'formals') return undefined;
  const held = heldBy(node)[0]?.start ?? (node.kind === 'formals' ? node.ellipsis : undefined);
  const open = node.kind === 'attributeSet' ? node.open : node.start;
  return held === undefined || text.slice(open, held).includes('\n') ? undefined : text[open + 1];
}

/** Whether a node is brackets with nothing but white space between them. */
function isEmpty(node: Node): boolean {
  if (node.kind !== 'list' && node.kind !== 'attributeSet') return false;
  const open = node.kind === 'list' ? node.start : node.open;
  return isBlank(node.source.text.slice(open + 1, node.end - 1));
}

interface At {
  readonly spacing: boolean;
  /** Whether the name stands before the formals. */
  readonly isBefore: boolean;
}

function atOf({ source, universal, formals }: Lambda): At | undefined {
  if (universal === undefined || formals === undefined) return undefined;
  const isBefore = universal.start < formals.start;
  const { end } = isBefore ? universal : formals;
  return { spacing: /\s/.test(source.text.charAt(end)), isBefore };
}

/**
 * Whether the head of a function is broken as alejandra alone breaks it: formals on lines of their own
 * with the body, a set or a `let`, opened on the line that they close on. 1 or 0.
 */
function headSpeaksForAlejandra({ source, formals, body }: Lambda): number {
  if (formals === undefined || (body.kind !== 'attributeSet' && body.kind !== 'let')) return 0;
  const { text } = source;
  const broken = /^\{[ \t]*\r?\n/.test(source.textOf(formals));
  return broken && !text.slice(formals.end, body.start).includes('\n') ? 1 : 0;
}

function majority(votes: readonly boolean[]): boolean | undefined {
  if (votes.length === 0) return undefined;
  return votes.filter((vote) => vote).length * 2 > votes.length;
}

/** Of equally frequent ones the first. */
function mostFrequent(counts: ReadonlyMap<string, number>): string | undefined {
  const [best] = [...counts].toSorted(([, one], [, other]) => other - one);
  return best?.[0];
}
