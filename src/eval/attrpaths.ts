/** Attribute paths as they are written: `a.b or c`, `a ? b.c` (Nix manual, "Operators"). */
import type { AttributeName, Expression } from '../syntax/nodes.js';
import type { Interpreter } from './interpreter.js';
import type { Scope } from './scope.js';
import { certainly, selectSurely } from './selection.js';
import { Thunk } from './thunk.js';
import { booleanValue, unknownValue, type Value } from './value.js';

/** `start.a.b or fallback` */
export function followPath(
  nix: Interpreter,
  start: Value,
  attrpath: readonly AttributeName[],
  fallback: Expression | undefined,
  scope: Scope,
  node: Expression,
): Value {
  let value = start;
  for (const [index, element] of attrpath.entries()) {
    if (fallback !== undefined && value.type === 'unknown' && value.alternatives.length > 0) {
      const rest = attrpath.slice(index);
      const alternatives = value.alternatives.map(
        (one) => new Thunk(() => followPath(nix, one.force(), rest, fallback, scope, node)),
      );
      return unknownValue(value.why, value.node ?? node, alternatives);
    }
    const name = nix.nameOf(element, scope);
    if (name === null) return unknownValue('null is no attribute name', node);
    const next =
      name === undefined
        ? nix.selectUnknownName(value, node)
        : fallback === undefined
          ? selectSurely(nix, value, name, node)
          : selectIfThere(nix, value, name, node);
    if (next === undefined) {
      return fallback === undefined
        ? unknownValue(`there is no attribute “${name}”`, node)
        : nix.evaluate(fallback, scope);
    }
    value = next;
  }
  return value;
}

/** What a set is known to lack it lacks, also where it is known by its name alone: `lib.newer or …`. */
function selectIfThere(nix: Interpreter, value: Value, name: string, node: Expression): Value | undefined {
  if (value.type === 'symbol' && nix.world.has(value, name) === false) return undefined;
  return nix.select(value, name, node);
}

/** `target ? a.b` */
export function hasPath(
  nix: Interpreter,
  target: Value,
  attrpath: readonly AttributeName[],
  scope: Scope,
  node: Expression,
): Value {
  let value = target;
  for (const [index, element] of attrpath.entries()) {
    const name = nix.nameOf(element, scope);
    if (typeof name !== 'string') return unknownValue('the name of an attribute is not known', node);
    const found = certainly(nix, value, name, node);
    if (found === 'missing') return booleanValue(false);
    if (found === 'unsure')
      return unknownValue(`it is not known whether there is an attribute “${name}”`, node);
    if (index === attrpath.length - 1) return booleanValue(true);
    value = found;
  }
  return unknownValue('an empty attribute path', node);
}
