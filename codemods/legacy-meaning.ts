/** What an attribute of a home-made overlay stands for, or why it stays. */
import { boundBy, nameAt } from '../src/flake/names.js';
import { isOverriding } from '../src/flake/package-values.js';
import type { FoundReferences, Reference } from '../src/flake/references.js';
import type { Place, Problem } from '../src/problem.js';
import { attributeText, contains, withoutParentheses, withParentheses } from '../src/syntax/literals.js';
import type { Expression, Node } from '../src/syntax/nodes.js';
import { descendants } from '../src/syntax/parser.js';
import { isResult } from './alternatives.js';
import { readAttributesOverride } from './attributes-override.js';
import { type Variant, variantOfName } from './facts.js';
import { withoutNativeFlags } from './native-flags.js';
import type { OverlayAttribute } from './overlays.js';
import { type MappedArgument, mapOverride, wantedOf } from './override.js';
import { isChannel } from './package-sets.js';
import { helperAround } from './previous-packages.js';
import { mentionsInput, type UpstreamBuild, upstreamBuild } from './upstream-builds.js';
import { type Operation, usageOfReference } from './usage.js';

/** What a reference or an attribute of an overlay asks for. */
export interface Meaning {
  /** One backend; `undefined` for what the host's nixpkgs configuration gives. */
  readonly variant: Variant | undefined;
  /** Further arguments under upstream's names. */
  readonly rest: readonly Pick<MappedArgument, 'name' | 'value'>[];
}

/** Attributes of the derivation that an attribute of an overlay changes. */
export interface Settings {
  readonly names: readonly string[];
  /** The argument of the one `overrideAttrs` that they are in; absent where they are put together otherwise. */
  readonly argument: Expression | undefined;
  readonly place: Place;
}

/** What an attribute stands for that a reference in an overlay may mean. */
export type Known = (reference: Reference) => Meaning | undefined;

type Judgement =
  | {
      readonly kind: 'legacy';
      readonly meaning: Meaning;
      readonly pin?: { readonly revision: string | undefined; readonly place: Place } | undefined;
      readonly warnings?: readonly Problem[];
      /** What else it sets, by `overrideAttrs`: it must not be lost with the attribute. */
      readonly settings?: Settings | undefined;
    }
  | { readonly kind: 'left'; readonly why: string };

/** @param known what attributes stand for that this one may be made from */
export function judge(
  attribute: OverlayAttribute,
  found: FoundReferences,
  officialInputs: readonly string[],
  known: Known,
): Judgement {
  const { value } = attribute;
  const upstream = upstreamBuild(attribute, officialInputs);
  if (upstream !== undefined) return judgeUpstream(upstream);
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
  const named = withoutParentheses(value);
  const binder = named.kind === 'identifier' ? boundBy(named) : undefined;
  if (binder?.kind === 'binding' && binder.attrpath.length === 1 && !contains(binder, value))
    return judge({ ...attribute, value: binder.value }, found, officialInputs, known);
  const text = value.source.textOf(value);
  if (/\bcallPackage\b/.test(text) && !mentionsInput(text, officialInputs))
    return { kind: 'left', why: 'it is a package of its own' };
  // its version may be asked for: that is not what the attribute is made of
  const inside = found.references.filter(
    (reference) => contains(value, reference.node) && usageOfReference(reference).selected.length === 0,
  );
  if (inside.length === 0)
    return {
      kind: 'left',
      why: mentionsInput(text, officialInputs)
        ? 'it is made from llama.cpp’s flake in a way that is not understood'
        : 'it is not made from nixpkgs’ package',
    };
  const judgements = inside.map((reference) =>
    isWrapped(reference, value) ? byHand : judgeReference(reference, known),
  );
  const [first, ...others] = judgements;
  if (first === undefined) return { kind: 'left', why: 'it is not understood' };
  if (first.kind === 'left') return first;
  let { settings } = first;
  for (const other of others) {
    if (other.kind === 'left') return other;
    if (JSON.stringify(other.meaning) !== JSON.stringify(first.meaning))
      return { kind: 'left', why: 'it is different builds under different conditions' };
    const [one = other.settings] = [settings];
    settings = one === undefined ? undefined : { ...one, argument: undefined };
  }
  return { ...first, settings };
}

const byHand: Judgement = { kind: 'left', why: 'it is patched or put together by hand' };

/** Whether the package is a part of something else, or is given to a function that does more than choose flags for the processor. */
function isWrapped(reference: Reference, value: Expression): boolean {
  const { whole } = usageOfReference(reference);
  if (isResult(whole, value)) return false;
  const helper = helperAround(whole);
  const call = withParentheses(whole).parent;
  if (helper === undefined || call?.kind !== 'apply' || !isResult(call, value)) return true;
  return !isOrdering(helper) && !isTuning(helper);
}

