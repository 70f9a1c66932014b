/** Builtins that ask what a value is. */
import { booleanValue, stringValue, type Value } from '../value.js';
import { type Builtin, isUnknown, type Shape, unary } from './define.js';
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

/** The type of a value in Nix's own word; of some symbols it is known as well. */
const typeName: Shape<string> = (nix, argument) => {
  const value = argument.force();
  const ofSymbol = value.type === 'symbol' ? nix.world.typeOf(value) : undefined;
  if (ofSymbol !== undefined) return ofSymbol;
  const other = known(nix, argument);
  return isUnknown(other) ? other : typeNames[other.type];
};

function typeTest(name: string, type: string): Builtin {
  return unary(name, typeName, (_nix, found) => booleanValue(found === type));
}

export const typeBuiltins: readonly Builtin[] = [
  unary('typeOf', typeName, (_nix, found) => stringValue(found)),
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
