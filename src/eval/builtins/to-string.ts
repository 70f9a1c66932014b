/** `toString`: what it makes of each kind of value. */
import { type Interpreter, tooLarge } from '../interpreter.js';
import { Thunk } from '../thunk.js';
import { stringFromParts, stringValue, unknownValue, type Value } from '../value.js';
import { whyInexact } from './shapes.js';

/** Lists within lists, more of which are not gone into. */
const deepestList = 200;

export function stringOf(nix: Interpreter, value: Value, depth = 0): Value {
  switch (value.type) {
    case 'string':
    case 'unknown':
      return value;
    case 'null':
      return stringValue('');
    case 'boolean':
      return stringValue(value.value ? '1' : '');
    case 'integer':
      return stringValue(String(value.value));
    case 'float':
      return stringValue(fixedNotation(value.value));
    case 'path':
    case 'symbol':
      return stringFromParts([value]);
    case 'list': {
      const why = whyInexact(value);
      if (why !== undefined) return why;
      if (depth > deepestList) return unknownValue('is nested too deeply');
      if (!nix.spend()) return unknownValue(tooLarge);
      const parts: Value[] = [];
      for (const [index, item] of value.items.entries()) {
        const element = item.thunk.force();
        const part = stringOf(nix, element, depth + 1);
        if (part.type === 'unknown') return part;
        parts.push(part);
        const isEmptyList = element.type === 'list' && element.items.length === 0;
        if (index < value.items.length - 1 && !isEmptyList) parts.push(stringValue(' '));
      }
      const joined = stringFromParts(parts);
      for (const part of joined.parts) {
        if (typeof part !== 'string' && part.type === 'unknown') return part;
      }
      return joined;
    }
    case 'set': {
      if (depth > deepestList) return unknownValue('is nested too deeply');
      const asString = value.get('__toString');
      const made =
        asString === undefined ? value.get('outPath')?.force() : nix.apply(asString.force(), Thunk.of(value));
      return made === undefined ? nix.notKnown(value) : stringOf(nix, made, depth + 1);
    }
    default:
      return nix.notKnown(value);
  }
}

/** As C's `%f`. */
function fixedNotation(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  return Math.abs(value) < 1e21 ? value.toFixed(6) : `${BigInt(value)}.000000`;
}
