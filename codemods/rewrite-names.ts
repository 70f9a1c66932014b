/** Names of the package as text: `mkPackageOption pkgs "llama-cpp-old" { }`. */
import type { Edit } from '../src/edit/edit.js';
import { replace } from '../src/edit/replace.js';
import type { Contribution } from '../src/plan/codemod.js';
import { attributeText, literalText, withoutParentheses } from '../src/syntax/literals.js';
import type { StringLiteral } from '../src/syntax/nodes.js';
import { descendants } from '../src/syntax/parser.js';
import { isPackageName, mentions, plainName, variantName } from './facts.js';
import type { Migration } from './migration.js';
import { rewriteMotive } from './rewrite-reference.js';

/** Only names that the old overlay alone had are rewritten; nixpkgs' own exist in the new overlay as well. */
export function rewriteNames(migration: Migration): Contribution {
  const meanings = new Map(migration.legacy.attributes.filter(({ name }) => !isPackageName(name)).map(({ name, meaning }) => [name, meaning]));
  if (meanings.size === 0) return {};
  const edits: Edit[] = [];
  for (const path of migration.flake.files.all()) {
    const text = migration.flake.files.text(path);
    if (text === undefined || !mentions.test(text) || !/mkPackageOption/.test(text)) continue;
    const parsed = migration.flake.files.parsed(path);
    if (parsed?.kind !== 'parsed' || parsed.source.file !== path) continue;
    for (const node of descendants(parsed.source.root)) {
      const name = node.kind === 'string' ? literalText(node) : undefined;
      const meaning = name === undefined ? undefined : meanings.get(name);
      if (node.kind !== 'string' || meaning === undefined || !isPackageOptionName(node)) continue;
      edits.push(replace(node, `"${meaning.variant === undefined ? plainName : variantName(meaning.variant)}"`, rewriteMotive));
    }
  }
  return { edits };
}

/** Whether a string is the second argument of `mkPackageOption`. */
function isPackageOptionName(node: StringLiteral): boolean {
  const { parent } = node;
  if (parent?.kind !== 'apply' || parent.argument !== node) return false;
  const first = withoutParentheses(parent.function);
  if (first.kind !== 'apply') return false;
  const callee = withoutParentheses(first.function);
  if (callee.kind === 'identifier') return callee.name === 'mkPackageOption';
  return callee.kind === 'select' && callee.attrpath.map(attributeText).at(-1) === 'mkPackageOption';
}
