/** nixpkgs' `lib.strings`: joining, cutting and comparing. */
import { listOfEntries } from '../builtins/attributes.js';
import { type Builtin, binary, constant, lazy, type Shape, ternary, unary } from '../builtins/define.js';
import { mapElements } from '../builtins/elements.js';
import { restored } from '../builtins/repository-text.js';
import { anything, boolean, evaluated, exactText, integer, list, set, text } from '../builtins/shapes.js';
import { hasLongCharacters, joinStrings } from '../builtins/strings.js';
import type { Interpreter } from '../interpreter.js';
import { Thunk } from '../thunk.js';
import {
  booleanValue,
  type ListValue,
  listValue,
  stringFromParts,
  stringValue,
  unknownValue,
} from '../value.js';
import { numberElements } from './lists.js';

/** Nix takes a string apart byte by byte: characters of several bytes would be broken. */
const singleBytes: Shape<string> = (nix, argument) => {
  const whole = text(nix, argument);
  return typeof whole === 'string' && hasLongCharacters(whole)
    ? unknownValue('a string is cut within a character', argument.node)
    : whole;
};

export const stringFunctions: readonly Builtin[] = [
  lazy('optionalString', 2, (nix, condition, value) => {
    const known = condition.force();
    if (known.type === 'boolean') return known.value ? value.force() : stringValue('');
    const why = nix.notKnown(known, condition.node);
    return unknownValue(why.why, why.node, [value, Thunk.of(stringValue(''))]);
  }),
  unary('concatStrings', list, (nix, values) => joinStrings(nix, '', values)),
  unary('concatLines', list, (nix, values) => {
    const joined = joinStrings(nix, '\n', values);
    return joined.type === 'string' && values.items.length > 0 ? stringFromParts([joined, '\n']) : joined;
  }),
  binary('concatMapStrings', anything, list, (nix, make, values) =>
    joinStrings(nix, '', applied(nix, make, values)),
  ),
  ternary('concatMapStringsSep', text, anything, list, (nix, separator, make, values) =>
    joinStrings(nix, separator, applied(nix, make, values)),
  ),
  binary('concatImapStrings', anything, list, (nix, make, values) =>
    joinStrings(nix, '', numberElements(nix, make, values, 1)),
  ),
  ternary('concatImapStringsSep', text, anything, list, (nix, separator, make, values) =>
    joinStrings(nix, separator, numberElements(nix, make, values, 1)),
  ),
  ternary('concatMapAttrsStringSep', text, anything, set, (nix, separator, make, values) => {
    const strings = listOfEntries(
      values,
      ([name, thunk]) => new Thunk(() => nix.applyAll(make.force(), stringValue(name), thunk)),
    );
    return joinStrings(nix, separator, strings);
  }),
  binary('join', text, list, (nix, separator, values) => joinStrings(nix, separator, values)),
  binary('intersperse', anything, list, (_nix, separator, values) => ({
    ...values,
    items: values.items.flatMap((item, index) =>
      index === 0 ? [item] : [{ thunk: separator, literal: undefined, maybe: item.maybe }, item],
    ),
  })),
  test('hasPrefix', (part, whole) => whole.startsWith(part)),
  test('hasSuffix', (part, whole) => whole.endsWith(part)),
  test('hasInfix', (part, whole) => whole.includes(part)),
  binary('removePrefix', text, text, (_nix, part, whole) => restored(withoutPrefix(part, whole))),
  binary('removeSuffix', text, text, (_nix, part, whole) => restored(withoutSuffix(part, whole))),
  binary('splitString', text, text, (_nix, separator, whole) =>
    separator === '' ? unknownValue('a string split at nothing') : stringList(whole.split(separator)),
  ),
  ternary('splitStringBy', anything, boolean, singleBytes, (nix, predicate, keep, whole) => {
    const parts = [''];
    const characters = [...whole];
    for (const [index, character] of characters.entries()) {
      const isSplit = nix.applyAll(
        predicate.force(),
        stringValue(characters[index - 1] ?? ''),
        stringValue(character),
      );
      if (isSplit.type !== 'boolean') return nix.notKnown(isSplit);
      if (isSplit.value) parts.push(keep ? character : '');
      else parts[parts.length - 1] += character;
    }
    return stringList(parts);
  }),
  ternary('replaceString', exactText, exactText, exactText, (_nix, from, to, whole) =>
    from === '' ? unknownValue('nothing is to be replaced') : restored(whole.split(from).join(to)),
  ),
  unary('stringToCharacters', singleBytes, (_nix, whole) => stringList([...whole])),
  binary('stringAsChars', anything, singleBytes, (nix, make, whole) =>
    joinStrings(nix, '', applied(nix, make, stringList([...whole]))),
  ),
  change('toLower', lowerCase),
  change('toUpper', upperCase),
  unary('toSentenceCase', exactText, (_nix, value) =>
    restored(upperCase(value.slice(0, 1)) + lowerCase(value.slice(1))),
  ),
  change('trim', (value) => value.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '')),
  change('normalizePath', (value) => value.replace(/\/+/g, '/')),
  binary('addContextFrom', anything, anything, (_nix, _source, value) => value.force()),
  ternary('fixedWidthString', integer, exactText, exactText, (_nix, width, filler, value) =>
    padded(Number(width), filler, value),
  ),
  binary('fixedWidthNumber', integer, integer, (_nix, width, value) =>
    padded(Number(width), '0', String(value)),
  ),
  unary('boolToString', boolean, (_nix, value) => stringValue(value ? 'true' : 'false')),
  unary('boolToYesNo', boolean, (_nix, value) => stringValue(value ? 'yes' : 'no')),
  unary('isStringLike', evaluated, (nix, value) => {
    if (value.type === 'symbol') return nix.notKnown(value);
    if (value.type !== 'set') return booleanValue(value.type === 'string' || value.type === 'path');
    return booleanValue(value.get('outPath') !== undefined || value.get('__toString') !== undefined);
  }),
  constant('lowerChars', stringList([...'abcdefghijklmnopqrstuvwxyz'])),
  constant('upperChars', stringList([...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'])),
];

/** Functions of `lib.strings` whose names mean other functions at the top of the library. */
export const stringSectionFunctions: readonly Builtin[] = [
  binary('replicate', integer, exactText, (_nix, count, value) =>
    count > longestRepetition
      ? unknownValue('a string is too long')
      : restored(value.repeat(Math.max(0, Number(count)))),
  ),
];

const longestRepetition = 10_000n;

function test(name: string, run: (part: string, whole: string) => boolean): Builtin {
  return binary(name, text, text, (_nix, part, whole) => booleanValue(run(part, whole)));
}

function change(name: string, run: (value: string) => string): Builtin {
  return unary(name, text, (_nix, value) => restored(run(value)));
}

function applied(nix: Interpreter, make: Thunk, values: ListValue): ListValue {
  return mapElements(values, (value) => new Thunk(() => nix.apply(make.force(), value)));
}

export function stringList(values: readonly string[]): ListValue {
  return listValue(values.map((value) => Thunk.of(restored(value))));
}

function lowerCase(value: string): string {
  return value.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function upperCase(value: string): string {
  return value.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}

function withoutPrefix(part: string, whole: string): string {
  return whole.startsWith(part) ? whole.slice(part.length) : whole;
}

export function withoutSuffix(part: string, whole: string): string {
  return whole.endsWith(part) ? whole.slice(0, whole.length - part.length) : whole;
}

function padded(
  width: number,
  filler: string,
  value: string,
): ReturnType<typeof unknownValue | typeof stringValue> {
  const missing = width - value.length;
  if (missing < 0 || filler === '' || missing % filler.length !== 0)
    return unknownValue('a string is too long');
  return stringValue(filler.repeat(missing / filler.length) + value);
}
