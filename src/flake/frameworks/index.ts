/** All frameworks that are known. */
import type { FlakeInput } from '../inputs.js';
import { adiosFlake } from './adios-flake.js';
import { blueprint } from './blueprint.js';
import { clan } from './clan.js';
import { colmena } from './colmena.js';
import { easyHosts } from './easy-hosts.js';
import { ezConfigs } from './ez-configs.js';
import { flakeParts } from './flake-parts.js';
import { flakeUtils, libraryAggregate } from './flake-utils.js';
import { flakeUtilsPlus } from './flake-utils-plus.js';
import { flakegen } from './flakegen.js';
import { flocken } from './flocken.js';
import type { Framework } from './framework.js';
import { haumea } from './haumea.js';
import { importTree } from './import-tree.js';
import { liteConfig } from './lite-config.js';
import { nixosUnified } from './nixos-unified.js';
import { snowfall } from './snowfall.js';
import { systemLists } from './systems.js';

const frameworks: readonly Framework[] = [
  adiosFlake,
  blueprint,
  clan,
  colmena,
  easyHosts,
  ezConfigs,
  flakegen,
  flakeParts,
  flakeUtils,
  flakeUtilsPlus,
  flocken,
  haumea,
  importTree,
  libraryAggregate,
  liteConfig,
  nixosUnified,
  snowfall,
  ...systemLists,
];

export const frameworkOf = (input: FlakeInput): Framework | undefined =>
  frameworks.find((framework) => framework.provides(input));
