/**
 * What a plan for some hosts would change for the others. These keep the old packages, so that a list of overlays, an
 * overlay or a module that both read cannot be edited for one alone: the others would be built differently, or no longer.
 */
import type { Edit } from '../src/edit/edit.js';
import type { Host } from '../src/flake/hosts.js';
import { homeOverlayLists, overlayListsOf } from '../src/flake/overlay-places.js';
import type { Problem } from '../src/problem.js';
import type { Node } from '../src/syntax/nodes.js';
import { descendants } from '../src/syntax/parser.js';
import { addFlakeInput } from './add-flake-input.js';
import { deleteLegacyOverlay } from './delete-legacy-overlay.js';
import { isPackageName } from './facts.js';
import { legacyRemovals } from './legacy-removals.js';
import { listed, type Migration } from './migration.js';
import { findOverlays, isOurs, mayHave, type OwnOverlay, triedOverlays } from './overlays.js';
import { hostsAt, hostsOfReference } from './package-sets.js';
import { readsFile, strangers } from './part-of-hosts.js';
import { placeNode } from './place-worth.js';
import { sharedWithOthers } from './problems.js';
import { rewritePackageReferences } from './rewrite-package-references.js';
import { isPerhapsOfOthers } from './rewrite-reference.js';
import { usageOfReference } from './usage.js';

/** One thing that would change, and who reads it. */
interface Shared {
  readonly what: string;
  readonly node: Node;
  /** Names of hosts. */
  readonly readers: readonly string[];
  /** Whether it changes only because an old overlay goes. */
  readonly isRemoval: boolean;
}

/**
 * What is edited or deleted and is read by hosts that are not to be migrated.
 * @param deletions the files that go
 */
export function sharedEdits(
  migration: Migration,
  edits: readonly Edit[],
  deletions: readonly string[],
): readonly Problem[] {
  const { flake, otherHosts } = migration;
  if (otherHosts.length + strangers(migration).length === 0) return [];
  const overlays = findOverlays(flake).filter((overlay) => !isOurs(overlay));
  const readersOf = (overlay: OwnOverlay): readonly Host[] =>
    otherHosts.filter((host) => readsOverlay(migration, host, overlay));
  const files = overlays
    .filter(({ source }) => deletions.includes(source.file))
    .map((overlay): Shared => {
      const { file, root } = overlay.source;
      return { what: `${file} would go`, node: root, readers: namesOf(readersOf(overlay)), isRemoval: true };
    });
  const places = edits
    .filter(({ by }) => by !== addFlakeInput.card.name)
    .map((edit): Shared => {
      const isRemoval = edit.by === deleteLegacyOverlay.card.name;
      const readers = [
        ...overlays.filter(({ lambda }) => isAt(edit, lambda)).flatMap(readersOf),
        ...(isRemoval ? readersOfList(migration, edit) : []),
        ...(edit.by === rewritePackageReferences.card.name ? readersOfCode(migration, edit) : []),
      ];
      return {
        what: 'this would change',
        node: nodeAt(migration, edit),
        readers: namesOf(readers),
        isRemoval,
      };
    });
  const isRemoving = deletions.length > 0 || places.some(({ isRemoval }) => isRemoval);
  const names = isRemoving ? namesOfStrangers(migration) : [];
  return problemOf(migration, [...files, ...places, ...listsOfStrangers(migration, edits), ...names]);
}

const namesOf = (hosts: readonly Host[]): readonly string[] => hosts.map(({ name }) => name);

/** Old overlays in lists that no host is known to have: where some hosts are not understood, it may be theirs. */
function listsOfStrangers(migration: Migration, edits: readonly Edit[]): readonly Shared[] {
  const readers = namesOfUnknown(migration);
  if (readers.length === 0) return [];
  const known = new Set(
    [...migration.hosts, ...migration.otherHosts].flatMap(({ configuration }) =>
      [
        ...overlayListsOf(migration.flake, configuration),
        ...configuration.homes.flatMap(homeOverlayLists),
      ].map(placeNode),
    ),
  );
  return edits.flatMap((edit): Shared[] => {
    if (edit.by !== deleteLegacyOverlay.card.name) return [];
    const removed = legacyRemovals(migration).elements.find(({ element }) => isAt(edit, element));
    return removed === undefined || known.has(removed.list)
      ? []
      : [{ what: 'this would change', node: removed.element, readers, isRemoval: true }];
  });
}

