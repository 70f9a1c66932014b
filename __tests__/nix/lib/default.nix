# A small library of our own with the names of nixpkgs' `lib`: what flakes call while they
# build hosts, so that the tests need no nixpkgs.
let
  fix =
    f:
    let
      x = f x;
    in
    x;

  base =
    final:
    builtinNames
    // import ./functions.nix final
    // import ./lists.nix final
    // import ./attrsets.nix final
    // import ./strings.nix final
    // import ./options.nix final
    // {
      # nixpkgs' sections are the same functions under a second name.
      attrsets = final;
      customisation = final;
      lists = final;
      meta = final;
      modules = final;
      strings = final;
      trivial = final // {
        release = "26.05";
      };
    }
    // onlyNames;

  builtinNames = {
    inherit (builtins)
      add
      all
      any
      attrNames
      attrValues
      catAttrs
      concatLists
      concatMap
      concatStringsSep
      elem
      elemAt
      filter
      foldl'
      fromJSON
      genList
      getAttr
      groupBy
      hasAttr
      head
      intersectAttrs
      isAttrs
      isBool
      isFloat
      isInt
      isList
      isPath
      isString
      length
      lessThan
      listToAttrs
      map
      mapAttrs
      match
      partition
      pathExists
      readDir
      readFile
      removeAttrs
      replaceStrings
      seq
      sort
      split
      splitVersion
      stringLength
      substring
      tail
      toJSON
      tryEval
      typeOf
      zipAttrsWith
      ;
  };

  # What only has to exist.
  onlyNames = rec {
    licenses = {
      mit.free = true;
      gpl3.free = true;
      unfree.free = false;
    };
    maintainers = { };
    teams = { };
    platforms = {
      all = systems.flakeExposed;
      linux = systems.flakeExposed;
      unix = systems.flakeExposed;
      darwin = [ ];
    };
    systems = {
      flakeExposed = [
        "x86_64-linux"
        "aarch64-linux"
      ];
      elaborate = x: if builtins.isString x then { system = x; } else x;
    };
  };
  extensible =
    f:
    fix (
      final:
      f final
      // {
        extend = overlay: extensible (final.extends overlay f);
      }
    );
in
extensible base
