/** Attributes that are read from the old ones, `old.patches`, and that upstream's derivation has not. */
import type { Edit, Motive } from '../src/edit/edit.js';
import { replace } from '../src/edit/replace.js';
import type { Place } from '../src/problem.js';
import { attributeText } from '../src/syntax/literals.js';
import type { AttributeSet, Binding, Select } from '../src/syntax/nodes.js';
import { descendants } from '../src/syntax/parser.js';

/** What upstream's derivation lacks, and what stands for it. */
const substitutes: ReadonlyMap<string, string> = new Map([
  ['patches', '[ ]'],
  ['preConfigure', '""'],
  ['outputs', '[ "out" ]'],
]);
const withoutSubstitute: ReadonlySet<string> = new Set(['npmDeps', 'npmDepsHash', 'npmRoot']);

/** `old.patches` is missing upstream: `(old.patches or [ ])`. Likewise `preConfigure`. */
export function defaults(
  parameter: string | undefined,
  set: AttributeSet,
  dropped: ReadonlySet<Binding>,
  motive: Motive,
): readonly Edit[] {
  return oldAttributes(parameter, set, dropped).flatMap(({ node, name }): readonly Edit[] => {
    const substitute = substitutes.get(name);
    return substitute === undefined ? [] : [replace(node, `(${parameter}.${name} or ${substitute})`, motive)];
  });
}

export function missingAttribute(
  parameter: string | undefined,
  set: AttributeSet,
  dropped: ReadonlySet<Binding>,
): { readonly name: string; readonly place: Place } | undefined {
  const found = oldAttributes(parameter, set, dropped).find(({ name }) => withoutSubstitute.has(name));
  return found === undefined ? undefined : { name: found.name, place: set.source.place(found.node.start) };
}

/** `old.x` in what stays. */
function oldAttributes(
  parameter: string | undefined,
  set: AttributeSet,
  dropped: ReadonlySet<Binding>,
): readonly { node: Select; name: string }[] {
  if (parameter === undefined) return [];
  return set.bindings.flatMap((binding) => {
    if (binding.kind !== 'binding' || dropped.has(binding)) return [];
    return [...descendants(binding.value)].flatMap((node) => {
      if (
        node.kind !== 'select' ||
        node.fallback !== undefined ||
        node.target.kind !== 'identifier' ||
        node.target.name !== parameter
      )
        return [];
      const [name, ...more] = node.attrpath.map(attributeText);
      return name === undefined || more.length > 0 ? [] : [{ node, name }];
    });
  });
}
