/**
 * Packages of a set of which nothing is known: the argument of a module that no host reads, a channel of the machine
 * (`import <nixos-unstable> { }`). They are not changed, and told.
 */
import { boundBy } from '../src/flake/names.js';
import type { Problem } from '../src/problem.js';
import { attributeText, contains } from '../src/syntax/literals.js';
import type { Node, Select } from '../src/syntax/nodes.js';
import { descendants } from '../src/syntax/parser.js';
import { isPackageName, mentions } from './facts.js';
import type { Migration } from './migration.js';
import { leftAlone } from './problems.js';
import { isInsideRemoved } from './removed-code.js';

/** How people call a package set. */
const setName = /pkgs|unstable|stable|master/i;

export function unknownSetWarnings(migration: Migration): readonly Problem[] {
  const known = new Set<Node>(migration.references.references.map(({ node }) => node));
  const found = [...migration.flake.files.sources((text) => mentions.test(text))].flatMap((source) =>
    [...descendants(source.root)].flatMap((node) => {
      const name = node.kind === 'select' && !known.has(node) ? nameOf(node) : undefined;
      return name === undefined || isToldAsWhole(migration, node) ? [] : [{ node, name }];
    }),
  );
  return found.map(({ node, name: { set, member } }) => ({
    kind: leftAlone,
    message: `“${set}.${member}” was not changed: it is not known which package set “${set}” is here.`,
    place: node.source.place(node.start),
  }));
}

/** `pkgs-unstable.llama-cpp`, and what is selected from it. */
function nameOf({ target, attrpath }: Select): { readonly set: string; readonly member: string } | undefined {
  const [first] = attrpath;
  const member = first === undefined ? undefined : attributeText(first);
  if (target.kind !== 'identifier' || member === undefined || !isPackageName(member)) return undefined;
  return setName.test(target.name) && boundBy(target) !== undefined
    ? { set: target.name, member }
    : undefined;
}

const isToldAsWhole = (migration: Migration, node: Node): boolean =>
  isInsideRemoved(migration, node) ||
  migration.legacy.kept.some(({ attribute }) => contains(attribute.binding, node));
