/** The repository as it would be after a plan: the same interface, nothing written. */
import { createHash } from 'node:crypto';
import type { FileContent } from '../workspace/content.js';
import type { Entry, Listing } from '../workspace/listing.js';
import type { Workspace } from '../workspace/workspace.js';
import type { FileChange } from './change.js';

export function plannedWorkspace(workspace: Workspace, changes: readonly FileChange[]): Workspace {
  const texts = new Map<string, string | undefined>();
  for (const change of changes) texts.set(change.path, change.kind === 'delete' ? undefined : change.after);
  const folders = new Map<string, Set<string>>();
  for (const [path, text] of texts) {
    if (text === undefined) continue;
    const parts = path.split('/');
    for (let length = 1; length < parts.length; length += 1) {
      const folder = parts.slice(0, length).join('/');
      folders.set(folder, (folders.get(folder) ?? new Set()).add(parts[length] ?? ''));
    }
  }
  return {
    ...workspace,
    read: (path) => read(path),
    list: (path) => list(path),
    nixFiles: () =>
      [...new Set([...workspace.nixFiles(), ...texts.keys()])]
        .filter((path) => !texts.has(path) || texts.get(path) !== undefined)
        .sort(),
  };

  function read(path: string): FileContent {
    const actual = workspace.read(path);
    const real = actual.kind === 'text' ? actual.realPath : path;
    if (texts.has(real)) {
      const text = texts.get(real);
      if (text === undefined) return { kind: 'missing' };
      return { kind: 'text', text, hash: createHash('sha256').update(text).digest('hex'), realPath: real };
    }
    return actual.kind === 'missing' && folders.has(path) ? { kind: 'directory', realPath: path } : actual;
  }

  function list(path: string): Listing {
    const actual = workspace.list(path);
    const added = folders.get(path) ?? new Set<string>();
    const inside = (name: string): string => (path === '' ? name : `${path}/${name}`);
    const own = [...texts.keys()].filter((one) => one === inside(one.slice(one.lastIndexOf('/') + 1)));
    if (actual.kind !== 'entries' && added.size === 0) return actual;
    const entries = new Map<string, Entry>(
      (actual.kind === 'entries' ? actual.entries : []).map((entry) => [entry.name, entry]),
    );
    for (const name of added)
      if (!entries.has(name))
        entries.set(name, { name, kind: folders.has(inside(name)) ? 'directory' : 'file' });
    for (const one of own) {
      const name = one.slice(one.lastIndexOf('/') + 1);
      if (texts.get(one) === undefined) entries.delete(name);
      else if (!entries.has(name)) entries.set(name, { name, kind: 'file' });
    }
    return { kind: 'entries', entries: [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1)) };
  }
}
