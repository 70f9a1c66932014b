/**
 * `overrideAttrs` on the package: what of it can stay on upstream's build. A pin of the version goes (the input pins),
 * flags that make the build native go (they contradict run-time dispatch), and attributes that upstream's derivation
 * lacks get a default.
 */
import { removeBindings } from '../src/edit/bindings.js';
import type { Edit, Motive } from '../src/edit/edit.js';
import { removeElements } from '../src/edit/list.js';
import { replace } from '../src/edit/replace.js';
import { attributeText, literalText, withoutParentheses } from '../src/syntax/literals.js';
import type { AttributeBinding, AttributeSet, Expression, List } from '../src/syntax/nodes.js';
import { descendants } from '../src/syntax/parser.js';
import type { Place } from '../src/problem.js';
import { argumentSet } from './usage.js';

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
  /** Patches or other changes of the sources. */
  readonly patched: boolean;
  readonly edits: (motive: Motive) => readonly Edit[];
  /** What was dropped because it only tuned for the machine that builds. */
  readonly native: Place | undefined;
}

const pinning: ReadonlySet<string> = new Set(['version', 'src', 'npmDepsHash', 'npmDeps', 'npmRoot', 'name', 'pname']);
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
  const isPin = source !== undefined || named.some(({ name }) => name === 'version' || name === 'npmDepsHash');
  const dropped = new Set<AttributeBinding>(isPin ? pins : []);
  const flagEdits: { list: List; elements: Expression[] }[] = [];
  let native: Place | undefined;
  for (const { binding, name } of named) {
    if (dropped.has(binding)) continue;
    const tuned = nativeParts(binding, name);
    if (tuned === undefined) continue;
    native ??= binding.source.place(binding.start);
    if (tuned.whole) dropped.add(binding);
    else flagEdits.push(...tuned.lists);
  }
  const patched = named.some(({ binding, name }) => !dropped.has(binding) && /^(patches|postPatch|prePatch|patchPhase)$/.test(name));
  return {
    pin: isPin && !fork ? { revision: revisionOf(source?.value, bindings), place: argument.source.place(argument.start) } : undefined,
    fork,
    empty: dropped.size === bindings.length,
    patched,
    native,
    edits: (motive) => [
      ...(dropped.size > 0 ? removeBindings(set, [...dropped], motive) : []),
      ...flagEdits.flatMap(({ list, elements }) => removeElements(list, elements, motive)),
      ...defaults(found.lambda?.universal?.name, set, dropped, motive),
    ],
  };
}

/** The parts of an attribute that only ask for a native build: all of it, or some elements of its lists. */
function nativeParts(binding: AttributeBinding, name: string): { whole: boolean; lists: { list: List; elements: Expression[] }[] } | undefined {
  const text = binding.source.textOf(binding.value);
  if (/^NIX_(CFLAGS_COMPILE|ENFORCE_NO_NATIVE)$/.test(name) || name === 'preferLocalBuild' || name === 'allowSubstitutes') {
    return /native|^"?0"?$|^(true|false)$/.test(text) ? { whole: true, lists: [] } : undefined;
  }
  if (name === 'env' && /native|NIX_ENFORCE_NO_NATIVE/.test(text)) return { whole: true, lists: [] };
  if (name === 'requiredSystemFeatures') return undefined;
  if (name !== 'cmakeFlags' || !nativeFlag.test(text) && !/cmakeBool\s+"GGML_NATIVE"\s+true/.test(text)) return undefined;
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

/** `old.patches` is missing upstream: `(old.patches or [ ])`. Likewise `preConfigure`. */
function defaults(parameter: string | undefined, set: AttributeSet, dropped: ReadonlySet<AttributeBinding>, motive: Motive): readonly Edit[] {
  if (parameter === undefined) return [];
  const edits: Edit[] = [];
  for (const binding of set.bindings) {
    if (binding.kind !== 'binding' || dropped.has(binding)) continue;
    for (const node of descendants(binding.value)) {
      if (node.kind !== 'select' || node.fallback !== undefined || node.target.kind !== 'identifier' || node.target.name !== parameter) continue;
      const [name, ...more] = node.attrpath.map(attributeText);
      if (more.length > 0) continue;
      if (name === 'patches') edits.push(replace(node, `(${parameter}.patches or [ ])`, motive));
      if (name === 'preConfigure') edits.push(replace(node, `(${parameter}.preConfigure or "")`, motive));
    }
  }
  return edits;
}

function isOfficialSource(value: Expression): boolean {
  const text = value.source.textOf(value);
  return /"(ggml-org|ggerganov)"/.test(text) || /github\.com\/(ggml-org|ggerganov)\/llama\.cpp/.test(text) || /^(old|prev|previous|oldAttrs|attrs)\w*\.src\b/.test(text);
}

function revisionOf(source: Expression | undefined, bindings: readonly AttributeBinding[]): string | undefined {
  const call = source === undefined ? undefined : withoutParentheses(source);
  const version = textOfBinding(bindings, 'version');
  const set = call?.kind === 'apply' ? argumentSet(call.argument)?.set : undefined;
  if (set === undefined) return undefined;
  for (const binding of set.bindings) {
    if (binding.kind !== 'binding') continue;
    const name = binding.attrpath.map(attributeText)[0];
    if (name !== 'rev' && name !== 'tag') continue;
    const text = literalText(binding.value);
    if (text !== undefined) return text.replace(/^refs\/tags\//, '');
    const shown = binding.source.textOf(binding.value);
    if (version !== undefined && /^"b\$\{\s*\w*\.?version\s*\}"$/.test(shown)) return `b${version}`;
    if (version !== undefined && /^(version|\w+\.version)$/.test(shown)) return version;
  }
  return undefined;
}

function textOfBinding(bindings: readonly AttributeBinding[], name: string): string | undefined {
  const binding = bindings.find((candidate) => candidate.attrpath.length === 1 && candidate.attrpath.map(attributeText)[0] === name);
  return binding === undefined ? undefined : literalText(binding.value);
}
