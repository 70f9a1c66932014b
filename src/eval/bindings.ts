/** Attribute paths in a set: `a.b = 1; a.c = 2;` and `a = { b = 1; }; a.c = 2;` are one attribute `a`. */
import type { AttributeName, Expression } from '../syntax/nodes.js';
import type { Interpreter } from './interpreter.js';
import type { Scope } from './scope.js';
import { Thunk } from './thunk.js';
import { setValue, unknownValue, type Value } from './value.js';

export type Slot =
  | { readonly kind: 'thunk'; readonly thunk: Thunk }
  /** Written once as an expression, and possibly again by longer paths. */
  | { readonly kind: 'value'; readonly node: Expression }
  | { readonly kind: 'nested'; readonly whole: Expression[]; readonly inner: Slots };

/** The attributes of one set while its bindings are read. */
export class Slots {
  readonly named = new Map<string, Slot>();
  /** Bindings whose first name must be computed. That happens when their set is, and no sooner. */
  readonly #computed: { readonly attrpath: readonly AttributeName[]; readonly value: Expression }[] = [];

  add(attrpath: readonly AttributeName[], value: Expression): void {
    let slots: Slots = this;
    for (const [index, element] of attrpath.entries()) {
      const name = writtenName(element);
      if (name === undefined) slots.#computed.push({ attrpath: attrpath.slice(index), value });
      else if (index === attrpath.length - 1) slots.#addWhole(name, value);
      if (name === undefined || index === attrpath.length - 1) return;
      slots = slots.#nested(name).inner;
    }
  }

  #addWhole(name: string, value: Expression): void {
    if (this.named.has(name)) this.#nested(name).whole.push(value);
    else this.named.set(name, { kind: 'value', node: value });
  }

  #nested(name: string): Extract<Slot, { kind: 'nested' }> {
    const existing = this.named.get(name);
    if (existing?.kind === 'nested') return existing;
    const nested: Slot = {
      kind: 'nested',
      whole: existing?.kind === 'value' ? [existing.node] : [],
      inner: new Slots(),
    };
    this.named.set(name, nested);
    return nested;
  }

  /** Enters the attributes whose names are written, then those whose names are computed, into `names`. */
  fill(interpreter: Interpreter, scope: Scope, names: Map<string, Thunk>, rest: Value[]): void {
    for (const [name, thunk] of this.#thunks(interpreter, scope)) enter(names, name, thunk);
    if (this.#computed.length === 0) return;
    const late = new Slots();
    for (const { attrpath, value } of this.#computed) {
      const [first, ...more] = attrpath;
      const name = first === undefined ? undefined : interpreter.nameOf(first, scope);
      if (typeof name === 'string' && more.length === 0) late.#addWhole(name, value);
      else if (typeof name === 'string') late.#nested(name).inner.add(more, value);
      else if (name === undefined) rest.push(unknownValue('the name of an attribute is not known', value));
    }
    for (const [name, thunk] of late.#thunks(interpreter, scope)) enter(names, name, thunk);
  }

  *#thunks(interpreter: Interpreter, scope: Scope): Generator<[string, Thunk]> {
    for (const [name, slot] of this.named) {
      if (slot.kind === 'thunk') yield [name, slot.thunk];
      else if (slot.kind === 'value') yield [name, interpreter.thunk(slot.node, scope)];
      else
        yield [name, new Thunk(() => nestedSet(interpreter, slot.whole, slot.inner, scope), slot.whole[0])];
    }
  }
}

/** The name that an element of an attribute path is written as; an interpolation has none. */
function writtenName(name: AttributeName): string | undefined {
  if (name.kind === 'identifier') return name.name;
  if (name.kind === 'interpolation')
    return name.expression.kind === 'string' ? writtenName(name.expression) : undefined;
  const texts = name.parts.filter((part) => part.kind === 'text').map((part) => part.value);
  return texts.length === name.parts.length ? texts.join('') : undefined;
}

function enter(names: Map<string, Thunk>, name: string, thunk: Thunk): void {
  const earlier = names.get(name);
  names.set(
    name,
    earlier === undefined
      ? thunk
      : new Thunk(() => mergeSets(earlier.force(), thunk.force()), thunk.node ?? earlier.node),
  );
}

function nestedSet(
  interpreter: Interpreter,
  whole: readonly Expression[],
  inner: Slots,
  scope: Scope,
): Value {
  const attributes = new Map<string, Thunk>();
  const rest: Value[] = [];
  for (const node of whole) {
    const value = interpreter.evaluate(node, scope);
    if (value.type !== 'set') return value;
    rest.push(...value.rest);
    for (const name of value.names()) {
      const thunk = value.get(name);
      if (thunk !== undefined) attributes.set(name, thunk);
    }
  }
  inner.fill(interpreter, scope, attributes, rest);
  const [node] = whole;
  return setValue(attributes, rest, node?.kind === 'attributeSet' ? node : undefined);
}

function mergeSets(left: Value, right: Value): Value {
  if (left.type !== 'set' || right.type !== 'set') return right;
  const attributes = new Map<string, Thunk>();
  for (const set of [left, right]) {
    for (const name of set.names()) {
      const thunk = set.get(name);
      const earlier = attributes.get(name);
      if (thunk === undefined) continue;
      attributes.set(
        name,
        earlier === undefined
          ? thunk
          : new Thunk(() => mergeSets(earlier.force(), thunk.force()), thunk.node),
      );
    }
  }
  return setValue(attributes, [...left.rest, ...right.rest]);
}
