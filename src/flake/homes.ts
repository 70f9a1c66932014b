/** The home-manager users of a machine (nix-community/home-manager, nixos/common.nix). */
import type { Interpreter } from '../eval/interpreter.js';
import { Thunk } from '../eval/thunk.js';
import {
  type ListItem,
  rootSymbol,
  type SetValue,
  stringValue,
  unknownValue,
  type Value,
} from '../eval/value.js';
import type { Configuration } from './configuration.js';
import { argumentsOf } from './modules/eval-modules.js';
import { ModuleEvaluation } from './modules/evaluation.js';
import { librarySymbol, PackageSetSymbol, packageSetSymbol } from './symbols.js';

/** A home-manager user of a machine. */
export interface Home {
  readonly user: string;
  readonly modules: ModuleEvaluation;
  /** Whether it uses the machine's package set; `undefined` where that is not known. */
  readonly globalPackages: boolean | undefined;
}

export function homesOf(interpreter: Interpreter, machine: Configuration): Home[] {
  const users = machine.modules.config(['home-manager', 'users']).names();
  const useGlobal = machine.modules.value(['home-manager', 'useGlobalPkgs']);
  const globalPackages =
    useGlobal.type === 'boolean' ? useGlobal.value : useGlobal.type === 'symbol' ? false : undefined;
  const special =
    users.length === 0 ? undefined : machine.modules.value(['home-manager', 'extraSpecialArgs']);
  return users.map((user): Home => {
    const shared = machine.modules
      .definitions(['home-manager', 'sharedModules'])
      .flatMap((definition): readonly ListItem[] => {
        const value = definition.thunk.force();
        return value.type === 'list' ? value.items : [];
      });
    const own = machine.modules
      .definitions(['home-manager', 'users', user])
      .map(
        (definition): ListItem => ({ thunk: definition.thunk, literal: undefined, maybe: definition.maybe }),
      );
    const modules: Value = { type: 'list', items: [...own, ...shared], literals: [], gaps: [] };
    const packages = packageSetSymbol(
      new PackageSetSymbol({
        role: 'configuration',
        nixpkgs: machine.nixpkgs,
        owner: { call: machine.call, user: globalPackages === false ? user : undefined },
      }),
    );
    const evaluation = new ModuleEvaluation(interpreter, {
      modules: Thunk.of(modules),
      ...argumentsOf(
        special?.type === 'set' ? withoutRest(special) : undefined,
        new Map<string, Thunk>([
          ['lib', Thunk.of(librarySymbol(machine.nixpkgs))],
          ['pkgs', Thunk.of(packages)],
          ['osConfig', new Thunk(() => machine.modules.config([]))],
          ['nixosConfig', new Thunk(() => machine.modules.config([]))],
          ['name', Thunk.of(stringValue(user))],
          ['modulesPath', Thunk.of(rootSymbol('modulesPath'))],
        ]),
      ),
    });
    return { user, modules: evaluation, globalPackages };
  });
}

/** A merged option value claims to know no further names; for arguments that is the better guess. */
function withoutRest(set: SetValue): SetValue {
  return { ...set, rest: [unknownValue('a module argument that is not known')] };
}
