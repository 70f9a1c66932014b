/** Which attributes of the user's own overlays the new one replaces, and what each of them meant. */

import { boundBy, nameAt } from '../src/flake/names.js';
import type { FoundReferences, Reference } from '../src/flake/references.js';
import type { Place, Problem } from '../src/problem.js';
import { attributeText, contains, withoutParentheses, withParentheses } from '../src/syntax/literals.js';
import type { Expression } from '../src/syntax/nodes.js';
import { descendants } from '../src/syntax/parser.js';
import { isResult } from './alternatives.js';
import { readAttributesOverride } from './attributes-override.js';
import { isPackageName, plainName, type Variant, variantOfName } from './facts.js';
import { attributesOf, isOurs, type OverlayAttribute, type OwnOverlay } from './overlays.js';
import { type MappedArgument, mapOverride, wantedOf } from './override.js';
import { isChannel } from './package-sets.js';
import { droppedArgument, leftAlone } from './problems.js';
import { usageOfReference } from './usage.js';

/** What a reference or an attribute of an overlay asks for. */
export interface Meaning {
  /** One backend; `undefined` for what the host's nixpkgs configuration gives. */
  readonly variant: Variant | undefined;
  /** Further arguments under upstream's names. */
  readonly rest: readonly Pick<MappedArgument, 'name' | 'value'>[];
}

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

type Judgement =
  | {
      readonly kind: 'legacy';
      readonly meaning: Meaning;
      readonly pin?: { readonly revision: string | undefined; readonly place: Place } | undefined;
      readonly warnings?: readonly Problem[];
    }
  | { readonly kind: 'left'; readonly why: string };

const plain: Meaning = { variant: undefined, rest: [] };

function judge(
  attribute: OverlayAttribute,
  found: FoundReferences,
  officialInputs: readonly string[],
  known: ReadonlyMap<string, Meaning>,
): Judgement {
  const { value } = attribute;
  if (value === undefined) {
    const bound = boundBy(nameAt(attribute.binding, attribute.name));
    const isLocal =
      attribute.binding.kind === 'inherit' &&
      attribute.binding.from === undefined &&
      bound?.kind === 'binding' &&
      bound.attrpath.length === 1;
    return isLocal
      ? judge({ ...attribute, value: bound.value }, found, officialInputs, known)
      : judgeInherited(attribute, found);
  }
  const text = value.source.textOf(value);
  if (/\bcallPackage\b/.test(text) && !mentionsInput(text, officialInputs))
    return { kind: 'left', why: 'it is a package of its own' };
  const upstream = ofUpstream(value, text, officialInputs);
  if (upstream !== undefined) return { kind: 'legacy', meaning: upstream };
  const inside = found.references.filter((reference) => contains(value, reference.node));
  if (inside.length === 0) return { kind: 'left', why: 'it is not made from nixpkgs’ package' };
  const judgements = inside.map((reference) =>
    isWrapped(reference, value) ? byHand : judgeReference(reference, known),
  );
  const [first, ...others] = judgements;
  if (first === undefined) return { kind: 'left', why: 'it is not understood' };
  if (first.kind === 'left') return first;
  for (const other of others) {
    if (other.kind === 'left') return other;
    if (JSON.stringify(other.meaning) !== JSON.stringify(first.meaning))
      return { kind: 'left', why: 'it is different builds under different conditions' };
  }
  return first;
}

const byHand: Judgement = { kind: 'left', why: 'it is patched or put together by hand' };

