/** nixpkgs' `lib.customisation`: functions that are given what they name, and results that can be made anew. */
import { filterEntries, hasAttribute, mapEntries } from '../builtins/attributes.js';
import { type Builtin, lazy, primitive } from '../builtins/define.js';
import { importFile } from '../builtins/files.js';
import type { Interpreter } from '../interpreter.js';
import { asSet, update } from '../operators.js';
import { Thunk } from '../thunk.js';
import { setValue, type Value } from '../value.js';
import { declaredArguments, isFunction } from './functions.js';

export const customisationFunctions: readonly Builtin[] = [
  lazy('makeOverridable', 2, (nix, make, argument) => overridable(nix, make.force(), argument)),
  lazy('callPackageWith', 3, (nix, automatic, callee, given) => {
    const make = functionOf(nix, callee);
    return overridable(nix, make, filledIn(nix, make, automatic, given));
  }),
  lazy('callPackagesWith', 3, (nix, automatic, callee, given) => {
    const make = functionOf(nix, callee);
    const argument = filledIn(nix, make, automatic, given);
    const results = nix.apply(make, argument);
    if (results.type !== 'set') return results;
    return mapEntries(nix, results, ([name]) => {
      const one = primitive(name, 1, (other) => nix.selectOrUnknown(nix.apply(make, other), name));
      return new Thunk(() => overridable(nix, one, argument));
    });
  }),
];

/** What a function gives; a set has an `override` besides, which applies the function to changed arguments. */
function overridable(nix: Interpreter, make: Value, argument: Thunk): Value {
  const result = nix.apply(make, argument);
  const isSet = result.type === 'set' || (result.type === 'symbol' && nix.world.typeOf(result) === 'set');
  if (!isSet) return result;
  const override = primitive('override', 1, (change) => {
    const changed = new Thunk(() => {
      const value = change.force();
      return update(argument.force(), isFunction(value) ? nix.apply(value, argument) : value);
    }, change.node);
    return overridable(nix, make, changed);
  });
  return update(result, setValue(new Map([['override', Thunk.of(override)]])));
}

/** A function, or the one in a file. */
function functionOf(nix: Interpreter, callee: Thunk): Value {
  const value = callee.force();
  return value.type === 'path' || value.type === 'string' ? importFile(nix, callee) : value;
}

/** What a function names, out of what there is, with what it is given besides. */
function filledIn(nix: Interpreter, make: Value, automatic: Thunk, given: Thunk): Thunk {
  return new Thunk(() => {
    const declared = declaredArguments(nix, make);
    const named = filterEntries(nix, asSet(automatic.force()), ([name]) => hasAttribute(nix, declared, name));
    return update(named, given.force());
  }, given.node);
}
