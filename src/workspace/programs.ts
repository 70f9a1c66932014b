/** Programs on PATH: an entry that is relative or inside the repository is passed over, so that nothing of it is run. */
import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { isInside } from './paths.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The folders of PATH that programs may be taken from. In: the real path of the repository's root. */
export function foldersOfPath(root: string, path: string | undefined): readonly string[] {
  return (path ?? '').split(delimiter).filter((folder) => {
    if (!isAbsolute(folder)) return false;
    try {
      return !isInside(root, realpathSync.native(folder));
    } catch {
      return false;
    }
  });
}

/** The first program of this name; `undefined` when there is none. */
export function findProgram(name: string, folders: readonly string[]): string | undefined {
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
