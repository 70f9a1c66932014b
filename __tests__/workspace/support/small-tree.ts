/** The tree on which single cases of apply are tried, and changes of it. */
import type { FileChange } from '../../../src/plan/change.js';
import { type FileSystem, nodeFileSystem } from '../../../src/workspace/file-system.js';
import { interposed } from './faults.js';
import { makeRepository, type Sandbox } from './repository.js';

export function smallTree(): Sandbox {
  return makeRepository({ 'flake.nix': 'old\n', 'hosts/a.nix': 'a\n' });
}

export function modify(path: string, before: string, after: string): FileChange {
  return { kind: 'modify', path, before, after };
}

export const flake = modify('flake.nix', 'old\n', 'new\n');
export const host = modify('hosts/a.nix', 'a\n', 'aa\n');

/** Runs something before the first call of a name whose first parameter ends so. */
export function before(name: keyof FileSystem, ending: string, run: () => void): FileSystem {
  let done = false;
  return interposed(nodeFileSystem, (called, _, [path]) => {
    if (done || called !== name || !String(path).endsWith(ending)) return;
    done = true;
    run();
  });
}
