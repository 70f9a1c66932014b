/**
 * import-tree: all `.nix` files below a folder as modules, except those with a part of their path that starts with `_`.
 * Shortened from vic/import-tree, default.nix (Apache 2.0), whose names it keeps.
 */
import { filesBelow } from './files-below.js';
import { type Framework, isRepository } from './framework.js';

const tree = `
{ lib, filesBelow }:
let
  isNix = path: lib.hasSuffix ".nix" path && !lib.hasInfix "/_" path;

  isTree = x: builtins.isAttrs x && x ? __isImportTree;

  # the files of a path, of a list of them or of another tree, those that pass
  filesOf = state: x:
    if builtins.isList x then builtins.concatMap (filesOf state) x
    else if isTree x then x.files
    else if builtins.isAttrs x && !(x ? outPath) then builtins.filter (x: state.initial x && state.passes x) [ x ]
    else builtins.map (file: file.path) (builtins.filter (file: state.initial file.relative && state.passes file.relative) (filesBelow x));

  make = state:
    let
      found = arg: builtins.map state.change (filesOf state [ state.paths arg ]);
      result = arg: if state.pipe == null then { imports = found arg; } else state.pipe (found arg);
      filter = f: make (state // { passes = x: state.passes x && f x; });
      self = {
        __isImportTree = true;
        __functor = _: arg: result (if builtins.isAttrs arg && arg ? options then [ ] else arg);
        result = result [ ];
        files = found [ ];
        leafs = make (state // { pipe = x: x; });
        inherit filter;
        filterNot = f: filter (x: !(f x));
        match = regex: filter (x: builtins.match regex x != null);
        matchNot = regex: filter (x: builtins.match regex x == null);
        map = f: make (state // { change = x: f (state.change x); });
        addPath = path: make (state // { paths = state.paths ++ [ path ]; });
        addAPI = api: self // builtins.mapAttrs (_: f: f self) api;
        withLib = _: self;
        initFilter = f: make (state // { initial = f; });
        pipeTo = f: make (state // { pipe = f; });
        new = make empty;
      };
    in
    self;

  empty = { passes = _: true; initial = isNix; change = x: x; paths = [ ]; pipe = null; };
in
make empty
`;

export const importTree: Framework = {
  name: 'import-tree',
  provides: (input) => isRepository(input, /(^|\/)import-tree$/),
  primitives: (interpreter) => ({ filesBelow: filesBelow(interpreter) }),
  outputs: tree,
  imported: tree,
};
