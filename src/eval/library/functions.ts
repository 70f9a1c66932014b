/** nixpkgs' `lib.trivial`: functions that say what they take, and values that may be functions. */
import { type Builtin, lazy, primitive, unary } from '../builtins/define.js';
import { argumentsOf } from '../builtins/sets.js';
import { evaluated } from '../builtins/shapes.js';
import type { Interpreter } from '../interpreter.js';
import { Thunk } from '../thunk.js';
import { booleanValue, setValue, type Value } from '../value.js';

export const functionFunctions: readonly Builtin[] = [
  unary('isFunction', evaluated, (nix, value) => {
    if (value.type === 'symbol') return nix.notKnown(value);
    return booleanValue(isFunction(value));
  }),
  unary('functionArgs', evaluated, (nix, value) => declaredArguments(nix, value)),
  lazy('setFunctionArgs', 2, (_nix, callee, declared) => functor(callee, declared)),
  lazy('mirrorFunctionArgs', 2, (nix, model, callee) =>
    functor(callee, new Thunk(() => declaredArguments(nix, model.force()))),
  ),
  unary('toFunction', evaluated, (nix, value) => {
    if (value.type === 'symbol') return nix.notKnown(value);
    return isFunction(value) ? value : primitive('toFunction', 1, () => value);
  }),
  lazy('defaultTo', 2, (_nix, fallback, argument) => {
    const value = argument.force();
    return value.type === 'null' ? fallback.force() : value;
  }),
  lazy('mapNullable', 2, (nix, change, argument) =>
    argument.force().type === 'null' ? argument.force() : nix.apply(change.force(), argument),
  ),
];

/** Whether a value can be applied. */
export function isFunction(value: Value): boolean {
  return (
    value.type === 'lambda' ||
    value.type === 'primitive' ||
    (value.type === 'set' && value.get('__functor') !== undefined)
  );
}

/** What a function says that it takes, as `functionArgs` gives it. */
export function declaredArguments(nix: Interpreter, value: Value): Value {
  const made =
    value.type === 'set' && value.get('__functionArgs') === undefined ? value.get('__functor') : undefined;
  return argumentsOf(made === undefined ? value : nix.apply(made.force(), Thunk.of(value)));
}

/** A set that is applied as a function. */
function functor(callee: Thunk, declared: Thunk): Value {
  return setValue(
    new Map([
      ['__functor', Thunk.of(primitive('__functor', 1, () => callee.force()))],
      ['__functionArgs', declared],
    ]),
  );
}
