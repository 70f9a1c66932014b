/** The promises of a run, each as a function from what was done to the sentences that say what is wrong. */
import { hasOverlay } from '../../codemods/overlay-applied.js';
import { findOverlays } from '../../codemods/overlays.js';
import { mergeEdits } from '../../src/edit/merge.js';
import { folderOf, joinPath } from '../../src/eval/paths.js';
import { loadFlake } from '../../src/flake/flake.js';
import { findHosts } from '../../src/flake/hosts.js';
import type { Plan } from '../../src/plan/plan.js';
import { notVerified } from '../../src/plan/problems.js';
import { parse } from '../../src/syntax/parser.js';
import type { GeneratedFlake } from './generated/flake.js';
import { memoryWorkspace } from './memory.js';
import { type Migrated, migratedFiles } from './migrated.js';
import { commentsIn, tokensOf, wordsOf } from './tokens.js';

type Violations = readonly string[];

/**
 * A refusal changes nothing and says why; the ladder finds no fault of the tool itself, but that it may rather refuse than
 * lose a comment in a place where nobody writes one.
 */
export function refusesWhole({ plan }: Migrated): Violations {
  if (plan.refusals.length === 0) return [];
  return [
    ...(plan.changes.length + plan.edits.length > 0 ? ['a refused plan has changes'] : []),
    ...plan.refusals
      .filter(({ kind, message }) =>
        kind === notVerified ? !message.includes('would lose a comment') : message === '',
      )
      .map(({ message }) => `the plan failed its own check: ${message}`),
  ];
}

export function parses({ plan, after }: Migrated): Violations {
  return plan.changes.flatMap(({ path }) => {
    const text = after[path];
    if (text === undefined) return [];
    const parsed = parse(path, text);
    return parsed.kind === 'broken' ? [`${path} does not parse: ${parsed.message}`] : [];
  });
}

/** Between the edits all bytes are as before, and a file that no edit is for is not changed. */
export function isLocal({ plan, before }: Migrated): Violations {
  return plan.changes.flatMap((change) => {
    if (change.kind !== 'modify') return [];
    const edits = mergeEdits(
      change.before,
      plan.edits.filter(({ file }) => file === change.path),
    );
    if (change.before !== before[change.path]) return [`${change.path} was other before`];
    if (edits.length === 0) return [`${change.path} is changed without an edit`];
    const spliced = edits.reduceRight(
      (text, { start, end, text: added }) => text.slice(0, start) + added + text.slice(end),
      change.before,
    );
    return spliced === change.after ? [] : [`${change.path} is changed outside of its edits`];
  });
}

/** Line ends, the byte order mark and the end of each file stay. */
export function keepsManner({ plan }: Migrated): Violations {
  return plan.changes.flatMap((change) => {
    if (change.kind !== 'modify') return [];
    const { path, before, after } = change;
    const manner = (text: string): string =>
      [text.startsWith('\uFEFF'), text.endsWith('\n'), text.includes('\r\n')].join();
    const isMixed = after.includes('\r\n') && /(^|[^\r])\n/.test(after.replace(/''[\s\S]*?''/g, ''));
    return [
      ...(manner(before) === manner(after) ? [] : [`${path} has another manner than before`]),
      ...(isMixed && !/(^|[^\r])\n/.test(before) ? [`${path} has line ends of two kinds`] : []),
      ...(/[ \t]\r?$/m.test(after) && !/[ \t]\r?$/m.test(before)
        ? [`${path} has white space at the end of a line`]
        : []),
    ];
  });
}

/**
 * Every comment is there as often as before, unless it is in a deleted file or in what an edit takes away; and an
 * edit takes away comments only together with code.
 */
export function keepsComments({ plan }: Migrated): Violations {
  return plan.changes.flatMap((change) => {
    if (change.kind !== 'modify') return [];
    const { path, before, after } = change;
    const left = count(commentsIn(after));
    const edits = mergeEdits(
      before,
      plan.edits.filter(({ file }) => file === path),
    );
    let from = 0;
    const violations: string[] = [];
    for (const comment of commentsIn(before)) {
      const start = before.indexOf(comment, from);
      from = start + comment.length;
      const remaining = left.get(comment) ?? 0;
      left.set(comment, remaining - 1);
      if (remaining > 0) continue;
      const edit = edits.find((one) => one.start <= start && from <= one.end);
      const gone = edit === undefined ? '' : before.slice(edit.start, edit.end);
      if (tokensOf(gone).tokens.length === 0) violations.push(`${path} has lost the comment “${comment}”`);
    }
    return violations;
  });
}

