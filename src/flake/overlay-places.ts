/**
 * Where an overlay can be given to a configuration: the lists that it already has, and the list of modules to which
 * one more can be added.
 */
import { libraryHas } from '../eval/library/index.js';
import { type ListValue, unknownValue, type Value } from '../eval/value.js';
import { attributeText, contains, withoutParentheses, withParentheses } from '../syntax/literals.js';
import type { AttributeBinding, AttributeSet, Binding, Expression, List } from '../syntax/nodes.js';
import { ancestors } from '../syntax/parser.js';
import type { Configuration, Home } from './configuration.js';
import type { Flake } from './flake.js';
import type { ModuleEvaluation } from './modules/evaluation.js';
import { optionPlaces } from './option-places.js';
import { detailOf, PackageSetSymbol } from './symbols.js';

export type OverlayPlace =
  /** An element more in a list of overlays. */
  | { readonly kind: 'list'; readonly where: ListKind; readonly list: List }
  /** An attribute more in a set of overlays whose values are in the list: the one that the flake exports, as a rule. */
  | { readonly kind: 'exportedSet'; readonly set: AttributeSet }
  /** A module more in a list of modules. */
  | { readonly kind: 'modules'; readonly list: List }
  /** One more list behind what the call says its modules are, e.g. `modules = common ++ own;`. */
  | { readonly kind: 'appended'; readonly modules: Expression }
  /** The argument of the `import nixpkgs { … }` that makes the package set. */
  | { readonly kind: 'arguments'; readonly set: AttributeSet }
  /**
   * The option in a module's own set: the last resort, where no list of modules is written out. `inline` where the module
   * is no file of its own: `machines.box = { pkgs, ... }: { … };`
   */
  | {
      readonly kind: 'option';
      readonly set: AttributeSet;
      readonly option: string;
      readonly sibling: AttributeBinding | undefined;
      readonly inline: boolean;
    };

/** In the call itself, behind a name, in the `import nixpkgs` whose result is handed on, or in a module of its own. */
export type ListKind = 'call' | 'name' | 'packages' | 'module';

/** Where the package set that a configuration is given has its overlays, or could have them. */
export const packagePlaces = (flake: Flake, { givenPackages }: Configuration): readonly OverlayPlace[] =>
  placesOfPackages(flake, givenPackages);

/** Where a package set that is made by hand has its overlays, or could have them. */
export function placesOfPackages(flake: Flake, packages: Value | undefined): readonly OverlayPlace[] {
  const lists = packageLists(flake, packages);
  return lists.length > 0 ? lists : packageArguments(packages);
}

/** The lists of overlays that a configuration surely applies, the nearest to its call first. */
export function overlayListsOf(flake: Flake, configuration: Configuration): readonly OverlayPlace[] {
  const callNode = configuration.call.node;
  const places: OverlayPlace[] = [];
  for (const definition of configuration.modules.definitions(['nixpkgs', 'overlays'])) {
    if (definition.maybe !== undefined) continue;
    const value = definition.thunk.force();
    if (value.type === 'list') places.push(...valueSets(value), ...ofLiterals(value, callNode, flake));
  }
  if (!configuration.packagesAreFixed) places.push(...packageLists(flake, configuration.givenPackages));
  return places;
}

/** The arguments of the `import nixpkgs { … }` that makes the package set, where these are written out and name no overlays. */
export function packageArguments(packages: Value | undefined): readonly OverlayPlace[] {
  const detail = packages === undefined ? undefined : detailOf(packages);
  const argument = detail instanceof PackageSetSymbol ? detail.argument?.force() : undefined;
  const set = argument?.type === 'set' ? argument.node : undefined;
  const isTaken = (binding: Binding): boolean =>
    (binding.kind === 'inherit' ? binding.names : binding.attrpath.slice(0, 1)).some(
      (name) => attributeText(name) === 'overlays',
    );
  return set === undefined || set.recursive || set.bindings.some(isTaken) ? [] : [{ kind: 'arguments', set }];
}

function ofLiterals(value: ListValue, callNode: Expression | undefined, flake: Flake): OverlayPlace[] {
  const doubtful = new Set(value.items.flatMap((item) => (item.maybe === undefined ? [] : [item.literal])));
  return value.literals.flatMap((list): OverlayPlace[] => {
    if (doubtful.has(list) && list.elements.length > 0) return [];
    const where: ListKind =
      callNode !== undefined && contains(callNode, list)
        ? 'call'
        : list.source === callNode?.source || list.source === flake.source
          ? 'name'
          : 'module';
    return [{ kind: 'list', where, list }];
  });
}

/** The lists that home-manager applies to a user with a package set of its own. */
export function homeOverlayLists(home: Home): readonly OverlayPlace[] {
  return listsOfModules(home.modules);
}

