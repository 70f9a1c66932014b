/** How the flake's inputs are named at a place: `inputs`, another name, or what must be done to have one. */
import type { Interpreter } from '../eval/interpreter.js';
import { lexicalBinding, type Scope } from '../eval/scope.js';
import type { Value } from '../eval/value.js';
import type { Lambda, Node } from '../syntax/nodes.js';
import { ancestors } from '../syntax/parser.js';
import type { Flake } from './flake.js';
import type { Scopes } from './scopes.js';

const usualNames = ['inputs', 'flakeInputs', 'rootInputs', 'flake-inputs', 'args', 'attrs'];
/** Sets that often carry the inputs, and the name under which they do. */
const usualCarriers = ['self', 'flake', 'outputs', 'specialArgs', 'extraArgs'];

/** The expression that gives the inputs at a node, for every configuration that gets there. */
export function inputsAt(flake: Flake, scopes: Scopes, node: Node): string | undefined {
  const here = scopes.at(node);
  const candidates = [...new Set([...usualNames, ...namesOfArguments(node)])];
  for (const name of candidates) {
    if (here.every((scope) => isBoundTo(flake, scope, name, []))) return name;
  }
  for (const carrier of usualCarriers) {
    if (here.every((scope) => isBoundTo(flake, scope, carrier, ['inputs']))) return `${carrier}.inputs`;
  }
  return undefined;
}

/** The arguments of the functions around a node that may be the inputs: `args@{ … }`, `{ myInputs, ... }`. */
function namesOfArguments(node: Node): string[] {
  const names: string[] = [];
  for (const around of ancestors(node)) {
    if (around.kind !== 'lambda') continue;
    if (around.universal !== undefined) names.push(around.universal.name);
    for (const formal of around.formals?.formals ?? []) {
      if (/inputs/i.test(formal.name.name)) names.push(formal.name.name);
    }
  }
  return names;
}

function isBoundTo(flake: Flake, scope: Scope, name: string, path: readonly string[]): boolean {
  const bound = lexicalBinding(scope, name);
  if (bound === undefined) return false;
  const value = flake.interpreter.selectPath(bound.force(), path);
  return value !== undefined && isInputs(flake, value);
}

/**
 * Whether a value is the set of all inputs, `self` included, possibly with more attributes: one input more in flake.nix
 * is one more in it. A set that names each of them, `{ inherit self nixpkgs; }`, is not.
 */
export function isInputs(flake: Flake, value: Value): boolean {
  if (value === flake.inputSet) return true;
  if (value.type !== 'set') return false;
  return (
    (value.layers?.includes(flake.inputSet) ?? false) ||
    (value.merged?.().some((part) => isInputs(flake, part)) ?? false)
  );
}

/** The formal `name` of a module function could be had: every configuration that applies it passes the inputs so. */
export function couldTakeInputs(
  flake: Flake,
  interpreter: Interpreter,
  lambda: Lambda,
  name: string,
): boolean {
  const calls = interpreter.calls.get(lambda) ?? [];
  return (
    calls.length > 0 &&
    calls.every((argument) => {
      const given = argument.force();
      const value = given.type === 'set' ? given.get(name)?.force() : undefined;
      return value !== undefined && isInputs(flake, value);
    })
  );
}

/** Whether a function is applied to the inputs themselves, wherever the evaluation met it. */
export function isAppliedToInputs(flake: Flake, lambda: Lambda): boolean {
  const calls = flake.interpreter.calls.get(lambda) ?? [];
  return calls.length > 0 && calls.every((argument) => isInputs(flake, argument.force()));
}
