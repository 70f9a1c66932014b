# A small module system: imports, arguments, options. How definitions become values: merge.nix.
lib:
let
  inherit (builtins)
    attrNames
    concatMap
    filter
    head
    isAttrs
    isFunction
    isPath
    isString
    mapAttrs
    ;
  inherit (import ./merge.nix lib) merge;

  arguments.options._module.args = lib.mkOption {
    type = lib.types.lazyAttrsOf lib.types.raw;
  };

  evalModules =
    {
      modules,
      specialArgs ? { },
      prefix ? [ ],
      ...
    }:
    let
      scope = {
        inherit config lib options;
      }
      // specialArgs;
      argument = name: scope.${name} or config._module.args.${name};
      call = f: f (scope // mapAttrs (name: _: argument name) (lib.functionArgs f));

      load =
        parent: index: module:
        let
          file = isPath module || isString module || (isAttrs module && module ? outPath && !(lib.isDerivation module));
          imported = if file then import module else module;
          called = if isFunction imported || imported ? __functor then call imported else imported;
          structured = called ? config || called ? options;
          key = called.key or (if file then toString module else "${parent}:anonymous-${toString index}");
          stray = removeAttrs called [
            "_class"
            "_file"
            "config"
            "disabledModules"
            "freeformType"
            "imports"
            "key"
            "meta"
            "options"
          ];
        in
        {
          inherit key;
          imports = lib.imap0 (load key) (called.imports or [ ]);
          disabled = called.disabledModules or [ ];
          options = called.options or { };
          config =
            if structured && stray != { } then
              throw "Module `${key}' has an unsupported attribute `${head (attrNames stray)}'."
            else
              called.config or stray;
        };

      all = builtins.genericClosure {
        startSet = lib.imap0 (load "root") ([ arguments ] ++ modules);
        operator = module: module.imports;
      };
      disabled = concatMap (module: map toString module.disabled) all;
      enabled = filter (module: !(lib.any (name: lib.hasSuffix name module.key) disabled)) all;

      declared = map (module: module.options) enabled;
      options = lib.foldl' lib.recursiveUpdate { } declared;
      # nixpkgs (lib/modules.nix) merges the last module first, and what is imported before what imports it.
      node = merge prefix declared (map (module: module.config) (lib.reverseList enabled));
      config = node.value;
    in
    {
      inherit config options node;
    };
in
{
  inherit evalModules;
}
