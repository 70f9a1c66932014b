/** Paths with a name that is not known: what lies in the folder around it is what they may lead to. */
import { compareText } from './comparison.js';
import type { Interpreter } from './interpreter.js';
import { joinPath } from './paths.js';
import { Thunk } from './thunk.js';
import { pathValue, type Value } from './value.js';

/** Of more entries than these, no choice is made. */
const mostEntries = 8;

/** No name of a file has it. */
const gap = '\u0000';

/**
 * The Nix files, and folders that are imported as one, that a path may lead to. None outside of the repository, where there
 * are many, or right in its root, where what is not known may as well be a longer path.
 * @param folder relative to which the path is written
 * @param parts of the text of the path; each that is not text is not known
 */
export function possiblePaths(
  nix: Interpreter,
  folder: string,
  parts: readonly (string | Value)[],
): readonly Thunk[] {
  const [first] = parts;
  if (typeof first !== 'string' || /^[/~]/.test(first)) return [];
  const names = parts
    .map((part) => (typeof part === 'string' ? part : gap))
    .join('')
    .split('/');
  const at = names.findIndex((name) => name.includes(gap));
  const [before, after, another] = (names[at] ?? '').split(gap);
  const isOne = names.slice(at + 1).every((name) => !name.includes(gap)) && another === undefined;
  const around = joinPath(folder, names.slice(0, at).join('/'));
  if (!isOne || before === undefined || after === undefined || around === undefined || around === '')
    return [];
  const found = (nix.world.folder(around) ?? []).flatMap(({ name }) => {
    if (!name.startsWith(before) || !name.endsWith(after) || name.length <= before.length + after.length)
      return [];
    const path = joinPath(around, [name, ...names.slice(at + 1)].join('/'));
    return path !== undefined && isModule(nix, path) ? [path] : [];
  });
  if (found.length > mostEntries) return [];
  return found.sort(compareText).map((path) => Thunk.of(pathValue(path)));
}

const isModule = (nix: Interpreter, path: string): boolean =>
  nix.world.entryKind(path) === 'folder'
    ? nix.world.entryKind(`${path}/default.nix`) !== undefined
    : nix.world.entryKind(path) !== undefined && path.endsWith('.nix');
