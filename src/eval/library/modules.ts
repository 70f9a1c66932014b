/** The markers of the module system, in nixpkgs' own shape (`lib/modules.nix`). */
import { type Builtin, constant, lazy, unary } from '../builtins/define.js';
import { evaluated } from '../builtins/shapes.js';
import { update } from '../operators.js';
import { Thunk } from '../thunk.js';
import { integerValue, type SetValue, setValue, stringValue, unknownValue } from '../value.js';

/** Lower wins. */
const priorities = {
  mkOptionDefault: 1500,
  mkDefault: 1000,
  mkImageMediaOverride: 60,
  mkForce: 50,
  mkVMOverride: 10,
};

/** Lower comes first. */
const orders = { mkBefore: 500, mkAfter: 1500 };

export const moduleFunctions: readonly Builtin[] = [
  lazy('mkIf', 2, (_nix, condition, content) => marker('if', { condition, content })),
  lazy('mkMerge', 1, (_nix, contents) => marker('merge', { contents })),
  lazy('mkOverride', 2, (_nix, priority, content) => marker('override', { priority, content })),
  ...Object.entries(priorities).map(([name, priority]) => numbered(name, 'override', priority)),
  lazy('mkOrder', 2, (_nix, priority, content) => marker('order', { priority, content })),
  ...Object.entries(orders).map(([name, priority]) => numbered(name, 'order', priority)),
  lazy('mkAssert', 3, (_nix, condition, _message, content) => marker('if', { condition, content })),
  unary('mkDefinition', evaluated, (_nix, definition) => update(definition, marker('definition', {}))),
  ...['mkAliasDefinitions', 'mkDerivedConfig', 'mkAliasAndWrapDefinitions'].map((name) =>
    lazy(name, name === 'mkAliasDefinitions' ? 1 : 2, () => unknownValue('is defined by another option')),
  ),
  constant('defaultOrderPriority', integerValue(1000)),
  constant('defaultOverridePriority', integerValue(100)),
  lazy('stringAfter', 2, (_nix, deps, text) => entry(deps, text)),
  lazy('fullDepEntry', 2, (_nix, text, deps) => entry(deps, text)),
  lazy('noDepEntry', 1, (_nix, text) =>
    entry(Thunk.of({ type: 'list', items: [], literals: [], gaps: [] }), text),
  ),
  lazy('packEntry', 1, (_nix, deps) => entry(deps, Thunk.of(stringValue('')))),
];

export function marker(type: string, attributes: Readonly<Record<string, Thunk>>): SetValue {
  return setValue(new Map([['_type', Thunk.of(stringValue(type))], ...Object.entries(attributes)]));
}

function numbered(name: string, type: string, priority: number): Builtin {
  return lazy(name, 1, (_nix, content) =>
    marker(type, { priority: Thunk.of(integerValue(priority)), content }),
  );
}

/** A piece of an activation script (`lib/strings-with-deps.nix`). */
function entry(deps: Thunk, text: Thunk): SetValue {
  return setValue(
    new Map([
      ['deps', deps],
      ['text', text],
    ]),
  );
}
