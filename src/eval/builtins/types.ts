/** Builtins that ask what a value is. */
import { booleanValue, stringValue, type Value } from '../value.js';
import { type Builtin, unary } from './define.js';
import { known } from './shapes.js';

const typeNames: Readonly<Record<Exclude<Value['type'], 'unknown' | 'symbol'>, string>> = {
  null: 'null',
  boolean: 'bool',
  integer: 'int',
  float: 'float',
  string: 'string',
  path: 'path',
  list: 'list',
  set: 'set',
  lambda: 'lambda',
  primitive: 'lambda',
};

function typeTest(name: string, type: string): Builtin {
  return unary(name, known, (_nix, value) => booleanValue(typeNames[value.type] === type));
}

export const typeBuiltins: readonly Builtin[] = [
  unary('typeOf', known, (_nix, value) => stringValue(typeNames[value.type])),
  typeTest('isAttrs', 'set'),
  typeTest('isBool', 'bool'),
  typeTest('isFloat', 'float'),
  typeTest('isFunction', 'lambda'),
  typeTest('isInt', 'int'),
  typeTest('isList', 'list'),
  typeTest('isPath', 'path'),
  typeTest('isString', 'string'),
  typeTest('isNull', 'null'),
];