/** `lib.hiPrio` and the like: the same package. */
function isOrdering(helper: Node): boolean {
  const name =
    helper.kind === 'identifier'
      ? helper.name
      : helper.kind === 'select'
        ? helper.attrpath.map(attributeText).at(-1)
        : undefined;
  return name === 'hiPrio' || name === 'lowPrio' || name === 'id';
}

/** Whether a function only asks for a build for the machine at hand. */
function isTuning(helper: Node): boolean {
  const overrides = [...descendants(helper)].flatMap((node) => {
    if (node.kind !== 'apply') return [];
    const callee = withoutParentheses(node.function);
    const name = callee.kind === 'select' ? callee.attrpath.map(attributeText).at(-1) : undefined;
    return isOverriding(name) ? [{ name, argument: node.argument }] : [];
  });
  return (
    overrides.length > 0 &&
    overrides.every(({ name, argument }) => {
      const attributes = name === 'overrideAttrs' ? readAttributesOverride(argument) : undefined;
      return (
        attributes?.native !== undefined && attributes.staying.length === 0 && attributes.pin === undefined
      );
    })
  );
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

function judgeReference(reference: Reference, known: Known): Judgement {
  if (!reference.meanings.every(({ within }) => isChannel(within)))
    return { kind: 'left', why: 'it is taken from a set of its own' };
  return judgeOperations(
    known(reference) ?? meaningOfName(reference.name),
    usageOfReference(reference).operations,
  );
}

/** A build of upstream's outputs, which only tuning for the machine at hand may be around. */
function judgeUpstream({ variant, operations, helpers }: UpstreamBuild): Judgement {
  if (!helpers.every(isTuning)) return byHand;
  const judgement = judgeOperations({ variant, rest: [] }, operations);
  const [helper] = helpers;
  if (judgement.kind === 'left' || helper === undefined) return judgement;
  const warning = withoutNativeFlags(helper.source.place(helper.start));
  return { ...judgement, warnings: [...(judgement.warnings ?? []), warning] };
}

/** @param initial what the package stands for before anything is done to it */
function judgeOperations(
  initial: Meaning,
  operations: readonly Pick<Operation, 'name' | 'argument'>[],
): Judgement {
  let meaning = initial;
  let settings: Settings | undefined;
  let pin: { readonly revision: string | undefined; readonly place: Place } | undefined;
  const warnings: Problem[] = [];
  for (const operation of operations) {
    if (operation.name === 'override') {
      const mapped = mapOverride(operation.argument);
      if (mapped.kind === 'refused')
        return { kind: 'left', why: 'its arguments cannot be carried over to upstream’s package' };
      const { backends, computed, excludes, rest } = wantedOf([mapped.override], meaning.variant);
      if (computed || backends.length > 1)
        return { kind: 'left', why: 'its backends are computed or several' };
      // `cudaPackages = final.cudaPackages;` is what it would be anyway
      const own = rest.filter(({ name, value }) => !new RegExp(`^\\w+\\.${name}$`).test(value));
      if (own.some(({ value }) => !/^(true|false|null|[\d.]+|"[^"$]*")$/.test(value)))
        return { kind: 'left', why: 'its arguments are computed' };
      const before = meaning.rest.filter((one) => !own.some(({ name }) => name === one.name));
      const variant = backends[0] ?? (excludes && meaning.variant === undefined ? 'cpu' : meaning.variant);
      meaning = { variant, rest: [...before, ...own] };
    } else {
      const attributes = readAttributesOverride(operation.argument);
      if (attributes === undefined)
        return { kind: 'left', why: 'what it overrides cannot be told from the text' };
      if (attributes.fork) return { kind: 'left', why: 'its source is a fork' };
      if (attributes.patched) return { kind: 'left', why: 'it is patched' };
      if (attributes.missing !== undefined)
        return { kind: 'left', why: `it reads ${attributes.missing.name} of nixpkgs’ package` };
      if (attributes.native !== undefined) warnings.push(withoutNativeFlags(attributes.native));
      if (attributes.staying.length > 0)
        settings = {
          names: [...(settings?.names ?? []), ...attributes.staying],
          argument: settings === undefined ? operation.argument : undefined,
          place: operation.argument.source.place(operation.argument.start),
        };
      pin ??= attributes.pin;
    }
  }
  return { kind: 'legacy', meaning, pin, warnings, settings };
}
