/** A repository that is only in memory. */

import type { FileChange } from '../../src/plan/change.js';
import { hashOf } from '../../src/workspace/content.js';
import type { Entry } from '../../src/workspace/listing.js';
import type { Workspace } from '../../src/workspace/workspace.js';

export type Files = Readonly<Record<string, string>>;

/** In: texts by path. Out: what `openWorkspace` gives for a folder with these files and without git. */
export function memoryWorkspace(files: Files): Workspace {
  const texts = new Map(Object.entries(files));
  const folders = new Map<string, Map<string, Entry['kind']>>([['', new Map()]]);
  for (const path of texts.keys()) {
    const parts = path.split('/');
    parts.forEach((name, index) => {
      const folder = parts.slice(0, index).join('/');
      const entries = folders.get(folder) ?? new Map<string, Entry['kind']>();
      entries.set(name, index === parts.length - 1 ? 'file' : 'directory');
      folders.set(folder, entries);
    });
  }
  const nixFiles = [...texts.keys()].filter((path) => path.endsWith('.nix')).sort();
  return {
    root: '/memory',
    flakeFolder: '',
    git: { kind: 'none' },
    journalFolder: '/memory/journal',
    backupFolder: '/memory/backup',
    read: (path) => {
      const text = texts.get(path);
      if (text !== undefined && path.endsWith('.nix'))
        return { kind: 'text', text, hash: hashOf(Buffer.from(text)), realPath: path };
      if (text !== undefined) return { kind: 'not-nix', realPath: path };
      return folders.has(path) ? { kind: 'directory', realPath: path } : { kind: 'missing' };
    },
    list: (path) => {
      const entries = folders.get(path);
      if (entries === undefined) return texts.has(path) ? { kind: 'not-directory' } : { kind: 'missing' };
      const sorted = [...entries].sort(([one], [other]) => (one < other ? -1 : 1));
      return {
        kind: 'entries',
        entries: sorted.map(([name, kind]) => ({
          name,
          kind: kind === 'directory' ? 'directory' : 'file',
        })),
      };
    },
    nixFiles: () => nixFiles,
    submoduleOf: () => undefined,
  };
}

/** The files after a plan. */
export function changed(files: Files, changes: readonly FileChange[]): Files {
  const result = new Map(Object.entries(files));
  for (const change of changes) {
    if (change.kind === 'delete') result.delete(change.path);
    else result.set(change.path, change.after);
  }
  return Object.fromEntries(result);
}
