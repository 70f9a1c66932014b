/** The files below a folder, for frameworks that load whole folders. */
import { primitive } from '../../eval/builtins/define.js';
import { pathOf } from '../../eval/builtins/shapes.js';
import type { Interpreter } from '../../eval/interpreter.js';
import { baseNameOf } from '../../eval/paths.js';
import { Thunk } from '../../eval/thunk.js';
import { listValue, pathValue, setValue, stringValue, unknownValue, type Value } from '../../eval/value.js';
import type { World } from '../../eval/world.js';

/** A function from a path to its files, each with its path and with its path from the folder on; a file is its own only one. */
export const filesBelow = (interpreter: Interpreter): Value =>
  primitive('filesBelow', 1, (given) => {
    const root = pathOf(interpreter, given.force());
    if (root === undefined) return unknownValue('which files are imported is not known', given.node);
    return listValue(
      allFilesBelow(interpreter.world, root).map((file) =>
        Thunk.of(
          setValue(
            new Map<string, Thunk>([
              ['path', Thunk.of(pathValue(file), given.node)],
              ['relative', Thunk.of(stringValue(relativeTo(root, file)))],
            ]),
          ),
          given.node,
        ),
      ),
    );
  });

/** The path of a file from a folder on, with a `/` before it; a file given by itself is known by its name. */
function relativeTo(root: string, file: string): string {
  if (file === root) return `/${baseNameOf(file)}`;
  return root === '' ? `/${file}` : file.slice(root.length);
}

/** Folders within folders, more of which are not gone into. */
const deepestFolder = 64;

/** The files in a folder and in all folders below it, or the file itself. */
function allFilesBelow(world: World, path: string, depth = 0): readonly string[] {
  const entries = depth > deepestFolder ? [] : world.folder(path);
  if (entries === undefined) return [path];
  return [...entries]
    .sort((left, right) => (left.name < right.name ? -1 : 1))
    .flatMap((entry) => {
      const inner = path === '' ? entry.name : `${path}/${entry.name}`;
      return entry.kind === 'folder' ? allFilesBelow(world, inner, depth + 1) : [inner];
    });
}
