/** Attributes that are read from the old ones, `old.patches`, and that upstream's derivation has not. */
import type { Edit, Motive } from '../src/edit/edit.js';
import { replace } from '../src/edit/replace.js';
import { boundBy, isUse } from '../src/flake/names.js';
import type { Place } from '../src/problem.js';
import { attributeText, withoutParentheses } from '../src/syntax/literals.js';
import type { Binding, Expression, Identifier, Lambda, Node, Select } from '../src/syntax/nodes.js';
import { ancestors, descendants } from '../src/syntax/parser.js';

/** What upstream's derivation lacks, and what stands for it. */
const substitutes: ReadonlyMap<string, string> = new Map([
  ['patches', '[ ]'],
  ['preConfigure', '""'],
  ['outputs', '[ "out" ]'],
]);
const withoutSubstitute: ReadonlySet<string> = new Set(['npmDeps', 'npmDepsHash', 'npmRoot']);

/** `old.patches` is missing upstream: `(old.patches or [ ])`. Likewise `preConfigure`. */
export function defaults(
  argument: Expression,
  dropped: ReadonlySet<Binding>,
  motive: Motive,
): readonly Edit[] {
  return oldAttributes(argument, dropped).flatMap(({ node, name }): readonly Edit[] => {
    const substitute = substitutes.get(name);
    return substitute === undefined
      ? []
      : [replace(node, `(${node.source.textOf(node.target)}.${name} or ${substitute})`, motive)];
  });
}

/** An attribute that is read and has no substitute, or where none can be put. */
export function missingAttribute(
  argument: Expression,
  dropped: ReadonlySet<Binding>,
): { readonly name: string; readonly place: Place } | undefined {
  const read = oldAttributes(argument, dropped).find(({ name }) => withoutSubstitute.has(name));
  const found = read ?? withoutSelection(argument, dropped);
  return found === undefined
    ? undefined
    : { name: found.name, place: argument.source.place(found.node.start) };
}

/** `old.x` in what stays. */
function oldAttributes(
  argument: Expression,
  dropped: ReadonlySet<Binding>,
): readonly { node: Select; name: string }[] {
  const old = oldParameters(argument);
  return staying(argument, dropped).flatMap((node) => {
    if (node.kind !== 'select' || node.fallback !== undefined || node.target.kind !== 'identifier') return [];
    const [name, ...more] = node.attrpath.map(attributeText);
    return name === undefined || more.length > 0 || !old.has(boundBy(node.target)) ? [] : [{ node, name }];
  });
}

/** `inherit (old) x;`, `{ x, … }: …` and `with old; x`. */
function withoutSelection(
  argument: Expression,
  dropped: ReadonlySet<Binding>,
): { readonly node: Node; readonly name: string } | undefined {
  const old = oldParameters(argument);
  const isLacking = (name: string | undefined): name is string =>
    name !== undefined && (substitutes.has(name) || withoutSubstitute.has(name));
  for (const node of staying(argument, dropped)) {
    if (node.kind === 'inherit' && node.from !== undefined) {
      const from = withoutParentheses(node.from);
      const name = node.names.map(attributeText).find(isLacking);
      if (name !== undefined && from.kind === 'identifier' && old.has(boundBy(from))) return { node, name };
    }
    if (node.kind === 'formal' && node.default === undefined && isLacking(node.name.name))
      return { node, name: node.name.name };
    if (node.kind === 'identifier' && isUse(node) && isLacking(node.name) && isOfWith(node, old))
      return { node, name: node.name };
  }
  return undefined;
}

const isOfWith = (node: Identifier, old: ReadonlySet<Node | undefined>): boolean =>
  boundBy(node) === undefined &&
  [...ancestors(node)].some(
    (around) =>
      around.kind === 'with' &&
      around.environment.kind === 'identifier' &&
      old.has(boundBy(around.environment)),
  );

function staying(argument: Expression, dropped: ReadonlySet<Binding>): readonly Node[] {
  const gone = [...dropped];
  return [...descendants(argument)].filter(
    (node) => !gone.some(({ start, end }) => start <= node.start && node.end <= end),
  );
}

/** What the old attributes are called: the parameters of the functions that the argument is. */
function oldParameters(argument: Expression): ReadonlySet<Node | undefined> {
  const found = new Set<Identifier>();
  let node = withoutParentheses(argument);
  while (node.kind === 'lambda') {
    const lambda: Lambda = node;
    if (lambda.universal !== undefined) found.add(lambda.universal);
    node = withoutParentheses(lambda.body);
  }
  return found;
}
