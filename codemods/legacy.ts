/** Which attributes of the user's own overlays the new one replaces, and what each of them meant. */
import type { FoundReferences, Reference } from '../src/flake/references.js';
import type { Place, Problem } from '../src/problem.js';
import { contains } from '../src/syntax/literals.js';
import { isPackageName } from './facts.js';
import { judge, type Known, type Meaning, type Settings } from './legacy-meaning.js';
import { attributesOf, isOurs, type OverlayAttribute, type OwnOverlay } from './overlays.js';
import { basisAt, finalPackagesAt } from './previous-packages.js';
import { leftAlone } from './problems.js';

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
  /** Overlays of an earlier run. */
  readonly ours: readonly OwnOverlay[];
  /** A version that some attribute pins. */
  readonly pins: readonly { readonly revision: string | undefined; readonly place: Place }[];
}

const looksLikeLlama = (name: string): boolean => /^llama[-_]?cpp/i.test(name);
/** Upstream's overlay gives it, and so does the new one. */
const upstreamSet = 'llamaPackages';

/** The names by which the user's overlays call llama.cpp packages. */
export function legacyNames(overlays: readonly OwnOverlay[]): ReadonlySet<string> {
  return new Set(
    overlays.flatMap((overlay) => attributesOf(overlay).map(({ name }) => name)).filter(looksLikeLlama),
  );
}

export function findLegacy(
  overlays: readonly OwnOverlay[],
  found: FoundReferences,
  officialInputs: readonly string[],
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
        (one) => one.name === reference.name && !(one.overlay === overlay && isPrevious(reference)),
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
  return { attributes, kept, warnings, ours, pins };
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

function dependsOn(left: OverlayAttribute, right: OverlayAttribute): number {
  const uses = (one: OverlayAttribute, other: OverlayAttribute): boolean =>
    one.value !== undefined &&
    one.name !== other.name &&
    new RegExp(`\\b(final|self)\\.${other.name}\\b(?!-)`).test(one.value.source.textOf(one.value));
  return uses(left, right) ? 1 : uses(right, left) ? -1 : 0;
}
