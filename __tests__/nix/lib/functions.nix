# Functions, overlays and overridable packages.
final:
with final;
rec {
  fix =
    f:
    let
      x = f x;
    in
    x;
  id = x: x;
  const = x: _: x;
  flip =
    f: a: b:
    f b a;
  pipe = foldl' (x: f: f x);
  min = a: b: if a < b then a else b;
  max = a: b: if a > b then a else b;
  functionArgs = f: if f ? __functor then f.__functionArgs or (builtins.functionArgs (f.__functor f)) else builtins.functionArgs f;
  setFunctionArgs = f: args: {
    __functor = _: f;
    __functionArgs = args;
  };
  isFunction = f: builtins.isFunction f || (isAttrs f && f ? __functor);
  toFunction = v: if isFunction v then v else _: v;
  extends =
    overlay: f: self:
    let
      prev = f self;
    in
    prev // overlay self prev;
  composeExtensions =
    f: g: self: prev:
    let
      first = f self prev;
    in
    first // g self (prev // first);
  composeManyExtensions = foldr composeExtensions (_: _: { });
  makeExtensible =
    f:
    fix (
      self:
      f self
      // {
        extend = overlay: makeExtensible (extends overlay f);
      }
    );
  makeOverridable =
    f: args:
    let
      result = f args;
      merged = new: args // (if isFunction new then new args else new);
    in
    if !isAttrs result then
      result
    else
      result
      // {
        override = new: makeOverridable f (merged new);
      }
      // optionalAttrs (result ? overrideAttrs) {
        overrideAttrs = g: makeOverridable (a: (f a).overrideAttrs g) args;
      };
  callPackageWith =
    set: fn: args:
    let
      f = if isFunction fn then fn else import fn;
    in
    makeOverridable f (intersectAttrs (functionArgs f) set // args);
  callPackagesWith = callPackageWith;
  packagesFromDirectoryRecursive =
    { callPackage, directory }:
    let
      entries = builtins.readDir directory;
      value =
        name:
        if entries.${name} == "directory" then
          packagesFromDirectoryRecursive {
            inherit callPackage;
            directory = directory + "/${name}";
          }
        else
          callPackage (directory + "/${name}") { };
    in
    if entries ? "package.nix" then
      callPackage (directory + "/package.nix") { }
    else
      builtins.listToAttrs (
        map (name: {
          name = builtins.replaceStrings [ ".nix" ] [ "" ] name;
          value = value name;
        }) (builtins.attrNames entries)
      );
  warn = _: x: x;
  warnIf =
    _: _: x:
    x;
  assertMsg = ok: message: ok || throw message;
  throwIf =
    bad: message: x:
    if bad then throw message else x;
  importJSON = path: fromJSON (readFile path);
  boolToString = b: if b then "true" else "false";
  version = "26.05";
}
