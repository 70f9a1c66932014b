/** Attributes of values of which not all is known, and names that a `with` may bind. */
import type { Expression } from '../syntax/nodes.js';
import { enter, leave, tooDeep } from './depth.js';
import type { Interpreter } from './interpreter.js';
import { environmentsOf, lexicalBinding, type Scope } from './scope.js';
import { Thunk } from './thunk.js';
import { isTooLong, type SetValue, unknownValue, type Value } from './value.js';

/** More values that one may be are not told apart. */
const mostBranches = 256;

/** More environments that may bind a name are not told apart: each may itself be one of as many. */
const mostEnvironments = 6;

/** What a name means; of several `with` that may bind it, each. */
export function lookUp(nix: Interpreter, name: string, scope: Scope, node: Expression | undefined): Value {
  const bound = lexicalBinding(scope, name);
  if (bound !== undefined) return bound.force();
  const candidates: Value[] = [];
  for (const environment of environmentsOf(scope)) {
    const value = environment.force();
    const found = certainly(nix, value, name, node);
    if (found === 'missing') continue;
    if (found !== 'unsure') {
      // what might shadow a function of the library would be a copy of it
      if (candidates.length === 0 || found.type === 'primitive') return found;
      candidates.push(found);
      break;
    }
    candidates.push(nix.selectOrUnknown(value, name, node));
    if (candidates.length > mostEnvironments)
      return unknownValue(`there are too many “with” that may bind the name “${name}”`, node);
  }
  const [only, second] = candidates;
  if (only === undefined) return unknownValue(`nothing binds the name “${name}”`, node);
  if (second === undefined) return only;
  return unknownValue(
    `it is not known which “with” binds the name “${name}”`,
    node,
    candidates.map((candidate) => Thunk.of(candidate)),
  );
}

/** `value.name` where it is certain that there is such an attribute. */
export function certainly(
  nix: Interpreter,
  value: Value,
  name: string,
  node: Expression | undefined,
): Value | 'missing' | 'unsure' {
  if (value.type === 'set') {
    const own = value.get(name);
    if (own !== undefined) return own.force();
    for (const rest of value.rest) {
      const found = certainly(nix, rest, name, node);
      // a set among the rest says what its attributes are if they are there
      if (found !== 'missing') return rest.type === 'set' ? 'unsure' : found;
    }
    return 'missing';
  }
  if (value.type === 'symbol') {
    const has = nix.world.has(value, name);
    if (has === false) return 'missing';
    return has === undefined ? 'unsure' : nix.selectOrUnknown(value, name, node);
  }
  return value.type === 'unknown' ? 'unsure' : 'missing';
}

/** `value.name`; `undefined` when it certainly has no such attribute. */
export function select(
  nix: Interpreter,
  value: Value,
  name: string,
  node: Expression | undefined,
): Value | undefined {
  switch (value.type) {
    case 'set': {
      const own = value.get(name);
      if (own !== undefined) return own.force();
      return selectRest(nix, value, name, (rest) => select(nix, rest, name, node));
    }
    case 'symbol':
      if (isTooLong(value)) return unknownValue(tooDeep, node);
      return nix.world.select(value, name) ?? { type: 'symbol', origin: { kind: 'select', of: value, name } };
    case 'unknown': {
      const alternatives = value.alternatives.map(
        (alternative) => new Thunk(() => nix.selectOrUnknown(alternative.force(), name, node)),
      );
      return unknownValue(value.why, value.node ?? node, alternatives);
    }
    default:
      return undefined;
  }
}

/**
 * `value.name` where it would be an error not to have it: of several values that `value` may be, those that lack the
 * attribute are not meant.
 */
export function selectSurely(
  nix: Interpreter,
  value: Value,
  name: string,
  node: Expression,
  branches = { left: mostBranches },
): Value | undefined {
  if (value.type === 'set' && value.get(name) === undefined) {
    return selectRest(nix, value, name, (rest) => selectSurely(nix, rest, name, node, branches));
  }
  if (value.type !== 'unknown' || value.alternatives.length === 0) return select(nix, value, name, node);
  branches.left -= value.alternatives.length;
  if (branches.left < 0 || !enter()) return select(nix, value, name, node);
  try {
    const found = value.alternatives.flatMap(
      (one) => selectSurely(nix, one.force(), name, node, branches) ?? [],
    );
    const [only, second] = found;
    if (only === undefined || second === undefined) return only;
    return unknownValue(
      value.why,
      value.node ?? node,
      found.map((one) => Thunk.of(one)),
    );
  } finally {
    leave();
  }
}

function selectRest(
  nix: Interpreter,
  set: SetValue,
  name: string,
  selectFrom: (rest: Value) => Value | undefined,
): Value | undefined {
  let unsure: Value | undefined;
  for (const rest of set.rest) {
    const has = rest.type === 'symbol' ? nix.world.has(rest, name) : rest.type === 'set' ? true : undefined;
    if (has === false) continue;
    const found = selectFrom(rest);
    if (found === undefined) continue;
    if (has === true) return found;
    // what is known goes before what is not known at all
    if (unsure === undefined || unsure.type === 'unknown')
      unsure = found.type === 'unknown' ? (unsure ?? found) : found;
  }
  return unsure;
}

/** `value.${…}` */
export function selectUnknownName(nix: Interpreter, value: Value, node: Expression | undefined): Value {
  if (value.type === 'symbol') {
    return (
      nix.world.select(value, undefined) ?? {
        type: 'symbol',
        origin: { kind: 'select', of: value, name: undefined },
      }
    );
  }
  if (value.type === 'unknown') return value;
  return unknownValue('the name of an attribute is not known', node);
}
