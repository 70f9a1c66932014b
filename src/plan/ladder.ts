/**
 * What is checked before anything is written, whatever the codemods do: the result parses, nothing outside of the
 * edits changed, and no comment goes without the thing that it belongs to.
 */

import type { Edit } from '../edit/edit.js';
import { lostComments } from '../edit/lost-comments.js';
import { mergeEdits } from '../edit/merge.js';
import type { Problem } from '../problem.js';
import { attributeText } from '../syntax/literals.js';
import type { AttributeName, Node } from '../syntax/nodes.js';
import { descendants, parse } from '../syntax/parser.js';
import type { Source } from '../syntax/source.js';
import type { FileChange } from './change.js';
import { notVerified } from './problems.js';

export function climb(changes: readonly FileChange[], edits: readonly Edit[]): readonly Problem[] {
  return changes.flatMap((change) => {
    if (change.kind === 'delete') return [];
    const parsed = parse(change.path, change.after);
    if (parsed.kind === 'broken')
      return [failed(`${change.path} would not parse any more: ${parsed.message}`, parsed.place)];
    const twice = definedTwice(parsed.source.root);
    if (twice !== undefined) {
      return [
        failed(`${change.path} would define “${twice.name}” twice`, parsed.source.place(twice.node.start)),
      ];
    }
    if (change.kind === 'create') return [];
    const merged = mergeEdits(
      change.before,
      edits.filter(({ file }) => file === change.path),
    );
    const elsewhere = locality(change, merged);
    return elsewhere.length > 0 ? elsewhere : comments(change, parsed.source, merged);
  });
}

/** A name that one set or `let` binds twice: Nix calls that an error, though the text parses here. */
function definedTwice(root: Node): { readonly name: string; readonly node: Node } | undefined {
  for (const node of descendants(root)) {
    if (node.kind !== 'attributeSet' && node.kind !== 'let') continue;
    const seen = new Set<string>();
    for (const binding of node.bindings) {
      const names =
        binding.kind === 'inherit'
          ? binding.names.map(attributeText)
          : [binding.value.kind === 'attributeSet' ? undefined : pathText(binding.attrpath)];
      for (const name of names) {
        if (name === undefined) continue;
        if (seen.has(name)) return { name, node: binding };
        seen.add(name);
      }
    }
  }
  return undefined;
}

/** `a.b`; `undefined` where a part of it is computed. */
function pathText(attrpath: readonly AttributeName[]): string | undefined {
  const names = attrpath.map(attributeText);
  return names.includes(undefined) ? undefined : names.join('.');
}

const failed = (message: string, place?: Problem['place']): Problem => ({
  kind: notVerified,
  message: `${message}.`,
  place,
});

type Modification = Extract<FileChange, { kind: 'modify' }>;

/** Every comment of the original is in the result, or went with what it belongs to. */
function comments(change: Modification, after: Source, merged: readonly Edit[]): readonly Problem[] {
  const before = parse(change.path, change.before);
  if (before.kind === 'broken')
    return [failed(`${change.path} would be edited although it does not parse`, before.place)];
  return lostComments(before.source, after, merged).map((comment) => {
    const codemods = merged.filter(({ start, end }) => start < comment.end && comment.start < end);
    const by = [...new Set(codemods.map((edit) => edit.by))].map((name) => ` (${name})`).join('');
    return failed(
      `${change.path} would lose a comment of something that stays${by}`,
      before.source.place(comment.start),
    );
  });
}

/** Between the edits, old and new text are the same. In: the edits in the order of the text, merged. */
function locality(change: Modification, merged: readonly Edit[]): readonly Problem[] {
  let from = 0;
  let at = 0;
  for (const edit of merged) {
    const kept = change.before.slice(from, edit.start);
    if (change.after.slice(at, at + kept.length) !== kept)
      return [failed(`${change.path} would change outside of the edits`)];
    at += kept.length;
    if (change.after.slice(at, at + edit.text.length) !== edit.text)
      return [failed(`${change.path} would not have the planned text`)];
    at += edit.text.length;
    from = edit.end;
  }
  return change.after.slice(at) === change.before.slice(from)
    ? []
    : [failed(`${change.path} would change behind the last edit`)];
}
