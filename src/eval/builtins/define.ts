/**
 * How builtins are written down: a name, the shapes of the arguments, and what they give. An argument that is
 * not known makes the result unknown; where it is one of a few values, so is the result.
 */
import type { Interpreter } from '../interpreter.js';
import { Thunk } from '../thunk.js';
import { type UnknownValue, unknownValue, type Value } from '../value.js';

/** A name and its value, made anew for each interpreter. */
export interface Builtin {
  readonly name: string;
  readonly make: (nix: Interpreter) => Value;
}

/** Reads an argument: what the builtin works with, or why it cannot be known. */
export type Shape<T> = (nix: Interpreter, argument: Thunk) => T | UnknownValue;

export const constant = (name: string, value: Value): Builtin => ({ name, make: () => value });

/** A function of `arity` arguments that reads them itself. */
export function lazy(
  name: string,
  arity: number,
  run: (nix: Interpreter, ...values: Thunk[]) => Value,
): Builtin {
  return { name, make: (nix) => primitive(name, arity, (...values) => run(nix, ...values)) };
}

export function primitive(name: string, arity: number, run: (...values: Thunk[]) => Value): Value {
  return { type: 'primitive', name, arity, arguments: [], run };
}

export function unary<A>(name: string, shape: Shape<A>, run: (nix: Interpreter, a: A) => Value): Builtin {
  return {
    name,
    make: (nix) => primitive(name, 1, (a) => read(nix, shape, a, (known) => run(nix, known))),
  };
}

export function binary<A, B>(
  name: string,
  first: Shape<A>,
  second: Shape<B>,
  run: (nix: Interpreter, a: A, b: B) => Value,
): Builtin {
  const make = (nix: Interpreter): Value => {
    // no function within a function: what is applied within it needs the stack
    const call = (a: Thunk, b: Thunk): Value => {
      const knownA = first(nix, a);
      if (isUnknown(knownA)) return eachAlternative(knownA, (one) => call(one, b));
      const knownB = second(nix, b);
      if (isUnknown(knownB)) return eachAlternative(knownB, (one) => call(a, one));
      return run(nix, knownA, knownB);
    };
    return primitive(name, 2, call);
  };
  return { name, make };
}

export function ternary<A, B, C>(
  name: string,
  first: Shape<A>,
  second: Shape<B>,
  third: Shape<C>,
  run: (nix: Interpreter, a: A, b: B, c: C) => Value,
): Builtin {
  const make = (nix: Interpreter): Value => {
    const call = (a: Thunk, b: Thunk, c: Thunk): Value => {
      const knownA = first(nix, a);
      if (isUnknown(knownA)) return eachAlternative(knownA, (one) => call(one, b, c));
      const knownB = second(nix, b);
      if (isUnknown(knownB)) return eachAlternative(knownB, (one) => call(a, one, c));
      const knownC = third(nix, c);
      if (isUnknown(knownC)) return eachAlternative(knownC, (one) => call(a, b, one));
      return run(nix, knownA, knownB, knownC);
    };
    return primitive(name, 3, call);
  };
  return { name, make };
}

/** Continues with an argument when it is known, else with each value that it may have. */
export function read<A>(
  nix: Interpreter,
  shape: Shape<A>,
  argument: Thunk,
  then: (known: A) => Value,
): Value {
  const known = shape(nix, argument);
  if (!isUnknown(known)) return then(known);
  return eachAlternative(known, (alternative) => read(nix, shape, alternative, then));
}

/** The results for the values that an argument may have, where it is one of a few. */
export function eachAlternative(argument: UnknownValue, call: (alternative: Thunk) => Value): UnknownValue {
  if (argument.alternatives.length === 0) return argument;
  const results = argument.alternatives.map((alternative) => new Thunk(() => call(alternative)));
  return unknownValue(argument.why, argument.node, results);
}

export function isUnknown(value: unknown): value is UnknownValue {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'unknown';
}
