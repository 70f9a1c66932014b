/** `inherit (pkgs) a llama-cpp b;` where the package gets another name: the others stay inherited. */
import { insertBinding } from '../src/edit/bindings.js';
import type { Edit } from '../src/edit/edit.js';
import { removeInheritedName } from '../src/edit/inherit.js';
import { replace } from '../src/edit/replace.js';
import type { Reference } from '../src/flake/references.js';
import type { Migration } from './migration.js';
import { inheritedText } from './override.js';
import { packagesAt } from './package-sets.js';
import type { Target } from './reference-target.js';
import { argumentText } from './rewrite-expression.js';
import { rewriteMotive } from './rewrite-operations.js';

type Inherited = Extract<Reference, { form: 'inherit' }>;

/** @param other the reference is to another package set, and must be moved to the host's own */
export function inheritEdits(
  migration: Migration,
  reference: Inherited,
  target: Extract<Target, { kind: 'package' }>,
  other: boolean,
): readonly Edit[] | undefined {
  const { inherit } = reference;
  if (target.name === reference.name && target.arguments.length === 0 && !other) return [];
  const container = inherit.parent;
  if (container?.kind !== 'attributeSet' && container?.kind !== 'let') return undefined;
  const moved = other ? packagesAt(migration, inherit) : undefined;
  if (other && moved === undefined) return undefined;
  const base =
    moved === undefined ? inheritedText(inherit.from, target.name) : `${moved.text}.${target.name}`;
  const value =
    target.arguments.length === 0
      ? base
      : `${base}.override ${argumentText(reference.node, target.arguments)}`;
  const text = `${reference.name} = ${value}`;
  const more = moved?.edits(rewriteMotive) ?? [];
  // comments between the words and before the semicolon stay
  if (inherit.names.length === 1) {
    const { source, start } = inherit;
    const from = source.text.indexOf(')', inherit.from?.end ?? start) + 1;
    const isCommented = source.comments.some(
      (comment) => comment.start >= from && comment.end <= reference.node.start,
    );
    return isCommented
      ? [
          ...more,
          replace({ ...inherit, end: from }, `${reference.name} =`, rewriteMotive),
          replace(reference.node, value, rewriteMotive),
        ]
      : [...more, replace({ ...inherit, end: reference.node.end }, text, rewriteMotive)];
  }
  return [
    ...more,
    ...removeInheritedName(inherit, reference.node, rewriteMotive),
    ...insertBinding(container, `${text};`, rewriteMotive, { after: inherit, blankLineBefore: false }),
  ];
}
