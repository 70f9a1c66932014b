/** What the functions are applied to that modules are written as (nixpkgs lib/modules.nix, `applyModuleArgs`). */
import { Thunk } from '../../eval/thunk.js';
import { rootSymbol, type SetValue, type Value } from '../../eval/value.js';

export interface GivenArguments {
  readonly config: () => Value;
  readonly options: () => Value;
  readonly special: ReadonlyMap<string, Thunk>;
  /** Further arguments that cannot be listed. */
  readonly others: readonly Value[];
  /** `_module.args.name`, where a module sets it. */
  readonly ofModules: (name: string) => Thunk | undefined;
}

export function moduleArguments(given: GivenArguments): SetValue {
  const { special, others } = given;
  const config = new Thunk(given.config);
  const options = new Thunk(given.options);
  const allSpecial = Thunk.of<SetValue>({
    type: 'set',
    names: () => [...special.keys()],
    get: (name) => special.get(name),
    rest: others,
  });
  const own = (name: string): Thunk | undefined => {
    if (name === 'config') return config;
    if (name === 'options') return options;
    return special.get(name) ?? (name === 'specialArgs' ? allSpecial : undefined);
  };
  return {
    type: 'set',
    names: () => ['config', 'options', ...special.keys()],
    get: (name) => own(name) ?? given.ofModules(name),
    rest: others.length > 0 ? others : [rootSymbol('a module argument')],
  };
}
