/** Everything that goes with the legacy overlays: files, and each place that names them. */
import { folderOf, joinPath } from '../src/eval/paths.js';
import { isChosen } from '../src/plan/assemble.js';
import type { Problem } from '../src/problem.js';
import { attributeText, withoutParentheses } from '../src/syntax/literals.js';
import type { AttributeBinding, AttributeSet, Expression, LetIn, List, Node } from '../src/syntax/nodes.js';
import { descendants } from '../src/syntax/parser.js';
import { emptiedOption } from './emptied-options.js';
import type { LegacyAttribute } from './legacy.js';
import type { Migration } from './migration.js';
import { attributesOf, type OwnOverlay } from './overlays.js';
import { legacyStays, legacyUnknown } from './problems.js';
import { remembered } from './remembered.js';
import { type Context, importOf, nothingTaken, pathsTo, type TakenOut, takeOut } from './taking-out.js';

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

interface Collected extends TakenOut {
  readonly files: string[];
  readonly attributes: LegacyAttribute[];
  readonly refusals: Problem[];
}

const nothingYet = (): Collected => ({ ...nothingTaken(), files: [], attributes: [], refusals: [] });

function collect(migration: Migration): Removals {
  const { legacy } = migration;
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
    else if (!takeOut(migration, overlay.lambda, collected)) collected.attributes.push(...attributes);
  }
  // llama.cpp's own overlay in a list would break nixpkgs' variants
  collected.elements.push(...upstreamElements(migration));
  const lists = new Set(
    migration.injections.flatMap(({ place }) => (place.kind === 'list' ? [place.list] : [])),
  );
  removeEmptied(collected, lists);
  return {
    ...collected,
    elements: placesGiven(
      collected.elements,
      isChosen(migration.options, 'inject-overlay') ? lists : new Set(),
    ),
    refusals: [...collected.refusals, ...unknownFiles(migration, collected.files)],
  };
}

/** `--legacy FILE` for files that do not go. */
function unknownFiles({ flake, options }: Migration, gone: readonly string[]): readonly Problem[] {
  const paths = options.legacy.map((file) => joinPath(folderOf(flake.path), file) ?? file);
  return paths
    .filter((path) => !gone.includes(path))
    .map((path) => ({
      kind: legacyUnknown,
      message: flake.files.exists(path)
        ? `${path} is not an overlay of llama.cpp attributes alone that a host uses.`
        : `There is no ${path}.`,
      hint: 'Name the file of the overlay, seen from the folder of flake.nix, or leave --legacy out: what is replaced is found without it.',
    }));
}

/**
 * An option whose list has nothing left in it goes as a whole.
 * @param lists those that get the new overlay
 */
function removeEmptied(collected: Collected, lists: ReadonlySet<List>): void {
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
}

/**
 * One element of each list may give its place to the new overlay; it comes first.
 * @param lists those that get the new overlay
 */
function placesGiven(elements: TakenOut['elements'], lists: ReadonlySet<List>): Removals['elements'] {
  const taken = new Set<List>();
  const marked = elements.map(({ list, element }) => {
    const replaced = givesPlace(element) && lists.has(list) && !taken.has(list);
    if (replaced) taken.add(list);
    return { list, element, replaced };
  });
  return marked.sort((left, right) => Number(right.replaced) - Number(left.replaced));
}

export const isWrittenOut = (element: Expression): boolean =>
  withoutParentheses(element).kind !== 'identifier';

/** Whether the new overlay is written over an element: one that is more than a name, and has no comments to lose. */
export const givesPlace = (element: Expression): boolean =>
  isWrittenOut(element) &&
  !element.source.comments.some(({ start, end }) => start >= element.start && end <= element.end);

/** Whether an overlay is all that its file is, apart from a function that gives it the inputs. */
function isWholeFile(overlay: OwnOverlay): boolean {
  const root = withoutParentheses(overlay.source.root);
  if (root === overlay.lambda) return true;
  return root.kind === 'lambda' && withoutParentheses(root.body) === overlay.lambda;
}

function removeFile(context: Context, overlay: OwnOverlay, collected: Collected): void {
  const uses = pathsTo(context.flake, overlay.source.file);
  const trial = nothingTaken();
  for (const use of uses) {
    if (takeOut(context, importOf(use), trial)) continue;
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
