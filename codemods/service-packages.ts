/** Services that run the package without naming it: `services.llama-cpp.enable = true;` alone means `pkgs.llama-cpp`. */
import { insertBinding } from '../src/edit/bindings.js';
import type { Edit } from '../src/edit/edit.js';
import type { Host } from '../src/flake/hosts.js';
import type { Contribution } from '../src/plan/codemod.js';
import type { Problem } from '../src/problem.js';
import { attributeText } from '../src/syntax/literals.js';
import type { AttributeBinding, Expression } from '../src/syntax/nodes.js';
import { plainName, type Variant, variantName } from './facts.js';
import type { Migration } from './migration.js';
import { packagesAt } from './package-sets.js';
import { commonVariant } from './reference-target.js';
import { rewriteMotive } from './rewrite-operations.js';

const service = ['services', 'llama-cpp'] as const;

/** Where all hosts of such a place agree on a variant, the package is named. */
export function servicePackages(migration: Migration): Contribution {
  const places = new Map<Expression, Host[]>();
  for (const host of migration.hosts) {
    const { modules } = host.configuration;
    if (modules.definitions([...service, 'package']).length > 0) continue;
    for (const definition of modules.definitions([...service, 'enable'])) {
      const { node } = definition.thunk;
      const value = definition.thunk.force();
      if (node === undefined || (value.type === 'boolean' && !value.value)) continue;
      places.set(node, [...(places.get(node) ?? []), host]);
    }
  }
  const edits: Edit[] = [];
  const warnings: Problem[] = [];
  const redefined = migration.legacy.attributes.find(
    ({ name, meaning }) => name === plainName && meaning.variant !== undefined,
  );
  for (const [node, hosts] of places) {
    const chosen =
      redefined === undefined
        ? commonVariant(migration, hosts, node, 'This service')
        : { variant: redefined.meaning.variant, warnings: [] };
    warnings.push(...chosen.warnings);
    if (chosen.variant !== undefined) edits.push(...namePackage(migration, node, chosen.variant));
  }
  return { edits, warnings };
}

function namePackage(migration: Migration, enabled: Expression, variant: Variant): readonly Edit[] {
  const binding = enabled.parent;
  if (binding?.kind !== 'binding' || binding.parent?.kind !== 'attributeSet' || binding.parent.recursive)
    return [];
  const access = packagesAt(migration, enabled);
  if (access === undefined) return [];
  const text = `${prefixOf(binding)}package = ${access.text}.${variantName(variant)};`;
  return [
    ...access.edits(rewriteMotive),
    ...insertBinding(binding.parent, text, rewriteMotive, { after: binding, blankLineBefore: false }),
  ];
}

/** What stands before `enable` in the attribute path: `services.llama-cpp.`. */
function prefixOf(binding: AttributeBinding): string {
  const names = binding.attrpath.map(attributeText);
  return names.length > 1
    ? `${binding.attrpath
        .slice(0, -1)
        .map((element) => binding.source.textOf(element))
        .join('.')}.`
    : '';
}
