/**
 * colmena: a hive of nodes, `outputs.colmena` or `colmenaHive`. Shortened from nix-community/colmena,
 * src/nix/hive/{eval,options}.nix (MIT).
 */
import { type Framework, isRepository } from './framework.js';

/** Nix: the configurations of a hive's nodes, by name. */
export const hiveNodes = `
(hive:
  let
    meta = hive.meta or hive.network or { };
    nodes = builtins.removeAttrs hive [ "meta" "network" "defaults" "__functor" "__schema" ];
    packagesOf = name: (meta.nodeNixpkgs or { }).\${name} or meta.nixpkgs;
  in
  builtins.mapAttrs
    (name: node: (packagesOf name).lib.nixosSystem {
      pkgs = packagesOf name;
      modules = [ (hive.defaults or { }) node ];
      specialArgs = { inherit name; } // (meta.specialArgs or { }) // ((meta.nodeSpecialArgs or { }).\${name} or { });
    })
    nodes)
`;

export const colmena: Framework = {
  name: 'colmena',
  provides: (input) => isRepository(input, /(^|\/)colmena$/),
  outputs: `{ lib }: { lib.makeHive = hive: { nodes = ${hiveNodes} hive; }; }`,
};
