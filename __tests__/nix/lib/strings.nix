# Strings, paths of programs, CMake flags.
final:
with final;
rec {
  concatStrings = concatStringsSep "";
  concatMapStrings = f: list: concatStrings (map f list);
  concatMapStringsSep =
    sep: f: list:
    concatStringsSep sep (map f list);
  concatMapAttrsStringSep =
    sep: f: set:
    concatStringsSep sep (mapAttrsToList f set);
  concatLines = concatMapStrings (line: line + "\n");
  optionalString = cond: s: if cond then s else "";
  hasPrefix = prefix: s: substring 0 (stringLength prefix) s == prefix;
  hasSuffix =
    suffix: s:
    let
      from = stringLength s - stringLength suffix;
    in
    from >= 0 && substring from (stringLength s) s == suffix;
  hasInfix = infix: s: length (splitString infix s) > 1;
  removePrefix = prefix: s: if hasPrefix prefix s then substring (stringLength prefix) (-1) s else s;
  removeSuffix = suffix: s: if hasSuffix suffix s then substring 0 (stringLength s - stringLength suffix) s else s;
  splitString = sep: s: filter isString (split (escapeRegex sep) s);
  escape = chars: replaceStrings chars (map (c: "\\" + c) chars);
  escapeRegex = escape [
    "\\"
    "["
    "]"
    "{"
    "}"
    "("
    ")"
    "^"
    "$"
    "?"
    "*"
    "+"
    "|"
    "."
  ];
  escapeShellArg = s: "'" + replaceStrings [ "'" ] [ "'\\''" ] (toString s) + "'";
  escapeShellArgs = concatMapStringsSep " " escapeShellArg;
  toLower = replaceStrings upperChars lowerChars;
  toUpper = replaceStrings lowerChars upperChars;
  lowerChars = genList (n: substring n 1 "abcdefghijklmnopqrstuvwxyz") 26;
  upperChars = genList (n: substring n 1 "ABCDEFGHIJKLMNOPQRSTUVWXYZ") 26;
  toInt = fromJSON;
  fixedWidthString =
    width: filler: s:
    if stringLength s >= width then s else fixedWidthString width filler (filler + s);
  versionAtLeast = a: b: builtins.compareVersions a b >= 0;
  versionOlder = a: b: builtins.compareVersions a b < 0;
  getName = x: if isString x then (builtins.parseDrvName x).name else x.pname or (builtins.parseDrvName x.name).name;
  getVersion = x: x.version or (builtins.parseDrvName x.name).version;
  getExe = x: "${x}/bin/${x.meta.mainProgram or (getName x)}";
  getExe' = x: program: "${x}/bin/${program}";
  makeBinPath = concatMapStringsSep ":" (p: "${p}/bin");
  makeLibraryPath = concatMapStringsSep ":" (p: "${p}/lib");
  cmakeBool = name: on: "-D${name}:BOOL=${if on then "TRUE" else "FALSE"}";
  cmakeFeature = name: value: "-D${name}:STRING=${value}";
  cmakeOptionType =
    type: name: value:
    "-D${name}:${toUpper type}=${value}";
  generators = {
    toJSON = _: toJSON;
    toYAML = _: toJSON;
    toINI = _: toJSON;
    toKeyValue = _: toJSON;
  };
  fakeHash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  fakeSha256 = "0000000000000000000000000000000000000000000000000000000000000000";

  filesystem.listFilesRecursive =
    dir:
    concatMap (name: if (readDir dir).${name} == "directory" then filesystem.listFilesRecursive (dir + "/${name}") else [ (dir + "/${name}") ]) (
      attrNames (readDir dir)
    );
}
