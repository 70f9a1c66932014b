/**
 * `overrideAttrs` on the package: what of it can stay on upstream's build. A pin of the version goes (the input pins),
 * flags that make the build native go (they contradict run-time dispatch), and attributes that upstream's derivation
 * lacks get a default.
 */
import { removeBindings } from '../src/edit/bindings.js';
import type { Edit, Motive } from '../src/edit/edit.js';
import { removeElements } from '../src/edit/list.js';
import { replace } from '../src/edit/replace.js';
import { boundBy } from '../src/flake/names.js';
import type { Place } from '../src/problem.js';
import { attributeText, literalText, withoutParentheses } from '../src/syntax/literals.js';
import type { AttributeBinding, AttributeSet, Expression, List, Select } from '../src/syntax/nodes.js';
import { descendants } from '../src/syntax/parser.js';
import { argumentSet } from './argument-sets.js';

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
const nativeFlag = /GGML_NATIVE(:BOOL)?=(ON|TRUE|1|true|on)|-m(arch|tune|cpu)=native/;

/** @param argument what `.overrideAttrs` is applied to; `undefined` is returned where it cannot be read */
export function readAttributesOverride(argument: Expression): AttributesOverride | undefined {
  const found = argumentSet(argument);
  if (found === undefined) return undefined;
  const { set } = found;
  const bindings = set.bindings.filter((binding): binding is AttributeBinding => binding.kind === 'binding');
  if (bindings.length < set.bindings.length) return undefined;
  const named = bindings.map((binding) => ({ binding, name: binding.attrpath.map(attributeText)[0] ?? '' }));
  const source = named.find(({ name }) => name === 'src')?.binding;
  const fork = source !== undefined && !isOfficialSource(source.value);
  const pins = fork ? [] : named.filter(({ name }) => pinning.has(name)).map(({ binding }) => binding);
  const isPin =
    source !== undefined || named.some(({ name }) => name === 'version' || name === 'npmDepsHash');
  const dropped = new Set<AttributeBinding>(isPin ? pins : []);
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
  const patched = named.some(
    ({ binding, name }) => !dropped.has(binding) && /^(patches|postPatch|prePatch|patchPhase)$/.test(name),
  );
  return {
    pin:
      isPin && !fork
        ? { revision: revisionOf(source?.value, bindings), place: argument.source.place(argument.start) }
        : undefined,
    fork,
    empty: dropped.size > 0 && dropped.size === bindings.length,
    staying: named.flatMap(({ binding, name }) => (dropped.has(binding) ? [] : [name])),
    patched,
    native,
    missing: missingAttribute(found.lambda?.universal?.name, set, dropped),
    edits: (motive) => [
      ...(dropped.size > 0 ? removeBindings(set, [...dropped], motive) : []),
      ...flagEdits.flatMap(({ list, elements }) => removeElements(list, elements, motive)),
      ...defaults(found.lambda?.universal?.name, set, dropped, motive),
    ],
  };
}

/** The parts of an attribute that only ask for a native build: all of it, or some elements of its lists. */
function nativeParts(
  binding: AttributeBinding,
  name: string,
): { whole: boolean; lists: { list: List; elements: Expression[] }[] } | undefined {
  const text = binding.source.textOf(binding.value);
  if (/^NIX_(CFLAGS_COMPILE|ENFORCE_NO_NATIVE)$/.test(name))
    return /native|^"?0?"?$/.test(text) ? { whole: true, lists: [] } : undefined;
  // export NIX_ENFORCE_NO_NATIVE=0
  if (name === 'preConfigure' && /NIX_ENFORCE_NO_NATIVE/.test(text)) return { whole: true, lists: [] };
  if (name === 'env' && /-m(arch|tune|cpu)=native|NIX_ENFORCE_NO_NATIVE|^"?0"?$/.test(text))
    return { whole: true, lists: [] };
  if (name !== 'cmakeFlags' || (!nativeFlag.test(text) && !/cmakeBool\s+"GGML_NATIVE"\s+true/.test(text)))
    return undefined;
  const lists: { list: List; elements: Expression[] }[] = [];
  let total = 0;
  for (const node of descendants(binding.value)) {
    if (node.kind !== 'list') continue;
    const elements = node.elements.filter((element) => {
      const shown = element.source.textOf(element);
      return nativeFlag.test(shown) || /cmakeBool\s+"GGML_NATIVE"\s+true/.test(shown);
    });
    total += node.elements.length;
    if (elements.length > 0) lists.push({ list: node, elements });
  }
  const removed = lists.reduce((sum, { elements }) => sum + elements.length, 0);
  return { whole: removed === total, lists };
}

/** Only asked for beside a native build. */
const isLocal = (name: string): boolean => name === 'preferLocalBuild' || name === 'allowSubstitutes';

