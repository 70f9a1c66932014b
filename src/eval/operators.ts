/** The operators (Nix manual, "Operators"). */
import type { Binary, Expression } from '../syntax/nodes.js';
import { compareValues, equalValues } from './comparison.js';
import { guessing } from './guessing.js';
import type { Interpreter } from './interpreter.js';
import { joinLists } from './limits.js';
import { joinPath } from './paths.js';
import { possiblePaths } from './possible-paths.js';
import { partUnknown } from './text-parts.js';
import { Thunk } from './thunk.js';
import { update } from './update.js';
import {
  booleanValue,
  integerValue,
  type ListValue,
  pathValue,
  stringFromParts,
  type UnknownValue,
  unknownValue,
  type Value,
} from './value.js';

export { asSet, update } from './update.js';

export function unaryOperation(
  interpreter: Interpreter,
  operator: '!' | '-',
  value: Value,
  node: Expression,
): Value {
  if (operator === '!' && value.type === 'boolean') return booleanValue(!value.value);
  if (operator === '-' && value.type === 'integer') return integerValue(BigInt.asIntN(64, -value.value));
  if (operator === '-' && value.type === 'float') return { type: 'float', value: -value.value };
  return interpreter.notKnown(value, node);
}

export function binaryOperation(interpreter: Interpreter, node: Binary, left: Thunk, right: Thunk): Value {
  switch (node.operator) {
    case '++':
      return concatenate(left.force(), right.force(), node);
    case '//':
      return update(left.force(), right.force());
    case '+':
      return add(interpreter, left.force(), right.force(), node);
    case '-':
    case '*':
    case '/':
      return arithmetic(interpreter, node.operator, left.force(), right.force(), node);
    case '==':
    case '!=': {
      const [first, second] = [left.force(), right.force()];
      const equal = isSurelyOther(interpreter, first, second) ? false : equalValues(first, second);
      if (equal === undefined) return incomparable(interpreter, first, second, node);
      return booleanValue(equal === (node.operator === '=='));
    }
    case '<':
      return ordering(interpreter, left.force(), right.force(), node, (order) => order < 0);
    case '<=':
      return ordering(interpreter, left.force(), right.force(), node, (order) => order <= 0);
    case '>':
      return ordering(interpreter, left.force(), right.force(), node, (order) => order > 0);
    case '>=':
      return ordering(interpreter, left.force(), right.force(), node, (order) => order >= 0);
    case '&&':
      return junction(interpreter, left, right, false, node);
    case '||':
      return junction(interpreter, left, right, true, node);
    case '->': {
      const condition = left.force();
      if (condition.type === 'boolean')
        return condition.value ? boolean(interpreter, right.force(), node) : booleanValue(true);
      const conclusion = right.force();
      return conclusion.type === 'boolean' && conclusion.value
        ? conclusion
        : interpreter.notKnown(condition, node);
    }
    case '|>':
      return interpreter.apply(right.force(), left, node);
    case '<|':
      return interpreter.apply(left.force(), right, node);
  }
}

function boolean(interpreter: Interpreter, value: Value, node: Expression): Value {
  return value.type === 'boolean' ? value : interpreter.notKnown(value, node);
}

/** `&&` and `||`: `deciding` is the value that settles the matter. One unknown side does not hide the other. */
function junction(
  interpreter: Interpreter,
  left: Thunk,
  right: Thunk,
  deciding: boolean,
  node: Expression,
): Value {
  const first = left.force();
  if (first.type === 'boolean')
    return first.value === deciding ? first : boolean(interpreter, right.force(), node);
  const second = right.force();
  return second.type === 'boolean' && second.value === deciding ? second : interpreter.notKnown(first, node);
}

function ordering(
  interpreter: Interpreter,
  left: Value,
  right: Value,
  node: Expression,
  test: (order: number) => boolean,
): Value {
  const order = compareValues(left, right);
  return order === undefined ? incomparable(interpreter, left, right, node) : booleanValue(test(order));
}

/**
 * Whether one side is a set or a function of which only the name is known, and the other something else:
 * `machine != null`, `machine != { }`, `builder == null`.
 */
function isSurelyOther({ world }: Interpreter, left: Value, right: Value): boolean {
  const isOther = (symbol: Value, value: Value): boolean => {
    if (symbol.type !== 'symbol' || ['symbol', 'unknown'].includes(value.type)) return false;
    const type = world.typeOf(symbol);
    if (type === undefined) return false;
    if (value.type === 'set') return value.rest.length === 0 && value.names().length === 0;
    return type === 'set' || !['lambda', 'primitive'].includes(value.type);
  };
  return isOther(left, right) || isOther(right, left);
}

/** Why two sides cannot be compared: that one of them is not known, rather than the comparison. */
function incomparable(interpreter: Interpreter, left: Value, right: Value, node: Expression): Value {
  const side = [left, right].find((value) => value.type === 'unknown' || value.type === 'symbol');
  if (side === undefined) return unknownValue('the two sides cannot be compared', node);
  const { why, node: where } = interpreter.notKnown(side, node);
  return unknownValue(why, where ?? node);
}

