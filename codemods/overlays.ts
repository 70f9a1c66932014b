/** The overlays of the repository that define llama.cpp packages: the user's own, and ours from an earlier run. */
import type { LambdaValue, SetValue, Value } from '../src/eval/value.js';
import type { Flake } from '../src/flake/flake.js';
import type { Host } from '../src/flake/hosts.js';
import { packageSetOverlays } from '../src/flake/overlay-places.js';
import { applyPackageFunction } from '../src/flake/package-functions.js';
import { overlayOf, resultOf } from '../src/flake/scopes.js';
import { type PackageSetRole, PackageSetSymbol, packageSetSymbol } from '../src/flake/symbols.js';
import { attributeText, contains, withoutParentheses } from '../src/syntax/literals.js';
import type { AttributeSet, Binding, Expression, Lambda } from '../src/syntax/nodes.js';
import { descendants } from '../src/syntax/parser.js';
import type { Source } from '../src/syntax/source.js';
import { mentions, plainName, variantName, variants } from './facts.js';

/** One attribute, or one inherited name, that an overlay defines. */
export interface OverlayAttribute {
  readonly name: string;
  readonly binding: Binding;
  /** The set that the binding is in. */
  readonly set: AttributeSet;
  /** Its value; absent for an inherited name. */
  readonly value: Expression | undefined;
}

export interface OwnOverlay {
  /** `final: prev: …`, or the function of `packageOverrides`. */
  readonly lambda: Lambda;
  readonly source: Source;
  readonly kind: 'overlay' | 'packageOverrides';
  /** The sets whose attributes the overlay gives. */
  readonly sets: readonly AttributeSet[];
  /** Whether these sets are all that it gives. */
  readonly complete: boolean;
}

/** All overlays in files that mention llama.cpp. */
export function findOverlays(flake: Flake): readonly OwnOverlay[] {
  const found: OwnOverlay[] = [];
  for (const source of flake.files.sources((text) => mentions.test(text))) {
    for (const node of descendants(source.root)) {
      if (node.kind !== 'lambda') continue;
      const overlay = overlayAt(node, source);
      if (overlay !== undefined) found.push(overlay);
    }
  }
  return found;
}

function overlayAt(lambda: Lambda, source: Source): OwnOverlay | undefined {
  const overlay = overlayOf(lambda);
  if (overlay !== undefined) {
    const result = setsOf(overlay.inner.body);
    return result.sets.length === 0 ? undefined : { lambda, source, kind: 'overlay', ...result };
  }
  const { parent } = lambda;
  if (parent?.kind !== 'binding' || parent.attrpath.map(attributeText).at(-1) !== 'packageOverrides')
    return undefined;
  const result = setsOf(lambda.body);
  return result.sets.length === 0 ? undefined : { lambda, source, kind: 'packageOverrides', ...result };
}

/** The literal sets that `{ … }`, `{ … } // { … }` and `optionalAttrs c { … }` are made of. */
function setsOf(body: Expression): { sets: readonly AttributeSet[]; complete: boolean } {
  const node = withoutParentheses(resultOf(body));
  if (node.kind === 'attributeSet') return { sets: [node], complete: true };
  if (node.kind === 'binary' && node.operator === '//') {
    const left = setsOf(node.left);
    const right = setsOf(node.right);
    return { sets: [...left.sets, ...right.sets], complete: left.complete && right.complete };
  }
  if (node.kind === 'apply') {
    const argument = withoutParentheses(node.argument);
    return {
      sets:
        argument.kind === 'attributeSet' && /optionalAttrs/.test(node.source.textOf(node.function))
          ? [argument]
          : [],
      complete: false,
    };
  }
  return { sets: [], complete: false };
}

export function attributesOf(overlay: OwnOverlay): readonly OverlayAttribute[] {
  return overlay.sets.flatMap((set) =>
    set.bindings.flatMap((binding): OverlayAttribute[] => {
      if (binding.kind === 'inherit') {
        return binding.names.flatMap((element) => {
          const name = attributeText(element);
          return name === undefined ? [] : [{ name, binding, set, value: undefined }];
        });
      }
      const name = binding.attrpath.map(attributeText)[0];
      return name === undefined || binding.attrpath.length > 1
        ? []
        : [{ name, binding, set, value: binding.value }];
    }),
  );
}

/** The names that this tool's overlay defines. */
export const ourNames: readonly string[] = [plainName, ...variants.map(variantName)];

/** Whether an overlay is one that an earlier run has made: it gives all variants, built from the flake's own overlay. */
export function isOurs(overlay: OwnOverlay): boolean {
  const names = new Set(attributesOf(overlay).map(({ name }) => name));
  return (
    names.has('llamaPackages') &&
    variants.every((variant) => names.has(variantName(variant))) &&
    /\.overlays\.default final prev\)/.test(overlay.source.text)
  );
}

