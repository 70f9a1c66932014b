# The merging of a module system: definitions with mkIf, mkMerge, mkForce and their like.
# Options that nobody declares are free-form.
#
# Merging gives nodes, `{ defined; value; children ? }`: `value` is what a module reads from
# `config` (and throws where nothing is defined), `children` is what the report walks.
lib:
let
  inherit (builtins)
    all
    attrNames
    concatLists
    concatMap
    elem
    filter
    head
    isAttrs
    isList
    mapAttrs
    tryEval
    ;

  # Sets that are one value: package sets, flakes, libraries, hosts, packages, functors.
  isOpaque = v: v ? _type || v ? __functor || lib.isDerivation v;
  isPlainSet = v: isAttrs v && !isOpaque v;

  undefined = path: {
    defined = false;
    value = throw "The option `${lib.concatStringsSep "." path}' was accessed but has no value defined.";
  };
  leaf = value: {
    defined = true;
    inherit value;
  };
  branch = children: {
    defined = true;
    inherit children;
    value = mapAttrs (_: node: node.value) children;
  };

  # --- properties --------------------------------------------------------------------------

  # The contents of a definition, whether or not their conditions hold.
  contents =
    def:
    {
      "if" = contents def.content;
      merge = concatMap contents def.contents;
      override = contents def.content;
      order = contents def.content;
    }
    .${def._type or ""} or [ def ];

  # The attributes of a definition with its properties on each of them: conditions stay unevaluated.
  pushDown =
    path: def:
    let
      each = f: concatMap (set: [ (mapAttrs (_: f) set) ]);
    in
    {
      "if" = each (lib.mkIf def.condition) (pushDown path def.content);
      merge = concatMap (pushDown path) def.contents;
      override = each (lib.mkOverride def.priority) (pushDown path def.content);
      order = each (lib.mkOrder def.order) (pushDown path def.content);
    }
    .${def._type or ""} or (
      if isAttrs def then
        [ def ]
      else
        throw "The option `${lib.concatStringsSep "." path}' is a set of options and is given ${builtins.typeOf def}"
    );

  discharge =
    def:
    {
      "if" = if def.condition then discharge def.content else [ ];
      merge = concatMap discharge def.contents;
      override = map (d: d // { priority = def.priority; }) (discharge def.content);
      order = map (d: d // { order = def.order; }) (discharge def.content);
    }
    .${def._type or ""} or [
      {
        priority = 100;
        order = 1000;
        value = def;
      }
    ];

  # The values that count: conditions true, best priority, in order.
  active =
    defs:
    let
      found = concatMap discharge defs;
      best = lib.foldl' (acc: d: lib.min acc d.priority) 9999 found;
    in
    map (d: d.value) (lib.sort (a: b: a.order < b.order) (filter (d: d.priority == best) found));

  hasOverride =
    def:
    {
      "if" = hasOverride def.content;
      merge = lib.any hasOverride def.contents;
      override = true;
      order = hasOverride def.content;
    }
    .${def._type or ""} or false;

  # --- merging -----------------------------------------------------------------------------

  childDefs = sets: name: concatMap (set: if set ? ${name} then [ set.${name} ] else [ ]) sets;
  namesOf = sets: attrNames (lib.foldl' (acc: set: acc // set) { } sets);

  # `declared`: the option trees of the modules at this path.
  merge =
    path: declared: defs:
    let
      options = filter lib.isOption declared;
      sets = concatMap (pushDown path) defs;
      names = namesOf (declared ++ sets);
    in
    if options != [ ] then
      mergeOption path (lib.foldl' (acc: o: acc // o) { } options) defs
    else if declared != [ ] then
      branch (lib.genAttrs names (name: merge (path ++ [ name ]) (childDefs declared name) (childDefs sets name)))
    else
      mergeFreely path defs;

  mergeFreely =
    path: defs:
    let
      isSet =
        v:
        let
          tried = tryEval (isPlainSet v);
        in
        tried.success && tried.value;
      found = concatMap contents defs;
      sets = if lib.any hasOverride defs then active defs else concatMap (pushDown path) defs;
      values = active defs;
    in
    if found == [ ] then
      undefined path
    else if all isSet found then
      branch (lib.genAttrs (namesOf sets) (name: merge (path ++ [ name ]) [ ] (childDefs sets name)))
    else if values == [ ] then
      undefined path
    else
      leaf (mergeValues path values);

  mergeValues =
    path: values:
    let
      first = head values;
    in
    if builtins.length values == 1 then
      first
    else if all isList values then
      concatLists values
    else if all isPlainSet values then
      (mergeFreely path values).value
    else if all (v: v == first) values then
      first
    else
      throw "The option `${lib.concatStringsSep "." path}' has conflicting definition values";

  mergeOption =
    path: option: defs:
    let
      values = active defs;
      type = option.type or { name = "anything"; };
      merged =
        if values != [ ] then
          mergeType path type values
        else if option ? default then
          mergeType path type [ option.default ]
        else if type.name == "submodule" then
          mergeType path type [ { } ]
        else
          undefined path;
    in
    if merged.defined && option ? apply then leaf (option.apply merged.value) else merged;

  mergeType =
    path: type: values:
    let
      sets = concatMap (pushDown path) values;
      children = lib.genAttrs (namesOf sets) (
        name: mergeOption (path ++ [ name ]) { type = type.element; } (childDefs sets name)
      );
      elements = map (v: (mergeType path type.element [ v ]).value) (concatLists values);
    in
    if type ? nullable && all (v: v == null) values then
      leaf null
    else if type.name == "submodule" then
      (lib.evalModules {
        inherit (type) specialArgs;
        prefix = path;
        modules = type.modules ++ [ { config._module.args.name = lib.mkOptionDefault (lib.last path); } ] ++ values;
      }).node
    else if type.name == "attrsOf" then
      branch (lib.filterAttrs (_: node: node.defined) children)
    else if type.name == "lazyAttrsOf" then
      branch children
    else if type.name == "listOf" && type.element.name == "submodule" then
      leaf elements
    else if type.name == "lines" then
      leaf (lib.concatStringsSep "\n" values)
    else if type.name == "deferredModule" then
      leaf { imports = values; }
    else if type.name == "raw" then
      leaf (head values)
    else if
      elem type.name [
        "attrs"
        "anything"
      ]
      && all isPlainSet values
    then
      mergeFreely path values
    else
      leaf (mergeValues path values);
in
{
  inherit merge;
}
