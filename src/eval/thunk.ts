/** A value that is computed when it is asked for, at most once. */
import type { Expression } from '../syntax/nodes.js';
import { enter, isBottom, isOverflow, leave, tooDeep } from './depth.js';
import { unknownValue, type Value } from './value.js';

const never = (): Value => unknownValue('a value that is known is not computed');

export class Thunk {
  /** The expression that the value is written as, where it is written. */
  readonly node: Expression | undefined;
  #compute: (() => Value) | undefined;
  #value: Value | undefined;
  #running = false;

  constructor(compute: () => Value, node?: Expression) {
    this.#compute = compute;
    this.node = node;
  }

  static of<Known extends Value>(value: Known, node?: Expression): Thunk {
    const thunk = new Thunk(never, node);
    thunk.#value = value;
    thunk.#compute = undefined;
    return thunk;
  }

  /** The value; a value that needs itself is unknown. */
  force(): Value {
    if (this.#value !== undefined) return this.#value;
    if (this.#running || this.#compute === undefined)
      return unknownValue('needs its own value (infinite recursion)', this.node);
    const outermost = isBottom();
    if (!enter()) return unknownValue(tooDeep, this.node);
    this.#running = true;
    try {
      this.#value = this.#compute();
      this.#compute = undefined;
      return this.#value;
    } catch (error) {
      if (!outermost || !isOverflow(error)) throw error;
      return unknownValue(tooDeep, this.node);
    } finally {
      this.#running = false;
      leave();
    }
  }
}
