/** nixpkgs' `lib.fileset`: sets of files, written as a set with a list of paths. */
import { type Builtin, binary, primitive, unary } from '../builtins/define.js';
import { holds } from '../builtins/elements.js';
import { anything, elements, pathOf } from '../builtins/shapes.js';
import type { Interpreter } from '../interpreter.js';
import { baseNameOf } from '../paths.js';
import { Thunk } from '../thunk.js';
import {
  listValue,
  pathValue,
  setValue,
  stringValue,
  type UnknownValue,
  unknownValue,
  type Value,
} from '../value.js';

export const filesetFunctions: readonly Builtin[] = [
  unary('toList', anything, (nix, given) =>
    whenKnown(filesOf(nix, given), (files) => listValue(files.map((file) => Thunk.of(pathValue(file))))),
  ),
  binary('fileFilter', anything, anything, (nix, predicate, given) =>
    whenKnown(filesOf(nix, given), (files) => filterFiles(nix, predicate, files)),
  ),
  unary('unions', elements, (nix, sets) =>
    combine(
      sets.map((item) => filesOf(nix, item.thunk)),
      (all) => [...new Set(all.flat())],
    ),
  ),
  binary('union', anything, anything, (nix, a, b) =>
    combine([filesOf(nix, a), filesOf(nix, b)], (all) => [...new Set(all.flat())]),
  ),
  binary('intersection', anything, anything, (nix, a, b) =>
    combine([filesOf(nix, a), filesOf(nix, b)], ([left = [], right = []]) =>
      left.filter((file) => right.includes(file)),
    ),
  ),
  binary('difference', anything, anything, (nix, a, b) =>
    combine([filesOf(nix, a), filesOf(nix, b)], ([left = [], right = []]) =>
      left.filter((file) => !right.includes(file)),
    ),
  ),
  unary('maybeMissing', anything, (nix, given) => {
    const path = pathOf(nix, given.force());
    return path !== undefined && !nix.world.exists(path) ? fileset([]) : given.force();
  }),
  unary('fromSource', anything, (_nix, given) => given.force()),
  unary('gitTracked', anything, (_nix, given) => given.force()),
  unary('toSource', anything, (nix, given) => sourceOf(nix, given.force())),
];

function fileset(files: readonly string[]): Value {
  return setValue(
    new Map([
      ['_type', Thunk.of(stringValue('fileset'))],
      ['files', Thunk.of(listValue(files.map((file) => Thunk.of(pathValue(file)))))],
    ]),
  );
}

/** A folder of which only some files are there: what readers of whole folders ask for is `files`. */
function sourceOf(nix: Interpreter, given: Value): Value {
  const root = new Thunk(() => nix.selectOrUnknown(given, 'root'));
  const files = new Thunk(() => {
    const found = filesOf(nix, new Thunk(() => nix.selectOrUnknown(given, 'fileset')));
    return 'type' in found ? found : listValue(found.map((file) => Thunk.of(pathValue(file))));
  });
  return setValue(
    new Map([
      ['outPath', root],
      ['files', files],
    ]),
  );
}

/** The files of a set, or of a folder, or the file itself. */
function filesOf(nix: Interpreter, given: Thunk): readonly string[] | UnknownValue {
  const value = given.force();
  const inner = value.type === 'set' ? value.get('files')?.force() : undefined;
  if (inner?.type === 'list') return inner.items.flatMap(({ thunk }) => pathOf(nix, thunk.force()) ?? []);
  const path = pathOf(nix, value);
  return path === undefined ? nix.notKnown(value, given.node) : filesBelow(nix, path, 0);
}

/** Folders within folders, more of which are not gone into. */
const deepestFolder = 64;

function filesBelow(nix: Interpreter, path: string, depth: number): readonly string[] {
  const entries = depth > deepestFolder ? [] : nix.world.folder(path);
  if (entries === undefined) return [path];
  return [...entries]
    .sort((left, right) => (left.name < right.name ? -1 : 1))
    .flatMap((entry) => {
      const inner = path === '' ? entry.name : `${path}/${entry.name}`;
      return entry.kind === 'folder' ? filesBelow(nix, inner, depth + 1) : [inner];
    });
}

function filterFiles(nix: Interpreter, predicate: Thunk, files: readonly string[]): Value {
  const kept: string[] = [];
  for (const file of files) {
    const name = baseNameOf(file);
    const described = setValue(
      new Map<string, Thunk>([
        ['name', Thunk.of(stringValue(name))],
        ['type', Thunk.of(stringValue('regular'))],
        ['hasExt', Thunk.of(primitive('hasExt', 1, (extension) => hasExtension(nix, name, extension)))],
      ]),
    );
    const answer = holds(nix, predicate, Thunk.of(described));
    if (typeof answer !== 'boolean') return unknownValue(answer.why, answer.node);
    if (answer) kept.push(file);
  }
  return fileset(kept);
}

function hasExtension(nix: Interpreter, name: string, extension: Thunk): Value {
  const text = nix.string(extension.force());
  return text === undefined
    ? nix.notKnown(extension.force())
    : { type: 'boolean', value: name.endsWith(`.${text}`) };
}

function whenKnown(
  files: readonly string[] | UnknownValue,
  then: (files: readonly string[]) => Value,
): Value {
  return 'type' in files ? files : then(files);
}

function combine(
  sets: readonly (readonly string[] | UnknownValue)[],
  join: (sets: readonly (readonly string[])[]) => readonly string[],
): Value {
  const known: (readonly string[])[] = [];
  for (const set of sets) {
    if ('type' in set) return set;
    known.push(set);
  }
  return fileset(join(known));
}
