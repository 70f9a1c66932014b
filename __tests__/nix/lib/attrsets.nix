# Attribute sets and packages as such.
final:
with final;
rec {
  nameValuePair = name: value: { inherit name value; };
  optionalAttrs = cond: set: if cond then set else { };
  mapAttrs' = f: set: listToAttrs (mapAttrsToList f set);
  mapAttrsToList = f: set: map (name: f name set.${name}) (attrNames set);
  attrsToList = mapAttrsToList nameValuePair;
  concatMapAttrs = f: set: foldl' (a: b: a // b) { } (mapAttrsToList f set);
  mergeAttrsList = foldl' (a: b: a // b) { };
  filterAttrs = pred: set: removeAttrs set (filter (name: !(pred name set.${name})) (attrNames set));
  genAttrs = names: f: listToAttrs (map (name: nameValuePair name (f name)) names);
  getAttrs = names: set: genAttrs names (name: set.${name});
  attrByPath =
    path: default: set:
    if path == [ ] then
      set
    else if isAttrs set && set ? ${head path} then
      attrByPath (tail path) default set.${head path}
    else
      default;
  attrVals = names: set: map (name: set.${name}) names;
  hasAttrByPath = path: set: path == [ ] || (isAttrs set && set ? ${head path} && hasAttrByPath (tail path) set.${head path});
  getAttrFromPath = path: set: attrByPath path (throw "no attribute ${concatStringsSep "." path}") set;
  setAttrByPath = path: value: if path == [ ] then value else { ${head path} = setAttrByPath (tail path) value; };
  recursiveUpdate =
    a: b:
    a
    // mapAttrs (
      name: value: if isAttrs value && isAttrs (a.${name} or null) && !isDerivation value then recursiveUpdate a.${name} value else value
    ) b;
  mapAttrsRecursive =
    f:
    let
      go = path: mapAttrs (name: v: if isAttrs v then go (path ++ [ name ]) v else f (path ++ [ name ]) v);
    in
    go [ ];
  foldlAttrs =
    f: init: set:
    foldl' (acc: name: f acc name set.${name}) init (attrNames set);
  foldAttrs =
    op: nul:
    foldr (
      set: acc: foldr (name: a: a // { ${name} = op set.${name} (a.${name} or nul); }) acc (attrNames set)
    ) { };
  collect =
    pred: set:
    if pred set then
      [ set ]
    else if isAttrs set then
      concatMap (collect pred) (attrValues set)
    else
      [ ];
  isDerivation = v: v.type or null == "derivation";
  recurseIntoAttrs = set: set // { recurseForDerivations = true; };
  getBin = x: x;
  getLib = x: x;
  getDev = x: x;
  getOutput = _: x: x;
}