/** Whether a function of the user's is around the package that does more than choose flags for the processor. */
function isWrapped(reference: Reference, value: Expression): boolean {
  const { whole } = usageOfReference(reference);
  if (isResult(whole, value)) return false;
  const call = withParentheses(whole).parent;
  if (call?.kind !== 'apply' || call.argument !== withParentheses(whole))
    return /patches|postPatch|symlinkJoin|runCommand/.test(value.source.textOf(value));
  const helper = withoutParentheses(call.function);
  const binder = helper.kind === 'identifier' ? boundBy(helper) : undefined;
  const body = (binder ?? helper).source.textOf(binder ?? helper);
  return /patch|rpc|fix[A-Z_(]|\bfix\b|symlinkJoin|runCommand|wrapProgram/i.test(body);
}

function judgeInherited(attribute: OverlayAttribute, found: FoundReferences): Judgement {
  const reference = found.references.find(
    ({ form, node }) => form === 'inherit' && contains(attribute.binding, node),
  );
  return reference === undefined
    ? { kind: 'left', why: 'it is inherited from elsewhere' }
    : { kind: 'legacy', meaning: meaningOfName(reference.name) };
}

export const meaningOfName = (name: string): Meaning => ({ variant: variantOfName(name), rest: [] });

function judgeReference(reference: Reference, known: ReadonlyMap<string, Meaning>): Judgement {
  if (!reference.meanings.every(({ within }) => isChannel(within)))
    return { kind: 'left', why: 'it is taken from a set of its own' };
  const usage = usageOfReference(reference);
  let meaning =
    isPackageName(reference.name) && !known.has(reference.name)
      ? meaningOfName(reference.name)
      : (known.get(reference.name) ?? plain);
  let pin: { readonly revision: string | undefined; readonly place: Place } | undefined;
  const warnings: Problem[] = [];
  for (const operation of usage.operations) {
    if (operation.name === 'override') {
      const mapped = mapOverride(operation.argument);
      if (mapped.kind === 'refused')
        return { kind: 'left', why: 'its arguments cannot be carried over to upstream’s package' };
      const { backends, computed, excludes, rest } = wantedOf([mapped.override]);
      if (computed || backends.length > 1)
        return { kind: 'left', why: 'its backends are computed or several' };
      // `cudaPackages = final.cudaPackages;` is what it would be anyway
      const own = rest.filter(({ name, value }) => !new RegExp(`^\\w+\\.${name}$`).test(value));
      if (own.some(({ value }) => !/^(true|false|null|[\d.]+|"[^"$]*")$/.test(value)))
        return { kind: 'left', why: 'its arguments are computed' };
      meaning = { variant: backends[0] ?? (excludes ? 'cpu' : meaning.variant), rest: own };
    } else {
      const attributes = readAttributesOverride(operation.argument);
      if (attributes === undefined)
        return { kind: 'left', why: 'what it overrides cannot be told from the text' };
      if (attributes.fork === true) return { kind: 'left', why: 'its source is a fork' };
      if (attributes.patched === true) return { kind: 'left', why: 'it is patched' };
      const more = attributes.staying.filter((name) => !tuning.has(name));
      if (more.length > 0) return { kind: 'left', why: `it sets ${more.join(', ')}` };
      if (attributes.staying.length > 0)
        warnings.push(goesWithAttribute(attributes.staying, operation.argument));
      pin ??= attributes.pin;
    }
  }
  return { kind: 'legacy', meaning, pin, warnings };
}

/** Attributes that only say for which processor or graphics unit is built, or describe the result. */
const tuning: ReadonlySet<string> = new Set(
  'cmakeFlags env NIX_CFLAGS_COMPILE NIX_ENFORCE_NO_NATIVE preferLocalBuild allowSubstitutes requiredSystemFeatures meta passthru doCheck enableParallelBuilding'.split(
    ' ',
  ),
);

const goesWithAttribute = (names: readonly string[], argument: Expression): Problem => ({
  kind: droppedArgument,
  message: `What this sets (${names.join(', ')}) goes with the attribute.`,
  place: argument.source.place(argument.start),
  hint: 'Where you still want it, apply overrideAttrs to the package where it is used.',
});

/** Whether a text takes something from one of the inputs: the name alone is the package's as well. */
const mentionsInput = (text: string, inputs: readonly string[]): boolean =>
  inputs.some((name) =>
    new RegExp(`inputs['\\w-]*\\.${name}\\b|\\b${name}\\.(packages|legacyPackages|overlays)\\b`).test(text),
  );

/** What is taken from the official flake's own outputs. */
function ofUpstream(value: Expression, text: string, officialInputs: readonly string[]): Meaning | undefined {
  if (
    !mentionsInput(text, officialInputs) ||
    !/\.(packages|legacyPackages|overlays)\b|(package|scope)\.nix/.test(text)
  )
    return undefined;
  const output = /\.packages\.(?:\$\{[^}]*\}|"[^"]*"|[\w-]+)\.(\w[\w-]*)/.exec(text)?.[1];
  const legacyPackages = /\.llamaPackages(Cuda|Rocm)?\b/.exec(text);
  const named: Variant | undefined =
    output === 'cuda' || output === 'rocm' || output === 'vulkan'
      ? output
      : legacyPackages?.[1] === 'Cuda'
        ? 'cuda'
        : legacyPackages?.[1] === 'Rocm'
          ? 'rocm'
          : undefined;
  for (const node of descendants(value)) {
    if (node.kind !== 'apply') continue;
    const callee = withoutParentheses(node.function);
    const isOverride = callee.kind === 'select' && callee.attrpath.map(attributeText).at(-1) === 'override';
    // callPackage "${inputs.llama-cpp}/.devops/nix/package.nix" { … }
    const isPackageCall =
      callee.kind === 'apply' && /\/package\.nix/.test(callee.source.textOf(callee.argument));
    if (!isOverride && !isPackageCall) continue;
    const mapped = mapOverride(node.argument);
    if (mapped.kind === 'refused') return undefined;
    const { backends, computed, excludes, rest } = wantedOf([mapped.override]);
    if (computed || backends.length > 1) return undefined;
    return { variant: backends[0] ?? named ?? (excludes ? 'cpu' : undefined), rest };
  }
  return { variant: named, rest: [] };
}

export const isPlain = (name: string): boolean => name === plainName;
