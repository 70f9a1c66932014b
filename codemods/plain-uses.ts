/**
 * Uses of the package that can only have its plain name, because what they are written in is not one host's: arguments of
 * package functions, `{ stdenv, llama-cpp }: …`, and attributes of overlays of the user's that stay. The hosts that use
 * them say what their plain package is.
 */
import type { Host } from '../src/flake/hosts.js';
import { filledFunctionOf } from '../src/flake/package-functions.js';
import type { Reference } from '../src/flake/references.js';
import { detailOf, PackageSetSymbol } from '../src/flake/symbols.js';
import { isNamedInModules } from '../src/flake/written-modules.js';
import type { Lambda, Node } from '../src/syntax/nodes.js';
import { type CommonBuild, commonBuild } from './common-build.js';
import { plainName } from './facts.js';
import type { Migration } from './migration.js';
import { overlayUsers } from './overlay-users.js';
import { triedOverlays } from './overlays.js';
import { mapOverride, wantedOf } from './override.js';
import { basisAt, overlayAround } from './previous-packages.js';
import { targetOf } from './reference-target.js';
import { remembered } from './remembered.js';
import { isInsideRemoved } from './removed-code.js';
import { usesOf } from './unfilled-formals.js';
import { type Usage, usageOf, usageOfReference } from './usage.js';

export interface PlainUse {
  readonly node: Node;
  readonly hosts: readonly Host[];
  readonly chosen: CommonBuild;
}

export const plainUses = remembered((migration): readonly PlainUse[] => [
  ...migration.references.formals.flatMap(({ formal, name }): readonly PlainUse[] => {
    const lambda = formal.parent?.parent;
    if (name !== plainName || lambda?.kind !== 'lambda') return [];
    const isPlain = usesOf(lambda, formal.name).some((use) => namesNoBackend(usageOf(use)));
    return isPlain ? used(migration, formal, hostsOfFunction(migration, lambda), 'This function') : [];
  }),
  ...migration.references.references.flatMap((reference): readonly PlainUse[] =>
    isPlainInOverlay(migration, reference)
      ? used(migration, reference.node, overlayUsers(migration, reference.node), 'This attribute')
      : [],
  ),
]);

function used(migration: Migration, node: Node, all: readonly Host[], what: string): readonly PlainUse[] {
  const hosts = migration.hosts.filter((host) => all.includes(host));
  return hosts.length === 0
    ? []
    : [{ node, hosts, chosen: commonBuild(migration, hosts, node, what, { keepsPlain: true }) }];
}

/** Whether nothing says of a use which build it is. */
const namesNoBackend = ({ operations, selected }: Usage): boolean =>
  selected.length === 0 &&
  operations.every((operation) => {
    if (operation.name !== 'override') return true;
    const mapping = mapOverride(operation.argument);
    if (mapping.kind === 'refused') return false;
    const { backends, computed, excludes } = wantedOf([mapping.override]);
    return backends.length === 0 && !computed && !excludes;
  });

function isPlainInOverlay(migration: Migration, reference: Reference): boolean {
  const { node, name, meanings } = reference;
  const usage = usageOfReference(reference);
  const isPlain =
    name === plainName &&
    overlayAround(node) !== undefined &&
    meanings.every(({ within, packageSet: { role } }) => within.length === 0 && isOfOverlay(role)) &&
    basisAt(migration.references, node) !== 'before' &&
    !isInsideRemoved(migration, node) &&
    namesNoBackend(usage);
  if (!isPlain) return false;
  const target = targetOf(migration, reference, usage);
  return target.kind === 'package' && target.name === plainName;
}

const isOfOverlay = (role: PackageSetSymbol['role']): boolean => role === 'final' || role === 'previous';

/** The hosts whose package sets fill a function, by themselves or through an attribute of an overlay. */
function hostsOfFunction(migration: Migration, lambda: Lambda): readonly Host[] {
  const { flake } = migration;
  const calls = flake.interpreter.calls.get(lambda) ?? [];
  const direct = calls.flatMap((argument) => {
    const given = argument.force();
    if (given.type !== 'set' || given.names().includes(plainName)) return [];
    return given.rest.flatMap((packages) => {
      const detail = detailOf(packages);
      return detail instanceof PackageSetSymbol && detail.owner?.user === undefined
        ? migration.hostsOf({ packageSet: detail, within: [] })
        : [];
    });
  });
  const throughOverlays = migration.hosts.filter((host) =>
    triedOverlays(flake, host).some(({ lambda: overlay, result }) => {
      if (result.type !== 'set') return false;
      const names = result.names().filter((name) => {
        const value = result.get(name)?.force();
        return value !== undefined && filledFunctionOf(flake, value, plainName) === lambda;
      });
      return names.some((name) => isNamedInModules(host.configuration, name, overlay));
    }),
  );
  return [...direct, ...throughOverlays];
}
