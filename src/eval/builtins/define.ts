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

/** Something that is never known, with the reason, whether it is a function or not. */
export const beyondKnowledge = (name: string, why: string): Builtin => constant(name, unknownValue(why));

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
  return { name, make: (nix) => primitive(name, 1, (a) => read(nix, shape, a, (known) => run(nix, known))) };
}

export function binary<A, B>(
  name: string,
  first: Shape<A>,
  second: Shape<B>,
  run: (nix: Interpreter, a: A, b: B) => Value,
): Builtin {
  return {
    name,
    make: (nix) =>
      primitive(name, 2, (a, b) =>
        read(nix, first, a, (knownA) => read(nix, second, b, (knownB) => run(nix, knownA, knownB))),
      ),
  };
}

export function ternary<A, B, C>(
  name: string,
  first: Shape<A>,
  second: Shape<B>,
  third: Shape<C>,
  run: (nix: Interpreter, a: A, b: B, c: C) => Value,
): Builtin {
  return {
    name,
    make: (nix) =>
      primitive(name, 3, (a, b, c) =>
        read(nix, first, a, (knownA) =>
          read(nix, second, b, (knownB) => read(nix, third, c, (knownC) => run(nix, knownA, knownB, knownC))),
        ),
      ),
  };
}

/** Continues with an argument when it is known, else with each value that it may have. */
export function read<A>(
  nix: Interpreter,
  shape: Shape<A>,
  argument: Thunk | undefined,
  then: (known: A) => Value,
): Value {
  if (argument === undefined) return unknownValue('a function is given too few arguments');
  const result = shape(nix, argument);
  if (!isUnknown(result)) return then(result);
  if (result.alternatives.length === 0) return result;
  const alternatives = result.alternatives.map(
    (alternative) => new Thunk(() => read(nix, shape, alternative, then)),
  );
  return unknownValue(result.why, result.node, alternatives);
}

export function isUnknown(value: unknown): value is UnknownValue {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'unknown';
}
