/**
 * Rewrites every reference to the package to the build that the host gets from the overlay.
 *
 *     environment.systemPackages = with pkgs; [ (llama-cpp.override { cudaSupport = true; }) ];
 *   ⇒
 *     environment.systemPackages = with pkgs; [ llama-cpp-cuda ];
 */
import type { Edit } from '../src/edit/edit.js';
import type { Codemod, Contribution } from '../src/plan/codemod.js';
import type { Problem } from '../src/problem.js';
import { lostSettings } from './carried-settings.js';
import { clashes } from './clashes.js';
import { commentedReferences } from './commented-references.js';
import type { Migration } from './migration.js';
import { nameBuilds } from './named-builds.js';
import { legacyPins } from './pins.js';
import { plainUses } from './plain-uses.js';
import { rewriteAlias } from './rewrite-alias.js';
import { rewriteIndirect } from './rewrite-indirect.js';
import { rewriteInputPackages } from './rewrite-input-packages.js';
import { rewriteMotive } from './rewrite-operations.js';
import { rewriteReference } from './rewrite-reference.js';
import { rpcProgramWarnings } from './rpc-program.js';
import { servicePackages } from './service-packages.js';
import { unfilledFormals } from './unfilled-formals.js';
import { unknownSetWarnings } from './unknown-sets.js';

export const rewritePackageReferences: Codemod<Migration> = {
  card: {
    name: rewriteMotive.by,
    summary: 'Rewrites every reference to the package to the build that the host gets from the overlay.',
    explanation:
      'The variant comes from --variant, from what the reference itself says (an override, an attribute of the old overlay), from nixpkgs.config, from the hardware that the configuration names, and else stays the plain llama-cpp. Only what means the package is touched: names of units, users, ports, options, paths and comments stay.',
    before: 'environment.systemPackages = with pkgs; [ (llama-cpp.override { cudaSupport = true; }) ];',
    after: 'environment.systemPackages = with pkgs; [ llama-cpp-cuda ];',
  },
  plan: (migration): Contribution => {
    const edits: Edit[] = [];
    const refusals: Problem[] = [];
    const warnings: Problem[] = [];
    const add = (contribution: Contribution): void => {
      edits.push(...(contribution.edits ?? []));
      refusals.push(...(contribution.refusals ?? []));
      warnings.push(...(contribution.warnings ?? []));
    };
    for (const reference of migration.references.references) add(rewriteReference(migration, reference));
    for (const alias of migration.references.aliases) add(rewriteAlias(migration, alias));
    add(rewriteIndirect(migration));
    add(rewriteInputPackages(migration));
    add(unfilledFormals(migration));
    add(servicePackages(migration));
    for (const { chosen } of plainUses(migration)) add({ warnings: chosen.warnings });
    add(nameBuilds(migration));
    add(legacyPins(migration));
    add(lostSettings(migration));
    add(clashes(migration));
    warnings.push(
      ...rpcProgramWarnings(migration),
      ...unknownSetWarnings(migration),
      ...commentedReferences(migration),
    );
    return { edits, refusals, warnings };
  },
};
