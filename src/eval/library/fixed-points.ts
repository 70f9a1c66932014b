/** nixpkgs' `lib.fixedPoints`: values made of themselves, and overlays put together. */
import { type Builtin, lazy, primitive, ternary, unary } from '../builtins/define.js';
import { emptySet, foldElements } from '../builtins/elements.js';
import { anything, list } from '../builtins/shapes.js';
import { equalValues } from '../comparison.js';
import type { Interpreter } from '../interpreter.js';
import { update } from '../operators.js';
import { Thunk } from '../thunk.js';
import { listValue, setValue, unknownValue, type Value } from '../value.js';

/** A function that changes its own results for longer is given up. */
const longestConvergence = 1000;

export const fixedPointFunctions: readonly Builtin[] = [
  unary('fix', anything, (nix, make) => fix(nix, make)),
  unary("fix'", anything, (nix, make) => {
    const self: Thunk = new Thunk(() =>
      update(nix.apply(make.force(), self), setValue(new Map([['__unfix__', make]]))),
    );
    return self.force();
  }),
  lazy('converge', 2, (nix, step, start) => {
    let value = start.force();
    for (let count = 0; count < longestConvergence; count += 1) {
      const next = nix.apply(step.force(), Thunk.of(value));
      const equal = equalValues(value, next);
      if (equal === undefined) return unknownValue('two values cannot be compared');
      if (equal) return value;
      value = next;
    }
    return unknownValue('a function does not converge');
  }),
  ternary('extends', anything, anything, anything, (nix, overlay, make, final) =>
    extended(nix, overlay, make, final),
  ),
  lazy('composeExtensions', 4, (nix, first, second, final, previous) =>
    composed(nix, Thunk.of(listValue([first, second])), final, previous),
  ),
  lazy('composeManyExtensions', 3, (nix, overlays, final, previous) =>
    composed(nix, overlays, final, previous),
  ),
  unary('makeExtensible', anything, (nix, make) => extensible(nix, 'extend', make)),
  lazy('makeExtensibleWithCustomName', 2, (nix, name, make) => {
    const text = nix.string(name.force());
    return text === undefined ? nix.notKnown(name.force()) : extensible(nix, text, make);
  }),
  lazy('toExtension', 3, (nix, overlay, final, previous) => {
    const value = overlay.force();
    if (!isFunction(value)) return value;
    const made = nix.apply(value, previous);
    return isFunction(made) ? nix.applyAll(value, final, previous) : made;
  }),
];

const isFunction = (value: Value): boolean => value.type === 'lambda' || value.type === 'primitive';

function fix(nix: Interpreter, make: Thunk): Value {
  const self: Thunk = new Thunk(() => nix.apply(make.force(), self));
  return self.force();
}

/** `extends overlay f final` = `f final // overlay final (f final)`. */
function extended(nix: Interpreter, overlay: Thunk, make: Thunk, final: Thunk): Value {
  const previous = nix.apply(make.force(), final);
  return update(previous, nix.applyAll(overlay.force(), final, previous));
}

/** Overlays one after the other: the attributes that they add. */
function composed(nix: Interpreter, overlays: Thunk, final: Thunk, previous: Thunk): Value {
  const values = list(nix, overlays);
  if (values.type === 'unknown') return values;
  return foldElements(values, emptySet, (added, overlay) => {
    const base = new Thunk(() => update(previous.force(), added));
    return update(added, nix.applyAll(overlay.force(), final, base));
  });
}

function extensible(nix: Interpreter, name: string, make: Thunk): Value {
  const extend = primitive(name, 1, (overlay) =>
    extensible(nix, name, Thunk.of(primitive('extends', 1, (final) => extended(nix, overlay, make, final)))),
  );
  const self: Thunk = new Thunk(() =>
    update(nix.apply(make.force(), self), setValue(new Map([[name, Thunk.of(extend)]]))),
  );
  return self.force();
}
