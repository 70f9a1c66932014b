/** Everything that goes with the legacy overlays: files, and each place that names them. */
import { folderOf, joinPath } from '../src/eval/paths.js';
import { environmentsOf } from '../src/eval/scope.js';
import type { Value } from '../src/eval/value.js';
import type { Flake } from '../src/flake/flake.js';
import { boundBy, isUse } from '../src/flake/references.js';
import type { Problem } from '../src/problem.js';
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
import { emptiedOption } from './emptied-options.js';
import type { LegacyAttribute } from './legacy.js';
import type { Migration } from './migration.js';
import { attributesOf, type OwnOverlay } from './overlays.js';
import { legacyStays, legacyUnknown } from './problems.js';
import { remembered } from './remembered.js';

export interface Removals {
  readonly files: readonly string[];
  /** Elements of lists; a `replaced` one gives its place to the new overlay. */
  readonly elements: readonly {
    readonly list: List;
    readonly element: Expression;
    readonly replaced: boolean;
  }[];
  readonly bindings: readonly {
    readonly container: AttributeSet | LetIn;
    readonly binding: AttributeBinding;
  }[];
  /** Attributes to take out of overlays that stay. */
  readonly attributes: readonly LegacyAttribute[];
  readonly refusals: readonly Problem[];
}

export const legacyRemovals = remembered((migration): Removals => collect(migration));

interface Collected {
  readonly files: string[];
  elements: { list: List; element: Expression }[];
  readonly bindings: { container: AttributeSet | LetIn; binding: AttributeBinding }[];
  readonly attributes: LegacyAttribute[];
  readonly refusals: Problem[];
}

const nothingYet = (): Collected => ({ files: [], elements: [], bindings: [], attributes: [], refusals: [] });

/** What is needed to tell what a name means. */
type Context = Pick<Migration, 'flake' | 'scopes'>;

function collect(migration: Migration): Removals {
  const { flake, legacy } = migration;
  const collected = nothingYet();
  const byOverlay = new Map<OwnOverlay, LegacyAttribute[]>();
  for (const attribute of legacy.attributes)
    byOverlay.set(attribute.overlay, [...(byOverlay.get(attribute.overlay) ?? []), attribute]);
  for (const [overlay, attributes] of byOverlay) {
    const emptied =
      overlay.complete &&
      attributes.length === attributesOf(overlay).length &&
      overlay.sets.every((set) => set.bindings.length > 0);
    if (!emptied) collected.attributes.push(...attributes);
    else if (isWholeFile(overlay)) removeFile(migration, overlay, collected);
    else if (!removeExpression(migration, overlay.lambda, collected))
      collected.attributes.push(...attributes);
  }
  // llama.cpp's own overlay in a list would break nixpkgs' variants
  collected.elements.push(...upstreamElements(migration));
  for (const file of migration.options.legacy) {
    const path = joinPath(folderOf(flake.path), file) ?? file;
    if (collected.files.includes(path)) continue;
    collected.refusals.push({
      kind: legacyUnknown,
      message: flake.files.exists(path)
        ? `${path} is not an overlay of llama.cpp attributes alone that a host uses.`
        : `There is no ${path}.`,
      hint: 'Name the file of the overlay, seen from the folder of flake.nix, or leave --legacy out: what is replaced is found without it.',
    });
  }
  const lists = new Set(
    migration.injections.flatMap(({ place }) => (place.kind === 'list' ? [place.list] : [])),
  );
  for (const list of new Set(collected.elements.map((one) => one.list))) {
    if (lists.has(list)) continue;
    const ofList = collected.elements.filter((one) => one.list === list);
    const option = emptiedOption(
      list,
      ofList.map(({ element }) => element),
    );
    if (option === undefined) continue;
    collected.elements = collected.elements.filter((one) => one.list !== list);
    collected.bindings.push(option);
  }
  const taken = new Set<List>();
  const elements = collected.elements.map(({ list, element }) => {
    const replaced = givesPlace(element) && lists.has(list) && !taken.has(list) && isInjecting(migration);
    if (replaced) taken.add(list);
    return { list, element, replaced };
  });
  // the one whose place is taken comes first
  elements.sort((left, right) => Number(right.replaced) - Number(left.replaced));
  return { ...collected, elements };
}

export const isWrittenOut = (element: Expression): boolean =>
  withoutParentheses(element).kind !== 'identifier';

/** Whether the new overlay is written over an element: one that is more than a name, and has no comments to lose. */
export const givesPlace = (element: Expression): boolean =>
  isWrittenOut(element) &&
  !element.source.comments.some(({ start, end }) => start >= element.start && end <= element.end);