/** A value as a list: what is not known becomes a gap, or, where it is one of a few lists, elements that may be there. */
export function asList(value: Value, node?: Expression): ListValue {
  if (value.type === 'list') return value;
  const why =
    value.type === 'unknown' ? value : unknownValue('it is not known which elements a list has', node);
  const lists = guessing(
    () => listsOf(why),
    () => undefined,
  );
  if (lists === undefined) return { type: 'list', items: [], literals: [], gaps: [why] };
  const joined = joinLists(lists);
  return {
    ...joined,
    items: joined.items.map((item) => ({ ...item, maybe: item.maybe ?? why })),
    literals: [],
  };
}

/** The lists that a value may be, where it is one of a few; an `if` within an `if` counts as one. */
function listsOf(value: UnknownValue): readonly ListValue[] | undefined {
  if (value.alternatives.length === 0) return undefined;
  const lists: ListValue[] = [];
  for (const alternative of value.alternatives) {
    const one = alternative.force();
    const inner = one.type === 'list' ? [one] : one.type === 'unknown' ? listsOf(one) : undefined;
    if (inner === undefined) return undefined;
    lists.push(...inner);
  }
  return lists;
}

export const concatenate = (left: Value, right: Value, node?: Expression): ListValue =>
  joinLists([asList(left, node), asList(right, node)]);

function add(interpreter: Interpreter, left: Value, right: Value, node: Expression): Value {
  if (isNumber(left) && isNumber(right)) return arithmetic(interpreter, '+', left, right, node);
  if (left.type === 'path') {
    const text =
      right.type === 'path' ? `/${right.path}` : (absoluteText(right) ?? interpreter.coerceToString(right));
    if (typeof text !== 'string' && right.type === 'unknown')
      return forEachOf(right, (one) => add(interpreter, left, one, node));
    if (typeof text !== 'string') {
      const parts = text.type === 'string' ? text.parts : [text];
      return partUnknown(node, possiblePaths(interpreter, '', [left.path, ...parts]));
    }
    // the text is appended to the path's own: ./a + "b" is ./ab
    const isBeside = left.path === '' && !/^(?:\/|$)/.test(text);
    const path = isBeside ? undefined : joinPath('', left.path + text);
    return path === undefined ? unknownValue('the path is outside the repository', node) : pathValue(path);
  }
  const first = interpreter.coerceToString(left);
  const second =
    (left.type === 'string' ? undefined : absoluteText(right)) ?? interpreter.coerceToString(right);
  if (left.type === 'unknown') return forEachOf(left, (one) => add(interpreter, one, right, node));
  if (typeof second !== 'string' && right.type === 'unknown' && left.type !== 'string') {
    return forEachOf(right, (one) => add(interpreter, left, one, node));
  }
  const wrong = [left, right].find((side) => !isTextual(side));
  if (wrong !== undefined) return interpreter.notKnown(wrong, node);
  return stringFromParts([first, second]);
}

/** `/x` after a path or a flake is a part of it: `./. + /x`, `self + /x`. */
const absoluteText = (value: Value): string | undefined =>
  value.type === 'unknown' ? value.absolutePath : undefined;

/** What a text can be made of without `toString`. */
const isTextual = (value: Value): boolean =>
  ['string', 'path', 'set', 'symbol', 'unknown'].includes(value.type);

/** The results for the values that an operand may have. */
function forEachOf(operand: UnknownValue, result: (value: Value) => Value): UnknownValue {
  const results = operand.alternatives.map((alternative) => new Thunk(() => result(alternative.force())));
  return unknownValue(operand.why, operand.node, results);
}

const isNumber = (value: Value): boolean => value.type === 'integer' || value.type === 'float';

function arithmetic(
  interpreter: Interpreter,
  operator: '+' | '-' | '*' | '/',
  left: Value,
  right: Value,
  node: Expression,
): Value {
  if (left.type === 'integer' && right.type === 'integer') {
    const [a, b] = [left.value, right.value];
    if (operator === '/')
      return b === 0n ? unknownValue('division by zero', node) : integerValue(BigInt.asIntN(64, a / b));
    return integerValue(BigInt.asIntN(64, operator === '+' ? a + b : operator === '-' ? a - b : a * b));
  }
  if (left.type === 'unknown')
    return forEachOf(left, (one) => arithmetic(interpreter, operator, one, right, node));
  if (right.type === 'unknown')
    return forEachOf(right, (one) => arithmetic(interpreter, operator, left, one, node));
  if (!isNumber(left)) return interpreter.notKnown(left, node);
  if (!isNumber(right)) return interpreter.notKnown(right, node);
  const a = toNumber(left);
  const b = toNumber(right);
  if (operator === '/' && b === 0) return unknownValue('division by zero', node);
  return {
    type: 'float',
    value: operator === '+' ? a + b : operator === '-' ? a - b : operator === '*' ? a * b : a / b,
  };
}

function toNumber(value: Value): number {
  return value.type === 'integer' || value.type === 'float' ? Number(value.value) : Number.NaN;
}
