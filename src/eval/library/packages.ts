/** nixpkgs' functions over packages: their programs, names, outputs and versions. */

import { type Builtin, binary, constant, lazy, ternary, unary } from '../builtins/define.js';
import { mapElements } from '../builtins/elements.js';
import { anything, evaluated, exactText, integer, list, literalText } from '../builtins/shapes.js';
import { joinStrings } from '../builtins/strings.js';
import { compareVersions, parseDerivationName, versionComponents } from '../builtins/versions.js';
import type { Interpreter } from '../interpreter.js';
import { update } from '../operators.js';
import { Thunk } from '../thunk.js';
import {
  booleanValue,
  type ListValue,
  setValue,
  stringFromParts,
  stringValue,
  unknownValue,
  type Value,
} from '../value.js';

/** Outputs of which the first that is there counts. */
const firstOutputs = { getStatic: ['static', 'lib', 'out'], getInclude: ['include', 'dev', 'out'] };

export const packageFunctions: readonly Builtin[] = [
  unary('getExe', evaluated, (nix, value) => {
    const program =
      value.type === 'set'
        ? programOf(nix, value)
        : unknownValue('the main program of a package is not known');
    return programPath(nix, value, program);
  }),
  binary("getExe'", evaluated, evaluated, (nix, value, program) => programPath(nix, value, program)),
  searchPath('makeBinPath', 'bin', 'bin'),
  searchPath('makeLibraryPath', 'lib', 'lib'),
  unary('makeIncludePath', list, (nix, values) =>
    joinFolders(nix, (value) => firstOutput(nix, firstOutputs.getInclude, value), 'include', values),
  ),
  binary('makeSearchPath', exactText, list, (nix, folder, values) =>
    joinFolders(nix, (value) => value, folder, values),
  ),
  ternary('makeSearchPathOutput', exactText, exactText, list, (nix, output, folder, values) =>
    joinFolders(nix, (value) => outputOf(nix, output, value), folder, values),
  ),
  binary('getOutput', exactText, evaluated, outputOf),
  ...Object.entries({ getBin: 'bin', getLib: 'lib', getDev: 'dev', getMan: 'man' }).map(([name, output]) =>
    unary(name, evaluated, (nix, value) => outputOf(nix, output, value)),
  ),
  ...Object.entries(firstOutputs).map(([name, outputs]) =>
    unary(name, evaluated, (nix, value) => firstOutput(nix, outputs, value)),
  ),
  // a package with other metadata is the same package
  ...['hiPrio', 'lowPrio', 'dontDistribute', 'hiPrioSet', 'lowPrioSet'].map((name) =>
    lazy(name, 1, (_nix, value) => value.force()),
  ),
  ...['setPrio', 'addMetaAttrs'].map((name) => lazy(name, 2, (_nix, _metadata, value) => value.force())),
  binary('setName', anything, evaluated, (_nix, name, value) =>
    update(value, setValue(new Map([['name', name]]))),
  ),
  lazy('optionalDrvAttr', 2, (nix, condition, value) => {
    const known = condition.force();
    if (known.type === 'boolean') return known.value ? value.force() : { type: 'null' };
    return nix.notKnown(known, condition.node);
  }),
  unary('getName', evaluated, (nix, value) =>
    nameOf(nix, value, 'pname', (text) => parseDerivationName(text).name),
  ),
  unary('getVersion', evaluated, (nix, value) =>
    nameOf(nix, value, 'version', (text) => parseDerivationName(text).version),
  ),
  binary('versionAtLeast', literalText, literalText, (_nix, version, least) =>
    booleanValue(compareVersions(version, least) >= 0),
  ),
  binary('versionOlder', literalText, literalText, (_nix, version, than) =>
    booleanValue(compareVersions(version, than) < 0),
  ),
  constant('fakeHash', stringValue(`sha256-${'A'.repeat(43)}=`)),
  constant('fakeSha256', stringValue('0'.repeat(64))),
  constant('fakeSha512', stringValue('0'.repeat(128))),
];

/** `lib.versions`, whose names are seen nowhere else. */
export const versionFunctions: readonly Builtin[] = [
  component('major', 0),
  component('minor', 1),
  component('patch', 2),
  unary('majorMinor', literalText, (_nix, version) =>
    stringValue(versionComponents(version).slice(0, 2).join('.')),
  ),
  binary('pad', integer, literalText, (_nix, length, version) => {
    const [numbers = ''] = version.split('-');
    const padded = [...versionComponents(numbers), ...Array.from({ length: Number(length) }, () => '0')];
    return stringValue(padded.slice(0, Number(length)).join('.') + version.slice(numbers.length));
  }),
];

function component(name: string, index: number): Builtin {
  return unary(name, literalText, (_nix, version) => {
    const found = versionComponents(version)[index];
    return found === undefined ? unknownValue(`the version ${version} has no such part`) : stringValue(found);
  });
}

function programOf(nix: Interpreter, value: Value): Value {
  const meta = nix.select(value, 'meta');
  const program = meta === undefined ? undefined : nix.select(meta, 'mainProgram');
  return program ?? nameOf(nix, value, 'pname', (text) => parseDerivationName(text).name);
}

/** The path of a program: the package stays in it, whatever its own path is. */
function programPath(nix: Interpreter, value: Value, program: Value): Value {
  if (value.type !== 'set' && value.type !== 'symbol') return nix.notKnown(value);
  if (nix.string(program)?.includes('/')) return unknownValue('the name of a program is a path');
  return stringFromParts([nix.coerceToString(outputOf(nix, 'bin', value)), '/bin/', program]);
}

function nameOf(nix: Interpreter, value: Value, own: string, parsed: (text: string) => string): Value {
  const text = nix.string(value);
  if (text !== undefined) return stringValue(parsed(text));
  if (value.type !== 'set') return nix.notKnown(value);
  const direct = nix.select(value, own);
  if (direct !== undefined) return direct;
  const name = nix.select(value, 'name');
  const known = name === undefined ? undefined : nix.string(name);
  return known === undefined
    ? unknownValue('the name of a package is not known')
    : stringValue(parsed(known));
}

/** An output of a package, or the package where that is not known: it is part of it. */
function outputOf(nix: Interpreter, output: string, value: Value): Value {
  if (value.type !== 'set' || isOutput(nix, value)) return value;
  return nix.select(value, output) ?? nix.select(value, 'out') ?? value;
}

function firstOutput(nix: Interpreter, outputs: readonly string[], value: Value): Value {
  if (value.type !== 'set' || isOutput(nix, value)) return value;
  const found = outputs.find((output) => nix.select(value, output) !== undefined);
  return found === undefined ? value : nix.selectOrUnknown(value, found);
}

/** Whether a package is already one output of another. */
function isOutput(nix: Interpreter, value: Value): boolean {
  const specified = nix.select(value, 'outputSpecified');
  return specified?.type === 'boolean' && specified.value;
}

function searchPath(name: string, output: string, folder: string): Builtin {
  return unary(name, list, (nix, values) =>
    joinFolders(nix, (value) => outputOf(nix, output, value), folder, values),
  );
}

/** The folders of that name in packages, as a search path; what is null is left out. */
function joinFolders(
  nix: Interpreter,
  partOf: (value: Value) => Value,
  folder: string,
  values: ListValue,
): Value {
  const present = { ...values, items: values.items.filter((item) => item.thunk.force().type !== 'null') };
  const folders = mapElements(
    present,
    (thunk) => new Thunk(() => stringFromParts([nix.coerceToString(partOf(thunk.force())), `/${folder}`])),
  );
  return joinStrings(nix, ':', folders);
}
