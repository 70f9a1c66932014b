/** `inputs.llama-cpp.packages.${system}.cuda`, taken past the overlay, becomes the overlay's attribute. */
import type { Edit } from '../src/edit/edit.js';
import { replaceDroppingParentheses } from '../src/edit/replace.js';
import type { Contribution } from '../src/plan/codemod.js';
import { boundBy, inputPackageOf } from '../src/flake/references.js';
import { detailOf, PackageSetSymbol } from '../src/flake/symbols.js';
import { attributeText } from '../src/syntax/literals.js';
import type { Select } from '../src/syntax/nodes.js';
import { descendants } from '../src/syntax/parser.js';
import { isVariant, plainName, variantName } from './facts.js';
import type { Migration } from './migration.js';
import { rewriteMotive } from './rewrite-operations.js';
import { isInsideRemoved } from './rewrite-reference.js';

export function rewriteInputPackages(migration: Migration): Contribution {
  const { existing } = migration.input;
  if (existing === undefined) return {};
  const edits: Edit[] = [];
  for (const path of migration.flake.files.all()) {
    const text = migration.flake.files.text(path);
    if (text?.includes(existing.name) !== true || migration.legacy.ours.some(({ source }) => source.file === path)) continue;
    const parsed = migration.flake.files.parsed(path);
    if (parsed?.kind !== 'parsed' || parsed.source.file !== path) continue;
    for (const node of descendants(parsed.source.root)) {
      if (node.kind !== 'select') continue;
      const name = replacementOf(migration, node, existing.name);
      if (name !== undefined && !isInsideRemoved(migration, anchor(node))) edits.push(replaceDroppingParentheses(node, `pkgs.${name}`, rewriteMotive));
    }
  }
  return { edits };
}

function anchor(node: Select): Parameters<typeof isInsideRemoved>[1] {
  return node.attrpath[0] ?? firstName(node);
}

function firstName(node: Select): never {
  throw new Error(`${node.source.file}: a selection without a name`);
}

/** The overlay's attribute for `packages.<system>.<name>` of the input, where the host's `pkgs` is at hand. */
function replacementOf(migration: Migration, node: Select, input: string): string | undefined {
  const last = node.attrpath.map(attributeText).at(-1);
  if (last === undefined || (last !== 'default' && !isVariant(last))) return undefined;
  const scopes = migration.scopes.at(node);
  const matches = scopes.every((scope) => {
    const found = inputPackageOf(migration.flake.interpreter.evaluate(node, scope));
    return found?.input === input && found.path.length === 3 && found.path[0] === 'packages' && found.path[2] === last;
  });
  if (!matches || !hasHostPackages(migration, node)) return undefined;
  return last === 'default' ? plainName : isVariant(last) ? variantName(last) : undefined;
}

function hasHostPackages(migration: Migration, node: Select): boolean {
  const binder = boundBy({ ...anyIdentifier(node), parent: node }, 'pkgs');
  if (binder === undefined) return false;
  return migration.scopes.at(node).every((scope) => {
    for (let next: typeof scope | undefined = scope; next !== undefined; next = next.parent) {
      const value = next.names?.get('pkgs')?.force();
      if (value === undefined) continue;
      const detail = detailOf(value);
      return detail instanceof PackageSetSymbol && (detail.role === 'configuration' || detail.role === 'assumed');
    }
    return false;
  });
}

function anyIdentifier(node: Select): Parameters<typeof boundBy>[0] {
  return { kind: 'identifier', name: 'pkgs', source: node.source, start: node.start, end: node.start, parent: node };
}