function count(things: readonly string[]): Map<string, number> {
  const counted = new Map<string, number>();
  for (const thing of things) counted.set(thing, (counted.get(thing) ?? 0) + 1);
  return counted;
}

export async function isDoneOnce({ after }: Migrated): Promise<Violations> {
  const { plan } = await migratedFiles(after);
  return [
    ...plan.changes.map(({ path }) => `a second run changes ${path}`),
    ...plan.refusals.map(({ message }) => `a second run refuses: ${message}`),
  ];
}

/** No path of the result leads to a file that was deleted. */
export function namesNoDeleted({ plan, after }: Migrated): Violations {
  const deleted = plan.changes.filter(({ kind }) => kind === 'delete').map(({ path }) => path);
  return Object.entries(after).flatMap(([file, text]) =>
    tokensOf(text).tokens.flatMap(({ text: token }) => {
      if (!/^\.{1,2}\//.test(token)) return [];
      const path = joinPath(folderOf(file), token);
      const isGone =
        path !== undefined && (deleted.includes(path) || deleted.includes(`${path}/default.nix`));
      return isGone ? [`${file} still names ${path}`] : [];
    }),
  );
}

/** Each host has an overlay from the file that was created. */
export function givesOverlay({ plan, after }: Migrated, hosts: readonly string[]): Violations {
  const [created, ...more] = plan.changes.filter(({ kind }) => kind === 'create');
  if (created === undefined || more.length > 0) return ['not one file is created'];
  const flake = loadFlake(memoryWorkspace(after));
  const { known } = findHosts(flake);
  const overlays = findOverlays(flake).filter(({ source }) => source.file === created.path);
  return hosts.flatMap((name) => {
    const host = known.find((one) => one.name === name);
    if (host === undefined) return [`the host ${name} is gone`];
    return hasOverlay(flake, host, overlays) ? [] : [`${name} has no overlay`];
  });
}

/** What only looks like the package stays, and each reference becomes what it must. */
export function becomes(
  { plan, after }: Migrated,
  { expected }: GeneratedFlake,
  of: (text: string) => string,
): Violations {
  if (plan.refusals.length > 0) return [];
  const words = new Map<string, string>();
  return expected.flatMap((one) => {
    if (one.after === undefined) return [];
    const known = words.get(one.file) ?? wordsOf(after[one.file] ?? '');
    words.set(one.file, known);
    const wanted = wordsOf(of(one.after));
    return known.includes(wanted) ? [] : [`${one.file}: ${one.before}\n  has not become ${one.after}`];
  });
}

/** The promises of one run that its texts show. */
export function violationsOf(
  migrated: Migrated,
  flake: GeneratedFlake,
  of: (text: string) => string,
): Violations {
  return [
    ...refusesWhole(migrated),
    ...parses(migrated),
    ...isLocal(migrated),
    ...keepsManner(migrated),
    ...keepsComments(migrated),
    ...namesNoDeleted(migrated),
    ...becomes(migrated, flake, of),
  ];
}

/** The promises that take another run, or another look at the hosts. */
export async function violationsAfterwards(
  migrated: Migrated,
  { hosts }: GeneratedFlake,
): Promise<Violations> {
  return migrated.plan.refusals.length > 0
    ? []
    : [...givesOverlay(migrated, hosts), ...(await isDoneOnce(migrated))];
}

/** What the references of the hosts' own files become, however the rest is written. */
export function referenceEdits({ edits }: Plan): readonly string[] {
  return edits
    .filter(({ by, file }) => by === 'rewrite-package-references' && !file.startsWith('home/'))
    .map(({ file, text }) => `${file}: ${wordsOf(text)}`)
    .sort();
}
