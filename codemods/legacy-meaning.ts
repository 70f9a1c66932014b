/** What an attribute of a home-made overlay stands for, or why it stays. */
import { boundBy, nameAt } from '../src/flake/names.js';
import type { FoundReferences, Reference } from '../src/flake/references.js';
import type { Place, Problem } from '../src/problem.js';
import { contains, withoutParentheses, withParentheses } from '../src/syntax/literals.js';
import type { Expression } from '../src/syntax/nodes.js';
import { isResult } from './alternatives.js';
import { readAttributesOverride } from './attributes-override.js';
import { isPackageName, type Variant, variantOfName } from './facts.js';
import type { OverlayAttribute } from './overlays.js';
import { type MappedArgument, mapOverride, wantedOf } from './override.js';
import { isChannel } from './package-sets.js';
import { droppedArgument } from './problems.js';
import { mentionsInput, ofUpstream } from './upstream-builds.js';
import { usageOfReference } from './usage.js';

/** What a reference or an attribute of an overlay asks for. */
export interface Meaning {
  /** One backend; `undefined` for what the host's nixpkgs configuration gives. */
  readonly variant: Variant | undefined;
  /** Further arguments under upstream's names. */
  readonly rest: readonly Pick<MappedArgument, 'name' | 'value'>[];
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

/** @param known what attributes stand for that this one may be made from */
export function judge(
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