function listsOfModules(modules: ModuleEvaluation): readonly OverlayPlace[] {
  return modules.definitions(['nixpkgs', 'overlays']).flatMap((definition): OverlayPlace[] => {
    const value = definition.thunk.force();
    if (definition.maybe !== undefined || value.type !== 'list') return [];
    return value.literals.map((list) => ({ kind: 'list', where: 'module', list }));
  });
}

/** The overlays of the package set that a configuration is given; `undefined` where it is given none, or none are named. */
export function packageSetOverlays(flake: Flake, { givenPackages }: Configuration): Value | undefined {
  return givenPackages === undefined ? undefined : overlaysOf(flake, givenPackages);
}

function overlaysOf(flake: Flake, packages: Value): Value | undefined {
  const detail = detailOf(packages);
  return detail instanceof PackageSetSymbol && detail.argument !== undefined
    ? flake.interpreter.select(detail.argument.force(), 'overlays')
    : undefined;
}

/** The list of overlays in `pkgs = import nixpkgs { overlays = [ … ]; }`. */
function packageLists(flake: Flake, packages: Value | undefined): readonly OverlayPlace[] {
  const overlays = packages === undefined ? undefined : overlaysOf(flake, packages);
  if (overlays?.type !== 'list') return [];
  const lists = overlays.literals.map((list): OverlayPlace => ({ kind: 'list', where: 'packages', list }));
  return [...valueSets(overlays), ...lists];
}

/** The set literals of which a list of overlays has all the values: that of `outputs.overlays`, or another. */
function valueSets({ valuesOf = [] }: ListValue): readonly OverlayPlace[] {
  return valuesOf.flatMap(({ node }) => (node === undefined ? [] : [{ kind: 'exportedSet', set: node }]));
}

/** The set literal that `outputs.overlays` is, where it is one. */
export function exportedOverlays(flake: Flake): AttributeSet | undefined {
  const outputs = flake.outputs.force();
  const overlays = outputs.type === 'set' ? outputs.get('overlays')?.force() : unknownValue('no outputs');
  return overlays?.type === 'set' ? overlays.node : undefined;
}

/** The sets of modules in which the option could be set: those of files that take arguments, and those written in place. */
export function optionSets(configuration: Configuration): readonly OverlayPlace[] {
  return optionPlaces(configuration, ['nixpkgs', 'overlays'])
    .filter(({ module }) => module.file === undefined || module.lambda?.formals !== undefined)
    .map(({ set, option, sibling, module }) => ({
      kind: 'option',
      set,
      option,
      sibling,
      inline: module.file === undefined,
    }));
}

/** The list literals that name the modules of a configuration, the one of its call first. */
export function moduleLists(configuration: Configuration): readonly List[] {
  const { collected } = configuration.modules;
  const callNode = configuration.call.node;
  const lists = collected.literals.filter((list) => !isConditional(list) || isHandedOn(list, callNode));
  const inCall = lists.filter((list) => callNode !== undefined && contains(callNode, list));
  return [...inCall, ...lists.filter((list) => !inCall.includes(list))];
}

/** What the call itself says its modules are: the value of a binding in the set that it is given. */
export function modulesExpression({ argument }: Configuration): Expression | undefined {
  const node = argument.type === 'set' ? argument.get('modules')?.node : undefined;
  return node?.parent?.kind === 'binding' && node.parent.value === node ? node : undefined;
}

/** The list literals behind `imports` that surely name modules of a configuration. */
export function importLists({ modules }: Configuration): readonly List[] {
  const lists = modules.collected.modules.flatMap(({ literal, maybe }) =>
    literal === undefined || maybe !== undefined || isConditional(literal) ? [] : [literal],
  );
  return [...new Set(lists)];
}

/** Whether a list stands in the branch of an `if` or is the argument of a function such as `optionals`. */
function isConditional(list: List): boolean {
  for (const around of ancestors(list)) {
    if (around.kind === 'if') return true;
    if (around.kind === 'apply') return withoutParentheses(around.argument) === list;
    if (around.kind === 'binding' || around.kind === 'lambda') return false;
  }
  return false;
}

/**
 * Whether a list is an argument of a function of the repository's own that makes the call with it:
 * `machine "box" [ ./box.nix ]`.
 */
function isHandedOn(list: List, callNode: Expression | undefined): boolean {
  const { parent } = withParentheses(list);
  if (parent?.kind !== 'apply' || callNode === undefined || contains(callNode, list)) return false;
  let callee = withoutParentheses(parent.function);
  while (callee.kind === 'apply') callee = withoutParentheses(callee.function);
  const name =
    callee.kind === 'select'
      ? callee.attrpath.map(attributeText).at(-1)
      : callee.kind === 'identifier'
        ? callee.name
        : undefined;
  return name !== undefined && !libraryHas(name);
}
