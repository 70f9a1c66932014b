/**
 * The evaluator: syntax to values, lazily, with everything that cannot be known kept as such.
 * Semantics: Nix manual, "Nix Language".
 */

import { attributeText, withoutParentheses } from '../syntax/literals.js';
import type {
  AttributeName,
  Binding,
  Expression,
  Identifier,
  Lambda,
  List,
  StringPart,
} from '../syntax/nodes.js';
import { followPath, hasPath } from './attrpaths.js';
import { slotsOf } from './bindings.js';
import { placedText } from './builtins/repository-text.js';
import { enter, isBottom, isOverflow, leave, tooDeep } from './depth.js';
import { ownNode } from './foreign.js';
import { scopeOfBody } from './formals.js';
import { binaryOperation, unaryOperation } from './operators.js';
import { emptyScope, type Scope, scopeWithEnvironment, scopeWithNames } from './scope.js';
import { lookUp, select, selectUnknownName } from './selection.js';
import { coerceToText, pathOfParts, textOfPart } from './text-parts.js';
import { Thunk } from './thunk.js';
import {
  because,
  integerValue,
  isTooLong,
  longestText,
  type StringValue,
  setValue,
  stringFromParts,
  stringValue,
  symbolText,
  type UnknownValue,
  unknownValue,
  type Value,
} from './value.js';
import type { World } from './world.js';

export const tooLarge = 'the configuration is too large to be understood to the end';

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
        return this.#string(node.parts, scope);
      case 'path':
        return pathOfParts(this, node.parts, scope, node);
      case 'searchPath':
        return unknownValue(`${node.text} is outside the repository`, node);
      case 'identifier':
        return this.#variable(node, scope);
      case 'list':
        return this.#list(node, scope);
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
        return followPath(this, this.evaluate(node.target, scope), node.attrpath, node.fallback, scope, node);
      case 'hasAttribute':
        return hasPath(this, this.evaluate(node.target, scope), node.attrpath, scope, node);
      case 'unary':
        return unaryOperation(this, node.operator, this.evaluate(node.argument, scope), node);
      case 'binary':
        return binaryOperation(this, node, this.thunk(node.left, scope), this.thunk(node.right, scope));
      case 'parenthesized':
        return this.evaluate(node.expression, scope);
    }
  }

  // what makes functions is apart: it would cost every evaluation of any expression
  #string(parts: readonly StringPart[], scope: Scope): StringValue {
    const [only, second] = parts;
    if (only?.kind === 'text' && second === undefined && only.value.length <= longestText)
      return stringValue(only.value);
    return stringFromParts(parts.map((part) => textOfPart(this, part, scope)));
  }

  #list(node: List, scope: Scope): Value {
    const literal = ownNode(node);
    return {
      type: 'list',
      items: node.elements.map((element) => ({ thunk: this.thunk(element, scope), literal })),
      literals: literal === undefined ? [] : [literal],
      gaps: [],
    };
  }

  /** The names that bindings give, in the order of the text, and the scope in which their values are meant. */
  bind(
    bindings: readonly Binding[],
    outer: Scope,
    recursive: boolean,
  ): { scope: Scope; names: ReadonlyMap<string, Thunk>; rest: readonly Value[] } {
    const names = new Map<string, Thunk>();
    const scope = recursive ? scopeWithNames(outer, names) : outer;
    const rest: Value[] = [];
    slotsOf(bindings).fill(this, { outer, inner: scope }, names, rest);
    return { scope, names, rest };
  }

  /** The name that an element of an attribute path stands for: `null` leaves the attribute out, `undefined` is unknown. */
  nameOf(name: AttributeName, scope: Scope): string | null | undefined {
    if (name.kind === 'identifier') return name.name;
    const value =
      name.kind === 'interpolation' ? this.evaluate(name.expression, scope) : this.#string(name.parts, scope);
    if (value.type === 'null') return null;
    return value.type === 'string' ? placedText(value) : undefined;
  }

  #variable(node: Identifier, scope: Scope): Value {
    if (node.name === '__curPos') return unknownValue('a position in a file', node);
    return lookUp(this, node.name, scope, node);
  }

  /** `value.name`; `undefined` when it certainly has no such attribute. */
  select(value: Value, name: string, node?: Expression): Value | undefined {
    return select(this, value, name, node);
  }

  selectUnknownName(value: Value, node?: Expression): Value {
    return selectUnknownName(this, value, node);
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
    const where = test.type === 'unknown' ? (test.node ?? node) : node;
    return unknownValue(why, where, [this.thunk(consequence, scope), this.thunk(alternative, scope)]);
  }

  /** Why a value cannot be used where a known one is needed. */
  notKnown(value: Value, node?: Expression): UnknownValue {
    if (value.type === 'unknown') return because(value);
    if (value.type === 'symbol') return unknownValue(`${symbolText(value)} is not known`, node);
    return unknownValue(`something of the type “${value.type}” where something else is needed`, node);
  }

  /** What a value gives inside a string: text, or the value itself where its text is not known. */
  coerceToString(value: Value): string | Value {
    return coerceToText(this, value);
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
        if (isTooLong(callee)) return unknownValue(tooDeep, node);
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
      case 'unknown':
        return this.#applyUnknown(callee, argument, node);
      default:
        return this.notKnown(callee, node);
    }
  }

  #applyUnknown(callee: UnknownValue, argument: Thunk, node: Expression | undefined): UnknownValue {
    const alternatives = callee.alternatives.map(
      (alternative) => new Thunk(() => this.apply(alternative.force(), argument, node)),
    );
    return unknownValue(callee.why, callee.node ?? node, alternatives);
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
    return scopeOfBody(this, lambda, scope, argument);
  }

  string(value: Value): string | undefined {
    return value.type === 'string' ? value.text : undefined;
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
