/**
 * nixpkgs' `lib.types`. What a type checks is not looked at; its name and what it was made from are kept, so that the
 * modules of `submodule` and the elements of `attrsOf` can be found again.
 */

import { type Builtin, constant, lazy } from '../builtins/define.js';
import { Thunk } from '../thunk.js';
import { listValue, setValue, stringValue, unknownValue, type Value } from '../value.js';

/** The attribute of a type with the arguments that it was made from, a list; nixpkgs has no such attribute. */
export const typeArguments = '__typeArguments';

export function optionType(name: string, given: readonly Thunk[] = []): Value {
  return setValue(
    new Map([
      ['_type', Thunk.of(stringValue('option-type'))],
      ['name', Thunk.of(stringValue(name))],
      [typeArguments, Thunk.of(listValue(given))],
    ]),
    [unknownValue(`what there is to know of lib.types.${name}`)],
  );
}

const plain = [
  'anything',
  'attrs',
  'bool',
  'boolByOr',
  'commas',
  'deferredModule',
  'envVar',
  'externalPath',
  'fileset',
  'float',
  'inferred',
  'int',
  'lines',
  'luaInline',
  'nonEmptyStr',
  'number',
  'optionDeclaration',
  'optionType',
  'package',
  'passwdEntry',
  'path',
  'pathInStore',
  'pkgs',
  'port',
  'raw',
  'separatedString',
  'shellPackage',
  'singleLineStr',
  'str',
  'string',
  'unspecified',
];

const ofOne = [
  'attrListOf',
  'attrListWith',
  'attrTag',
  'attrTagWith',
  'attrsOf',
  'attrsWith',
  'dagOf',
  'deferredModuleWith',
  'enum',
  'functionTo',
  'lazyAttrsOf',
  'listOf',
  'loaOf',
  'nonEmptyListOf',
  'nullOr',
  'oneOf',
  'passwdEntry',
  'pathWith',
  'separatedString',
  'strMatching',
  'submodule',
  'submoduleWith',
  'uniq',
];

const ofTwo = ['addCheck', 'either', 'unique'];

const functions = (names: readonly string[], arity: number): Builtin[] =>
  names.map((name) => lazy(name, arity, (_nix, ...given) => optionType(name, given)));

/** `types.ints` and `types.numbers`: types and makers of types. */
const numeric = (name: string): Builtin => {
  const kinds = ['positive', 'unsigned', 'nonnegative', 's8', 's16', 's32', 'u8', 'u16', 'u32'].map(
    (kind): [string, Thunk] => [kind, Thunk.of(optionType(kind))],
  );
  return {
    name,
    make: (nix) =>
      setValue(
        new Map([...kinds, ['between', Thunk.of(lazy('between', 2, () => optionType('between')).make(nix))]]),
      ),
  };
};

export const typeFunctions: readonly Builtin[] = [
  ...plain.map((name) => constant(name, optionType(name))),
  ...functions(ofOne, 1),
  ...functions(ofTwo, 2),
  ...functions(['coercedTo'], 3),
  numeric('ints'),
  numeric('numbers'),
];
