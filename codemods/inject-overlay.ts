/**
 * Gives every host the overlay: an element in the list of overlays that it has, or one small module.
 *
 *     nixpkgs.overlays = [ overlay-stable ];
 *   ⇒
 *     nixpkgs.overlays = [ overlay-stable overlay-llama-cpp ];
 */
import { insertBinding } from '../src/edit/bindings.js';
import { appendList } from '../src/edit/concatenation.js';
import { type Edit, type Motive, uniqueEdits } from '../src/edit/edit.js';
import { insertFormal } from '../src/edit/formals.js';
import { layoutOf } from '../src/edit/layout.js';
import { fittingText, insertElement } from '../src/edit/list.js';
import { replace } from '../src/edit/replace.js';
import { folderOf } from '../src/eval/paths.js';
import { inputsAt } from '../src/flake/inputs-in-scope.js';
import { exportedOverlays, type ListKind } from '../src/flake/overlay-places.js';
import { boundBy } from '../src/flake/references.js';
import type { Codemod } from '../src/plan/codemod.js';
import type { Problem } from '../src/problem.js';
import { attributeText, contains } from '../src/syntax/literals.js';
import type { AttributeBinding, LetIn, List, Select } from '../src/syntax/nodes.js';
import type { Source } from '../src/syntax/source.js';
import { elementsThatGo } from './delete-legacy-overlay.js';
import type { Injection, InputsAccess } from './injection.js';
import { givesPlace, isWrittenOut } from './legacy-removals.js';
import { listed, type Migration } from './migration.js';
import { noPlace } from './problems.js';

const motive: Motive = { by: 'inject-overlay', why: 'the overlay for the hosts' };

export const injectOverlay: Codemod<Migration> = {
  card: {
    name: motive.by,
    summary:
      'Gives every host the overlay: an element in the list of overlays that it has, or one small module.',
    explanation:
      'One edit per place, however many hosts share it. The element is written as its neighbours are: a name bound by `let` beside the others, an import in place, or an attribute of the set of overlays that the flake exports. Where a host has no such list, its modules get one more.',
    before: 'nixpkgs.overlays = [ overlay-stable ];',
    after: 'nixpkgs.overlays = [ overlay-stable overlay-llama-cpp ];',
  },
  plan: (migration) => ({
    // two places may want the same binding
    edits: uniqueEdits(editsOf(migration)),
    refusals: migration.options.allowPartial
      ? []
      : migration.withoutPlace.length === 0
        ? []
        : [withoutPlace(migration)],
    warnings:
      migration.options.allowPartial && migration.withoutPlace.length > 0 ? [withoutPlace(migration)] : [],
  }),
};

function withoutPlace(migration: Migration): Problem {
  const [first] = migration.withoutPlace;
  const node = first?.configuration.call.node ?? first?.node;
  return {
    kind: noPlace,
    message: `There is no place where the overlay could be added for ${listed(migration.withoutPlace.map(({ name }) => name))}.`,
    place: node?.source.place(node.start),
    hint:
      first?.configuration.packagesAreReadOnly === true
        ? `Add to the overlays that its package set is made with: (import ./${migration.overlay.path} { inherit inputs; })`
        : `Add to a module of the host: nixpkgs.overlays = [ (import ./${migration.overlay.path} { inherit inputs; }) ];`,
  };
}

/** The names that are bound for the new overlay, by the `let` that binds them: one each, however many lists use it. */
type BoundNames = Map<LetIn, string>;

function editsOf(migration: Migration): readonly Edit[] {
  const names: BoundNames = new Map();
  return migration.injections.flatMap((injection) => injectionEdits(migration, injection, names));
}

