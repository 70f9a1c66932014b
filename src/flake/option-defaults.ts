/** Which configurations use the default of an option, and which set the option themselves. */
import { attributeText, withoutParentheses } from '../syntax/literals.js';
import type { Expression, Node } from '../syntax/nodes.js';
import { ancestors } from '../syntax/parser.js';
import type { Configuration } from './configuration.js';
import { optionDefaultPriority } from './modules/definitions.js';

/** The path of an option; `undefined` for a name that is computed, such as `${namespace}`. */
type DeclaredPath = readonly (string | undefined)[];

/** Whether a node is in the declaration of an option that the configuration sets, so that it does not use what is declared. */
export function isOverriddenDefault({ modules }: Configuration, node: Node): boolean {
  const declared = declaredPath(node);
  if (declared === undefined) return false;
  const paths = pathsLike(declared, (path) => modules.optionNames(path));
  return (
    paths.length > 0 &&
    paths.every((path) =>
      modules
        .definitions(path)
        .some(({ maybe, priority }) => maybe === undefined && priority < optionDefaultPriority),
    )
  );
}

/** `options.a.b = mkOption { … }` around a node. */
function declaredPath(node: Node): DeclaredPath | undefined {
  let names: DeclaredPath | undefined;
  for (const around of ancestors(node)) {
    if (around.kind === 'apply' && isDeclaration(around)) names = [];
    if (around.kind !== 'binding' || names === undefined) continue;
    names = [...around.attrpath.map(attributeText), ...names];
    if (names[0] === 'options') return names.slice(1);
  }
  return undefined;
}

function isDeclaration(call: Expression): boolean {
  const callee = withoutParentheses(call);
  switch (callee.kind) {
    case 'apply':
      return isDeclaration(callee.function);
    case 'identifier':
      return declaring.has(callee.name);
    case 'select':
      return declaring.has(callee.attrpath.map(attributeText).at(-1) ?? '');
    default:
      return false;
  }
}

const declaring: ReadonlySet<string> = new Set(['mkOption', 'mkPackageOption']);

function pathsLike(
  declared: DeclaredPath,
  namesBelow: (path: readonly string[]) => readonly string[],
): readonly (readonly string[])[] {
  return declared.reduce<readonly (readonly string[])[]>(
    (paths, wanted) =>
      paths.flatMap((path) =>
        namesBelow(path)
          .filter((name) => wanted === undefined || name === wanted)
          .map((name) => [...path, name]),
      ),
    [[]],
  );
}