const isInjecting = ({ options }: Migration): boolean =>
  !options.skip.includes('inject-overlay') &&
  (options.only.length === 0 || options.only.includes('inject-overlay'));

/** Whether an overlay is all that its file is, apart from a function that gives it the inputs. */
function isWholeFile(overlay: OwnOverlay): boolean {
  const root = withoutParentheses(overlay.source.root);
  if (root === overlay.lambda) return true;
  return root.kind === 'lambda' && withoutParentheses(root.body) === overlay.lambda;
}

function removeFile(context: Context, overlay: OwnOverlay, collected: Collected): void {
  const uses = pathsTo(context.flake, overlay.source.file);
  const trial = nothingYet();
  for (const use of uses) {
    if (removeExpression(context, importOf(use), trial)) continue;
    collected.refusals.push({
      kind: legacyStays,
      message: `${overlay.source.file} cannot be deleted: it is named here in a way that is not understood.`,
      place: use.source.place(use.start),
      hint: 'Take this out by hand, or keep the file with --skip delete-legacy-overlay.',
    });
    return;
  }
  collected.files.push(overlay.source.file);
  collected.elements.push(...trial.elements);
  collected.bindings.push(...trial.bindings);
}

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
function importOf(path: PathLiteral): Expression {
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
function removeExpression(context: Context, node: Expression, collected: Collected): boolean {
  const outer = withParentheses(node);
  const { parent } = outer;
  if (parent?.kind === 'list') {
    collected.elements.push({ list: parent, element: outer });
    return true;
  }
  if (parent?.kind !== 'binding' || parent.value !== outer || parent.attrpath.length === 0) return false;
  const container = parent.parent;
  if (container?.kind === 'let') return removeBound(context, container, parent, collected);
  if (container?.kind !== 'attributeSet') return false;
  return removeAttribute(context, container, parent, collected);
}

/** `let overlay = …;`: the binding goes when all its uses are elements of lists. */
function removeBound(
  context: Context,
  container: LetIn,
  binding: AttributeBinding,
  collected: Collected,
): boolean {
  const name = binding.attrpath.map(attributeText)[0];
  if (name === undefined || binding.attrpath.length > 1) return false;
  const trial = nothingYet();
  for (const node of descendants(container)) {
    if (
      node.kind === 'inherit' &&
      node.from === undefined &&
      node.names.some((element) => attributeText(element) === name)
    )
      return false;
    if (node.kind !== 'identifier' || node.name !== name || !isUse(node) || boundBy(node) !== binding)
      continue;
    if (!removeExpression(context, node, trial)) return false;
  }
  collected.elements.push(...trial.elements);
  collected.bindings.push({ container, binding }, ...trial.bindings);
  return true;
}

/** An attribute of a set of overlays: it goes with every use of it in a list, `self.overlays.x` or `with overlays; [ x ]`. */
function removeAttribute(
  context: Context,
  container: AttributeSet,
  binding: AttributeBinding,
  collected: Collected,
): boolean {
  const name = binding.attrpath.map(attributeText).at(-1);
  const { flake } = context;
  if (
    name === undefined ||
    name === 'overlays' ||
    (binding.attrpath.length > 1 && binding.attrpath.map(attributeText).at(-2) !== 'overlays')
  )
    return false;
  const trial = nothingYet();
  for (const source of flake.files.sources((text) => text.includes(name))) {
    for (const node of descendants(source.root)) {
      if (contains(binding, node) || !isUseOf(context, node, name, binding)) continue;
      if (!isExpression(node) || !removeExpression(context, node, trial)) return false;
    }
  }
  collected.elements.push(...trial.elements);
  collected.bindings.push({ container, binding }, ...trial.bindings);
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

/** `inputs.llama-cpp.overlays.default` in lists. */
function upstreamElements(migration: Migration): { list: List; element: Expression }[] {
  const { existing } = migration.input;
  if (existing === undefined) return [];
  const found: { list: List; element: Expression }[] = [];
  const mention = `${existing.name}.overlays.default`;
  for (const source of migration.flake.files.sources((text) => text.includes(mention))) {
    for (const node of descendants(source.root)) {
      if (isUpstreamOverlay(node, existing.name) && node.parent?.kind === 'list')
        found.push({ list: node.parent, element: node });
    }
  }
  return found;
}

function isUpstreamOverlay(node: Node, input: string): node is Expression {
  if (node.kind !== 'select') return false;
  const names = node.attrpath.map(attributeText);
  if (names.at(-1) !== 'default' || names.at(-2) !== 'overlays') return false;
  return (
    names.at(-3) === input ||
    (names.length === 2 && node.target.kind === 'identifier' && node.target.name === input)
  );
}
