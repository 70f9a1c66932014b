/** Modules that the flake hands to other flakes and that none of its hosts uses: those have no overlay of this one. */
import type { Flake } from '../src/flake/flake.js';
import { contains } from '../src/syntax/literals.js';
import type { Node } from '../src/syntax/nodes.js';

const outputs = ['nixosModules', 'homeModules', 'homeManagerModules', 'darwinModules'] as const;

const known = new WeakMap<Flake, readonly Node[]>();

/** Whether a place is in a module of the outputs. */
export function isInExportedModule(flake: Flake, node: Node): boolean {
  let modules = known.get(flake);
  if (modules === undefined) {
    modules = exportedModules(flake);
    known.set(flake, modules);
  }
  return modules.some((module) => contains(module, node));
}

function exportedModules(flake: Flake): readonly Node[] {
  const { interpreter } = flake;
  return outputs.flatMap((output) => {
    const modules = interpreter.select(flake.outputs.force(), output);
    if (modules?.type !== 'set') return [];
    return modules.names().flatMap((name): Node[] => {
      const value = modules.get(name)?.force();
      if (value?.type === 'lambda' || value?.type === 'set')
        return value.node === undefined ? [] : [value.node];
      const file = value?.type === 'path' ? flake.files.file(value.path) : undefined;
      return file?.kind === 'parsed' ? [file.source.root] : [];
    });
  });
}
