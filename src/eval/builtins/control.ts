/** Builtins that force, fail, or catch. */
import { Thunk } from '../thunk.js';
import { booleanValue, setValue, type UnknownValue, unknownValue, type Value } from '../value.js';
import { type Builtin, lazy, unary } from './define.js';
import { text } from './shapes.js';

export const controlBuiltins: readonly Builtin[] = [
  lazy('seq', 2, (_nix, first, second) => errorOf(first.force()) ?? second.force()),
  lazy('deepSeq', 2, (_nix, first, second) => deepError(first.force(), 0) ?? second.force()),
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
function deepError(value: Value, depth: number): UnknownValue | undefined {
  if (depth > deepestForcing) return undefined;
  const error = errorOf(value);
  if (error !== undefined) return error;
  if (value.type === 'list')
    return firstError(
      value.items.map((item) => item.thunk),
      depth,
    );
  if (value.type === 'set')
    return firstError(
      value.names().flatMap((name) => value.get(name) ?? []),
      depth,
    );
  return undefined;
}

function firstError(thunks: readonly Thunk[], depth: number): UnknownValue | undefined {
  for (const thunk of thunks) {
    const error = deepError(thunk.force(), depth + 1);
    if (error !== undefined) return error;
  }
  return undefined;
}
