/** Modules for flake-parts that other flakes have. */
import type { SymbolValue } from '../../eval/value.js';
import { inputPath } from '../symbols.js';
import { isRepository } from './framework.js';

/**
 * Repositories whose flake-module.nix defines nothing but outputs by system or options that stay empty: each was read.
 * home-manager's declares `homeConfigurations`, disko's `diskoConfigurations`; they make none.
 */
const withoutHosts: readonly RegExp[] = [
  /(^|\/)treefmt-nix$/,
  /(^|\/)(git-hooks|pre-commit-hooks)(\.nix|-nix)?$/,
  /(^|\/)devenv$/,
  /(^|\/)devshell$/,
  /(^|\/)flake-root$/,
  /(^|\/)pkgs-by-name-for-flake-parts$/,
  /(^|\/)agenix-rekey$/,
  /(^|\/)nix-topology$/,
  /(^|\/)home-manager$/,
  /(^|\/)disko$/,
];

/** Whether it is certain that a module of another flake makes no hosts. */
export function makesNoHosts(module: SymbolValue): boolean {
  const from = inputPath(module);
  const [first] = from?.path ?? [];
  if (from === undefined || (first !== 'flakeModule' && first !== 'flakeModules')) return false;
  return withoutHosts.some((name) => isRepository(from.input, name));
}