function injectionEdits(migration: Migration, injection: Injection, names: BoundNames): readonly Edit[] {
  const { place } = injection;
  if (place.kind === 'exportedSet') {
    const text = `llama-cpp = ${overlayImport(migration, injection, place.set.source)};`;
    return [...accessEdits(injection), ...insertBinding(place.set, text, motive)];
  }
  if (place.kind === 'option' || place.kind === 'arguments') {
    const { source } = place.set;
    const [open, close] = layoutOf(source).bracketSpacing ? ['[ ', ' ]'] : ['[', ']'];
    const [option, after] = place.kind === 'option' ? [place.option, place.sibling] : ['overlays', undefined];
    const text = `${option} = ${open}(${overlayImport(migration, injection, source)})${close};`;
    return [...accessEdits(injection), ...insertBinding(place.set, text, motive, { after })];
  }
  if (place.kind === 'modules') {
    const { text, broken } = moduleTexts(migration, injection, place.list.source);
    return [
      ...accessEdits(injection),
      ...insertElement(place.list, fittingText(place.list, text, broken), motive),
    ];
  }
  if (place.kind === 'appended') {
    const { text } = moduleTexts(migration, injection, place.modules.source);
    return [...accessEdits(injection), appendList(place.modules, text, motive)];
  }
  return listEdits(migration, injection, place.list, place.where, names);
}

/** The argument that a module must take to have the inputs. */
function accessEdits({ access }: Injection): readonly Edit[] {
  return access.kind === 'formal' && access.lambda.formals !== undefined
    ? insertFormal(access.lambda.formals, access.text, motive)
    : [];
}

/** `import ./overlays/llama-cpp.nix { inherit inputs; }` as the file would write it. */
function overlayImport(migration: Migration, injection: Injection, source: Source): string {
  return `import ${relativePath(folderOf(source.file), migration.overlay.path)} ${argument(injection, source)}`;
}

function argument(injection: Injection, source: Source): string {
  const { text } = injection.access;
  const inner =
    text === 'inputs'
      ? 'inherit inputs;'
      : text.endsWith('.inputs')
        ? `inherit (${text.slice(0, -'.inputs'.length)}) inputs;`
        : `inputs = ${text};`;
  return layoutOf(source).bracketSpacing ? `{ ${inner} }` : `{${inner}}`;
}

function relativePath(folder: string, path: string): string {
  const from = folder === '' ? [] : folder.split('/');
  const to = path.split('/');
  let shared = 0;
  while (shared < from.length && from[shared] === to[shared]) shared += 1;
  const up = from.length - shared;
  const rest = to.slice(shared).join('/');
  return up === 0 ? `./${rest}` : `${'../'.repeat(up)}${rest}`;
}

/** The module, on one line and over several. */
function moduleTexts(
  migration: Migration,
  injection: Injection,
  source: Source,
): { readonly text: string; readonly broken: string } {
  const spaced = layoutOf(source).bracketSpacing;
  const [open, close, openList, closeList] = spaced ? ['{ ', ' }', '[ ', ' ]'] : ['{', '}', '[', ']'];
  const overlays = `nixpkgs.overlays = ${openList}(${overlayImport(migration, injection, source)})${closeList};`;
  const bindings = injection.homes
    ? [overlays, `home-manager.sharedModules = ${openList}${open}${overlays}${close}${closeList};`]
    : [overlays];
  const text = `${open}${bindings.join(' ')}${close}`;
  const broken = `{\n${bindings.map((binding) => `  ${binding}\n`).join('')}}`;
  if (injection.access.kind !== 'ownFunction') return { text, broken };
  return spaced
    ? {
        text: `({ inputs, ... }: ${text})`,
        broken: `(\n  { inputs, ... }:\n  ${broken.replaceAll('\n', '\n  ')}\n)`,
      }
    : { text: `({inputs, ...}: ${text})`, broken: `({inputs, ...}: ${broken})` };
}

function listEdits(
  migration: Migration,
  injection: Injection,
  list: List,
  where: ListKind,
  names: BoundNames,
): readonly Edit[] {
  const imported = `(${overlayImport(migration, injection, list.source)})`;
  const [replaced] = elementsThatGo(migration, list);
  if (replaced !== undefined && givesPlace(replaced))
    return [...accessEdits(injection), replace(replaced, imported, motive)];
  // in its place, too, where the comments in it go with it
  if (replaced !== undefined && isWrittenOut(replaced))
    return [...accessEdits(injection), ...insertElement(list, imported, motive, { after: replaced })];
  const named = where === 'packages' ? undefined : boundNeighbour(list);
  const besideNames = named === undefined ? undefined : accessBeside(migration, injection, named);
  if (named !== undefined && besideNames !== undefined) {
    const known = names.get(named.container);
    if (known !== undefined) return insertElement(list, known, motive);
    names.set(named.container, named.newName);
    const value = overlayImport(migration, { ...injection, access: besideNames }, list.source);
    return [...bindBeside(named, value), ...insertElement(list, named.newName, motive)];
  }
  const exported = exportedNeighbour(migration, list);
  const beside = exported === undefined ? undefined : exportBeside(migration, injection, list, exported);
  return beside ?? [...accessEdits(injection), ...insertElement(list, imported, motive)];
}

