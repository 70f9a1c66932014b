/** Where an option could be set in the modules of a configuration, files or written in place. */
import { attributeText, withoutParentheses } from '../syntax/literals.js';
import type { AttributeBinding, AttributeSet } from '../syntax/nodes.js';
import type { Configuration } from './configuration.js';
import type { ReachedModule } from './modules/collect.js';

export interface OptionPlace {
  /** The set to which a binding would be added. */
  readonly set: AttributeSet;
  /** The attribute path from that set on, e.g. `overlays` in the block `nixpkgs = { … }`. */
  readonly option: string;
  /** The last binding of the set that begins with the same name. */
  readonly sibling: AttributeBinding | undefined;
  readonly module: ReachedModule;
}

/**
 * The places for `path`, in the order of the modules. A set that says something of the option already is left out, as
 * Nix allows no second definition in one set; so is a file that `nixos-generate-config` writes.
 */
export function optionPlaces(configuration: Configuration, path: readonly string[]): readonly OptionPlace[] {
  return configuration.modules.collected.modules.flatMap((module): OptionPlace[] => {
    const set = ownSet(module);
    if (set === undefined || isGenerated(set)) return [];
    const place = placeIn(set, path);
    return place === undefined ? [] : [{ ...place, module }];
  });
}

/** The set of definitions that a module is, or its `config`. */
function ownSet(module: ReachedModule): AttributeSet | undefined {
  if (module.maybe !== undefined) return undefined;
  const config = module.value.get('config');
  if (config === undefined && module.value.get('options') !== undefined) return undefined;
  const written = config === undefined ? module.value.node : config.node && withoutParentheses(config.node);
  if (written?.kind !== 'attributeSet' || written.recursive) return undefined;
  return module.file === undefined || written.source.file === module.file ? written : undefined;
}

/** nixos/modules/installer/tools/nixos-generate-config.pl, whose next run writes the file again. */
const isGenerated = ({ source }: AttributeSet): boolean =>
  source.text.startsWith('# Do not modify this file!');

/** In the innermost block of the set that is on the way to the option. */
function placeIn(
  set: AttributeSet,
  path: readonly string[],
): Pick<OptionPlace, 'set' | 'option' | 'sibling'> | undefined {
  let sibling: AttributeBinding | undefined;
  for (const binding of set.bindings) {
    if (binding.kind === 'inherit') {
      if (binding.names.some((name) => attributeText(name) === path[0])) return undefined;
      continue;
    }
    const names = binding.attrpath.map(attributeText);
    const shared = names.findIndex((name, index) => name !== path[index]);
    if (names[0] === path[0]) sibling = binding;
    // it goes another way
    if (shared !== -1 && shared < path.length) continue;
    // it is the option itself, or a part of it
    if (names.length >= path.length) return undefined;
    const inner = withoutParentheses(binding.value);
    return inner.kind === 'attributeSet' && !inner.recursive
      ? placeIn(inner, path.slice(names.length))
      : undefined;
  }
  return { set, option: path.join('.'), sibling };
}
