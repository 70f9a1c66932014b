/** Builtins over strings. Nix counts bytes of UTF-8. */

import type { Interpreter } from '../interpreter.js';
import {
  integerValue,
  type ListValue,
  longestText,
  stringFromParts,
  unknownValue,
  type Value,
} from '../value.js';
import { type Builtin, binary, ternary, unary } from './define.js';
import { restored, textOf } from './repository-text.js';
import { evaluated, exactText, integer, list, text, whyInexact } from './shapes.js';
import { stringOf } from './to-string.js';

export const stringBuiltins: readonly Builtin[] = [
  unary('toString', evaluated, (nix, value) => stringOf(nix, value)),
  unary('stringLength', text, (_nix, value) => integerValue(Buffer.byteLength(value))),
  ternary('substring', integer, integer, text, (_nix, start, length, value) => {
    if (start < 0n) return unknownValue('a part of a string that starts before it');
    const bytes = Buffer.from(value);
    const end = length < 0n ? bytes.length : Number(start + length);
    const part = bytes.subarray(Number(start), end);
    return isText(part) ? restored(part.toString()) : unknownValue('a string is cut within a character');
  }),
  binary('concatStringsSep', text, list, (nix, separator, values) => joinStrings(nix, separator, values)),
  ternary('replaceStrings', list, list, exactText, (nix, from, to, value) => {
    const why = whyInexact(from) ?? whyInexact(to);
    if (why !== undefined) return why;
    if (from.items.length !== to.items.length)
      return unknownValue('as many replacements as strings are needed');
    const wanted = from.items.map((item) => textOf(nix, item.thunk.force()));
    const known = wanted.filter((one) => one !== undefined);
    if (known.length < wanted.length) return unknownValue('the strings to be replaced are not known');
    if (known.includes('') && hasLongCharacters(value))
      return unknownValue('a string is cut within a character');
    return replaceStrings(value, known, (index) => to.items[index]?.thunk.force() ?? unknownValue('nothing'));
  }),
];

/** Whether bytes are whole characters. */
const isText = (bytes: Buffer): boolean => Buffer.from(bytes.toString()).equals(bytes);

/** Whether a string has characters of several bytes, which Nix would take apart. */
export const hasLongCharacters = (value: string): boolean => value.length < Buffer.byteLength(value);

/** The strings of a list with a separator between; parts that are not known stay where they are. */
export function joinStrings(nix: Interpreter, separator: string, values: ListValue): Value {
  const why = whyInexact(values);
  if (why !== undefined) return why;
  const between = restored(separator);
  const parts: (string | Value)[] = [];
  for (const [index, item] of values.items.entries()) {
    if (index > 0) parts.push(between);
    const part = nix.coerceToString(item.thunk.force());
    if (typeof part !== 'string' && isNoString(part)) return nix.notKnown(part);
    parts.push(part);
  }
  return stringFromParts(parts);
}

/** Values that nothing makes a string of. */
function isNoString(value: Value): boolean {
  return !['string', 'path', 'symbol', 'unknown'].includes(value.type);
}

/** At each place the first of the strings that fits is replaced; the empty string fits between all characters. */
function replaceStrings(value: string, from: readonly string[], to: (index: number) => Value): Value {
  const parts: Value[] = [];
  let pending = '';
  const put = (replacement: Value): void => {
    if (replacement.type === 'string' && replacement.text !== undefined) pending += replacement.text;
    else {
      parts.push(restored(pending), replacement);
      pending = '';
    }
  };
  const isEverywhere = from.includes('');
  const next = from.map((one) => value.indexOf(one));
  for (let at = 0; at <= value.length; ) {
    // where each of the strings is found next, from here on
    for (const [index, one] of from.entries()) {
      const known = next[index] ?? -1;
      if (known !== -1 && known < at) next[index] = value.indexOf(one, at);
    }
    const places = next.filter((place) => place !== -1);
    const place = isEverywhere ? at : Math.min(value.length + 1, ...places);
    pending += value.slice(at, place);
    if (place > value.length) break;
    const index = next.indexOf(place);
    const replacement = to(index);
    if (!['string', 'symbol', 'unknown'].includes(replacement.type))
      return unknownValue('a replacement is no string');
    put(replacement);
    const length = from[index]?.length ?? 0;
    if (length === 0) pending += value.slice(place, place + 1);
    at = place + Math.max(1, length);
    if (pending.length > longestText) return unknownValue('a text is too long');
  }
  return stringFromParts([...parts, restored(pending)]);
}
