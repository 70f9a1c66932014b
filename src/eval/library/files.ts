/** nixpkgs' `lib.filesystem`, `lib.sources` and `lib.path`: the repository's files. */
import { type Builtin, binary, lazy, unary } from '../builtins/define.js';
import { fileTypeOf, notRead } from '../builtins/files.js';
import { JsonReader } from '../builtins/json.js';
import { anything, evaluated, exactText, pathOf, placedPath, repositoryPath } from '../builtins/shapes.js';
import { compareText } from '../comparison.js';
import type { Interpreter } from '../interpreter.js';
import { joinLists } from '../limits.js';
import { asList } from '../operators.js';
import { joinPath } from '../paths.js';
import { Thunk } from '../thunk.js';
import {
  booleanValue,
  type ListValue,
  listValue,
  pathValue,
  setValue,
  stringFromParts,
  stringValue,
  unknownValue,
  type Value,
} from '../value.js';
import { withoutSuffix } from './strings.js';

/** Folders within folders, more of which are not gone into. */
const deepestFolder = 64;

export const fileFunctions: readonly Builtin[] = [
  unary('listFilesRecursive', repositoryPath, (nix, path) => filesBelow(nix, path, 0)),
  unary('pathType', repositoryPath, (nix, path) => {
    const type = fileTypeOf(nix, path);
    return type === undefined ? unknownValue(`there is no file ${path}`) : stringValue(type);
  }),
  unary('pathIsDirectory', repositoryPath, (nix, path) =>
    booleanValue(fileTypeOf(nix, path) === 'directory'),
  ),
  unary('pathIsRegularFile', repositoryPath, (nix, path) =>
    booleanValue(fileTypeOf(nix, path) === 'regular'),
  ),
  unary('resolveDefaultNix', evaluated, (nix, value) => {
    if (nix.string(value)?.endsWith('/')) return stringValue(`${nix.string(value)}default.nix`);
    const path = pathOf(nix, value);
    if (path === undefined || fileTypeOf(nix, path) !== 'directory') return value;
    const file = pathValue(joinPath(path, 'default.nix') ?? path);
    return value.type === 'path' ? file : stringFromParts([file]);
  }),
  unary('fileContents', placedPath, (nix, { path, node }) => {
    const text = nix.world.text(path);
    return text === undefined ? notRead(path, node) : stringValue(withoutSuffix('\n', text));
  }),
  unary('importJSON', placedPath, (nix, { path, node }) => {
    const text = nix.world.text(path);
    return text === undefined ? notRead(path, node) : JsonReader.read(text);
  }),
  unary('importTOML', placedPath, (_nix, { path, node }) => notRead(path, node)),
  unary('packagesFromDirectoryRecursive', evaluated, (nix, options) => {
    const folder = repositoryPath(nix, new Thunk(() => nix.selectOrUnknown(options, 'directory')));
    const callPackage = new Thunk(() => nix.selectOrUnknown(options, 'callPackage'));
    return typeof folder === 'string' ? packagesBelow(nix, callPackage, folder, 0) : folder;
  }),
  lazy('cleanSource', 1, (_nix, source) => source.force()),
  unary('cleanSourceWith', evaluated, (nix, options) => nix.selectOrUnknown(options, 'src')),
  binary('sourceByRegex', evaluated, anything, (_nix, source) => source),
  binary('sourceFilesBySuffices', evaluated, anything, (_nix, source) => source),
];

/** `lib.path`, whose names mean other functions elsewhere. */
export const pathFunctions: readonly Builtin[] = [
  binary('append', repositoryPath, exactText, (_nix, path, subpath) => {
    const joined = joinPath(path, subpath);
    return joined === undefined ? unknownValue(`${subpath} is outside the repository`) : pathValue(joined);
  }),
  binary('hasPrefix', repositoryPath, repositoryPath, (_nix, folder, path) =>
    booleanValue(isBelow(folder, path)),
  ),
  binary('removePrefix', repositoryPath, repositoryPath, (_nix, folder, path) => {
    if (!isBelow(folder, path)) return unknownValue(`${path} is not in ${folder}`);
    const rest = path.slice(folder === '' ? 0 : folder.length + 1);
    return stringValue(rest === '' ? './.' : `./${rest}`);
  }),
];

const isBelow = (folder: string, path: string): boolean =>
  folder === '' || path === folder || path.startsWith(`${folder}/`);

/** A package for each file `x.nix` and each folder with a `package.nix`, and a set for each other folder. */
function packagesBelow(nix: Interpreter, callPackage: Thunk, folder: string, depth: number): Value {
  const call = (path: string): Value =>
    nix.applyAll(callPackage.force(), pathValue(path), setValue(new Map()));
  const entries = nix.world.folder(folder);
  if (entries === undefined) return unknownValue(`there is no folder ${folder}`);
  if (depth > deepestFolder) return unknownValue('is nested too deeply');
  const inside = (name: string): string => (folder === '' ? name : `${folder}/${name}`);
  if (entries.some((entry) => entry.name === 'package.nix')) return call(inside('package.nix'));
  const packages = entries.flatMap((entry): [string, Thunk][] => {
    const path = inside(entry.name);
    if (entry.kind === 'folder')
      return [[entry.name, new Thunk(() => packagesBelow(nix, callPackage, path, depth + 1))]];
    return entry.name.endsWith('.nix')
      ? [[entry.name.slice(0, -'.nix'.length), new Thunk(() => call(path))]]
      : [];
  });
  return setValue(new Map(packages));
}

/** The files in a folder and in those below it, in the order of their names. */
function filesBelow(nix: Interpreter, folder: string, depth: number): ListValue {
  const entries = nix.world.folder(folder);
  if (entries === undefined) return asList(unknownValue(`there is no folder ${folder}`));
  if (depth > deepestFolder) return asList(unknownValue('is nested too deeply'));
  const sorted = [...entries].sort((a, b) => compareText(a.name, b.name));
  return joinLists(
    sorted.map((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      return entry.kind === 'folder'
        ? filesBelow(nix, path, depth + 1)
        : listValue([Thunk.of(pathValue(path))]);
    }),
  );
}
