/** Packages that are named by a text: `lib.mkPackageOption pkgs "x" { }`. */
import { attributeText, withoutParentheses } from '../syntax/literals.js';
import type { Apply, Expression, StringLiteral } from '../syntax/nodes.js';

/** The package set from which an option takes the package that a string names, where the string is such a name. */
export function packageSetOfName(node: StringLiteral): Expression | undefined {
  const outer = node.parent?.kind === 'list' && node.parent.elements.length === 1 ? node.parent : node;
  const { parent } = outer;
  if (parent?.kind === 'binding') return setOfDefault(outer);
  if (parent?.kind !== 'apply' || parent.argument !== outer) return undefined;
  const settings =
    parent.parent?.kind === 'apply' && parent.parent.function === parent
      ? withoutParentheses(parent.parent.argument)
      : undefined;
  // the name is only shown where there is a default
  const hasDefault =
    settings?.kind === 'attributeSet' &&
    settings.bindings.some(
      (binding) => binding.kind === 'binding' && binding.attrpath.map(attributeText)[0] === 'default',
    );
  return hasDefault ? undefined : packageSetOf(parent);
}

/** `mkPackageOption pkgs "name" { default = "x"; }` */
function setOfDefault(node: Expression): Expression | undefined {
  const binding = node.parent;
  if (binding?.kind !== 'binding' || binding.attrpath.map(attributeText).join('.') !== 'default')
    return undefined;
  const set = binding.parent;
  const call = set?.parent;
  if (set?.kind !== 'attributeSet' || call?.kind !== 'apply' || call.argument !== set) return undefined;
  const inner = withoutParentheses(call.function);
  return inner.kind === 'apply' ? packageSetOf(inner) : undefined;
}

/** `mkPackageOption pkgs "x"` */
function packageSetOf(call: Apply): Expression | undefined {
  const first = withoutParentheses(call.function);
  if (first.kind !== 'apply') return undefined;
  const callee = withoutParentheses(first.function);
  const name =
    callee.kind === 'identifier'
      ? callee.name
      : callee.kind === 'select'
        ? callee.attrpath.map(attributeText).at(-1)
        : undefined;
  return name === 'mkPackageOption' || name === 'mkPackageOptionMD' ? first.argument : undefined;
}
