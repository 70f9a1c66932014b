/** Builtins that force, fail, or catch. */
import { type Interpreter, tooLarge } from '../interpreter.js';
import { Thunk } from '../thunk.js';
import { booleanValue, setValue, type UnknownValue, unknownValue, type Value } from '../value.js';
import { type Builtin, lazy, unary } from './define.js';
import { text } from './shapes.js';

export const controlBuiltins: readonly Builtin[] = [
  lazy('seq', 2, (_nix, first, second) => errorOf(first.force()) ?? second.force()),
  lazy('deepSeq', 2, (nix, first, second) => deepError(nix, first.force(), 0) ?? second.force()),
  lazy('trace', 2, (_nix, _message, value) => value.force()),
  lazy('traceVerbose', 2, (_nix, _message, value) => value.force()),
  lazy('warn', 2, (_nix, _message, value) => value.force()),
  lazy('addErrorContext', 2, (_nix, _message, value) => value.force()),
  lazy('break', 1, (_nix, value) => value.force()),
  unary('throw', text, (_nix, message) => unknownValue(`throws “${message}”`)),
  unary('abort', text, (_nix, message) => unknownValue(`aborts with “${message}”`)),
  lazy('tryEval', 1, (_nix, thunk) => {
    const value = thunk.force();
    // whether Nix could catch it is not known: it may be an error, or only something that is not known here
    if (value.type === 'unknown') return value;
    return setValue(
      new Map([
        ['success', Thunk.of(booleanValue(true))],
        ['value', Thunk.of(value)],
      ]),
    );
  }),
];

function errorOf(value: Value): UnknownValue | undefined {
  return value.type === 'unknown' && value.alternatives.length === 0 ? value : undefined;
}

/** Deeper, values are taken to be well. */
const deepestForcing = 200;

/** The first part of a value that is unknown. */
function deepError(nix: Interpreter, value: Value, depth: number): UnknownValue | undefined {
  if (!nix.spend()) return unknownValue(tooLarge);
  if (depth > deepestForcing) return undefined;
  if (value.type === 'list')
    return firstError(
      nix,
      value.items.map((item) => item.thunk),
      depth,
    );
  if (value.type === 'set')
    return firstError(
      nix,
      value.names().flatMap((name) => value.get(name) ?? []),
      depth,
    );
  return errorOf(value);
}

function firstError(nix: Interpreter, thunks: readonly Thunk[], depth: number): UnknownValue | undefined {
  for (const thunk of thunks) {
    const error = deepError(nix, thunk.force(), depth + 1);
    if (error !== undefined) return error;
  }
  return undefined;
}
