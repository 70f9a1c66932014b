/** flocken: the modules of a folder. Shortened from mirkolenz/flocken, lib (MIT). */
import { type Framework, isRepository } from './framework.js';

export const flocken: Framework = {
  name: 'flocken',
  provides: (input) => isRepository(input, /(^|\/)flocken$/),
  outputs: `
{ lib }:
{
  lib = {
    getModules = folder:
      let
        isModule = name: type:
          !lib.hasPrefix "_" name
          && (if type == "directory" then builtins.pathExists (folder + "/\${name}/default.nix")
              else lib.hasSuffix ".nix" name && name != "default.nix");
      in
      map (name: folder + "/\${name}") (builtins.attrNames (lib.filterAttrs isModule (builtins.readDir folder)));
    optionalPath = path: if builtins.pathExists path then [ path ] else [ ];
    isEmpty = value: value == null || value == "" || value == [ ] || value == { };
    isNotEmpty = value: !(value == null || value == "" || value == [ ] || value == { });
  };
}
`,
};
