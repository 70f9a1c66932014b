/** The repository as it would be after a plan: the same interface, nothing written. */
import { type FileContent, hashOf } from '../workspace/content.js';
import type { Entry, Listing } from '../workspace/listing.js';
import type { Workspace } from '../workspace/workspace.js';
import type { FileChange } from './change.js';

export function plannedWorkspace(workspace: Workspace, changes: readonly FileChange[]): Workspace {
  const deleted = new Set<string>();
  const texts = new Map<string, string>();
  const folders = new Map<string, Set<string>>();
  for (const change of changes) {
    if (change.kind === 'delete') deleted.add(change.path);
    else texts.set(change.path, change.after);
  }
  for (const path of texts.keys()) {
    const parts = path.split('/');
    for (const [depth, name] of parts.entries()) {
      const folder = parts.slice(0, depth).join('/');
      folders.set(folder, (folders.get(folder) ?? new Set()).add(name));
    }
  }
  return {
    ...workspace,
    read,
    list,
    nixFiles: () =>
      [...new Set([...workspace.nixFiles(), ...texts.keys()])].filter((path) => !deleted.has(path)).sort(),
  };

  function read(path: string): FileContent {
    const actual = workspace.read(path);
    const real = actual.kind === 'text' ? actual.realPath : path;
    if (deleted.has(real)) return { kind: 'missing' };
    const text = texts.get(real);
    if (text !== undefined) return { kind: 'text', text, hash: hashOf(Buffer.from(text)), realPath: real };
    return actual.kind === 'missing' && folders.has(path) ? { kind: 'directory', realPath: path } : actual;
  }

  function list(path: string): Listing {
    if (deleted.has(path)) return { kind: 'missing' };
    if (texts.has(path)) return { kind: 'not-directory' };
    const actual = workspace.list(path);
    const added = folders.get(path);
    if (actual.kind !== 'entries' && added === undefined) return actual;
    const inside = (name: string): string => (path === '' ? name : `${path}/${name}`);
    const entries = actual.kind === 'entries' ? actual.entries : [];
    const known = new Set(entries.map(({ name }) => name));
    const fresh = [...(added ?? [])]
      .filter((name) => !known.has(name))
      .map((name): Entry => ({ name, kind: folders.has(inside(name)) ? 'directory' : 'file' }));
    const kept = entries.filter(({ name }) => !deleted.has(inside(name)));
    return { kind: 'entries', entries: [...kept, ...fresh].sort((a, b) => (a.name < b.name ? -1 : 1)) };
  }
}
