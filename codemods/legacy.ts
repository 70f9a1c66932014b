/** Which attributes of the user's own overlays the new one replaces, and what each of them meant. */
import type { FoundReferences, Reference } from '../src/flake/references.js';
import type { Place, Problem } from '../src/problem.js';
import { contains } from '../src/syntax/literals.js';
import type { Expression } from '../src/syntax/nodes.js';
import { isResult } from './alternatives.js';
import { isPackageName, mentions } from './facts.js';
import { judge, type Known, type Meaning, type Settings } from './legacy-meaning.js';
import { attributesOf, isOurs, type OverlayAttribute, type OwnOverlay } from './overlays.js';
import { isChannel } from './package-sets.js';
import { basisAt, finalPackagesAt, helperAround } from './previous-packages.js';
import { leftAlone } from './problems.js';
import { upstreamSet } from './upstream-builds.js';
import { usageOf, usageOfReference } from './usage.js';

export { type Meaning, meaningOfName, type Settings } from './legacy-meaning.js';

export interface LegacyAttribute extends OverlayAttribute {
  readonly overlay: OwnOverlay;
  readonly meaning: Meaning;
  /** What it sets of the derivation, which must be carried to where it is used. */
  readonly settings: Settings | undefined;
}

export interface Legacy {
  /** Attributes that go. */
  readonly attributes: readonly LegacyAttribute[];
  /** Attributes that stay, and why. */
  readonly kept: readonly {
    readonly attribute: OverlayAttribute;
    readonly overlay: OwnOverlay;
    readonly why: string;
  }[];
  readonly warnings: readonly Problem[];
  /** Names of attributes that stay and are now made from the new package. */
  readonly moved: ReadonlySet<string>;
  /** Overlays of an earlier run. */
  readonly ours: readonly OwnOverlay[];
  /** A version that some attribute pins. */
  readonly pins: readonly { readonly revision: string | undefined; readonly place: Place }[];
}

const looksLikeLlama = (name: string): boolean => /^llama[-_]?cpp/i.test(name);
/** Under any name, but for what only changes another package of that name, and for whole package sets. */
function isMadeOfPackage(name: string, value: Expression | undefined): boolean {
  if (value === undefined || isChannel([name])) return false;
  const text = codeOf(value);
  return mentions.test(text) && !new RegExp(`\\.${escaped(name)}\\b`).test(text);
}

/** The text without its comments. */
function codeOf({ source, start, end }: Expression): string {
  const inside = source.comments.filter((comment) => comment.start >= start && comment.end <= end);
  const ends = [start, ...inside.map((comment) => comment.end)];
  return ends.map((from, index) => source.text.slice(from, inside[index]?.start ?? end)).join('');
}

const escaped = (name: string): string => name.replace(/[^\w]/g, '\\$&');

/** The names by which the user's overlays call llama.cpp packages. */
export function legacyNames(overlays: readonly OwnOverlay[]): ReadonlySet<string> {
  return new Set(
    overlays
      .flatMap(attributesOf)
      .filter(({ name, value }) => looksLikeLlama(name) || isMadeOfPackage(name, value))
      .map(({ name }) => name),
  );
}

/** @param areTogether whether a package set may have two overlays, so that one sees what the other gives */
export function findLegacy(
  overlays: readonly OwnOverlay[],
  found: FoundReferences,
  officialInputs: readonly string[],
  areTogether: (one: OwnOverlay, other: OwnOverlay) => boolean,
): Legacy {
  const attributes: LegacyAttribute[] = [];
  const warnings: Problem[] = [];
  const kept: { attribute: OverlayAttribute; overlay: OwnOverlay; why: string }[] = [];
  const pins: { revision: string | undefined; place: Place }[] = [];
  const ours = overlays.filter(isOurs);
  const pending = overlays
    .filter((overlay) => !ours.includes(overlay))
    .flatMap((overlay) =>
      attributesOf(overlay)
        .filter(({ name }) => looksLikeLlama(name) || name === upstreamSet)
        .map((attribute) => ({ overlay, attribute })),
    );
  // an attribute may be built on another of the same overlay
  for (const { overlay, attribute } of [...pending].sort((left, right) =>
    dependsOn(left.attribute, right.attribute),
  )) {
    const known: Known = (reference) =>
      attributes.findLast(
        (one) =>
          one.name === reference.name &&
          (one.overlay === overlay ? !isPrevious(reference) : areTogether(one.overlay, overlay)),
      )?.meaning;
    const judged = judge(attribute, found, officialInputs, known);
    const place = attribute.binding.source.place(attribute.binding.start);
    if (judged.kind === 'left') {
      kept.push({ attribute, overlay, why: judged.why });
      if (!isMoved(found, attribute))
        warnings.push({
          kind: leftAlone,
          message: `The attribute “${attribute.name}” of your overlay stays: ${judged.why}.`,
          place,
        });
      continue;
    }
    const { settings } = judged;
    // what has a name of its own can stay where it is, on top of the new overlay
    if (settings !== undefined && !isPackageName(attribute.name) && isMoved(found, attribute)) {
      kept.push({ attribute, overlay, why: `it sets ${settings.names.join(', ')}` });
      continue;
    }
    if (judged.pin !== undefined) pins.push(judged.pin);
    warnings.push(...(judged.warnings ?? []));
    attributes.push({ ...attribute, overlay, meaning: judged.meaning, settings });
  }
  const moved = movedNames(overlays, found, attributes);
  return { attributes, kept, warnings, moved, ours, pins };
}

/** An overlay does not see its own attributes in the package set before it. */
const isPrevious = ({ meanings }: Reference): boolean =>
  meanings.every(({ packageSet }) => packageSet.role === 'previous');

/** Whether the packages in an attribute that stays become those of the new overlay. */
function isMoved(found: FoundReferences, { binding }: OverlayAttribute): boolean {
  const inside = [...found.references, ...found.aliases].filter(({ node }) => contains(binding, node));
  return (
    inside.length > 0 &&
    inside.every(({ node }) => finalPackagesAt(node) !== undefined && basisAt(found, node) !== 'before')
  );
}

/** Attributes that are the package with something applied to it, so that they can be overridden as it can. */
function movedNames(
  overlays: readonly OwnOverlay[],
  found: FoundReferences,
  going: readonly LegacyAttribute[],
): ReadonlySet<string> {
  const stays = new Set<string>();
  const moves = new Set<string>();
  for (const attribute of overlays.flatMap(attributesOf)) {
    const { name, binding, value } = attribute;
    if (value === undefined || isPackageName(name) || going.some((one) => one.binding === binding)) continue;
    const usages = [
      ...found.references.map((reference) => ({ node: reference.node, ...usageOfReference(reference) })),
      ...found.aliases.map(({ node }) => ({ node, ...usageOf(node) })),
    ].filter(({ node }) => contains(value, node));
    const isPackage = usages.some(({ whole }) => isResult(whole, value) || helperAround(whole) !== undefined);
    (isPackage && isMoved(found, attribute) ? moves : stays).add(name);
  }
  return new Set([...moves].filter((name) => !stays.has(name)));
}

function dependsOn(left: OverlayAttribute, right: OverlayAttribute): number {
  const uses = (one: OverlayAttribute, other: OverlayAttribute): boolean =>
    one.value !== undefined &&
    one.name !== other.name &&
    new RegExp(`\\b(final|self)\\.${other.name}\\b(?!-)`).test(one.value.source.textOf(one.value));
  return uses(left, right) ? 1 : uses(right, left) ? -1 : 0;
}
