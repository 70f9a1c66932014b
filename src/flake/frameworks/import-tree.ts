/**
 * import-tree (vic/import-tree): all `.nix` files below a folder as modules, except those with a part of
 * their path that starts with `_`.
 */
import type { Interpreter } from '../../eval/interpreter.js';
import { asList } from '../../eval/operators.js';
import { Thunk } from '../../eval/thunk.js';
import { type ListItem, listValue, pathValue, setValue, type SymbolValue, type Value } from '../../eval/value.js';
import type { World } from '../../eval/world.js';
import { detailOf, InputSymbol, selectionPath } from '../symbols.js';

const isImportTree = (value: Value): boolean => {
  const detail = detailOf(value);
  return detail instanceof InputSymbol && /import-tree/.test(`${detail.input.url ?? ''} ${detail.input.name}`);
};

export function applyImportTree(interpreter: Interpreter, symbol: SymbolValue, argument: Thunk): Value | undefined {
  const { root, path } = selectionPath(symbol);
  if (!isImportTree(root) || path.length > 0) return undefined;
  const paths = filesOf(interpreter, argument.force());
  return paths === undefined ? undefined : setValue(new Map([['imports', Thunk.of(listValue(paths.map((file) => Thunk.of(pathValue(file), argument.node))))]]));
}

function filesOf(interpreter: Interpreter, value: Value): readonly string[] | undefined {
  if (value.type === 'path') return nixFilesBelow(interpreter.world, value.path).filter((file) => !/\/_/.test(file.slice(value.path.length)));
  if (value.type !== 'list') return undefined;
  return asList(value).items.flatMap((item: ListItem) => filesOf(interpreter, item.thunk.force()) ?? []);
}

/** The `.nix` files in a folder and all folders below it, or the file itself. */
export function nixFilesBelow(world: World, path: string): readonly string[] {
  const entries = world.folder(path);
  if (entries === undefined) return path.endsWith('.nix') ? [path] : [];
  return [...entries]
    .sort((left, right) => (left.name < right.name ? -1 : 1))
    .flatMap((entry) => {
      const inner = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.kind === 'folder') return nixFilesBelow(world, inner);
      return entry.name.endsWith('.nix') ? [inner] : [];
    });
}
