/**
 * What overlays of the user's take from the package set before them: `prev.llama-cpp`. The order of the overlays
 * decides whether that is nixpkgs' build or the new one; `final.llama-cpp` is the new one in every order.
 */
import type { Edit, Motive } from '../src/edit/edit.js';
import { replace } from '../src/edit/replace.js';
import { boundBy, isUse, nameAt } from '../src/flake/names.js';
import type { FoundReferences } from '../src/flake/references.js';
import { overlayOf } from '../src/flake/scopes.js';
import { attributeText, contains, withoutParentheses, withParentheses } from '../src/syntax/literals.js';
import type { Binding, Expression, Lambda, Node } from '../src/syntax/nodes.js';
import { ancestors, descendants } from '../src/syntax/parser.js';
import { readAttributesOverride } from './attributes-override.js';
import { isPackageName } from './facts.js';
import { mapOverride } from './override.js';
import { type Operation, type Usage, usageOf, usageOfReference } from './usage.js';

/** How a package set is had at a place: under this name, perhaps after a change of the function that binds it. */
export interface PackagesAccess {
  readonly text: string;
  readonly edits: (motive: Motive) => readonly Edit[];
}

/** The innermost overlay that a node is in the body of. */
export function overlayAround(node: Node): { readonly outer: Lambda; readonly inner: Lambda } | undefined {
  for (const around of ancestors(node)) {
    const overlay = around.kind === 'lambda' ? overlayOf(around) : undefined;
    if (overlay !== undefined && contains(overlay.inner.body, node)) return overlay;
  }
  return undefined;
}

/** The final package set in an overlay: its first parameter, which gets a name where it has none. */
export function finalPackagesAt(node: Node): PackagesAccess | undefined {
  const overlay = overlayAround(node);
  const parameter = overlay?.outer.universal;
  if (overlay === undefined || parameter === undefined) return undefined;
  const { name } = parameter;
  if (boundBy(nameAt(node, name), name) !== parameter) return undefined;
  if (!name.startsWith('_')) return { text: name, edits: () => [] };
  const identifiers = [...descendants(overlay.outer)].filter((one) => one.kind === 'identifier');
  if (identifiers.some((one) => one.name === 'final')) return undefined;
  const uses = identifiers.filter((one) => one.name === name && isUse(one) && boundBy(one) === parameter);
  return {
    text: 'final',
    edits: (motive) => [parameter, ...uses].map((one) => replace(one, 'final', motive)),
  };
}

/** Which package is meant from now on: the one from before, the final one, or either by what uses a name. */
export type Basis = 'before' | 'final' | 'both';

/**
 * What a package in an overlay is to become. What is patched or a fork is built in the manner of nixpkgs and keeps the
 * package from before, as does an attribute that the new overlay has as well.
 * @param name the name that is bound, where the node is what binds it
 */
export function basisAt(found: FoundReferences, node: Node, name?: string): Basis {
  const overlay = overlayAround(node);
  if (overlay === undefined) return 'before';
  const unit = unitOf(overlay.inner, node, name);
  return unit === undefined ? 'final' : basisOf(found, overlay.inner, unit, new Set());
}

/** An attribute of an overlay, or a name that its `let` binds. */
interface Unit {
  readonly binding: Binding;
  readonly name: string | undefined;
}

/** The outermost one that a node belongs to. */
function unitOf(overlay: Lambda, node: Node, name?: string): Unit | undefined {
  let found: Binding | undefined;
  for (const around of [node, ...ancestors(node)]) {
    if (around === overlay) break;
    if (around.kind === 'binding' || around.kind === 'inherit') found = around;
  }
  if (found === undefined) return undefined;
  const inherited =
    name ?? (node.kind === 'identifier' || node.kind === 'string' ? attributeText(node) : undefined);
  return {
    binding: found,
    name: found.kind === 'binding' ? found.attrpath.map(attributeText)[0] : inherited,
  };
}

function basisOf(found: FoundReferences, overlay: Lambda, unit: Unit, seen: Set<Binding>): Basis {
  const { binding, name } = unit;
  if (seen.has(binding)) return 'final';
  seen.add(binding);
  const isLocal = binding.parent?.kind === 'let';
  if (!isLocal && name !== undefined && isPackageName(name)) return 'before';
  const usages = [
    ...found.references.filter(({ node }) => contains(binding, node)).map(usageOfReference),
    ...found.aliases.filter(({ node }) => contains(binding, node)).map(({ node }) => usageOf(node)),
  ];
  if (usages.some((usage) => usage.operations.some(isOfNixpkgsManner) || isPatchedAround(usage)))
    return 'before';
  const read = usages.flatMap(({ operations }) => operations.map(({ argument }) => argument));
  if (
    usages.length > 0 &&
    [...descendants(binding)].some((node) => isPatch(node) && !read.some((one) => contains(one, node)))
  )
    return 'before';
  if (!isLocal || name === undefined) return 'final';
  const bases = new Set(
    [...descendants(overlay)].flatMap((node): Basis[] => {
      const isThis =
        node.kind === 'identifier' && node.name === name && isUse(node) && boundBy(node) === binding;
      if (!isThis) return [];
      const user = unitOf(overlay, node);
      return [user === undefined ? 'final' : basisOf(found, overlay, user, seen)];
    }),
  );
  const [only, ...others] = bases;
  return others.length > 0 ? 'both' : (only ?? 'final');
}

/** Patches, the source of a fork, arguments that upstream does not have, and what cannot be told. */
function isOfNixpkgsManner({ name, argument }: Operation): boolean {
  if (name === 'override') return mapOverride(argument).kind === 'refused';
  const attributes = readAttributesOverride(argument);
  return attributes === undefined || attributes.fork || attributes.patched;
}

/** `patches = …;` and the like, applied to what is made of the package. */
const isPatch = (node: Node): boolean =>
  node.kind === 'binding' &&
  /^(patches|postPatch|prePatch|patchPhase|src)$/.test(node.attrpath.map(attributeText).join('.'));

/** Whether a function of the user's is around the package that patches it. */
function isPatchedAround({ whole }: Usage): boolean {
  const helper = helperAround(whole);
  return helper !== undefined && /patch(?!Shebangs)/i.test(helper.source.textOf(helper));
}

/** What the function is written as that the package is given to. */
export function helperAround(whole: Expression): Node | undefined {
  const outer = withParentheses(whole);
  const call = outer.parent;
  if (call?.kind !== 'apply' || call.argument !== outer) return undefined;
  const helper = withoutParentheses(call.function);
  return (helper.kind === 'identifier' ? boundBy(helper) : undefined) ?? helper;
}
