/**
 * The evaluator: syntax to values, lazily, with everything that cannot be known kept as such.
 * Semantics: Nix manual, "Nix Language".
 */

import { attributeText, withoutParentheses } from '../syntax/literals.js';
import type { AttributeName, Binding, Expression, Identifier, Lambda, StringPart } from '../syntax/nodes.js';
import { Slots } from './bindings.js';
import { enter, isBottom, isOverflow, leave, tooDeep } from './depth.js';
import { ownNode } from './foreign.js';
import { binaryOperation } from './operators.js';
import { folderOf, joinPath } from './paths.js';
import {
  emptyScope,
  environmentsOf,
  lexicalBinding,
  type Scope,
  scopeWithEnvironment,
  scopeWithNames,
} from './scope.js';
import { Thunk } from './thunk.js';
import {
  because,
  integerValue,
  nullValue,
  pathValue,
  type SetValue,
  type SymbolValue,
  setValue,
  stringFromParts,
  symbolText,
  type UnknownValue,
  unknownValue,
  type Value,
} from './value.js';
import type { World } from './world.js';

export const tooLarge = 'the configuration is too large to be understood to the end';

/** More values that one may be are not told apart. */
const mostBranches = 256;

export interface InterpreterOptions {
  /** How many expressions may be evaluated before all further ones are unknown. */
  readonly steps?: number;
}

export class Interpreter {
  readonly world: World;
  /** The arguments that each function was applied to, for those who ask what a formal stands for. */
  readonly calls = new Map<Lambda, Thunk[]>();
  readonly #files = new Map<string, Thunk>();
  #base: Scope = emptyScope;
  #steps: number;

  constructor(world: World, options: InterpreterOptions = {}) {
    this.world = world;
    this.#steps = options.steps ?? 5_000_000;
  }

  /** The names that every file sees: `builtins`, `map`, `true` … */
  setBase(names: ReadonlyMap<string, Thunk>): void {
    this.#base = scopeWithNames(emptyScope, names);
  }

  get base(): Scope {
    return this.#base;
  }

  /** Gives up all further work, as when the budget is used up. */
  get exhausted(): boolean {
    return this.#steps <= 0;
  }

  /** Takes from the budget, for work that evaluates no expression; `false` where nothing is left. */
  spend(): boolean {
    this.#steps -= 10;
    return this.#steps > 0;
  }

  thunk(node: Expression, scope: Scope): Thunk {
    return new Thunk(() => this.evaluate(node, scope), ownNode(node));
  }

