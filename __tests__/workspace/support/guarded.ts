/** Short changes for the tests of the git guard, and what it says of them. */
import type { FileChange } from '../../../src/plan/change.js';
import { guard } from '../../../src/workspace/guard.js';
import { openWorkspace } from '../../../src/workspace/workspace.js';
import type { Sandbox } from './repository.js';

export function modify(path: string, before = '0\n'): FileChange {
  return { kind: 'modify', path, before, after: 'after\n' };
}

export function create(path: string): FileChange {
  return { kind: 'create', path, after: 'after\n' };
}

export function remove(path: string): FileChange {
  return { kind: 'delete', path, before: '0\n' };
}

/** One text an obstacle: `path: state (detail)`. */
export function look(sandbox: Sandbox, ...changes: readonly FileChange[]): readonly string[] {
  const obstacles = guard(openWorkspace(sandbox.root, sandbox.environment), changes);
  return obstacles.map(
    ({ path, state, detail }) => `${path}: ${state}${detail === undefined ? '' : ` (${detail})`}`,
  );
}
