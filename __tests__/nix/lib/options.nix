# The part of our `lib` that speaks of modules: properties, options and types.
lib:
let
  inherit (builtins) isAttrs;
  plain = name: { inherit name; };
in
rec {
  mkIf = condition: content: {
    _type = "if";
    inherit condition content;
  };
  mkMerge = contents: {
    _type = "merge";
    inherit contents;
  };
  mkOverride = priority: content: {
    _type = "override";
    inherit priority content;
  };
  mkOptionDefault = mkOverride 1500;
  mkDefault = mkOverride 1000;
  mkForce = mkOverride 50;
  mkVMOverride = mkOverride 10;
  mkOrder = order: content: {
    _type = "order";
    inherit order content;
  };
  mkBefore = mkOrder 500;
  mkAfter = mkOrder 1500;
  mkAssert = _: _: content: content;

  mkOption = attrs: attrs // { _type = "option"; };
  isOption = v: v._type or null == "option";
  mkEnableOption =
    name:
    mkOption {
      default = false;
      description = "Whether to enable ${name}.";
      type = types.bool;
    };
  # The default is a path of attribute names in the set: a package reference without an identifier.
  mkPackageOption =
    pkgs: name:
    {
      default ? name,
      ...
    }:
    mkOption (
      {
        description = "The ${toString name} package to use.";
        type = types.package;
      }
      // lib.optionalAttrs (default != null) {
        default = lib.getAttrFromPath (lib.toList default) pkgs;
      }
    );
  literalExpression = text: {
    _type = "literalExpression";
    inherit text;
  };
  literalMD = literalExpression;
  mdDoc = text: text;

  mkRenamedOptionModule = _: _: { };
  mkRemovedOptionModule = _: _: { };
  mkAliasOptionModule = _: _: { };

  types = {
    bool = plain "bool";
    int = plain "int";
    float = plain "float";
    number = plain "number";
    port = plain "port";
    str = plain "str";
    singleLineStr = plain "str";
    nonEmptyStr = plain "str";
    path = plain "path";
    package = plain "package";
    pathInStore = plain "path";
    attrs = plain "attrs";
    anything = plain "anything";
    unspecified = plain "anything";
    deferredModule = plain "deferredModule";
    raw = plain "raw";
    lines = plain "lines";
    commas = plain "commas";
    enum = values: plain "enum" // { inherit values; };
    ints = {
      unsigned = plain "int";
      positive = plain "int";
      between = _: _: plain "int";
    };
    nullOr = type: type // { nullable = true; };
    either = a: _: a;
    oneOf = builtins.head;
    uniq = type: type;
    unique = _: type: type;
    coercedTo =
      _: _: type:
      type;
    functionTo = _: plain "raw";
    strMatching = _: plain "str";
    separatedString = _: plain "lines";
    listOf = element: plain "listOf" // { inherit element; };
    nonEmptyListOf = types.listOf;
    attrsOf = element: plain "attrsOf" // { inherit element; };
    lazyAttrsOf = element: plain "lazyAttrsOf" // { inherit element; };
    submodule = module: types.submoduleWith { modules = lib.toList module; };
    submoduleWith =
      {
        modules,
        specialArgs ? { },
        ...
      }:
      plain "submodule" // { inherit modules specialArgs; };
  };

  isType = type: v: isAttrs v && v._type or null == type;

  evalModules = (import ./modules.nix lib).evalModules;
}
