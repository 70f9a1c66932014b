/** The names that every file of Nix sees (Nix manual, "Built-in Constants" and "Built-in Functions"). */
import type { Interpreter } from '../interpreter.js';
import { Thunk } from '../thunk.js';
import {
  booleanValue,
  integerValue,
  listValue,
  nullValue,
  setValue,
  stringValue,
  type Value,
} from '../value.js';
import { controlBuiltins } from './control.js';
import { type Builtin, constant } from './define.js';
import { fileBuiltins } from './files.js';
import { jsonBuiltins } from './json.js';
import { listBuiltins } from './lists.js';
import { numberBuiltins } from './numbers.js';
import { outsideBuiltins } from './outside.js';
import { patternBuiltins } from './patterns.js';
import { setBuiltins } from './sets.js';
import { stringBuiltins } from './strings.js';
import { textBuiltins } from './texts.js';
import { typeBuiltins } from './types.js';
import { versionBuiltins } from './versions.js';

const constants: readonly Builtin[] = [
  constant('true', booleanValue(true)),
  constant('false', booleanValue(false)),
  constant('null', nullValue),
  constant('langVersion', integerValue(6)),
  constant('nixVersion', stringValue('2.24.0')),
  constant('nixPath', listValue([])),
];

/** All of `builtins`. */
export const builtins: readonly Builtin[] = [
  ...constants,
  ...controlBuiltins,
  ...fileBuiltins,
  ...jsonBuiltins,
  ...listBuiltins,
  ...numberBuiltins,
  ...outsideBuiltins,
  ...patternBuiltins,
  ...setBuiltins,
  ...stringBuiltins,
  ...textBuiltins,
  ...typeBuiltins,
  ...versionBuiltins,
];

/** The builtins that are seen without `builtins.`. */
const globalNames: ReadonlySet<string> = new Set([
  'abort',
  'baseNameOf',
  'break',
  'derivation',
  'derivationStrict',
  'dirOf',
  'false',
  'fetchGit',
  'fetchMercurial',
  'fetchTarball',
  'fetchTree',
  'fromTOML',
  'import',
  'isNull',
  'map',
  'null',
  'placeholder',
  'removeAttrs',
  'scopedImport',
  'throw',
  'toString',
  'true',
]);

/** What every file sees: `builtins` and the names that need no `builtins.`. */
export function baseNames(interpreter: Interpreter): ReadonlyMap<string, Thunk> {
  const attributes = new Map(builtins.map((builtin) => [builtin.name, Thunk.of(builtin.make(interpreter))]));
  const all: Value = setValue(attributes);
  const self = Thunk.of(all);
  attributes.set('builtins', self);
  const names = new Map([['builtins', self]]);
  for (const [name, thunk] of attributes) {
    if (name === 'builtins') continue;
    // what is not seen by its own name is by one with two underscores
    names.set(globalNames.has(name) ? name : `__${name}`, thunk);
  }
  return names;
}
