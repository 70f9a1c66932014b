/** nixpkgs' `lib.options`: declarations of options, in its own shape (`lib/options.nix`). */
import { type Builtin, binary, lazy, ternary, unary } from '../builtins/define.js';
import { anything, evaluated, exactText } from '../builtins/shapes.js';
import type { Interpreter } from '../interpreter.js';
import { asList, update } from '../operators.js';
import { Thunk } from '../thunk.js';
import { booleanValue, type SetValue, setValue, stringValue, unknownValue, type Value } from '../value.js';
import { marker } from './modules.js';
import { optionType } from './types.js';

export const optionFunctions: readonly Builtin[] = [
  unary('mkOption', evaluated, (_nix, declaration) => update(declaration, marker('option', {}))),
  lazy('mkEnableOption', 1, (nix, name) =>
    marker('option', {
      default: Thunk.of(booleanValue(false)),
      example: Thunk.of(booleanValue(true)),
      description: new Thunk(() => enableDescription(nix, name)),
      type: Thunk.of(optionType('bool')),
    }),
  ),
  ternary('mkPackageOption', anything, anything, evaluated, packageOption),
  lazy('mkPackageOptionMD', 3, (nix, packages, name, settings) =>
    packageOption(nix, packages, name, settings.force()),
  ),
  unary('isOption', evaluated, (nix, value) => isOfType(nix, 'option', value)),
  unary('isOptionType', evaluated, (nix, value) => isOfType(nix, 'option-type', value)),
  binary('isType', exactText, evaluated, (nix, type, value) => isOfType(nix, type, value)),
  binary('setType', anything, evaluated, (_nix, type, value) =>
    update(value, setValue(new Map([['_type', type]]))),
  ),
  ...['literalExpression', 'literalExample', 'literalMD', 'literalDocBook'].map((name) =>
    lazy(name, 1, (_nix, text) => marker(name, { text })),
  ),
  lazy('mkOptionType', 1, (_nix, declaration) =>
    update(declaration.force(), setValue(new Map([['_type', Thunk.of(stringValue('option-type'))]]))),
  ),
];

function enableDescription(nix: Interpreter, name: Thunk): Value {
  const text = nix.string(name.force());
  return text === undefined
    ? unknownValue('a description is not known')
    : stringValue(`Whether to enable ${text}.`);
}

/** An option whose default is a package of the set, by name or by path. */
function packageOption(nix: Interpreter, packages: Thunk, name: Thunk, settings: Value): SetValue {
  const given = new Thunk(() => nix.select(settings, 'default') ?? name.force());
  const fallback = new Thunk(() => {
    const path = given.force();
    const names = path.type === 'list' ? asList(path).items.map((item) => item.thunk) : [given];
    return names.reduce((value, thunk) => selectNamed(nix, value, thunk), packages.force());
  });
  const type = { type: Thunk.of(optionType('package')) };
  return marker('option', given.force().type === 'null' ? type : { ...type, default: fallback });
}

function selectNamed(nix: Interpreter, value: Value, name: Thunk): Value {
  const text = nix.string(name.force());
  return text === undefined ? nix.notKnown(name.force(), name.node) : nix.selectOrUnknown(value, text);
}

function isOfType(nix: Interpreter, type: string, value: Value): Value {
  const found = value.type === 'set' || value.type === 'symbol' ? nix.select(value, '_type') : undefined;
  if (found === undefined) return booleanValue(false);
  const text = nix.string(found);
  return text === undefined ? nix.notKnown(found) : booleanValue(text === type);
}
