/**
 * A folder of overlays whose loader would apply one more to every host: the file is then all that is needed, written as
 * the loader calls it. Whether it would is tried on a file that does nothing.
 */

import type { Flake } from '../src/flake/flake.js';
import { loadFlake } from '../src/flake/flake.js';
import { findHosts, type Host } from '../src/flake/hosts.js';
import { couldTakeInputs, isAppliedToInputs } from '../src/flake/inputs-in-scope.js';
import { plannedWorkspace } from '../src/plan/planned-workspace.js';
import { withoutParentheses } from '../src/syntax/literals.js';
import type { Lambda } from '../src/syntax/nodes.js';
import { appliedFrom, isMistaken } from './overlay-applied.js';

/** How a loader calls the files of its folder: with a set that has the inputs, or with the inputs themselves. */
export type OverlayHead = 'formals' | 'inputs';

const heads: Readonly<Record<OverlayHead, string>> = { formals: '{ inputs, ... }:', inputs: 'inputs:' };

export interface LoadedOverlay {
  readonly path: string;
  readonly head: OverlayHead;
}

/**
 * The first of the paths at which a file would be applied once to every host and home, and called with the inputs.
 * @param hosts all that the flake has
 * @param candidates paths that are free, in folders whose entries are listed
 */
export function loadedOverlay(
  flake: Flake,
  hosts: readonly Host[],
  candidates: readonly string[],
): LoadedOverlay | undefined {
  for (const path of candidates) {
    for (const head of ['formals', 'inputs'] as const) {
      const found = tryFile(flake, hosts, path, head);
      if (found === 'applied') return { path, head };
      if (found === 'not called') break;
    }
  }
  return undefined;
}

function tryFile(
  flake: Flake,
  hosts: readonly Host[],
  path: string,
  head: OverlayHead,
): 'applied' | 'not applied' | 'not called' {
  const after = `${heads[head]} final: prev: { }\n`;
  const workspace = plannedWorkspace(flake.workspace, [{ kind: 'create', path, after }]);
  const tried = loadFlake(workspace, { before: flake.files });
  const { known } = findHosts(tried);
  const times = known.map((host) => appliedFrom(tried, host, path));
  const outer = outerLambda(tried, path);
  if (outer === undefined || (tried.interpreter.calls.get(outer) ?? []).length === 0) return 'not called';
  const isFit =
    namesOf(known) === namesOf(hosts) &&
    times.every((count) => count === 1) &&
    (head === 'formals'
      ? couldTakeInputs(tried, tried.interpreter, outer, 'inputs')
      : isAppliedToInputs(tried, outer)) &&
    known.every(
      (host) =>
        !isMistaken(tried, host, path) &&
        host.configuration.homes.every(({ globalPackages }) => globalPackages === true),
    );
  return isFit ? 'applied' : 'not applied';
}

const namesOf = (hosts: readonly Host[]): string =>
  hosts
    .map(({ kind, name, isNode }) => `${kind} ${name} ${isNode}`)
    .sort()
    .join('\n');

function outerLambda(flake: Flake, path: string): Lambda | undefined {
  const parsed = flake.files.parsed(path);
  const root = parsed?.kind === 'parsed' ? withoutParentheses(parsed.source.root) : undefined;
  return root?.kind === 'lambda' ? root : undefined;
}
