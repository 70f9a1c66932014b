/**
 * `left // right`. Configurations fold over long lists with it, so that the sets are kept in layers, few and of
 * growing size: looking for a name goes through the layers, never through the whole chain of updates.
 */
import { enter, leave } from './depth.js';
import { Thunk } from './thunk.js';
import { type SetValue, setValue, type UnknownValue, unknownValue, type Value } from './value.js';

/** Layers of which it is not known which set they are; more of them are not told apart. */
const mostDoubts = 64;

/** What a layer may be, where it is one of a few sets. */
const doubts = new WeakMap<SetValue, UnknownValue>();

/** The layer of each such value. */
const madeOf = new WeakMap<UnknownValue, SetValue>();

/** Names that only a symbol or an unknown has are looked for in the right side first. */
export function update(left: Value, right: Value): Value {
  const wrong = [left, right].find(isNoSet);
  if (wrong !== undefined) return unknownValue(`something of the type “${wrong.type}” where a set is needed`);
  if (isEmpty(right)) return left;
  if (isEmpty(left)) return right;
  const first = asSet(left);
  const second = asSet(right);
  const rest = second.rest.length === 0 ? first.rest : [...new Set([...second.rest, ...first.rest])];
  return layered(lastOfEach([...layersOf(left), ...layersOf(right)]), rest);
}

export function asSet(value: Value): SetValue {
  if (value.type === 'set') return value;
  return { type: 'set', names: () => [], get: () => undefined, rest: [value], attributes: new Map() };
}

const isNoSet = (value: Value): boolean => !['set', 'symbol', 'unknown'].includes(value.type);

const isEmpty = (value: Value): boolean =>
  value.type === 'set' && value.rest.length === 0 && value.attributes?.size === 0;

function layersOf(value: Value): readonly SetValue[] {
  if (value.type === 'unknown' && value.alternatives.length > 0) return [doubtfulLayer(value)];
  if (value.type !== 'set' || value.attributes?.size === 0) return [];
  return value.layers ?? [value];
}

/** A layer that comes again later has nothing to say before: `x // x` would be twice as large each time. */
const lastOfEach = (layers: readonly SetValue[]): readonly SetValue[] =>
  [...new Set(layers.toReversed())].reverse();

/** A layer without names of its own, which may give others to the names of the layers below it. */
function doubtfulLayer(value: UnknownValue): SetValue {
  const known = madeOf.get(value);
  if (known !== undefined) return known;
  const layer: SetValue = { type: 'set', names: () => [], get: () => undefined, rest: [] };
  doubts.set(layer, value);
  madeOf.set(value, layer);
  return layer;
}

function layered(given: readonly SetValue[], rest: readonly Value[]): SetValue {
  const layers: SetValue[] = [];
  const tooMany = given.filter((layer) => doubts.has(layer)).length > mostDoubts;
  for (const layer of given) {
    if (tooMany && doubts.has(layer)) continue;
    let last = layer;
    for (let before = layers.at(-1); before !== undefined; before = layers.at(-1)) {
      const joined = join(before, last);
      if (joined === undefined) break;
      layers.pop();
      last = joined;
    }
    layers.push(last);
  }
  const [only] = layers;
  if (only?.attributes !== undefined && layers.length === 1) return setValue(only.attributes, rest);
  let names: readonly string[] | undefined;
  const isDoubtful = layers.some((layer) => doubts.has(layer));
  const found = new Map<string, Thunk | undefined>();
  const lookOnce = (name: string): Thunk | undefined => {
    if (!found.has(name)) found.set(name, look(layers, name));
    return found.get(name);
  };
  return {
    type: 'set',
    names: () => {
      names ??= [...new Set(layers.flatMap((layer) => layer.names()))];
      return names;
    },
    get: isDoubtful ? lookOnce : (name) => look(layers, name),
    rest,
    layers,
  };
}

/** The attribute of the strongest layer that surely has it, with what doubtful ones above it may have. */
function look(layers: readonly SetValue[], name: string): Thunk | undefined {
  const possible: Thunk[] = [];
  let why: UnknownValue | undefined;
  let isCovered = false;
  for (let index = layers.length - 1; index >= 0; index -= 1) {
    const layer = layers[index];
    const doubt = layer === undefined ? undefined : doubts.get(layer);
    if (doubt !== undefined && !isCovered) {
      const { found, isAll } = among(doubt, name);
      possible.push(...found);
      if (found.length > 0) why ??= doubt;
      isCovered = isAll;
    }
    const found = layer?.get(name);
    if (found !== undefined)
      return why === undefined ? found : oneOf(isCovered ? possible : [...possible, found], why);
  }
  // a name that only a doubtful layer has is looked for in the rest
  return undefined;
}

const oneOf = (possible: readonly Thunk[], { why, node }: UnknownValue): Thunk =>
  new Thunk(() => unknownValue(why, node, possible), possible[0]?.node);

/** An attribute of the sets that a value may be, and whether each of them has it. */
function among(value: UnknownValue, name: string): { found: readonly Thunk[]; isAll: boolean } {
  if (!enter()) return { found: [], isAll: false };
  try {
    const found: Thunk[] = [];
    let isAll = true;
    for (const alternative of value.alternatives) {
      const one = alternative.force();
      const inner =
        one.type === 'unknown' && one.alternatives.length > 0
          ? among(one, name)
          : { found: own(one, name), isAll: own(one, name).length > 0 };
      found.push(...inner.found);
      isAll &&= inner.isAll;
    }
    return { found, isAll };
  } finally {
    leave();
  }
}

function own(value: Value, name: string): readonly Thunk[] {
  const thunk = value.type === 'set' ? value.get(name) : undefined;
  return thunk === undefined ? [] : [thunk];
}

/** Two neighbours as one, where that is worth the copy: each attribute is then copied a few times only, however long the chain. */
function join(before: SetValue, after: SetValue): SetValue | undefined {
  if (before.attributes === undefined || after.attributes === undefined) return undefined;
  if (before.attributes.size > 2 * after.attributes.size && before.attributes.size > 16) return undefined;
  const attributes = new Map<string, Thunk>(before.attributes);
  for (const [name, thunk] of after.attributes) attributes.set(name, thunk);
  return setValue(attributes);
}
