/** nixpkgs' `lib.attrsets`: attributes by path, and sets merged in depth. */

import { hasAttribute, truth } from '../builtins/attributes.js';
import { type Builtin, binary, isUnknown, lazy, ternary } from '../builtins/define.js';
import { holds } from '../builtins/elements.js';
import { anything, elements } from '../builtins/shapes.js';
import type { Interpreter } from '../interpreter.js';
import { update } from '../operators.js';
import { Thunk } from '../thunk.js';
import { type ListItem, listValue, setValue, stringValue, unknownValue, type Value } from '../value.js';

export const attributePathFunctions: readonly Builtin[] = [
  ternary('attrByPath', elements, anything, anything, (nix, path, fallback, value) =>
    followPath(nix, path, value.force(), () => fallback.force()),
  ),
  binary('getAttrFromPath', elements, anything, (nix, path, value) =>
    followPath(nix, path, value.force(), (name) => unknownValue(`there is no attribute “${name}”`)),
  ),
  binary('hasAttrByPath', elements, anything, (nix, path, value) => hasPath(nix, path, value.force())),
  binary('setAttrByPath', elements, anything, (nix, path, value) => atPath(nix, path, value)),
  lazy('recursiveUpdate', 2, (nix, left, right) =>
    updateDeeply(nix, left.force(), right.force(), () => false),
  ),
  lazy('recursiveUpdateUntil', 3, (nix, stop, left, right) =>
    updateDeeply(nix, left.force(), right.force(), (path, a, b) =>
      holds(nix, stop, Thunk.of(listValue(path.map((name) => Thunk.of(stringValue(name))))), a, b),
    ),
  ),
];

function followPath(
  nix: Interpreter,
  path: readonly ListItem[],
  start: Value,
  missing: (name: string) => Value,
): Value {
  let value = start;
  for (const item of path) {
    const name = nix.string(item.thunk.force());
    if (name === undefined) return nix.selectUnknownName(value);
    const next = nix.select(value, name);
    if (next === undefined) return missing(name);
    value = next;
  }
  return value;
}

function hasPath(nix: Interpreter, path: readonly ListItem[], start: Value): Value {
  let value = start;
  for (const item of path) {
    const name = nix.string(item.thunk.force());
    if (name === undefined) return unknownValue('the name of an attribute is not known');
    const has = hasAttribute(nix, value, name);
    if (has !== true) return truth(has);
    value = nix.selectOrUnknown(value, name);
  }
  return truth(true);
}

/** `{ a.b = value; }` for the path `[ "a" "b" ]`. */
export function atPath(nix: Interpreter, path: readonly ListItem[], value: Thunk): Value {
  const [first, ...more] = path;
  if (first === undefined) return value.force();
  const name = nix.string(first.thunk.force());
  if (name === undefined) return setValue(new Map(), [unknownValue('the name of an attribute is not known')]);
  return setValue(
    new Map([[name, more.length === 0 ? value : new Thunk(() => atPath(nix, more, value), value.node)]]),
  );
}

type Stop = (path: readonly string[], left: Thunk, right: Thunk) => boolean | Value;

/** The right side over the left; where both are sets and nothing stops it, so are their attributes. */
function updateDeeply(
  nix: Interpreter,
  left: Value,
  right: Value,
  stop: Stop,
  path: readonly string[] = [],
): Value {
  if (left.type !== 'set' || right.type !== 'set') return update(left, right);
  const attributes = new Map<string, Thunk>();
  for (const name of new Set([...left.names(), ...right.names()])) {
    const [a, b] = [left.get(name), right.get(name)];
    if (b === undefined) {
      if (a !== undefined) attributes.set(name, a);
    } else if (a === undefined) attributes.set(name, b);
    else attributes.set(name, new Thunk(() => updateAttribute(nix, a, b, stop, [...path, name]), b.node));
  }
  return setValue(attributes, [...right.rest, ...left.rest]);
}

function updateAttribute(
  nix: Interpreter,
  left: Thunk,
  right: Thunk,
  stop: Stop,
  path: readonly string[],
): Value {
  const stopped = stop(path, left, right);
  if (isUnknown(stopped)) return stopped;
  const [a, b] = [left.force(), right.force()];
  if (stopped === true || a.type !== 'set' || b.type !== 'set') return isEither(a, b) ? update(a, b) : b;
  return updateDeeply(nix, a, b, stop, path);
}

/** A set and something that may be one. */
function isEither(left: Value, right: Value): boolean {
  const isOpen = (value: Value): boolean => value.type === 'unknown' || value.type === 'symbol';
  return left.type === 'set' && isOpen(right);
}