/**
 * Whether the new overlay would reach hosts that are not to be migrated.
 * @param after the planned result, read again
 */
export function sharedOverlay(before: Migration, after: Migration): readonly Problem[] {
  const had = new Set(before.otherHosts.filter((host) => hasOurs(before, host)).map(({ name }) => name));
  const readers = after.otherHosts.filter((host) => !had.has(host.name) && hasOurs(after, host));
  const [injection] = before.injections;
  const node = injection === undefined ? before.flake.root : placeNode(injection.place);
  return problemOf(before, [
    { what: 'the overlay would be given', node, readers: namesOf(readers), isRemoval: false },
  ]);
}

const hasOurs = ({ flake, legacy }: Migration, host: Host): boolean =>
  triedOverlays(flake, host).some(({ lambda }) => legacy.ours.some((overlay) => overlay.lambda === lambda));

/** Attributes of old overlays that go, where what reads the name may be any host. */
function namesOfStrangers(migration: Migration): readonly Shared[] {
  const readers = [...namesOf(migration.otherHosts), ...namesOfUnknown(migration)];
  const gone = new Set(migration.legacy.attributes.map(({ name }) => name));
  return migration.references.references
    .filter((reference) => gone.has(reference.name) && !isPackageName(reference.name))
    .filter((reference) => isPerhapsOfOthers(migration, reference))
    .map(({ name, node }) => ({ what: `“${name}” would go`, node, readers, isRemoval: true }));
}

const namesOfUnknown = (migration: Migration): readonly string[] =>
  strangers(migration).map(({ name }) => name ?? 'those that are not known');

/** One problem for all that is shared, at the first place, so that its hint names every host that is needed. */
function problemOf({ hosts, otherHosts }: Migration, found: readonly Shared[]): readonly Problem[] {
  const shared = found.filter(({ readers }) => readers.length > 0);
  const [first] = shared;
  if (first === undefined) return [];
  const chosen = hosts.map(({ name }) => name);
  const names = [...new Set(shared.flatMap(({ readers }) => readers))];
  const hints = [
    ...(names.every((name) => otherHosts.some((host) => host.name === name))
      ? [`migrate them together, ${[...chosen, ...names].map((name) => `--host ${name}`).join(' ')}`]
      : []),
    ...(shared.every(({ isRemoval }) => isRemoval)
      ? ['keep the old overlay with --skip delete-legacy-overlay']
      : []),
  ];
  return [
    {
      kind: sharedWithOthers,
      message: `${listed(chosen)} cannot be migrated without ${listed(names)}: ${first.what} for all of them.`,
      place: first.node.source.place(first.node.start),
      hint:
        hints.length === 0
          ? undefined
          : `${hints.join(', or ').replace(/^./, (first) => first.toUpperCase())}.`,
    },
  ];
}

function readsOverlay(migration: Migration, host: Host, overlay: OwnOverlay): boolean {
  if (overlay.kind === 'packageOverrides') {
    const hosts = hostsAt(migration, overlay.lambda);
    return hosts.length === 0 || hosts.includes(host);
  }
  const users = [undefined, ...host.configuration.homes.map(({ user }) => user)];
  return users.some((user) => mayHave(migration.flake, host, overlay, user));
}

const readersOfList = ({ flake, otherHosts }: Migration, edit: Edit): readonly Host[] =>
  otherHosts.filter(({ configuration }) =>
    overlayListsOf(flake, configuration).some((place) => isAt(edit, placeNode(place))),
  );

/** The hosts whose package set is named where an edit is, or whose evaluation gets there. */
function readersOfCode(migration: Migration, edit: Edit): readonly Host[] {
  const named = migration.references.references
    .filter((reference) => isAt(edit, usageOfReference(reference).whole))
    .flatMap((reference) => hostsOfReference(migration, reference));
  const hosts = [...named, ...hostsAt(migration, nodeAt(migration, edit))];
  return migration.otherHosts.filter((host) => hosts.includes(host) || readsFile(host, edit.file));
}

const isAt = ({ file, start, end }: Edit, node: Node): boolean =>
  node.source.file === file && start <= node.end && end >= node.start;

/** The innermost node around an edit. */
function nodeAt({ flake }: Migration, { file, start, end }: Edit): Node {
  const parsed = flake.files.parsed(file);
  if (parsed?.kind !== 'parsed') return flake.root;
  let found: Node = parsed.source.root;
  for (const node of descendants(parsed.source.root))
    if (node.start <= start && node.end >= end) found = node;
  return found;
}
