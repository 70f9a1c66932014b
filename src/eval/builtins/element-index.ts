/** Looking for equal elements without comparing each with each. */
import { equalValues } from '../comparison.js';
import type { Interpreter } from '../interpreter.js';
import { because, type ListItem, type UnknownValue, unknownValue, type Value } from '../value.js';
import { textOf } from './repository-text.js';

/** Values of which it is asked whether there is an equal one among them. */
export class ElementIndex {
  readonly #nix: Interpreter;
  /** Those that are simple, by what they are. */
  readonly #keys = new Set<string>();
  readonly #others: Value[] = [];
  #unsure: UnknownValue | undefined;

  constructor(nix: Interpreter, items: readonly ListItem[] = [], gaps: readonly UnknownValue[] = []) {
    this.#nix = nix;
    this.#unsure = gaps[0];
    for (const item of items) this.add(item);
  }

  add({ thunk, maybe }: ListItem): void {
    if (maybe !== undefined) {
      this.#unsure ??= maybe;
      return;
    }
    const value = thunk.force();
    const key = this.#keyOf(value);
    if (key === undefined) this.#others.push(value);
    else this.#keys.add(key);
  }

  /** Whether an equal value is there. */
  has(value: Value): boolean | UnknownValue {
    const key = this.#keyOf(value);
    if (key !== undefined && this.#keys.has(key)) return true;
    if (key === undefined && (value.type === 'unknown' || value.type === 'symbol') && this.#keys.size > 0) {
      return this.#nix.notKnown(value);
    }
    let unsure = this.#unsure;
    for (const other of this.#others) {
      const equal = equalValues(value, other);
      if (equal === true) return true;
      if (equal === undefined) unsure ??= unknownValue('two values cannot be compared');
    }
    return unsure === undefined ? false : because(unsure);
  }

  #keyOf(value: Value): string | undefined {
    switch (value.type) {
      case 'string': {
        const text = textOf(this.#nix, value);
        return text === undefined ? undefined : `string ${text}`;
      }
      case 'float':
        // 1.0 is equal to 1
        return Number.isInteger(value.value) ? `integer ${BigInt(value.value)}` : `float ${value.value}`;
      case 'integer':
      case 'boolean':
        return `${value.type} ${value.value}`;
      case 'path':
        return `path ${value.path}`;
      case 'null':
        return 'null';
      default:
        return undefined;
    }
  }
}
