# Packages without a store: a set with a name, a fake path and `overrideAttrs`.
#
# A llama.cpp build writes what it is into its path, `+llama:<origin>:<flags>:<cmakeFlags>:llama+`, and
# every path made of text takes the marks of that text along. So a reference is found in any string.
lib:
let
  inherit (builtins)
    concatStringsSep
    elemAt
    filter
    hashString
    isAttrs
    isFunction
    isList
    isString
    split
    substring
    ;
  pattern = "(\\+llama:[^+]*:llama\\+)";

  textOf =
    depth: v:
    if isString v || builtins.isPath v then
      toString v
    else if isList v then
      concatStringsSep " " (map (textOf depth) v)
    else if isAttrs v && v ? outPath then
      "${v.outPath}"
    else if isAttrs v && depth > 0 then
      concatStringsSep " " (lib.mapAttrsToList (_: textOf (depth - 1)) v)
    else if v == null || isFunction v || isAttrs v then
      ""
    else
      builtins.toJSON v;

  # The same text whichever llama.cpp it names and wherever the flake is, and the marks that were in it.
  withoutMarks =
    text:
    builtins.replaceStrings [ (builtins.getEnv "STUB_ROOT") ] [ "<flake>" ] (
      concatStringsSep "<llama-cpp>" (filter isString (split pattern text))
    );
  marksIn = text: lib.unique (map (m: elemAt m 0) (filter isList (split pattern text)));
  storePath =
    name: text:
    "/nix/store/${substring 0 12 (hashString "sha256" (withoutMarks text))}-${name}${lib.concatStrings (marksIn text)}";

  mark =
    {
      origin,
      flags,
      cmakeFlags,
    }:
    let
      clean = builtins.replaceStrings [ "+" " " ] [ "_" "_" ];
    in
    "+llama:${origin}:${concatStringsSep "," flags}:${clean (concatStringsSep "," cmakeFlags)}:llama+";

  # `llama`: for a build of llama.cpp, its origin and flags.
  build =
    llama: attrsOf:
    let
      attrs = if isFunction attrsOf then attrsOf final else attrsOf;
      name = attrs.name or "${attrs.pname}-${attrs.version or "0"}";
      origin = if llama != null then llama else own attrs;
      final = attrs // {
        type = "derivation";
        inherit name;
        outPath =
          if origin != null then
            # like the real one, a build needs all its attributes
            builtins.seq (builtins.stringLength (textOf 1 (removeAttrs attrs [ "stdenv" "passthru" "meta" ]))) "/nix/store/llama-cpp${
              mark (origin // { cmakeFlags = attrs.cmakeFlags or [ ]; })
            }"
          else
            storePath name (textOf 2 (removeAttrs attrs [ "stdenv" "passthru" "meta" ]));
        drvPath = "${final.outPath}.drv";
        out = final;
        outputs = attrs.outputs or [ "out" ];
        meta = attrs.meta or { };
        finalPackage = final;
        overrideAttrs =
          change:
          build llama (
            self:
            let
              old = if isFunction attrsOf then attrsOf self else attrsOf;
              once = if isFunction change then change old else change;
            in
            old // (if isFunction once then change self old else once)
          );
      }
      // (attrs.passthru or { });
    in
    final;

  # A derivation of the user's own that builds llama.cpp.
  own =
    attrs:
    if builtins.match "llama[-.]cpp(-cuda|-rocm|-vulkan|-cpu)?" (attrs.pname or "") == null then
      null
    else
      {
        origin = "own";
        flags = [ ];
      };

  mkDerivation = build null;
  written = name: text: mkDerivation { inherit name text; };
in
{
  inherit mkDerivation;
  mkLlama = build;

  writeText = written;
  writeScriptBin = written;
  writeShellScript = written;
  writeShellScriptBin = written;
  writeTextFile = a: mkDerivation a;
  writeShellApplication = a: mkDerivation a;
  symlinkJoin = a: mkDerivation a;
  buildEnv = a: mkDerivation a;
  linkFarm = name: paths: mkDerivation { inherit name paths; };
  runCommand =
    name: env: text:
    mkDerivation (env // { inherit name text; });
  formats =
    lib.genAttrs
      [
        "ini"
        "json"
        "toml"
        "yaml"
      ]
      (
        _: _: {
          type = lib.types.anything;
          generate = name: value: written name (textOf 9 value);
        }
      );
}
