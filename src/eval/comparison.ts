/** Equality and order of values; `undefined` where they cannot be known. */
import { placedText } from './builtins/repository-text.js';
import { enter, leave } from './depth.js';
import type { Thunk } from './thunk.js';
import type { SetValue, Value } from './value.js';

/** Comparisons within one, before it is given up: values that share their parts can be exponentially large. */
const mostComparisons = 1_000_000;

let running = 0;
let comparisons = 0;

export function equalValues(left: Value, right: Value): boolean | undefined {
  if (running === 0) comparisons = 0;
  comparisons += 1;
  if (comparisons > mostComparisons || !enter()) return undefined;
  running += 1;
  try {
    return compareEqual(left, right);
  } finally {
    running -= 1;
    leave();
  }
}

function compareEqual(left: Value, right: Value): boolean | undefined {
  if (
    left.type === 'unknown' ||
    right.type === 'unknown' ||
    left.type === 'symbol' ||
    right.type === 'symbol'
  )
    return undefined;
  if (
    (left.type === 'integer' || left.type === 'float') &&
    (right.type === 'integer' || right.type === 'float')
  ) {
    return (
      Number(left.value) === Number(right.value) && (left.type !== right.type || left.value === right.value)
    );
  }
  if (left.type === 'string' && right.type === 'string') {
    const [first, second] = [placedText(left), placedText(right)];
    return first === undefined || second === undefined ? undefined : first === second;
  }
  if (left.type !== right.type) return false;
  // as in Nix, the very same set or list is equal to itself, however deep it goes
  if (left === right && (left.type === 'set' || left.type === 'list')) return true;
  switch (left.type) {
    case 'null':
      return true;
    case 'boolean':
      return right.type === 'boolean' && left.value === right.value;
    case 'path':
      return right.type === 'path' && left.path === right.path;
    case 'list': {
      if (right.type !== 'list' || hasUncertainty(left) || hasUncertainty(right)) return undefined;
      if (left.items.length !== right.items.length) return false;
      return every(left.items.map((item, index) => [item.thunk, right.items[index]?.thunk]));
    }
    case 'set': {
      if (right.type !== 'set') return undefined;
      if (hasMoreThan(left, right) || hasMoreThan(right, left)) return false;
      if (left.rest.length > 0 || right.rest.length > 0) return undefined;
      return every(left.names().map((name) => [left.get(name), right.get(name)]));
    }
    default:
      // functions are never equal, except that Nix compares some by identity
      return undefined;
  }
}

/** Whether a set has an attribute that another one lacks for certain. */
const hasMoreThan = (set: SetValue, other: SetValue): boolean =>
  other.rest.length === 0 && set.names().some((name) => other.get(name) === undefined);

function hasUncertainty(list: Extract<Value, { type: 'list' }>): boolean {
  return list.gaps.length > 0 || list.items.some((item) => item.maybe !== undefined);
}

function every(pairs: readonly (readonly [Thunk | undefined, Thunk | undefined])[]): boolean | undefined {
  let unsure = false;
  for (const [left, right] of pairs) {
    if (left === right) continue;
    const equal =
      left === undefined || right === undefined ? undefined : equalValues(left.force(), right.force());
    if (equal === false) return false;
    if (equal === undefined) unsure = true;
    if (comparisons > mostComparisons) return undefined;
  }
  return unsure ? undefined : true;
}

/** Negative, zero or positive, as `left` is before, at or after `right`. Strings are compared by bytes. */
export function compareValues(left: Value, right: Value): number | undefined {
  if (!enter()) return undefined;
  try {
    return compareOrder(left, right);
  } finally {
    leave();
  }
}

function compareOrder(left: Value, right: Value): number | undefined {
  if (
    (left.type === 'integer' || left.type === 'float') &&
    (right.type === 'integer' || right.type === 'float')
  ) {
    if (left.type === 'integer' && right.type === 'integer')
      return left.value < right.value ? -1 : left.value > right.value ? 1 : 0;
    const difference = Number(left.value) - Number(right.value);
    return Number.isNaN(difference) ? undefined : difference;
  }
  if (left.type === 'string' && right.type === 'string') {
    const [first, second] = [placedText(left), placedText(right)];
    return first === undefined || second === undefined ? undefined : compareText(first, second);
  }
  if (left.type === 'path' && right.type === 'path') return compareText(left.path, right.path);
  if (left.type === 'list' && right.type === 'list') {
    if (hasUncertainty(left) || hasUncertainty(right)) return undefined;
    for (const [index, item] of left.items.entries()) {
      const other = right.items[index];
      if (other === undefined) return 1;
      const [first, second] = [item.thunk.force(), other.thunk.force()];
      const equal = equalValues(first, second);
      if (equal === true) continue;
      return equal === undefined ? undefined : compareValues(first, second);
    }
    return left.items.length - right.items.length;
  }
  return undefined;
}

/** The order of the bytes of UTF-8, which is that of the code points; that of UTF-16 differs in surrogates. */
export function compareText(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const a = left.charCodeAt(at);
    const b = right.charCodeAt(at);
    if (a !== b) return isSurrogate(a) === isSurrogate(b) ? a - b : isSurrogate(a) ? 1 : -1;
  }
  return left.length - right.length;
}

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;
