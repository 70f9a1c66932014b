/** Services that run the package without naming it: `services.llama-cpp.enable = true;` alone means `pkgs.llama-cpp`. */
import { insertBinding } from '../src/edit/bindings.js';
import type { Edit } from '../src/edit/edit.js';
import type { Host } from '../src/flake/hosts.js';
import type { Contribution } from '../src/plan/codemod.js';
import { attributeText } from '../src/syntax/literals.js';
import type { AttributeBinding, AttributeSet, Expression } from '../src/syntax/nodes.js';
import { type CommonBuild, commonBuild } from './common-build.js';
import { buildName } from './facts.js';
import type { Migration } from './migration.js';
import { packagesAt } from './package-sets.js';
import type { PackagesAccess } from './previous-packages.js';
import { remembered } from './remembered.js';
import { rewriteMotive } from './rewrite-operations.js';

const service = ['services', 'llama-cpp'] as const;

/** A place that runs the package without naming it. */
export interface ServiceBuild {
  /** The value of `enable`. */
  readonly node: Expression;
  readonly hosts: readonly Host[];
  readonly chosen: CommonBuild;
}

/** The places that enable the service, and the build that it gets there. */
export const serviceBuilds = remembered((migration): readonly ServiceBuild[] => {
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
  return [...places].map(([node, hosts]) => ({
    node,
    hosts,
    chosen: commonBuild(migration, hosts, node, 'This service', {
      keepsPlain: placeOfPackage(migration, node) === undefined,
    }),
  }));
});

/** Where all hosts of such a place agree on a build, the package is named. */
export function servicePackages(migration: Migration): Contribution {
  const builds = serviceBuilds(migration);
  return {
    edits: builds.flatMap(({ node, chosen }) =>
      chosen.build === undefined ? [] : namePackage(migration, node, chosen.build),
    ),
    warnings: builds.flatMap(({ chosen }) => chosen.warnings),
  };
}

/** Where the package could be named beside `enable`, and how the packages are had there. */
function placeOfPackage(migration: Migration, enabled: Expression): PlaceOfPackage | undefined {
  const binding = enabled.parent;
  if (binding?.kind !== 'binding' || binding.parent?.kind !== 'attributeSet' || binding.parent.recursive)
    return undefined;
  const access = packagesAt(migration, enabled);
  return access === undefined ? undefined : { set: binding.parent, binding, access };
}

interface PlaceOfPackage {
  readonly set: AttributeSet;
  readonly binding: AttributeBinding;
  readonly access: PackagesAccess;
}

function namePackage(migration: Migration, enabled: Expression, build: string): readonly Edit[] {
  const place = placeOfPackage(migration, enabled);
  if (place === undefined) return [];
  const { set, binding, access } = place;
  const text = `${prefixOf(binding)}package = ${access.text}.${buildName(build)};`;
  return [
    ...access.edits(rewriteMotive),
    ...insertBinding(set, text, rewriteMotive, { after: binding, blankLineBefore: false }),
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