  /** What a file is, by path; a folder stands for its `default.nix`. */
  importFile(path: string): Value {
    let thunk = this.#files.get(path);
    if (thunk === undefined) {
      thunk = new Thunk(() => {
        const answer = this.world.file(path);
        return answer.kind === 'parsed'
          ? this.evaluate(answer.source.root, this.#base)
          : unknownValue(answer.why);
      });
      this.#files.set(path, thunk);
    }
    return thunk.force();
  }

  evaluate(node: Expression, scope: Scope): Value {
    if (this.#steps <= 0) return unknownValue(tooLarge, node);
    const outermost = isBottom();
    if (!enter()) return unknownValue(tooDeep, node);
    this.#steps -= 1;
    try {
      const value = this.#evaluate(node, scope);
      return value.type === 'unknown' && value.node !== undefined && ownNode(value.node) === undefined
        ? { ...value, node: undefined }
        : value;
    } catch (error) {
      if (!outermost || !isOverflow(error)) throw error;
      return unknownValue(tooDeep, node);
    } finally {
      leave();
    }
  }

  #evaluate(node: Expression, scope: Scope): Value {
    switch (node.kind) {
      case 'integer':
        return integerValue(BigInt(node.text));
      case 'float':
        return { type: 'float', value: Number(node.text) };
      case 'string':
        return stringFromParts(node.parts.map((part) => this.#stringPart(part, scope)));
      case 'path':
        return this.#path(node.parts, scope, node);
      case 'searchPath':
        return unknownValue(`${node.text} is outside the repository`, node);
      case 'identifier':
        return this.#variable(node, scope);
      case 'list': {
        const literal = ownNode(node);
        return {
          type: 'list',
          items: node.elements.map((element) => ({ thunk: this.thunk(element, scope), literal })),
          literals: literal === undefined ? [] : [literal],
          gaps: [],
        };
      }
      case 'attributeSet': {
        const { names, rest } = this.bind(node.bindings, scope, node.recursive);
        return setValue(names, rest, ownNode(node));
      }
      case 'legacyLet': {
        const { names } = this.bind(node.bindings, scope, true);
        return names.get('body')?.force() ?? unknownValue('let without body', node);
      }
      case 'let':
        return this.evaluate(node.body, this.bind(node.bindings, scope, true).scope);
      case 'with':
        return this.evaluate(node.body, scopeWithEnvironment(scope, this.thunk(node.environment, scope)));
      case 'assert': {
        const condition = this.evaluate(node.condition, scope);
        if (condition.type === 'boolean' && !condition.value) return unknownValue('an assertion fails', node);
        return this.evaluate(node.body, scope);
      }
      case 'if':
        return this.#if(node.condition, node.consequence, node.alternative, scope, node);
      case 'lambda':
        return { type: 'lambda', node, scope };
      case 'apply':
        return this.apply(this.evaluate(node.function, scope), this.thunk(node.argument, scope), node);
      case 'select':
        return this.#select(node.target, node.attrpath, node.fallback, scope, node);
      case 'hasAttribute':
        return this.#hasAttribute(this.evaluate(node.target, scope), node.attrpath, scope, node);
      case 'unary':
        return this.#unary(node.operator, this.evaluate(node.argument, scope), node);
      case 'binary':
        return binaryOperation(this, node, this.thunk(node.left, scope), this.thunk(node.right, scope));
      case 'parenthesized':
        return this.evaluate(node.expression, scope);
    }
  }

  /** The names that bindings give, in the order of the text, and the scope in which their values are meant. */
  bind(
    bindings: readonly Binding[],
    outer: Scope,
    recursive: boolean,
  ): { scope: Scope; names: ReadonlyMap<string, Thunk>; rest: readonly Value[] } {
    const names = new Map<string, Thunk>();
    const scope = recursive ? scopeWithNames(outer, names) : outer;
    const slots = new Slots();
    const rest: Value[] = [];
    for (const binding of bindings) {
      if (binding.kind === 'inherit') this.#inherit(binding, outer, scope, slots);
      else slots.add(binding.attrpath, binding.value);
    }
    slots.fill(this, scope, names, rest);
    return { scope, names, rest };
  }

  #inherit(binding: Extract<Binding, { kind: 'inherit' }>, outer: Scope, scope: Scope, slots: Slots): void {
    const { from } = binding;
    const source = from === undefined ? undefined : this.thunk(from, scope);
    for (const name of binding.names) {
      const text = this.nameOf(name, scope);
      if (typeof text !== 'string') continue;
      slots.named.set(text, {
        kind: 'thunk',
        thunk:
          source === undefined
            ? (lexicalBinding(outer, text) ?? new Thunk(() => this.#lookup(text, outer, undefined)))
            : new Thunk(() => this.selectOrUnknown(source.force(), text, from)),
      });
    }
  }

  /** The name that an element of an attribute path stands for: `null` leaves the attribute out, `undefined` is unknown. */
  nameOf(name: AttributeName, scope: Scope): string | null | undefined {
    if (name.kind === 'identifier') return name.name;
    const value =
      name.kind === 'interpolation'
        ? this.evaluate(name.expression, scope)
        : stringFromParts(name.parts.map((part) => this.#stringPart(part, scope)));
    if (value.type === 'null') return null;
    return value.type === 'string' ? value.text : undefined;
  }

  #variable(node: Identifier, scope: Scope): Value {
    if (node.name === '__curPos') return unknownValue('a position in a file', node);
    return this.#lookup(node.name, scope, node);
  }

  #lookup(name: string, scope: Scope, node: Expression | undefined): Value {
    const bound = lexicalBinding(scope, name);
    if (bound !== undefined) return bound.force();
    const candidates: Value[] = [];
    for (const environment of environmentsOf(scope)) {
      const value = environment.force();
      const found = this.#certainly(value, name, node);
      if (found === 'missing') continue;
      if (found !== 'unsure') {
        // what might shadow a function of the library would be a copy of it
        if (candidates.length === 0 || found.type === 'primitive') return found;
        candidates.push(found);
        break;
      }
      candidates.push(this.selectOrUnknown(value, name, node));
    }
    const [only, second] = candidates;
    if (only === undefined) return unknownValue(`nothing binds the name “${name}”`, node);
    if (second === undefined) return only;
    return unknownValue(
      `it is not known which “with” binds the name “${name}”`,
      node,
      candidates.map((candidate) => Thunk.of(candidate)),
    );
  }

  #certainly(value: Value, name: string, node: Expression | undefined): Value | 'missing' | 'unsure' {
    if (value.type === 'set') {
      const own = value.get(name);
      if (own !== undefined) return own.force();
      for (const rest of value.rest) {
        const found = this.#certainly(rest, name, node);
        // a set among the rest says what its attributes are if they are there
        if (found !== 'missing') return rest.type === 'set' ? 'unsure' : found;
      }
      return 'missing';
    }
    if (value.type === 'symbol') {
      const has = this.world.has(value, name);
      if (has === false) return 'missing';
      return has === undefined ? 'unsure' : this.selectOrUnknown(value, name, node);
    }
    return value.type === 'unknown' ? 'unsure' : 'missing';
  }

  #select(
    target: Expression,
    attrpath: readonly AttributeName[],
    fallback: Expression | undefined,
    scope: Scope,
    node: Expression,
  ): Value {
    return this.#follow(this.evaluate(target, scope), attrpath, fallback, scope, node);
  }

  #follow(
    start: Value,
    attrpath: readonly AttributeName[],
    fallback: Expression | undefined,
    scope: Scope,
    node: Expression,
  ): Value {
    let value = start;
    for (const [index, element] of attrpath.entries()) {
      if (fallback !== undefined && value.type === 'unknown' && value.alternatives.length > 0) {
        const rest = attrpath.slice(index);
        const alternatives = value.alternatives.map(
          (one) => new Thunk(() => this.#follow(one.force(), rest, fallback, scope, node)),
        );
        return unknownValue(value.why, value.node ?? node, alternatives);
      }
      const name = this.nameOf(element, scope);
      if (name === null) return unknownValue('null is no attribute name', node);
      const next =
        name === undefined
          ? this.selectUnknownName(value, node)
          : this.#selectNamed(value, name, fallback !== undefined, node);
      if (next === undefined) {
        return fallback === undefined
          ? unknownValue(`there is no attribute “${name}”`, node)
          : this.evaluate(fallback, scope);
      }
      value = next;
    }
    return value;
  }

  #selectNamed(value: Value, name: string, mayLack: boolean, node: Expression): Value | undefined {
    return mayLack
      ? this.select(value, name, node)
      : this.#selectSurely(value, name, node, { left: mostBranches });
  }

  /**
   * `value.name` where it would be an error not to have it: of several values that `value` may be, those that lack the
   * attribute are not meant.
   */
  #selectSurely(value: Value, name: string, node: Expression, branches: { left: number }): Value | undefined {
    if (value.type === 'set' && value.get(name) === undefined) {
      return this.#selectRest(value, name, (rest) => this.#selectSurely(rest, name, node, branches));
    }
    if (value.type !== 'unknown' || value.alternatives.length === 0) return this.select(value, name, node);
    branches.left -= value.alternatives.length;
    if (branches.left < 0 || !enter()) return this.select(value, name, node);
    try {
      const found = value.alternatives.flatMap(
        (one) => this.#selectSurely(one.force(), name, node, branches) ?? [],
      );
      const [only, second] = found;
      if (only === undefined || second === undefined) return only;
      return unknownValue(
        value.why,
        value.node ?? node,
        found.map((one) => Thunk.of(one)),
      );
    } finally {
      leave();
    }
  }

