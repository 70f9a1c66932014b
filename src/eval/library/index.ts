/** nixpkgs' library: its functions by the path under which they are reached, and the names that it has. */
import type { Builtin } from '../builtins/define.js';
import { builtins } from '../builtins/index.js';
import type { Interpreter } from '../interpreter.js';
import type { Value } from '../value.js';
import { attributePathFunctions } from './attribute-paths.js';
import { attributeUpdateFunctions } from './attribute-updates.js';
import { buildFlagFunctions } from './build-flags.js';
import { customisationFunctions } from './customisation.js';
import { escapingFunctions } from './escaping.js';
import { fileFunctions, pathFunctions } from './files.js';
import { filesetFunctions } from './filesets.js';
import { fixedPointFunctions } from './fixed-points.js';
import { functionFunctions } from './functions.js';
import { listFunctions } from './lists.js';
import { moduleFunctions } from './modules.js';
import { libraryNames } from './names.js';
import { nestedSetFunctions } from './nested-sets.js';
import { numberFunctions } from './numbers.js';
import { optionModuleFunctions } from './option-modules.js';
import { optionFunctions } from './options.js';
import { packageFunctions, versionFunctions } from './packages.js';
import { listSectionFunctions, sequenceFunctions } from './sequences.js';
import { setFunctions } from './sets.js';
import { sortingFunctions } from './sorting.js';
import { stringFunctions, stringSectionFunctions } from './strings.js';
import { trivialFunctions } from './trivial.js';
import { typeFunctions } from './types.js';

type Table = ReadonlyMap<string, Builtin>;

const table = (...lists: readonly (readonly Builtin[])[]): Table =>
  new Map(lists.flat().map((builtin) => [builtin.name, builtin]));

/** What most sections share with the top of the library; of one name the last counts. */
const common = [
  builtins,
  attributePathFunctions,
  attributeUpdateFunctions,
  buildFlagFunctions,
  customisationFunctions,
  escapingFunctions,
  fileFunctions,
  fixedPointFunctions,
  functionFunctions,
  listFunctions,
  moduleFunctions,
  nestedSetFunctions,
  numberFunctions,
  optionFunctions,
  optionModuleFunctions,
  packageFunctions,
  sequenceFunctions,
  setFunctions,
  sortingFunctions,
  stringFunctions,
  trivialFunctions,
];

const top = table(...common);

/** The sections of the library that are known; a function of another one stays a symbol. */
const sections: ReadonlyMap<string, Table> = new Map([
  ...[
    'asserts',
    'attrsets',
    'customisation',
    'debug',
    'derivations',
    'filesystem',
    'fixedPoints',
    'meta',
    'misc',
    'modules',
    'options',
    'sources',
    'stringsWithDeps',
    'trivial',
  ].map((name): [string, Table] => [name, top]),
  ['strings', table(...common, stringSectionFunctions)],
  ['lists', table(...common, listSectionFunctions)],
  ['fileset', table(filesetFunctions)],
  ['path', table(pathFunctions)],
  ['types', table(typeFunctions)],
  ['versions', table(builtins, versionFunctions)],
]);

const made = new WeakMap<Interpreter, Map<Builtin, Value>>();

/**
 * A function of nixpkgs' library.
 * @param path under which it is reached from `lib`: `['mapAttrs']`, `['attrsets', 'mapAttrs']`
 * @returns nothing for what is not implemented, or is better left a symbol
 */
export function libraryFunction(interpreter: Interpreter, path: readonly string[]): Value | undefined {
  const builtin = find(path);
  if (builtin === undefined) return undefined;
  let values = made.get(interpreter);
  if (values === undefined) {
    values = new Map();
    made.set(interpreter, values);
  }
  let value = values.get(builtin);
  if (value === undefined) {
    value = builtin.make(interpreter);
    values.set(builtin, value);
  }
  return value;
}

function find(path: readonly string[]): Builtin | undefined {
  const [first, second, third] = path;
  if (first === undefined || third !== undefined) return undefined;
  if (second !== undefined) return sections.get(first)?.get(second);
  // `lib.path` is a section, not `builtins.path`
  return libraryNames.has(first) && !sections.has(first) ? top.get(first) : undefined;
}

/** Whether nixpkgs' library has a name at its top. */
export const libraryHas = (name: string): boolean => libraryNames.has(name);