/** What upstream's derivation lacks, and what stands for it. */
const substitutes: ReadonlyMap<string, string> = new Map([
  ['patches', '[ ]'],
  ['preConfigure', '""'],
  ['outputs', '[ "out" ]'],
]);
const withoutSubstitute: ReadonlySet<string> = new Set(['npmDeps', 'npmDepsHash', 'npmRoot']);

/** `old.patches` is missing upstream: `(old.patches or [ ])`. Likewise `preConfigure`. */
function defaults(
  parameter: string | undefined,
  set: AttributeSet,
  dropped: ReadonlySet<AttributeBinding>,
  motive: Motive,
): readonly Edit[] {
  return oldAttributes(parameter, set, dropped).flatMap(({ node, name }): readonly Edit[] => {
    const substitute = substitutes.get(name);
    return substitute === undefined ? [] : [replace(node, `(${parameter}.${name} or ${substitute})`, motive)];
  });
}

function missingAttribute(
  parameter: string | undefined,
  set: AttributeSet,
  dropped: ReadonlySet<AttributeBinding>,
): AttributesOverride['missing'] {
  const found = oldAttributes(parameter, set, dropped).find(({ name }) => withoutSubstitute.has(name));
  return found === undefined ? undefined : { name: found.name, place: set.source.place(found.node.start) };
}

/** `old.x` in what stays. */
function oldAttributes(
  parameter: string | undefined,
  set: AttributeSet,
  dropped: ReadonlySet<AttributeBinding>,
): readonly { node: Select; name: string }[] {
  if (parameter === undefined) return [];
  return set.bindings.flatMap((binding) => {
    if (binding.kind !== 'binding' || dropped.has(binding)) return [];
    return [...descendants(binding.value)].flatMap((node) => {
      if (
        node.kind !== 'select' ||
        node.fallback !== undefined ||
        node.target.kind !== 'identifier' ||
        node.target.name !== parameter
      )
        return [];
      const [name, ...more] = node.attrpath.map(attributeText);
      return name === undefined || more.length > 0 ? [] : [{ node, name }];
    });
  });
}

function isOfficialSource(value: Expression): boolean {
  const text = value.source.textOf(value);
  return (
    /"(ggml-org|ggerganov)"/.test(text) ||
    /github\.com\/(ggml-org|ggerganov)\/llama\.cpp/.test(text) ||
    /^(old|prev|previous|oldAttrs|attrs)\w*\.src\b/.test(text)
  );
}

function revisionOf(
  source: Expression | undefined,
  bindings: readonly AttributeBinding[],
): string | undefined {
  const call = source === undefined ? undefined : withoutParentheses(source);
  const set = call?.kind === 'apply' ? argumentSet(call.argument)?.set : undefined;
  const version = bindings.find((candidate) => candidate.attrpath.map(attributeText).join('.') === 'version');
  const build = version === undefined ? undefined : literalText(version.value);
  // nixpkgs' own source is of the tag that the version names
  const ofVersion = build !== undefined && /^\d+$/.test(build) ? `b${build}` : undefined;
  for (const binding of set?.bindings ?? []) {
    if (binding.kind === 'inherit') {
      const inherited = binding.names.find((name) => ['rev', 'tag'].includes(attributeText(name) ?? ''));
      if (inherited?.kind === 'identifier' && binding.from === undefined)
        return writtenText(inherited, bindings);
      continue;
    }
    const name = binding.attrpath.map(attributeText)[0];
    if (name === 'rev' || name === 'tag')
      return writtenText(binding.value, bindings)?.replace(/^refs\/tags\//, '');
  }
  return ofVersion;
}

/** A text that is written out, also behind `version`, `finalAttrs.version` or a local name. */
function writtenText(node: Expression, bindings: readonly AttributeBinding[]): string | undefined {
  const inner = withoutParentheses(node);
  if (inner.kind === 'string') {
    const parts = inner.parts.map((part) =>
      part.kind === 'text' ? part.value : writtenText(part.expression, bindings),
    );
    return parts.includes(undefined) ? undefined : parts.join('');
  }
  const isVersion =
    inner.kind === 'select' &&
    inner.target.kind === 'identifier' &&
    inner.attrpath.map(attributeText).join('.') === 'version';
  if (isVersion || (inner.kind === 'identifier' && inner.name === 'version')) {
    const version = bindings.find(
      (candidate) => candidate.attrpath.map(attributeText).join('.') === 'version',
    );
    if (version !== undefined && version.value !== node) return literalText(version.value);
  }
  if (inner.kind !== 'identifier') return undefined;
  const binder = boundBy(inner);
  return binder?.kind === 'binding' && binder.value !== node ? literalText(binder.value) : undefined;
}
