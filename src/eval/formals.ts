/** What the names of a function's arguments mean in its body. */
import type { Expression, Lambda } from '../syntax/nodes.js';
import { ownNode } from './foreign.js';
import type { Interpreter } from './interpreter.js';
import { type Scope, scopeWithNames } from './scope.js';
import { Thunk } from './thunk.js';
import { unknownValue, type Value } from './value.js';

export function scopeOfBody(nix: Interpreter, lambda: Lambda, scope: Scope, argument: Thunk): Scope {
  const names = new Map<string, Thunk>();
  const inner = scopeWithNames(scope, names);
  if (lambda.universal !== undefined) names.set(lambda.universal.name, argument);
  for (const formal of lambda.formals?.formals ?? []) {
    const fallback = formal.default;
    const name = formal.name.name;
    const node = ownNode(formal.name);
    names.set(
      name,
      new Thunk(() => {
        const given = argument.force();
        const value = nix.select(given, name, node);
        if (value !== undefined && !(fallback !== undefined && isOnlyRest(given, name))) return value;
        return fallback === undefined
          ? unknownValue(`the argument “${name}” is not given`, node)
          : nix.evaluate(fallback, inner);
      }, passedNode(argument, name) ?? node),
    );
  }
  return inner;
}

/** Whether `given.name` would come from the unknown part of a set alone: then a default is the better guess. */
function isOnlyRest(given: Value, name: string): boolean {
  return given.type === 'set' && given.get(name) === undefined;
}

function passedNode(argument: Thunk, name: string): Expression | undefined {
  const { node } = argument;
  if (node?.kind !== 'attributeSet') return undefined;
  for (const binding of node.bindings) {
    if (binding.kind === 'binding' && binding.attrpath.length === 1) {
      const [only] = binding.attrpath;
      if (only?.kind === 'identifier' && only.name === name) return binding.value;
    }
  }
  return undefined;
}
