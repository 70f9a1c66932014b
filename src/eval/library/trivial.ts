/** nixpkgs' `lib.trivial`, `lib.debug` and `lib.asserts`: values passed on, with or without a word. */
import { type Builtin, binary, lazy } from '../builtins/define.js';
import { foldElements } from '../builtins/elements.js';
import { anything, boolean, list } from '../builtins/shapes.js';
import type { Interpreter } from '../interpreter.js';
import { Thunk } from '../thunk.js';
import { booleanValue, unknownValue, type Value } from '../value.js';

/** Functions that give their last argument, by how many they take. */
const passing: readonly (readonly [number, readonly string[]])[] = [
  [1, ['id', 'traceVal', 'traceValSeq', 'mdDoc', 'mkFixStrictness']],
  [2, ['warn', 'info', 'trace', 'traceSeq', 'traceValFn', 'traceValSeqFn', 'traceValSeqN', 'showWarnings']],
  [3, ['warnIf', 'warnIfNot', 'traceIf', 'traceSeqN', 'traceValSeqNFn']],
];

export const trivialFunctions: readonly Builtin[] = [
  ...passing.flatMap(([arity, names]) => names.map((name) => passOn(name, arity))),
  lazy('const', 2, (_nix, value) => value.force()),
  lazy('flip', 3, (nix, callee, first, second) => nix.applyAll(callee.force(), second, first)),
  lazy('traceFnSeqN', 4, (nix, _depth, _name, callee, value) => nix.apply(callee.force(), value)),
  binary('pipe', anything, list, (nix, start, functions) =>
    foldElements(functions, start.force(), (result, step) => nix.apply(step.force(), Thunk.of(result))),
  ),
  throwing('throwIf', true),
  throwing('throwIfNot', false),
  lazy('assertMsg', 2, (nix, condition, message) => orThrow(nix, condition.force(), message)),
  lazy('assertOneOf', 3, () => booleanValue(true)),
  lazy('assertEachOneOf', 3, () => booleanValue(true)),
  lazy('checkAssertWarn', 3, (_nix, _assertions, _warnings, value) => value.force()),
  lazy('checkListOfEnum', 4, (_nix, _message, _valid, _given, value) => value.force()),
  lazy('and', 2, (nix, first, second) => junction(nix, first, second, false)),
  lazy('or', 2, (nix, first, second) => junction(nix, first, second, true)),
  binary('xor', boolean, boolean, (_nix, a, b) => booleanValue(a !== b)),
];

function passOn(name: string, arity: number): Builtin {
  return lazy(
    name,
    arity,
    (_nix, ...values) => values[values.length - 1]?.force() ?? unknownValue('no argument'),
  );
}

/** Nix's `&&` (decided by false) and `||` (decided by true). */
function junction(nix: Interpreter, first: Thunk, second: Thunk, decisive: boolean): Value {
  const [left, right] = [first.force(), second];
  if (left.type === 'boolean') return left.value === decisive ? left : right.force();
  const other = right.force();
  return other.type === 'boolean' && other.value === decisive ? other : nix.notKnown(left, first.node);
}

function throwing(name: string, when: boolean): Builtin {
  return lazy(name, 3, (nix, condition, message, value) => {
    const known = condition.force();
    // where it is not known the configuration is taken to be one that evaluates
    if (known.type !== 'boolean' || known.value !== when) return value.force();
    return thrown(nix, message);
  });
}

function orThrow(nix: Interpreter, condition: Value, message: Thunk): Value {
  if (condition.type !== 'boolean') return nix.notKnown(condition);
  return condition.value ? condition : thrown(nix, message);
}

const thrown = (nix: Interpreter, message: Thunk): Value =>
  unknownValue(`throws “${nix.string(message.force()) ?? '…'}”`, message.node);
