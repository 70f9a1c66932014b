/** nixpkgs' `lib.updateManyAttrsByPath`: many attributes changed at once, those further in first. */
import { mapEntries } from '../builtins/attributes.js';
import { type Builtin, binary } from '../builtins/define.js';
import { emptySet, foldElements } from '../builtins/elements.js';
import { groupElements, partitionElements } from '../builtins/ordering.js';
import { anything, elements, list } from '../builtins/shapes.js';
import type { Interpreter } from '../interpreter.js';
import { asList, update } from '../operators.js';
import { Thunk } from '../thunk.js';
import { type ListItem, type ListValue, type UnknownValue, unknownValue, type Value } from '../value.js';

/** Sets within sets, more of which are not gone into. */
const deepestSet = 200;

export const attributeUpdateFunctions: readonly Builtin[] = [
  binary('updateManyAttrsByPath', list, anything, (nix, updates, value) =>
    updateAttributes(nix, updates, value, 0),
  ),
];

/** @param value what the path so far leads to; nothing where there is no such attribute */
function updateAttributes(
  nix: Interpreter,
  updates: ListValue,
  value: Thunk | undefined,
  depth: number,
): Value {
  if (depth > deepestSet) return unknownValue('is nested too deeply');
  const { right, wrong } = partitionElements(updates, (one) => {
    const path = pathOf(nix, one);
    return 'type' in path ? path : path.length <= depth;
  });
  const groups = groupElements(nix, wrong, (one) => {
    const path = pathOf(nix, one);
    return 'type' in path ? path : (path[depth]?.thunk.force() ?? unknownValue('a path is too short'));
  });
  const inner = mapEntries(
    nix,
    groups,
    ([name, group]) =>
      new Thunk(() => {
        const attribute = value === undefined ? undefined : nix.select(value.force(), name);
        const before = attribute === undefined ? undefined : Thunk.of(attribute);
        return updateAttributes(nix, asList(group.force()), before, depth + 1);
      }),
  );
  const isUnchanged = inner.names().length === 0 && inner.rest.length === 0;
  const missing = (): Value => unknownValue('an attribute that is to be updated is missing');
  const start = isUnchanged ? (value?.force() ?? missing()) : update(value?.force() ?? emptySet, inner);
  return foldElements(right, start, (result, one) =>
    nix.apply(nix.selectOrUnknown(one.force(), 'update'), Thunk.of(result)),
  );
}

function pathOf(nix: Interpreter, one: Thunk): readonly ListItem[] | UnknownValue {
  return elements(nix, new Thunk(() => nix.selectOrUnknown(one.force(), 'path')));
}
