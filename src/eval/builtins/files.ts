/** Builtins that read the repository. */

import type { Expression } from '../../syntax/nodes.js';
import { compareText } from '../comparison.js';
import type { Interpreter } from '../interpreter.js';
import { baseNameOf, folderOf } from '../paths.js';
import { Thunk } from '../thunk.js';
import {
  booleanValue,
  pathValue,
  rootSymbol,
  type SetValue,
  setValue,
  stringFromParts,
  stringValue,
  type UnknownValue,
  unknownValue,
  type Value,
} from '../value.js';
import type { FolderEntry } from '../world.js';
import { type Builtin, eachAlternative, lazy, unary } from './define.js';
import { evaluated, pathOf, placedPath, repositoryPath } from './shapes.js';

const fileTypes: Readonly<Record<FolderEntry['kind'], string>> = {
  file: 'regular',
  folder: 'directory',
  link: 'symlink',
};

export const fileBuiltins: readonly Builtin[] = [
  lazy('import', 1, importFile),
  unary('pathExists', repositoryPath, (nix, path) => booleanValue(nix.world.exists(path))),
  unary('readDir', repositoryPath, (nix, path) => {
    const entries = nix.world.folder(path);
    if (entries === undefined) return unknownValue(`there is no folder ${path}`);
    return setOfEntries(entries);
  }),
  unary('readFileType', repositoryPath, (nix, path) => {
    const type = fileTypeOf(nix, path);
    return type === undefined ? unknownValue(`there is no file ${path}`) : stringValue(type);
  }),
  unary('readFile', placedPath, (nix, { path, node }) => {
    const text = nix.world.text(path);
    return text === undefined ? notRead(path, node) : stringValue(text);
  }),
  unary('baseNameOf', evaluated, (nix, value) => {
    const path = pathOf(nix, value);
    if (path === '') return unknownValue('the name of the repository is not known');
    if (path !== undefined) return stringValue(baseNameOf(path));
    const text = nix.coerceToString(value);
    if (typeof text === 'string') return stringValue(baseNameOf(text.replace(/\/$/, '')));
    return unknownValue('the name of a path that is not known');
  }),
  unary('dirOf', evaluated, (nix, value) => {
    const path = pathOf(nix, value);
    if (path !== undefined) return folderOfPath(path, value);
    const text = nix.coerceToString(value);
    if (typeof text !== 'string') return unknownValue('the folder of a path that is not known');
    const slash = text.lastIndexOf('/');
    return stringValue(slash === -1 ? '.' : slash === 0 ? '/' : text.slice(0, slash));
  }),
  // a copy in the store has what the original has, less what a filter leaves out
  unary('path', evaluated, (nix, options) => copyOf(nix, nix.selectOrUnknown(options, 'path'))),
  lazy('filterSource', 2, (nix, _filter, source) => copyOf(nix, source.force())),
  unary('toPath', evaluated, (nix, value) => {
    const path = pathOf(nix, value);
    return path === undefined
      ? unknownValue('a path outside the repository')
      : stringFromParts([pathValue(path)]);
  }),
];

/** Why the text of a file is not known. */
export const notRead = (path: string, node: Expression | undefined): UnknownValue =>
  unknownValue(`what is in ${path} is not known, as only Nix code that is imported is read`, node);

/** Trees of modules are listed again for every host: what a listing gives is made once. */
const listed = new WeakMap<readonly FolderEntry[], SetValue>();

function setOfEntries(entries: readonly FolderEntry[]): SetValue {
  const before = listed.get(entries);
  if (before !== undefined) return before;
  const sorted = [...entries].sort((a, b) => compareText(a.name, b.name));
  const set = setValue(
    new Map(sorted.map((entry) => [entry.name, Thunk.of(stringValue(fileTypes[entry.kind]))])),
  );
  listed.set(entries, set);
  return set;
}

function copyOf(nix: Interpreter, source: Value): Value {
  const path = pathOf(nix, source);
  return path === undefined ? nix.notKnown(source) : stringFromParts([pathValue(path)]);
}

/** What `readDir` says of a path; nothing of one that is not there. */
export function fileTypeOf(nix: Interpreter, path: string): string | undefined {
  const kind = nix.world.entryKind(path);
  return kind === undefined ? undefined : fileTypes[kind];
}

/** A file of the repository; what a symbol stands for stays a call of `import`. */
export function importFile(nix: Interpreter, argument: Thunk): Value {
  const value = argument.force();
  const path = pathOf(nix, value);
  if (path !== undefined) return nix.importFile(path);
  if (value.type === 'symbol' || startsWithSymbol(value)) return nix.apply(rootSymbol('import'), argument);
  if (value.type === 'unknown') return eachAlternative(value, (one) => importFile(nix, one));
  const outPath = value.type === 'set' ? value.get('outPath') : undefined;
  if (outPath?.force().type === 'unknown') return nix.notKnown(outPath.force());
  if (value.type !== 'string') return nix.notKnown(value, argument.node);
  const why =
    value.text === undefined
      ? 'which file is imported is not known'
      : `${value.text} is outside the repository`;
  return unknownValue(why, argument.node);
}

function folderOfPath(path: string, value: Value): Value {
  if (path === '') return unknownValue('the folder of the repository is outside it');
  const folder = pathValue(folderOf(path));
  return value.type === 'path' ? folder : stringFromParts([folder]);
}

function startsWithSymbol(value: Value): boolean {
  if (value.type !== 'string') return false;
  const [first] = value.parts;
  return first !== undefined && typeof first !== 'string' && first.type === 'symbol';
}
