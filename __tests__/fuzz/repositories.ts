/** Repositories as files in memory, to be spoilt. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Files } from '../properties/memory.js';

/** Larger ones would take too long a case. */
const mostFiles = 150;

/** What is below a folder. Only Nix files have their text. */
export function filesBelow(folder: string): Files {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (path) => !/(^|\/)\.git(\/|$)/.test(path) && isFile(join(folder, path)),
  );
  return Object.fromEntries(
    paths.map((path) => [path, path.endsWith('.nix') ? readFileSync(join(folder, path), 'utf8') : '']),
  );
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    // a link that leads nowhere
    return false;
  }
}

/** The folders with a flake.nix in some folders, and their `before`. */
export function flakesIn(
  parents: readonly string[],
): readonly { readonly name: string; readonly files: Files }[] {
  return parents.flatMap((parent) =>
    readdirSync(parent)
      .flatMap((name) => [join(parent, name), join(parent, name, 'before')])
      .filter((folder) => existsSync(join(folder, 'flake.nix')))
      .map((folder) => ({ name: folder, files: filesBelow(folder) }))
      .filter(({ files }) => Object.keys(files).filter((path) => path.endsWith('.nix')).length <= mostFiles),
  );
}
