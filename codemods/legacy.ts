/** Which attributes of the user's own overlays the new one replaces, and what each of them meant. */
import type { FoundReferences } from '../src/flake/references.js';
import type { Place, Problem } from '../src/problem.js';
import { judge, type Meaning } from './legacy-meaning.js';
import { attributesOf, isOurs, type OverlayAttribute, type OwnOverlay } from './overlays.js';
import { leftAlone } from './problems.js';

export { type Meaning, meaningOfName } from './legacy-meaning.js';

export interface LegacyAttribute extends OverlayAttribute {
  readonly overlay: OwnOverlay;
  readonly meaning: Meaning;
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
  const meanings = new Map<string, Meaning>();
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
    const judged = judge(attribute, found, officialInputs, meanings);
    if (judged.kind === 'left') {
      kept.push({ attribute, overlay, why: judged.why });
      warnings.push({
        kind: leftAlone,
        message: `The attribute “${attribute.name}” of your overlay stays: ${judged.why}.`,
        place: attribute.binding.source.place(attribute.binding.start),
      });
      continue;
    }
    if (judged.pin !== undefined) pins.push(judged.pin);
    warnings.push(...(judged.warnings ?? []));
    meanings.set(attribute.name, judged.meaning);
    attributes.push({ ...attribute, overlay, meaning: judged.meaning });
  }
  return { attributes, kept, warnings, ours, pins };
}

function dependsOn(left: OverlayAttribute, right: OverlayAttribute): number {
  const uses = (one: OverlayAttribute, other: OverlayAttribute): boolean =>
    one.value !== undefined &&
    one.name !== other.name &&
    new RegExp(`\\b(final|self)\\.${other.name}\\b(?!-)`).test(one.value.source.textOf(one.value));
  return uses(left, right) ? 1 : uses(right, left) ? -1 : 0;
}
