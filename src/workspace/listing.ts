/** What is in a folder. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from './content.js';
import { errnoOf, errnoText } from './errno.js';
import { isGitEntry, realPathOf } from './paths.js';

/** What a link leads to, or what an entry is. */
export type EntryKind = 'file' | 'directory' | 'other';

/** One entry of a folder. Names that are not UTF-8 have `�` in the place of the other bytes and kind `other`. */
export type Entry =
  | { readonly name: string; readonly kind: EntryKind }
  | {
      readonly name: string;
      readonly kind: 'symlink';
      readonly leads: 'inside';
      readonly target: EntryKind;
      /** Relative to the root. */
      readonly realPath: string;
    }
  | { readonly name: string; readonly kind: 'symlink'; readonly leads: 'outside' | 'nowhere' };

export type Listing =
  /** Sorted by name; `.git` is left out. */
  | { readonly kind: 'entries'; readonly entries: readonly Entry[] }
  | { readonly kind: 'missing' }
  | { readonly kind: 'not-directory' }
  | { readonly kind: 'outside' }
  | { readonly kind: 'unreadable'; readonly reason: string };

function kindOf(node: { isFile(): boolean; isDirectory(): boolean }): EntryKind {
  if (node.isFile()) return 'file';
  return node.isDirectory() ? 'directory' : 'other';
}

function linkEntry(root: string, folder: string, name: string): Entry {
  const real = realPathOf(root, join(folder, name));
  if (real.kind === 'outside') return { name, kind: 'symlink', leads: 'outside' };
  if (real.kind !== 'real') return { name, kind: 'symlink', leads: 'nowhere' };
  const target = kindOf(statSync(real.absolute));
  return { name, kind: 'symlink', leads: 'inside', target, realPath: real.relative };
}

/** Lists a folder by its path relative to the root, `''` for the root itself. Never throws. */
export function listFolder(root: string, path: string): Listing {
  const real = realPathOf(root, path);
  if (real.kind !== 'real') return real;
  try {
    const entries = readdirSync(real.absolute, { withFileTypes: true, encoding: 'buffer' }).flatMap(
      (node): Entry[] => {
        const name = decode(node.name);
        if (name === undefined) return [{ name: node.name.toString('utf8'), kind: 'other' }];
        if (isGitEntry(name)) return [];
        return [node.isSymbolicLink() ? linkEntry(root, real.relative, name) : { name, kind: kindOf(node) }];
      },
    );
    return { kind: 'entries', entries: entries.sort((a, b) => (a.name < b.name ? -1 : 1)) };
  } catch (error) {
    return errnoOf(error) === 'ENOTDIR'
      ? { kind: 'not-directory' }
      : { kind: 'unreadable', reason: errnoText(error) };
  }
}
