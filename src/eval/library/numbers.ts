/** nixpkgs' numbers: `lib.trivial`, and those read from strings. */
import { type Builtin, binary, unary } from '../builtins/define.js';
import { evaluated, integer, literalText } from '../builtins/shapes.js';
import { compareValues } from '../comparison.js';
import { Thunk } from '../thunk.js';
import { integerValue, listValue, stringValue, unknownValue, type Value } from '../value.js';

export const numberFunctions: readonly Builtin[] = [
  binary('min', evaluated, evaluated, (_nix, a, b) => chosen(compareValues(a, b), a, b)),
  binary('max', evaluated, evaluated, (_nix, a, b) => chosen(compareValues(b, a), a, b)),
  binary('mod', integer, integer, (_nix, base, divisor) =>
    divisor === 0n ? unknownValue('division by zero') : integerValue(base % divisor),
  ),
  unary('bitNot', integer, (_nix, value) => integerValue(-1n - value)),
  unary('toInt', literalText, (_nix, value) => integerOf(value, /^\s*(-?\d+)\s*$/)),
  unary('toIntBase10', literalText, (_nix, value) => integerOf(value, /^\s*0*(-?\d+)\s*$/)),
  unary('toHexString', integer, (_nix, value) => stringValue(value.toString(16).toUpperCase())),
  unary('fromHexString', literalText, (_nix, value) => {
    const digits = /^(?:0x)?([0-9A-Fa-f]{1,16})$/.exec(value)?.[1];
    return digits === undefined
      ? unknownValue(`“${value}” is no number`)
      : integerValue(BigInt(`0x${digits}`));
  }),
  binary('toBaseDigits', integer, integer, (_nix, base, value) => {
    if (base < 2n || value < 0n) return unknownValue('digits of a number that has none');
    const digits = [value % base];
    for (let left = value / base; left > 0n; left /= base) digits.unshift(left % base);
    return listValue(digits.map((digit) => Thunk.of(integerValue(digit))));
  }),
  unary('charToInt', literalText, (_nix, character) => {
    const code = character.codePointAt(0);
    return character.length === 1 && code !== undefined && code < 128
      ? integerValue(code)
      : unknownValue(`“${character}” is no character of ASCII`);
  }),
];

/** `a` when the order says that the first is before the second, else `b`. */
function chosen(order: number | undefined, a: Value, b: Value): Value {
  if (order === undefined) return unknownValue('two values cannot be compared');
  return order < 0 ? a : b;
}

function integerOf(value: string, pattern: RegExp): Value {
  const digits = pattern.exec(value)?.[1];
  const isOctal = digits !== undefined && /^-?0\d/.test(digits);
  return digits === undefined || isOctal
    ? unknownValue(`“${value}” is no integer`)
    : integerValue(BigInt(digits));
}
