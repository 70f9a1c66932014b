/** Builtins over the context of strings, hashes, and the few that fit nowhere else. */
import { createHash } from 'node:crypto';
import type { Interpreter } from '../interpreter.js';
import { asSet } from '../operators.js';
import { Thunk } from '../thunk.js';
import { booleanValue, type ListItem, setValue, stringValue, unknownValue, type Value } from '../value.js';
import { type Builtin, binary, unary } from './define.js';
import { ElementIndex } from './element-index.js';
import { emptyList } from './elements.js';
import { anything, evaluated, exactText, list, literalText, set, whyInexact } from './shapes.js';

const algorithms: readonly string[] = ['md5', 'sha1', 'sha256', 'sha512'];

export const textBuiltins: readonly Builtin[] = [
  binary('hashString', literalText, literalText, (_nix, algorithm, value) => {
    if (!algorithms.includes(algorithm)) return unknownValue(`there is no hash “${algorithm}”`);
    return stringValue(createHash(algorithm).update(value).digest('hex'));
  }),
  unary('unsafeDiscardStringContext', evaluated, (_nix, value) => value),
  unary('hasContext', exactText, () => booleanValue(false)),
  unary('getContext', exactText, () => setValue(new Map())),
  binary('appendContext', evaluated, anything, (_nix, value) => value),
  unary('genericClosure', set, (nix, options) => closure(nix, options)),
];

/** Longer closures are not computed. */
const largestClosure = 10_000;

function closure(nix: Interpreter, options: Value): Value {
  const start = list(nix, new Thunk(() => nix.selectOrUnknown(options, 'startSet')));
  const operator = nix.selectOrUnknown(options, 'operator');
  if (start.type === 'unknown') return start;
  const pending: ListItem[] = [...start.items];
  const why = whyInexact(start);
  if (why !== undefined) return why;
  const found: ListItem[] = [];
  const keys = new ElementIndex(nix);
  for (let item = pending.shift(); item !== undefined; item = pending.shift()) {
    const key = new Thunk(keyOf(nix, item.thunk));
    const isKnown = keys.has(key.force());
    if (typeof isKnown !== 'boolean' || key.force().type === 'unknown')
      return unknownValue('the key of an element is not known');
    if (isKnown) continue;
    if (found.length >= largestClosure) return unknownValue('a closure is too large');
    keys.add({ thunk: key, literal: undefined });
    found.push(item);
    const next = list(nix, Thunk.of(nix.apply(operator, item.thunk)));
    const reason = next.type === 'unknown' ? next : whyInexact(next);
    if (reason !== undefined || next.type === 'unknown') return reason ?? next;
    pending.push(...next.items);
  }
  return { ...emptyList, items: found };
}

const keyOf = (nix: Interpreter, thunk: Thunk) => (): Value =>
  nix.selectOrUnknown(asSet(thunk.force()), 'key');
