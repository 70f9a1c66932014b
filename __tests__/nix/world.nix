# Evaluates a flake as Nix does, with stubs for its inputs, and says what came out as plain data.
#
#   { ask = "flake"; }                      inputs, names of hosts, other outputs
#   { ask = "host"; host = [ kind name ]; } one host's configuration and builds
#   { ask = "config"; host; }               its configuration alone
#   { ask = "configured"; host; }           the backends that its nixpkgs.config switches on
#   { ask = "package"; host; name; }        one build of its package set
#   { ask = "everything"; }                 all of them in one evaluation
{ root, question }:
let
  inherit (builtins) attrNames functionArgs mapAttrs;
  lib = import ./lib;

  flake = import (root + "/flake.nix");
  declared = flake.inputs or { };
  formals = functionArgs flake.outputs;
  stubs = import ./inputs.nix {
    inherit declared;
    implied = attrNames (removeAttrs formals ([ "self" ] ++ attrNames declared));
  };
  inputs = mapAttrs (name: input: if builtins.isAttrs input then input // { inherit name; } else input) stubs.resolved;

  self =
    outputs
    // {
      _type = "flake";
      name = "self";
      outPath = toString root;
      inherit outputs;
      inputs = inputs // {
        inherit self;
      };
      sourceInfo.outPath = toString root;
      rev = "1111111111111111111111111111111111111111";
      shortRev = "1111111";
      lastModifiedDate = "20260101000000";
    };
  outputs = flake.outputs (inputs // { inherit self; });

  hostOutputs = [
    "nixosConfigurations"
    "darwinConfigurations"
    "homeConfigurations"
  ];
  hiveOutputs = [
    "colmena"
    "colmenaHive"
  ];
  hiveNodes =
    if outputs ? colmenaHive then
      { inherit (outputs.colmenaHive) nodes; }
    else
      lib.optionalAttrs (outputs ? colmena) {
        inherit ((import ./frameworks/colmena.nix { inherit lib; }).lib.makeHive outputs.colmena) nodes;
      };
  hosts = lib.getAttrs (lib.filter (name: outputs ? ${name}) hostOutputs) outputs // hiveNodes;

  # --- values as plain data ------------------------------------------------------------------

  plain =
    v:
    if builtins.isFunction v then
      "<function>"
    else if builtins.isPath v then
      toString v
    else if builtins.isList v then
      map plain v
    else if !builtins.isAttrs v then
      v
    else if lib.isDerivation v then
      package v
    else if v ? _type then
      (if v._type == "flake" then "<flake ${v.name}>" else "<${v._type}>")
    else
      mapAttrs (_: plain) (removeAttrs v [ "__functor" ]);

  # A package is its path: a hash of what it is made of, and the marks of the llama.cpp builds in it.
  package = v: "${v.outPath}";

  node =
    n:
    if n ? children then
      mapAttrs (_: node) (lib.filterAttrs (_: child: child.defined) n.children)
    else if n.defined then
      plain n.value
    else
      "<undefined>";

  # --- a configuration without what is no value of it or cannot be compared ------------------

  # Changes the child at a path, where there is one.
  at =
    path: f: n:
    let
      name = lib.head path;
    in
    if path == [ ] then
      f n
    else if n ? children && n.children ? ${name} then
      n // { children = n.children // { ${name} = at (lib.tail path) f n.children.${name}; }; }
    else
      n;
  drop = names: n: n // { children = removeAttrs n.children names; };
  eachChild = f: n: n // { children = mapAttrs (_: f) n.children; };

  ofHome = lib.flip lib.pipe [
    (drop [ "_module" ])
    (at [ "nixpkgs" ] (drop [ "overlays" ]))
  ];
  ofHost = lib.flip lib.pipe [
    (drop [ "_module" ])
    (at [ "nixpkgs" ] (drop [
      "overlays"
      "pkgs"
    ]))
    (at [ "home-manager" ] (drop [
      "extraSpecialArgs"
      "sharedModules"
    ]))
    (at [ "home-manager" "users" ] (eachChild ofHome))
    # The package of a service that is off is not used.
    (at [ "services" "llama-cpp" ] (n: if n.value.enable then n else drop [ "package" ] n))
  ];
  configOf = host: node ((if host.kind == "home" then ofHome else ofHost) host.node);

  # --- answers ---------------------------------------------------------------------------------

  variants = [
    "llama-cpp"
    "llama-cpp-cpu"
    "llama-cpp-cuda"
    "llama-cpp-rocm"
    "llama-cpp-vulkan"
  ];
  buildOf = pkgs: name: if pkgs ? ${name} then "${pkgs.${name}}" else null;

  aboutFlake = {
    inputs = declared;
    inherit (stubs) kinds;
    hosts = mapAttrs (_: attrNames) hosts;
    overlays = attrNames (outputs.overlays or { });
    # A library that is nixpkgs' extended one contains itself.
    outputs = plain (removeAttrs outputs (hostOutputs ++ hiveOutputs ++ [ "overlays" "lib" ]));
  };
  # The backends that nixpkgs' own settings switch on in a plain llama-cpp.
  configuredIn = pkgs: lib.optional pkgs.config.cudaSupport "cuda" ++ lib.optional pkgs.config.rocmSupport "rocm";
  aboutHost = host: {
    config = configOf host;
    configured = configuredIn host.pkgs;
    packages = lib.genAttrs variants (buildOf host.pkgs);
  };
  asked = lib.getAttrFromPath question.host hosts;
in
{
  flake = aboutFlake;
  host = aboutHost asked;
  config = configOf asked;
  configured = configuredIn asked.pkgs;
  package = buildOf asked.pkgs question.name;
  everything = {
    flake = aboutFlake;
    hosts = mapAttrs (_: mapAttrs (_: aboutHost)) hosts;
  };
}
.${question.ask}
