/** Takes an overlay out of where it is written: a list, or a binding with everything that uses it. */
import { folderOf, joinPath } from '../src/eval/paths.js';
import { environmentsOf } from '../src/eval/scope.js';
import type { Value } from '../src/eval/value.js';
import type { Flake } from '../src/flake/flake.js';
import { boundBy, isUse } from '../src/flake/references.js';
import {
  attributeText,
  contains,
  isExpression,
  withoutParentheses,
  withParentheses,
} from '../src/syntax/literals.js';
import type {
  AttributeBinding,
  AttributeSet,
  Expression,
  LetIn,
  List,
  Node,
  PathLiteral,
} from '../src/syntax/nodes.js';
import { descendants } from '../src/syntax/parser.js';
import type { Migration } from './migration.js';

/** What is needed to tell what a name means. */
export type Context = Pick<Migration, 'flake' | 'scopes'>;

export interface TakenOut {
  elements: { list: List; element: Expression }[];
  readonly bindings: { container: AttributeSet | LetIn; binding: AttributeBinding }[];
}

export const nothingTaken = (): TakenOut => ({ elements: [], bindings: [] });

/** The path literals that lead to a file. */
export function pathsTo(flake: Flake, file: string): readonly PathLiteral[] {
  const found: PathLiteral[] = [];
  const name = file.slice(file.lastIndexOf('/') + 1);
  const mention =
    name === 'default.nix'
      ? folderOf(file).slice(folderOf(file).lastIndexOf('/') + 1)
      : name.replace(/\.nix$/, '');
  for (const source of flake.files.sources((text) => text.includes(mention), flake.files.all())) {
    for (const node of descendants(source.root)) {
      if (node.kind === 'path' && leadsTo(flake, node, file)) found.push(node);
    }
  }
  return found;
}

function leadsTo(flake: Flake, node: PathLiteral, file: string): boolean {
  const [only, ...more] = node.parts;
  if (only?.kind !== 'text' || more.length > 0) return false;
  const target = joinPath(folderOf(node.source.file), only.value);
  if (target === undefined) return false;
  return target === file || (`${target}/default.nix` === file && flake.files.folder(target) !== undefined);
}

/** `import ./x args` around a path, or the path itself. */
export function importOf(path: PathLiteral): Expression {
  let node: Expression = path;
  for (;;) {
    const outer = withParentheses(node);
    const { parent } = outer;
    if (parent?.kind !== 'apply') return node;
    const callee = withoutParentheses(parent.function);
    const isImport = parent.argument === outer && callee.kind === 'identifier' && callee.name === 'import';
    if (!isImport && parent.function !== outer) return node;
    node = parent;
  }
}

/** Takes an overlay out of where it is written: a list, or a binding with everything that uses it. */
export function takeOut(context: Context, node: Expression, taken: TakenOut): boolean {
  const outer = withParentheses(node);
  const { parent } = outer;
  if (parent?.kind === 'list') {
    taken.elements.push({ list: parent, element: outer });
    return true;
  }
  if (parent?.kind !== 'binding' || parent.value !== outer || parent.attrpath.length === 0) return false;
  const container = parent.parent;
  if (container?.kind === 'let') return takeOutBound(context, container, parent, taken);
  if (container?.kind !== 'attributeSet') return false;
  return takeOutAttribute(context, container, parent, taken);
}

/** `let overlay = …;`: the binding goes when all its uses are elements of lists. */
function takeOutBound(
  context: Context,
  container: LetIn,
  binding: AttributeBinding,
  taken: TakenOut,
): boolean {
  const name = binding.attrpath.map(attributeText)[0];
  if (name === undefined || binding.attrpath.length > 1) return false;
  const trial = nothingTaken();
  for (const node of descendants(container)) {
    if (
      node.kind === 'inherit' &&
      node.from === undefined &&
      node.names.some((element) => attributeText(element) === name)
    )
      return false;
    if (node.kind !== 'identifier' || node.name !== name || !isUse(node) || boundBy(node) !== binding)
      continue;
    if (!takeOut(context, node, trial)) return false;
  }
  taken.elements.push(...trial.elements);
  taken.bindings.push({ container, binding }, ...trial.bindings);
  return true;
}

/** An attribute of a set of overlays: it goes with every use of it in a list, `self.overlays.x` or `with overlays; [ x ]`. */
function takeOutAttribute(
  context: Context,
  container: AttributeSet,
  binding: AttributeBinding,
  taken: TakenOut,
): boolean {
  const name = binding.attrpath.map(attributeText).at(-1);
  const { flake } = context;
  if (
    name === undefined ||
    name === 'overlays' ||
    (binding.attrpath.length > 1 && binding.attrpath.map(attributeText).at(-2) !== 'overlays')
  )
    return false;
  const trial = nothingTaken();
  for (const source of flake.files.sources((text) => text.includes(name))) {
    for (const node of descendants(source.root)) {
      if (contains(binding, node) || !isUseOf(context, node, name, binding)) continue;
      if (!isExpression(node) || !takeOut(context, node, trial)) return false;
    }
  }
  taken.elements.push(...trial.elements);
  taken.bindings.push({ container, binding }, ...trial.bindings);
  return true;
}

/** Whether a node means the value of an attribute: by the place where that value is written. */
function isUseOf({ flake, scopes }: Context, node: Node, name: string, binding: AttributeBinding): boolean {
  const isIt = (value: Value): boolean => value.type === 'set' && value.get(name)?.node === binding.value;
  if (node.kind === 'select') {
    const names = node.attrpath.map(attributeText);
    if (names.at(-1) !== name) return false;
    return scopes.at(node).some((scope) => {
      const path = names.slice(0, -1).filter((part) => part !== undefined);
      const container = flake.interpreter.selectPath(flake.interpreter.evaluate(node.target, scope), path);
      return container !== undefined && isIt(container);
    });
  }
  if (node.kind !== 'identifier' || node.name !== name || !isUse(node) || boundBy(node) !== undefined)
    return false;
  return scopes
    .at(node)
    .some((scope) => [...environmentsOf(scope)].some((environment) => isIt(environment.force())));
}
