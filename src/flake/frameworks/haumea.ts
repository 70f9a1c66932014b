/**
 * haumea: a folder as a set, each file loaded with the arguments that it takes. Shortened from nix-community/haumea,
 * src/{load,parsePath}.nix, src/loaders and src/transformers (MPL 2.0: the rules are restated, not copied).
 */
import { primitive } from '../../eval/builtins/define.js';
import { pathOf } from '../../eval/builtins/shapes.js';
import type { Interpreter } from '../../eval/interpreter.js';
import { asSet } from '../../eval/operators.js';
import { scopeWithNames } from '../../eval/scope.js';
import type { Thunk } from '../../eval/thunk.js';
import { unknownValue, type Value } from '../../eval/value.js';
import { type Framework, isRepository } from './framework.js';

export const haumea: Framework = {
  name: 'haumea',
  provides: (input) => isRepository(input, /(^|\/)haumea$/),
  primitives: (interpreter) => ({
    importWith: primitive('importWith', 2, (names, path) => importWith(interpreter, names, path)),
  }),
  outputs: `
{ lib, importWith }:
let
  defaultWith = importer: inputs: path:
    let f = lib.toFunction (importer path); in
    f (builtins.mapAttrs (name: _: inputs.\${name}) (builtins.functionArgs f));

  loaders = {
    default = defaultWith import;
    inherit defaultWith;
    path = _: path: path;
    verbatim = _: import;
    scoped = inputs: defaultWith (importWith inputs) inputs;
    callPackage = inputs: path: lib.callPackageWith inputs path { };
  };

  # names that start with _ are seen from below only, with __ from the same folder
  isPublic = name: !lib.hasPrefix "_" name;
  stripped = name: if lib.hasPrefix "_" name then stripped (lib.removePrefix "_" name) else name;

  load = { src, loader ? loaders.default, inputs ? { }, transformer ? [ ] }:
    let
      transform = cursor: value: builtins.foldl' (acc: t: t cursor acc) value (lib.flatten [ transformer ]);

      # a folder as seen from within (everything) and from outside
      folder = cursor: path: supers:
        let
          content = super: name: type:
            if type == "directory" then (folder (cursor ++ [ name ]) (path + "/\${name}") (supers ++ [ all ])).public
            else lib.fix (self: loader (inputs // { inherit self; super = all; root = top; }) (path + "/\${name}"));
          entries = lib.filterAttrs
            (name: type: type == "directory" || (lib.hasSuffix ".nix" name && isThere (path + "/\${name}")))
            (builtins.readDir path);
          named = select: lib.mapAttrs'
            (name: type: lib.nameValuePair (stripped (lib.removeSuffix ".nix" name)) (content all name type))
            (lib.filterAttrs (name: _: select name) entries);
          all = transform cursor (named (_: true));
        in
        { inherit all; public = transform cursor (named isPublic); };
      # a source made by lib.fileset has only some of the files
      isThere = path: !(builtins.isAttrs src && src ? files) || builtins.elem path src.files;
      tree = folder [ ] (src.outPath or src) [ ];
      top = tree.all;
    in
    tree.public;

  mergeWith = merge: f: values: builtins.foldl' merge { } (lib.mapAttrsToList f values);

  transformers = {
    liftDefault = _: module: builtins.removeAttrs module [ "default" ] // (module.default or { });
    prependUnderscore = _: module: module;
    hoistAttrs = from: to: cursor: mergeWith lib.recursiveUpdate (name: value:
      if !(builtins.isAttrs value && builtins.hasAttr from value) then { \${name} = value; }
      else {
        \${name} = builtins.removeAttrs value [ from ];
        \${if cursor == [ ] then to else from} = { \${name} = value.\${from}; };
      });
    hoistLists = from: to: cursor:
      let key = if cursor == [ ] then to else from; in
      mergeWith (x: y: x // y // { \${key} = (x.\${key} or [ ]) ++ (y.\${key} or [ ]); }) (name: value:
        if !(builtins.isAttrs value && builtins.hasAttr from value) then { \${name} = value; }
        else { \${name} = builtins.removeAttrs value [ from ]; \${key} = value.\${from}; });
  };
in
{
  lib = {
    inherit load loaders transformers;
    matchers.nix = f: f;
  };
}
`,
};

/** `scopedImport names path` */
function importWith(interpreter: Interpreter, names: Thunk, given: Thunk): Value {
  const path = pathOf(interpreter, given.force());
  if (path === undefined) return unknownValue('which file is imported is not known', given.node);
  const answer = interpreter.world.file(path);
  if (answer.kind !== 'parsed') return unknownValue(answer.why, given.node);
  const set = asSet(names.force());
  const known = new Map<string, Thunk>();
  for (const name of set.names()) {
    const thunk = set.get(name);
    if (thunk !== undefined) known.set(name, thunk);
  }
  return interpreter.evaluate(answer.source.root, scopeWithNames(interpreter.base, known));
}