  /** `value.name`; `undefined` when it certainly has no such attribute. */
  select(value: Value, name: string, node?: Expression): Value | undefined {
    switch (value.type) {
      case 'set': {
        const own = value.get(name);
        if (own !== undefined) return own.force();
        return this.#selectRest(value, name, (rest) => this.select(rest, name, node));
      }
      case 'symbol':
        return (
          this.world.select(value, name) ?? { type: 'symbol', origin: { kind: 'select', of: value, name } }
        );
      case 'unknown': {
        const alternatives = value.alternatives.map(
          (alternative) => new Thunk(() => this.selectOrUnknown(alternative.force(), name, node)),
        );
        return unknownValue(value.why, value.node ?? node, alternatives);
      }
      default:
        return undefined;
    }
  }

  #selectRest(
    set: SetValue,
    name: string,
    selectFrom: (rest: Value) => Value | undefined,
  ): Value | undefined {
    let unsure: Value | undefined;
    for (const rest of set.rest) {
      const has =
        rest.type === 'symbol' ? this.world.has(rest, name) : rest.type === 'set' ? true : undefined;
      if (has === false) continue;
      const found = selectFrom(rest);
      if (found === undefined) continue;
      if (has === true) return found;
      // what is known goes before what is not known at all
      if (unsure === undefined || unsure.type === 'unknown')
        unsure = found.type === 'unknown' ? (unsure ?? found) : found;
    }
    return unsure;
  }

  selectUnknownName(value: Value, node?: Expression): Value {
    if (value.type === 'symbol') {
      return (
        this.world.select(value, undefined) ?? {
          type: 'symbol',
          origin: { kind: 'select', of: value, name: undefined },
        }
      );
    }
    if (value.type === 'unknown') return value;
    return unknownValue('the name of an attribute is not known', node);
  }

  selectOrUnknown(value: Value, name: string, node?: Expression): Value {
    return this.select(value, name, node) ?? unknownValue(`there is no attribute “${name}”`, node);
  }

  /** `value.a.b.c`; `undefined` when it certainly has no such attribute. */
  selectPath(value: Value, path: readonly string[]): Value | undefined {
    let current: Value | undefined = value;
    for (const name of path) {
      if (current === undefined) return undefined;
      current = this.select(current, name);
    }
    return current;
  }

  #hasAttribute(target: Value, attrpath: readonly AttributeName[], scope: Scope, node: Expression): Value {
    let value: Value = target;
    for (const [index, element] of attrpath.entries()) {
      const name = this.nameOf(element, scope);
      if (typeof name !== 'string') return unknownValue('the name of an attribute is not known', node);
      const found = this.#certainly(value, name, node);
      if (found === 'missing') return { type: 'boolean', value: false };
      if (found === 'unsure')
        return unknownValue(`it is not known whether there is an attribute “${name}”`, node);
      if (index === attrpath.length - 1) return { type: 'boolean', value: true };
      value = found;
    }
    return unknownValue('an empty attribute path', node);
  }

  #if(
    condition: Expression,
    consequence: Expression,
    alternative: Expression,
    scope: Scope,
    node: Expression,
  ): Value {
    const test = this.evaluate(condition, scope);
    if (test.type === 'boolean') return this.evaluate(test.value ? consequence : alternative, scope);
    // where one branch only fails, there is nothing to choose
    if (isFailure(alternative)) return this.evaluate(consequence, scope);
    if (isFailure(consequence)) return this.evaluate(alternative, scope);
    const why =
      test.type === 'unknown'
        ? test.why
        : test.type === 'symbol'
          ? `${symbolText(test)} is not known`
          : 'the condition is no boolean';
    return unknownValue(why, node, [this.thunk(consequence, scope), this.thunk(alternative, scope)]);
  }

  #unary(operator: '!' | '-', value: Value, node: Expression): Value {
    if (operator === '!' && value.type === 'boolean') return { type: 'boolean', value: !value.value };
    if (operator === '-' && value.type === 'integer') return integerValue(BigInt.asIntN(64, -value.value));
    if (operator === '-' && value.type === 'float') return { type: 'float', value: -value.value };
    return this.notKnown(value, node);
  }

  /** Why a value cannot be used where a known one is needed. */
  notKnown(value: Value, node?: Expression): UnknownValue {
    if (value.type === 'unknown') return because(value);
    if (value.type === 'symbol') return unknownValue(`${symbolText(value)} is not known`, node);
    return unknownValue(`something of the type “${value.type}” where something else is needed`, node);
  }

  #stringPart(part: StringPart, scope: Scope): string | Value {
    if (part.kind === 'text') return part.value;
    return this.coerceToString(this.evaluate(part.expression, scope));
  }

  /** What a value gives inside a string: text, or the value itself where its text is not known. */
  coerceToString(value: Value): string | Value {
    if (value.type === 'string') return value.text ?? value;
    if (['path', 'symbol', 'unknown'].includes(value.type)) return value;
    if (value.type !== 'set') return this.notKnown(value);
    const asString = value.get('__toString');
    const outPath = value.get('outPath');
    if (asString === undefined && outPath === undefined) return value;
    if (!enter()) return unknownValue(tooDeep, value.node);
    try {
      if (asString !== undefined) return this.coerceToString(this.apply(asString.force(), Thunk.of(value)));
      return outPath === undefined ? value : this.coerceToString(outPath.force());
    } finally {
      leave();
    }
  }

  #path(parts: readonly StringPart[], scope: Scope, node: Expression): Value {
    const texts: string[] = [];
    for (const part of parts) {
      const text = this.#stringPart(part, scope);
      if (typeof text !== 'string') return unknownValue('a part of a path is not known', node, []);
      texts.push(text);
    }
    const text = texts.join('');
    if (text.startsWith('/'))
      return { ...unknownValue(`${text} is outside the repository`, node), absolutePath: text };
    if (text.startsWith('~')) return unknownValue(`${text} is outside the repository`, node);
    const path = joinPath(folderOf(node.source.file), text);
    return path === undefined ? unknownValue(`${text} is outside the repository`, node) : pathValue(path);
  }

  /** Applies a function. */
  apply(callee: Value, argument: Thunk, node?: Expression): Value {
    switch (callee.type) {
      case 'lambda':
        return this.#call(callee.node, callee.scope, argument);
      case 'primitive': {
        const given = [...callee.arguments, argument];
        if (given.length < callee.arity) return { ...callee, arguments: given };
        if (this.exhausted) return unknownValue(tooLarge, node);
        this.#steps -= 1;
        if (!enter()) return unknownValue(tooDeep, node);
        try {
          return callee.run(...given);
        } finally {
          leave();
        }
      }
      case 'symbol':
        return (
          this.world.apply(callee, argument, ownNode(node)) ?? {
            type: 'symbol',
            origin: { kind: 'apply', of: callee, argument, node: ownNode(node) },
          }
        );
      case 'set': {
        const functor = callee.get('__functor');
        if (functor === undefined) return unknownValue('a set is applied that is no function', node);
        if (!enter()) return unknownValue(tooDeep, node);
        try {
          return this.apply(this.apply(functor.force(), Thunk.of(callee), node), argument, node);
        } finally {
          leave();
        }
      }
      case 'unknown': {
        const alternatives = callee.alternatives.map(
          (alternative) => new Thunk(() => this.apply(alternative.force(), argument, node)),
        );
        return unknownValue(callee.why, callee.node ?? node, alternatives);
      }
      default:
        return this.notKnown(callee, node);
    }
  }

  applyAll(callee: Value, ...values: readonly (Value | Thunk)[]): Value {
    let result = callee;
    for (const value of values) result = this.apply(result, value instanceof Thunk ? value : Thunk.of(value));
    return result;
  }

  #call(lambda: Lambda, scope: Scope, argument: Thunk): Value {
    const recorded = this.calls.get(lambda);
    if (recorded === undefined) this.calls.set(lambda, [argument]);
    else if (recorded.length < 64) recorded.push(argument);
    return this.evaluate(lambda.body, this.lambdaScope(lambda, scope, argument));
  }

  /** The scope of a function's body. */
  lambdaScope(lambda: Lambda, scope: Scope, argument: Thunk): Scope {
    const names = new Map<string, Thunk>();
    const inner = scopeWithNames(scope, names);
    if (lambda.universal !== undefined) names.set(lambda.universal.name, argument);
    for (const formal of lambda.formals?.formals ?? []) {
      const fallback = formal.default;
      const name = formal.name.name;
      const node = ownNode(formal.name);
      names.set(
        name,
        new Thunk(() => {
          const given = argument.force();
          const value = this.select(given, name, node);
          if (value !== undefined && !(fallback !== undefined && isOnlyRest(given, name))) return value;
          return fallback === undefined
            ? unknownValue(`the argument “${name}” is not given`, node)
            : this.evaluate(fallback, inner);
        }, passedNode(argument, name) ?? node),
      );
    }
    return inner;
  }

  string(value: Value): string | undefined {
    return value.type === 'string' ? value.text : undefined;
  }

  null(): Value {
    return nullValue;
  }
}

/** `throw …` and `abort …`. */
function isFailure(expression: Expression): boolean {
  const node = withoutParentheses(expression);
  if (node.kind !== 'apply') return false;
  const callee = withoutParentheses(node.function);
  const name =
    callee.kind === 'identifier'
      ? callee.name
      : callee.kind === 'select'
        ? callee.attrpath.map(attributeText).at(-1)
        : undefined;
  return name === 'throw' || name === 'abort';
}

/** Whether `given.name` would come from the unknown part of a set alone: then a default is the better guess. */
function isOnlyRest(given: Value, name: string): boolean {
  return given.type === 'set' && given.get(name) === undefined;
}

function passedNode(argument: Thunk, name: string): Expression | undefined {
  const { node } = argument;
  if (node?.kind !== 'attributeSet') return undefined;
  for (const binding of node.bindings) {
    if (binding.kind === 'binding' && binding.attrpath.length === 1) {
      const [only] = binding.attrpath;
      if (only?.kind === 'identifier' && only.name === name) return binding.value;
    }
  }
  return undefined;
}

export type { SymbolValue };
