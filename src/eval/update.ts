/**
 * `left // right`. Configurations fold over long lists with it, so that the sets are kept in layers, few and of
 * growing size: looking for a name goes through the layers, never through the whole chain of updates.
 */
import type { Thunk } from './thunk.js';
import { type SetValue, setValue, unknownValue, type Value } from './value.js';

/** Names that only a symbol or an unknown has are looked for in the right side first. */
export function update(left: Value, right: Value): Value {
  const wrong = [left, right].find(isNoSet);
  if (wrong !== undefined) return unknownValue(`something of the type “${wrong.type}” where a set is needed`);
  if (isEmpty(right)) return left;
  if (isEmpty(left)) return right;
  const first = asSet(left);
  const second = asSet(right);
  const rest = second.rest.length === 0 ? first.rest : [...second.rest, ...first.rest];
  return layered([...layersOf(first), ...layersOf(second)], rest);
}

export function asSet(value: Value): SetValue {
  if (value.type === 'set') return value;
  return { type: 'set', names: () => [], get: () => undefined, rest: [value], attributes: new Map() };
}

const isNoSet = (value: Value): boolean => !['set', 'symbol', 'unknown'].includes(value.type);

const isEmpty = (value: Value): boolean =>
  value.type === 'set' && value.rest.length === 0 && value.attributes?.size === 0;

function layersOf(set: SetValue): readonly SetValue[] {
  if (set.attributes?.size === 0) return [];
  return set.layers ?? [set];
}

function layered(given: readonly SetValue[], rest: readonly Value[]): SetValue {
  const layers: SetValue[] = [];
  for (const layer of given) {
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
  return {
    type: 'set',
    names: () => {
      names ??= [...new Set(layers.flatMap((layer) => layer.names()))];
      return names;
    },
    get: (name) => {
      for (let index = layers.length - 1; index >= 0; index -= 1) {
        const found = layers[index]?.get(name);
        if (found !== undefined) return found;
      }
      return undefined;
    },
    rest,
    layers,
  };
}

/** Two neighbours as one, where that is worth the copy: each attribute is then copied a few times only, however long the chain. */
function join(before: SetValue, after: SetValue): SetValue | undefined {
  if (before.attributes === undefined || after.attributes === undefined) return undefined;
  if (before.attributes.size > 2 * after.attributes.size && before.attributes.size > 16) return undefined;
  const attributes = new Map<string, Thunk>(before.attributes);
  for (const [name, thunk] of after.attributes) attributes.set(name, thunk);
  return setValue(attributes);
}
