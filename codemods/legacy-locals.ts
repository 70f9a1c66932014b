/** Names that an overlay's `let` binds for nothing but attributes that go. */
import { isUse } from '../src/flake/references.js';
import { attributeText, contains } from '../src/syntax/literals.js';
import type { AttributeBinding, Binding, LetIn, Node } from '../src/syntax/nodes.js';
import { descendants } from '../src/syntax/parser.js';
import type { LegacyAttribute } from './legacy.js';

/**
 * @param group attributes of one set that go
 * @param removed the bindings that go with them as a whole
 */
export function localsThatGo(
  group: readonly LegacyAttribute[],
  removed: readonly Binding[],
): readonly { readonly scope: LetIn; readonly bindings: readonly AttributeBinding[] }[] {
  const overlay = group[0]?.overlay;
  if (overlay === undefined) return [];
  const gone: Node[] = [...removed];
  const lets = [...descendants(overlay.lambda)].filter(
    (node): node is LetIn => node.kind === 'let' && group.some(({ set }) => contains(node.body, set)),
  );
  return lets.flatMap((scope) => {
    const unused: AttributeBinding[] = [];
    for (let found = true; found; ) {
      found = false;
      for (const binding of scope.bindings) {
        if (binding.kind !== 'binding' || unused.includes(binding)) continue;
        const name = binding.attrpath.map(attributeText)[0];
        if (name === undefined || !wasOnlyUsedIn(scope, name, binding, gone)) continue;
        unused.push(binding);
        gone.push(binding);
        found = true;
      }
    }
    return unused.length === 0 ? [] : [{ scope, bindings: unused }];
  });
}

function wasOnlyUsedIn(scope: LetIn, name: string, binding: Binding, gone: readonly Node[]): boolean {
  let before = 0;
  for (const node of descendants(scope)) {
    if (contains(binding, node)) continue;
    const named =
      (node.kind === 'identifier' && node.name === name && isUse(node)) ||
      (node.kind === 'inherit' &&
        node.from === undefined &&
        node.names.some((element) => attributeText(element) === name));
    if (!named) continue;
    if (!gone.some((one) => contains(one, node))) return false;
    before += 1;
  }
  return before > 0;
}
