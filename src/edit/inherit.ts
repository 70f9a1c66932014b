/** Names of `inherit`. */
import type { AttributeName, Inherit } from '../syntax/nodes.js';
import { removeBinding } from './bindings.js';
import { inheritContainer } from './container.js';
import type { Edit, Motive } from './edit.js';
import { insertItem } from './insertion.js';
import { removeItems } from './removal.js';

/** The edits that add a name to an `inherit`: on its line, or on a line of its own where the others have one each. */
export function insertInheritedName(inherit: Inherit, name: string, motive: Motive): Edit[] {
  return insertItem(inheritContainer(inherit), { kind: 'end' }, name, motive);
}

/** The edits that take a name out of an `inherit`; with the last name the whole `inherit …;` goes. */
export function removeInheritedName(inherit: Inherit, name: AttributeName, motive: Motive): Edit[] {
  return removeInheritedNames(inherit, [name], motive);
}

/** The edits that take several names out of one `inherit`; when all go the whole `inherit …;` goes. */
export function removeInheritedNames(
  inherit: Inherit,
  names: readonly AttributeName[],
  motive: Motive,
): Edit[] {
  if (inherit.names.some((name) => !names.includes(name)))
    return removeItems(inheritContainer(inherit), names, motive);
  const { parent, source } = inherit;
  if (parent?.kind !== 'attributeSet' && parent?.kind !== 'let' && parent?.kind !== 'legacyLet') {
    throw new Error(`${source.file}: an inherit stands in no set and in no let`);
  }
  return removeBinding(parent, inherit, motive);
}