/** Whether an overlay of an earlier run leaves the plain name to nixpkgs. */
export const isWithoutPlainName = (overlay: OwnOverlay): boolean =>
  attributesOf(overlay).every(({ name }) => name !== plainName);

const tried = new WeakMap<Host, readonly AppliedOverlay[]>();

/** An overlay of a host, and what it gives. */
export interface AppliedOverlay {
  readonly lambda: Lambda;
  readonly result: Value;
}

/**
 * The overlays of a host, tried on package sets. What they give is looked at once, so that the functions that make the
 * packages, and those that are loaded from folders, are known afterwards.
 */
export function triedOverlays(flake: Flake, host: Host): readonly AppliedOverlay[] {
  let found = tried.get(host);
  if (found === undefined) {
    found = overlayValues(flake, host).flatMap((value) =>
      value.type === 'lambda' ? [{ lambda: value.node, result: resultOfOverlay(flake, value) }] : [],
    );
    tried.set(host, found);
  }
  return found;
}

const results = new WeakMap<LambdaValue, Value>();

function resultOfOverlay(flake: Flake, overlay: LambdaValue): Value {
  const known = results.get(overlay);
  if (known !== undefined) return known;
  const result = tryOverlay(flake, overlay);
  results.set(overlay, result);
  return result;
}

function tryOverlay(flake: Flake, overlay: LambdaValue): Value {
  const set = (role: PackageSetRole): Value => packageSetSymbol(new PackageSetSymbol({ role }));
  const result = flake.interpreter.applyAll(overlay, set('final'), set('previous'));
  if (result.type !== 'set') return result;
  for (const name of result.names()) {
    const value = result.get(name)?.force();
    if (value !== undefined) applyPackageFunction(flake, value);
  }
  return result;
}

/**
 * Whether a host's packages may have an overlay of the user's: it is among those applied, or not all of these are known.
 * @param user a home with a package set of its own, which has other overlays than its machine
 */
export function mayHave(flake: Flake, host: Host, overlay: OwnOverlay, user: string | undefined): boolean {
  if (overlay.kind === 'packageOverrides') return true;
  const home = host.configuration.homes.find((one) => one.user === user);
  const lists =
    user === undefined
      ? overlayLists(flake, host)
      : home === undefined
        ? []
        : [home.modules.value(['nixpkgs', 'overlays'])];
  return lists.some((list) => {
    if (list.type !== 'list') return list.type === 'unknown';
    const values = list.items.map(({ thunk }) => thunk.force());
    return (
      list.gaps.length > 0 ||
      values.some((value) => value.type === 'unknown' || value.type === 'primitive') ||
      values.some((value) => value.type === 'lambda' && gives(flake, value, overlay))
    );
  });
}

/** Whether a host surely has what an overlay of the user's gives. */
export const applies = (flake: Flake, host: Host, overlay: OwnOverlay): boolean =>
  overlay.kind === 'packageOverrides' ||
  overlayValues(flake, host).some((value) => value.type === 'lambda' && gives(flake, value, overlay));

/** Whether a function is an overlay, or calls it: `final: prev: import ./overlay.nix final prev // { … }`. */
function gives(flake: Flake, value: LambdaValue, overlay: OwnOverlay): boolean {
  if (value.node === overlay.lambda) return true;
  return setsIn(resultOfOverlay(flake, value)).some((set) =>
    attributesOf(overlay).some(({ name, binding }) => {
      const thunk = set.get(name);
      const value = thunk?.force();
      const made = value !== undefined && 'node' in value ? value.node : undefined;
      return [thunk?.node, made].some((node) => node !== undefined && contains(binding, node));
    }),
  );
}

/** The sets that a value is or may be made of, where that depends on what is not known. */
function setsIn(value: Value): readonly SetValue[] {
  if (value.type === 'unknown') return value.alternatives.flatMap((one) => setsIn(one.force()));
  return value.type === 'set' ? [value, ...value.rest.flatMap(setsIn)] : [];
}

const overlayValues = (flake: Flake, host: Host): readonly Value[] =>
  overlayLists(flake, host).flatMap((list) =>
    list.type === 'list' ? list.items.map(({ thunk }) => thunk.force()) : [],
  );

/** The host's list of overlays, and that of the package set that it is given. */
function overlayLists(flake: Flake, { configuration }: Host): readonly Value[] {
  const given = packageSetOverlays(flake, configuration);
  const isOwn = !configuration.packagesAreFixed && !configuration.packagesAreReplaced;
  const own = isOwn ? [configuration.modules.value(['nixpkgs', 'overlays'])] : [];
  return given === undefined ? own : [...own, given];
}
