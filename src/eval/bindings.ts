/** Attribute paths in a set: `a.b = 1; a.c = 2;` and `a = { b = 1; }; a.c = 2;` are one attribute `a`. */
import type { AttributeName, Binding, Expression, Inherit } from '../syntax/nodes.js';
import type { Interpreter } from './interpreter.js';
import { lexicalBinding, type Scope } from './scope.js';
import { lookUp } from './selection.js';
import { Thunk } from './thunk.js';
import { setValue, type UnknownValue, unknownValue, type Value } from './value.js';

type Slot =
  | { readonly kind: 'inherit'; readonly binding: Inherit }
  /** Written once as an expression, and possibly again by longer paths. */
  | { readonly kind: 'value'; readonly node: Expression }
  | { readonly kind: 'nested'; readonly whole: Expression[]; readonly inner: Slots };

/** Where the values of a set's attributes are meant: those of an `inherit` outside of it. */
export interface Scopes {
  readonly outer: Scope;
  readonly inner: Scope;
}

/** What the `inherit`s of a set are from: one value each, however many names it gives. */
type Sources = Map<Inherit, Thunk>;

const known = new WeakMap<readonly Binding[], Slots>();

/** The attributes of bindings: the same for every evaluation of their set. */
export function slotsOf(bindings: readonly Binding[]): Slots {
  let slots = known.get(bindings);
  if (slots === undefined) {
    slots = new Slots();
    for (const binding of bindings) slots.read(binding);
    known.set(bindings, slots);
  }
  return slots;
}

/** The attributes of one set as they are written. */
class Slots {
  readonly #named = new Map<string, Slot>();
  /** Bindings whose first name must be computed. That happens when their set is, and no sooner. */
  readonly #computed: { readonly attrpath: readonly AttributeName[]; readonly value: Expression }[] = [];
  readonly #computedInherits: { readonly name: AttributeName; readonly binding: Inherit }[] = [];

  read(binding: Binding): void {
    if (binding.kind === 'binding') this.#add(binding.attrpath, binding.value);
    else this.#inherit(binding);
  }

  #inherit(binding: Inherit): void {
    for (const name of binding.names) {
      const text = writtenName(name);
      if (text === undefined) this.#computedInherits.push({ name, binding });
      else this.#named.set(text, { kind: 'inherit', binding });
    }
  }

  #add(attrpath: readonly AttributeName[], value: Expression): void {
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
    if (this.#named.has(name)) this.#nested(name).whole.push(value);
    else this.#named.set(name, { kind: 'value', node: value });
  }

  #nested(name: string): Extract<Slot, { kind: 'nested' }> {
    const existing = this.#named.get(name);
    if (existing?.kind === 'nested') return existing;
    const nested: Slot = {
      kind: 'nested',
      whole: existing?.kind === 'value' ? [existing.node] : [],
      inner: new Slots(),
    };
    this.#named.set(name, nested);
    return nested;
  }

  /** Enters the attributes whose names are written, then those whose names are computed, into `names`. */
  fill(interpreter: Interpreter, scopes: Scopes, names: Map<string, Thunk>, rest: Value[]): void {
    const sources: Sources = new Map();
    for (const { name, binding } of this.#computedInherits) {
      const text = interpreter.nameOf(name, scopes.inner);
      if (typeof text === 'string')
        enter(names, text, inherited(interpreter, text, binding, scopes, sources));
    }
    this.#fillWritten(interpreter, scopes, names, sources);
    if (this.#computed.length === 0) return;
    const late = new Slots();
    for (const { attrpath, value } of this.#computed) {
      const [first, ...more] = attrpath;
      const name = first === undefined ? undefined : interpreter.nameOf(first, scopes.inner);
      if (typeof name === 'string' && more.length === 0) late.#addWhole(name, value);
      else if (typeof name === 'string') late.#nested(name).inner.#add(more, value);
      else if (name === undefined) rest.push(unnamed(interpreter, first, more, value, scopes.inner));
    }
    late.#fillWritten(interpreter, scopes, names, sources);
  }

  #fillWritten(interpreter: Interpreter, scopes: Scopes, names: Map<string, Thunk>, sources: Sources): void {
    this.#named.forEach((slot, name) => {
      enter(names, name, thunkOf(interpreter, name, slot, scopes, sources));
    });
  }
}

/** What stands in the rest of a set for an attribute whose name is not known. */
function unnamed(
  interpreter: Interpreter,
  name: AttributeName | undefined,
  more: readonly AttributeName[],
  value: Expression,
  scope: Scope,
): UnknownValue {
  const unknown = unknownValue('the name of an attribute is not known', value);
  if (name === undefined || more.length > 0) return unknown;
  return { ...unknown, unnamed: { name, thunk: interpreter.thunk(value, scope) } };
}

function thunkOf(
  interpreter: Interpreter,
  name: string,
  slot: Slot,
  scopes: Scopes,
  sources: Sources,
): Thunk {
  if (slot.kind === 'value') return interpreter.thunk(slot.node, scopes.inner);
  if (slot.kind === 'inherit') return inherited(interpreter, name, slot.binding, scopes, sources);
  return new Thunk(() => nestedSet(interpreter, slot.whole, slot.inner, scopes.inner), slot.whole[0]);
}

function inherited(
  interpreter: Interpreter,
  name: string,
  binding: Inherit,
  { outer, inner }: Scopes,
  sources: Sources,
): Thunk {
  const { from } = binding;
  if (from === undefined)
    return lexicalBinding(outer, name) ?? new Thunk(() => lookUp(interpreter, name, outer, undefined));
  const source = sources.get(binding) ?? interpreter.thunk(from, inner);
  sources.set(binding, source);
  return new Thunk(() => interpreter.selectOrUnknown(source.force(), name, from));
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
  inner.fill(interpreter, { outer: scope, inner: scope }, attributes, rest);
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