/** How the inputs are had where the names of the neighbours are bound. */
function accessBeside(
  migration: Migration,
  { access }: Injection,
  { binding }: BoundNeighbour,
): InputsAccess | undefined {
  if (access.kind === 'bind') return contains(access.lambda.body, binding) ? access : undefined;
  const text = inputsAt(migration.flake, migration.scopes, binding.value);
  return text === undefined ? undefined : { kind: 'inScope', text };
}

interface BoundNeighbour {
  readonly binding: AttributeBinding;
  readonly container: LetIn;
  readonly newName: string;
}

/** Where most elements of a list are names that one `let` of the file binds: the last of these bindings. */
function boundNeighbour(list: List): BoundNeighbour | undefined {
  const bound = list.elements.flatMap((element) => {
    if (element.kind !== 'identifier') return [];
    const binding = boundBy(element);
    return binding?.kind === 'binding' && binding.parent?.kind === 'let'
      ? [{ binding, container: binding.parent, name: element.name }]
      : [];
  });
  const last = bound.sort((left, right) => left.binding.start - right.binding.start).at(-1);
  if (last === undefined || bound.length <= list.elements.length / 2) return undefined;
  const newName = nameLike(bound.map(({ name }) => name));
  const taken = last.container.bindings.some(
    (binding) => binding.kind === 'binding' && binding.attrpath.map(attributeText)[0] === newName,
  );
  return taken ? undefined : { binding: last.binding, container: last.container, newName };
}

/** A name after the pattern of the others: `overlay-stable` gives `overlay-llama-cpp`. */
function nameLike(names: readonly string[]): string {
  const [first = ''] = names;
  if (first.startsWith('overlay-')) return 'overlay-llama-cpp';
  if (first.startsWith('overlay_')) return 'overlay_llama_cpp';
  if (first.endsWith('_overlay')) return 'llama_cpp_overlay';
  if (/^overlay[A-Z]/.test(first)) return 'overlayLlamaCpp';
  if (/[a-z]Overlay$/.test(first)) return 'llamaCppOverlay';
  return 'llama-cpp-overlay';
}

function bindBeside(neighbour: BoundNeighbour, value: string): readonly Edit[] {
  return insertBinding(neighbour.container, `${neighbour.newName} = ${value};`, motive, {
    after: neighbour.binding,
  });
}

/** `self.overlays.x` and the like: the attribute path before the overlay's own name. */
function exportedNeighbour(migration: Migration, list: List): Select | undefined {
  const selects = list.elements.filter(
    (element): element is Select =>
      element.kind === 'select' &&
      element.attrpath.length >= 2 &&
      element.attrpath.map(attributeText).at(-2) === 'overlays',
  );
  const own = selects.filter((element) => {
    const text = element.source.textOf(element);
    return /^(self|outputs|inputs\.self|self\.outputs|flake)\.(outputs\.)?overlays\./.test(text);
  });
  const last = own.at(-1);
  return last === undefined ||
    own.length <= list.elements.length / 2 ||
    exportedOverlays(migration.flake) === undefined
    ? undefined
    : last;
}

function exportBeside(
  migration: Migration,
  injection: Injection,
  list: List,
  neighbour: Select,
): readonly Edit[] | undefined {
  const set = exportedOverlays(migration.flake);
  const name = neighbour.attrpath.at(-1);
  if (set === undefined || name === undefined) return undefined;
  const prefix = neighbour.source.text.slice(neighbour.start, name.start);
  const text = inputsAt(migration.flake, migration.scopes, set);
  if (text === undefined) return undefined;
  const access: InputsAccess = { kind: 'inScope', text };
  const value = `llama-cpp = ${overlayImport(migration, { ...injection, access }, set.source)};`;
  return [...insertBinding(set, value, motive), ...insertElement(list, `${prefix}llama-cpp`, motive)];
}
