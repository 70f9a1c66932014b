/** nixpkgs' modules that rename, alias and remove options (`lib/modules.nix`). */
import { type Builtin, lazy, primitive, unary } from '../builtins/define.js';
import { elements, evaluated, list } from '../builtins/shapes.js';
import type { Interpreter } from '../interpreter.js';
import { update } from '../operators.js';
import { Thunk } from '../thunk.js';
import { listValue, setValue, stringValue, unknownValue, type Value } from '../value.js';
import { atPath } from './attribute-paths.js';
import { marker } from './modules.js';

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
  lazy('mkChangedOptionModule', 3, (nix, from, to) => moduleOf(declared(nix, from), changed(nix, to))),
  lazy('mkMergedOptionModule', 3, (nix, from, to) => {
    const paths = list(nix, from);
    const items = paths.type === 'list' ? paths.items : [];
    const options = items.map((path) => declared(nix, path.thunk)).reduce(update, setValue(new Map()));
    return moduleOf(options, changed(nix, to));
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

/** A module that declares one option, whose definitions are those of another, and whose value is that one's. */
function forwarding(nix: Interpreter, from: Thunk, to: Thunk): Value {
  return primitive('alias', 1, (given) => {
    const names = elements(nix, from);
    const target = elements(nix, to);
    if ('type' in names) return names;
    if ('type' in target) return target;
    const value = (): Value =>
      target.reduce<Value>(
        (set, { thunk }) => nix.selectOrUnknown(set, nix.string(thunk.force()) ?? ''),
        nix.selectOrUnknown(given.force(), 'config'),
      );
    const option = marker('option', { apply: Thunk.of(primitive('apply', 1, value)) });
    return moduleOf(
      atPath(nix, names, Thunk.of(option)),
      atPath(nix, target, Thunk.of(marker('alias', { from }))),
    );
  });
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

/** The definition of an option that is computed from another one. */
function changed(nix: Interpreter, path: Thunk): Value {
  const names = elements(nix, path);
  return 'type' in names
    ? names
    : atPath(nix, names, Thunk.of(unknownValue('is defined by an alias of the option')));
}
