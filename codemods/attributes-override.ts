/**
 * `overrideAttrs` on the package: what of it can stay on upstream's build. A pin of the version goes (the input pins),
 * flags that make the build native go (they contradict run-time dispatch), and attributes that upstream's derivation
 * lacks get a default.
 */
import { removeBindings } from '../src/edit/bindings.js';
import type { Edit, Motive } from '../src/edit/edit.js';
import { removeElements } from '../src/edit/list.js';
import { boundBy, isUse, nameAt } from '../src/flake/names.js';
import type { Place } from '../src/problem.js';
import { attributeText, literalText, withoutParentheses } from '../src/syntax/literals.js';
import type {
  AttributeBinding,
  AttributeSet,
  Binding,
  Expression,
  Inherit,
  List,
  Node,
} from '../src/syntax/nodes.js';
import { descendants } from '../src/syntax/parser.js';
import { argumentSet } from './argument-sets.js';
import { isLocal, nativeParts } from './native-flags.js';
import { defaults, missingAttribute } from './old-attributes.js';
import { isOfficialSource, revisionOf, writtenOut } from './pinned-revision.js';

export interface Pin {
  /** The tag or commit, where it is written out. */
  readonly revision: string | undefined;
  readonly place: Place;
}

export interface AttributesOverride {
  readonly pin: Pin | undefined;
  /** The source is another project's: a fork. */
  readonly fork: boolean;
  /** Nothing of it is left: the whole application goes. */
  readonly empty: boolean;
  /** The names of the attributes that are left. */
  readonly staying: readonly string[];
  /** Patches or other changes of the sources. */
  readonly patched: boolean;
  readonly edits: (motive: Motive) => readonly Edit[];
  /** What was dropped because it only tuned for the machine that builds. */
  readonly native: Place | undefined;
  /** An attribute that is read from the old ones and that upstream's derivation has not. */
  readonly missing: { readonly name: string; readonly place: Place } | undefined;
}

const pinning: ReadonlySet<string> = new Set([
  'version',
  'src',
  'npmDepsHash',
  'npmDeps',
  'npmRoot',
  'name',
  'pname',
]);

const patching = /^(patches|postPatch|prePatch|patchPhase)$/;

/** `postPatch = "";` beside another source: what nixpkgs does to its own source is left out. */
function isCleared({ value, attrpath }: AttributeBinding, name: string): boolean {
  const node = withoutParentheses(value);
  const isEmpty = node.kind === 'list' ? node.elements.length === 0 : literalText(node)?.trim() === '';
  return attrpath.length === 1 && patching.test(name) && isEmpty;
}

/** `cmakeFlags = old.cmakeFlags or [ ];` */
function isUnchanged({ value, attrpath }: AttributeBinding, name: string): boolean {
  const node = withoutParentheses(value);
  if (attrpath.length > 1 || node.kind !== 'select' || node.target.kind !== 'identifier') return false;
  const binder = boundBy(node.target);
  return (
    binder?.kind === 'identifier' &&
    binder.parent?.kind === 'lambda' &&
    node.attrpath.map(attributeText).join('.') === name
  );
}

/** `rec { version = …; postInstall = "… ${version}"; }`: a part of the pin that something else is made of. */
function usedByOthers(set: AttributeSet, dropped: ReadonlySet<Binding>): readonly Binding[] {
  if (!set.recursive) return [];
  const kept = new Set<Binding>();
  let staying: readonly Binding[] = set.bindings.filter((binding) => !dropped.has(binding));
  while (staying.length > 0) {
    const used = new Set<Node | undefined>(
      staying
        .flatMap((binding) => [...descendants(binding)])
        .flatMap((node) => (node.kind === 'identifier' && isUse(node) ? [boundBy(node)] : [])),
    );
    staying = [...dropped].filter((binding) => used.has(binding) && !kept.has(binding));
    for (const binding of staying) kept.add(binding);
  }
  return [...kept];
}

/** The source that is set, or that is inherited from what is bound around: behind the names that it has there. */
function sourceOf(
  binding: AttributeBinding | undefined,
  inherited: readonly Inherit[],
): Expression | undefined {
  if (binding !== undefined) return writtenOut(binding.value);
  const [name] = inherited
    .filter(({ from }) => from === undefined)
    .flatMap(({ names }) => names.filter((one) => attributeText(one) === 'src'));
  if (name?.kind !== 'identifier' || name.parent === undefined) return undefined;
  return writtenOut(nameAt(name.parent, name.name));
}

/** @param argument what `.overrideAttrs` is applied to; `undefined` is returned where it cannot be read */
export function readAttributesOverride(argument: Expression): AttributesOverride | undefined {
  const found = argumentSet(argument);
  if (found === undefined) return undefined;
  const { set } = found;
  const bindings = set.bindings.filter((binding): binding is AttributeBinding => binding.kind === 'binding');
  const inherited = set.bindings.filter((binding): binding is Inherit => binding.kind === 'inherit');
  // `inherit version;` is a part of the pin; other inherited names cannot be judged
  if (inherited.some(({ names }) => names.some((name) => !pinning.has(attributeText(name) ?? ''))))
    return undefined;
  const named = bindings.map((binding) => ({ binding, name: binding.attrpath.map(attributeText)[0] ?? '' }));
  const source = sourceOf(named.find(({ name }) => name === 'src')?.binding, inherited);
  const fork = source !== undefined && !isOfficialSource(source);
  const pins = fork ? [] : named.filter(({ name }) => pinning.has(name)).map(({ binding }) => binding);
  const isPin =
    source !== undefined ||
    inherited.length > 0 ||
    named.some(({ name }) => name === 'version' || name === 'npmDepsHash');
  const dropped = new Set<Binding>(isPin && !fork ? [...pins, ...inherited] : []);
  for (const { binding, name } of named) {
    if ((source !== undefined && !fork && isCleared(binding, name)) || isUnchanged(binding, name))
      dropped.add(binding);
  }
  const kept = usedByOthers(set, dropped);
  for (const binding of kept) dropped.delete(binding);
  const flagEdits: { list: List; elements: Expression[] }[] = [];
  let native: Place | undefined;
  const isNative = named.some(
    ({ binding, name }) => !isLocal(name) && nativeParts(binding, name) !== undefined,
  );
  for (const { binding, name } of named) {
    if (dropped.has(binding)) continue;
    const tuned = isLocal(name)
      ? isNative
        ? { whole: true, lists: [] }
        : undefined
      : nativeParts(binding, name);
    if (tuned === undefined) continue;
    native ??= binding.source.place(binding.start);
    if (tuned.whole) dropped.add(binding);
    else flagEdits.push(...tuned.lists);
  }
  const patched = named.some(({ binding, name }) => !dropped.has(binding) && patching.test(name));
  return {
    pin:
      isPin && !fork
        ? { revision: revisionOf(source, bindings), place: argument.source.place(argument.start) }
        : undefined,
    fork,
    empty: dropped.size > 0 && dropped.size === set.bindings.length,
    staying: named.flatMap(({ binding, name }) => (dropped.has(binding) ? [] : [name])),
    patched,
    native,
    missing: missingAttribute(argument, dropped),
    edits: (motive) => [
      ...(dropped.size > 0 ? removeBindings(set, [...dropped], motive) : []),
      ...flagEdits.flatMap(({ list, elements }) => removeElements(list, elements, motive)),
      ...defaults(argument, dropped, motive),
    ],
  };
}
