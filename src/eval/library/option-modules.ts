/** nixpkgs' modules that rename, alias and remove options (`lib/modules.nix`). */
import { type Builtin, lazy, unary } from '../builtins/define.js';
import { elements, evaluated, list } from '../builtins/shapes.js';
import type { Interpreter } from '../interpreter.js';
import { update } from '../operators.js';
import { Thunk } from '../thunk.js';
import { listValue, setValue, stringValue, unknownValue, type Value } from '../value.js';
import { atPath } from './attribute-paths.js';

const option = Thunk.of(setValue(new Map([['_type', Thunk.of(stringValue('option'))]])));

export const optionModuleFunctions: readonly Builtin[] = [
  ...['mkAliasOptionModule', 'mkAliasOptionModuleMD', 'mkRenamedOptionModule'].map((name) =>
    lazy(name, 2, (nix, from, to) => forwarding(nix, from, to)),
  ),
  unary('mkRenamedOptionModuleWith', evaluated, (nix, options) =>
    forwarding(nix, attribute(nix, options, 'from'), attribute(nix, options, 'to')),
  ),
  unary('doRename', evaluated, (nix, options) =>
    forwarding(nix, attribute(nix, options, 'from'), attribute(nix, options, 'to')),
  ),
  lazy('mkRemovedOptionModule', 2, (nix, path) => moduleOf(declared(nix, path), undefined)),
  lazy('mkChangedOptionModule', 3, (nix, from, to) => forwarding(nix, from, to)),
  lazy('mkMergedOptionModule', 3, (nix, from, to) => {
    const paths = list(nix, from);
    const items = paths.type === 'list' ? paths.items : [];
    const options = items.map((path) => declared(nix, path.thunk)).reduce(update, setValue(new Map()));
    return moduleOf(options, forwarded(nix, to));
  }),
  lazy('setDefaultModuleLocation', 2, (_nix, file, module) =>
    setValue(
      new Map([
        ['_file', file],
        ['imports', Thunk.of(listValue([module]))],
      ]),
    ),
  ),
];

const attribute = (nix: Interpreter, value: Value, name: string): Thunk =>
  new Thunk(() => nix.selectOrUnknown(value, name));

/** A module that declares one option and defines another by it. */
function forwarding(nix: Interpreter, from: Thunk, to: Thunk): Value {
  return moduleOf(declared(nix, from), forwarded(nix, to));
}

function moduleOf(options: Value, config: Value | undefined): Value {
  const attributes = new Map([['options', Thunk.of(options)]]);
  if (config !== undefined) attributes.set('config', Thunk.of(config));
  return setValue(attributes);
}

function declared(nix: Interpreter, path: Thunk): Value {
  const names = elements(nix, path);
  return 'type' in names ? names : atPath(nix, names, option);
}

function forwarded(nix: Interpreter, path: Thunk): Value {
  const names = elements(nix, path);
  return 'type' in names
    ? names
    : atPath(nix, names, Thunk.of(unknownValue('is defined by an alias of the option')));
}
