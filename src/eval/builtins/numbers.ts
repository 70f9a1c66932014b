/** Builtins over numbers. */
import { type FloatValue, type IntegerValue, integerValue, unknownValue, type Value } from '../value.js';
import { type Builtin, binary, unary } from './define.js';
import { integer, number } from './shapes.js';

type Numeric = IntegerValue | FloatValue;

function arithmetic(
  name: string,
  onIntegers: (a: bigint, b: bigint) => bigint,
  onFloats: (a: number, b: number) => number,
): Builtin {
  return binary(name, number, number, (_nix, a, b) => {
    const isDivisionByZero = name === 'div' && Number(b.value) === 0;
    if (isDivisionByZero) return unknownValue('division by zero');
    if (a.type === 'integer' && b.type === 'integer')
      return integerValue(BigInt.asIntN(64, onIntegers(a.value, b.value)));
    return { type: 'float', value: onFloats(Number(a.value), Number(b.value)) };
  });
}

const bitwise = (name: string, run: (a: bigint, b: bigint) => bigint): Builtin =>
  binary(name, integer, integer, (_nix, a, b) => integerValue(run(a, b)));

const rounding = (name: string, round: (value: number) => number): Builtin =>
  unary(name, number, (_nix, value): Value => roundNumber(value, round));

function roundNumber(value: Numeric, round: (value: number) => number): Value {
  if (value.type === 'integer') return value;
  const rounded = round(value.value);
  return Number.isFinite(rounded) ? integerValue(rounded) : unknownValue('a number that is not finite');
}

export const numberBuiltins: readonly Builtin[] = [
  arithmetic(
    'add',
    (a, b) => a + b,
    (a, b) => a + b,
  ),
  arithmetic(
    'sub',
    (a, b) => a - b,
    (a, b) => a - b,
  ),
  arithmetic(
    'mul',
    (a, b) => a * b,
    (a, b) => a * b,
  ),
  arithmetic(
    'div',
    (a, b) => a / b,
    (a, b) => a / b,
  ),
  bitwise('bitAnd', (a, b) => a & b),
  bitwise('bitOr', (a, b) => a | b),
  bitwise('bitXor', (a, b) => a ^ b),
  rounding('ceil', Math.ceil),
  rounding('floor', Math.floor),
];
