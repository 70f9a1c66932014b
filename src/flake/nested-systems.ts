/**
 * Systems within a system: declarative containers (nixpkgs nixos/modules/virtualisation/nixos-containers.nix). Their
 * package sets are made anew, without the overlays of the machine around them (NixOS/nixpkgs #106767).
 */
import type { Interpreter } from '../eval/interpreter.js';
import { Thunk } from '../eval/thunk.js';
import { type ListItem, rootSymbol, stringValue, unknownValue } from '../eval/value.js';
import type { Configuration } from './configuration.js';
import { ModuleEvaluation } from './modules/evaluation.js';
import { librarySymbol, PackageSetSymbol, packageSetSymbol } from './symbols.js';

/** Applies the modules of a machine's containers, so that it is known which package set they are given. */
export function applyNestedSystems(interpreter: Interpreter, machine: Configuration): void {
  for (const name of machine.modules.config(['containers']).names()) {
    const definitions = machine.modules.definitions(['containers', name, 'config']);
    const items = definitions.map(({ thunk, maybe }): ListItem => ({ thunk, literal: undefined, maybe }));
    const packages = packageSetSymbol(new PackageSetSymbol({ role: 'nested', nixpkgs: machine.nixpkgs }));
    const evaluation = new ModuleEvaluation(interpreter, {
      modules: Thunk.of({ type: 'list', items, literals: [], gaps: [] }),
      specialArguments: new Map<string, Thunk>([
        ['lib', Thunk.of(librarySymbol(machine.nixpkgs))],
        ['pkgs', Thunk.of(packages)],
        ['name', Thunk.of(stringValue(name))],
        ['modulesPath', Thunk.of(rootSymbol('modulesPath'))],
      ]),
      otherArguments: [unknownValue('a module argument that is not known')],
    });
    // collecting modules applies those that are functions
    void evaluation.collected;
  }
}
