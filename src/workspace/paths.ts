/** Where a path relative to the root really leads: inside the repository, outside, or nowhere. */
import { realpathSync } from 'node:fs';
import { basename, dirname, join, posix, relative, sep } from 'node:path';
import { errnoOf, errnoText } from './errno.js';

export type RealPath =
  /** `absolute` exists and has no link in it; `relative` is the same seen from the root, `''` for the root. */
  | { readonly kind: 'real'; readonly absolute: string; readonly relative: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'outside' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Whether an absolute path without links is the root or below it. */
export function isInside(root: string, absolute: string): boolean {
  return absolute === root || absolute.startsWith(root.endsWith(sep) ? root : root + sep);
}

/** An absolute path below the root, relative to it, with `/`. */
export function relativeTo(root: string, absolute: string): string {
  return relative(root, absolute).split(sep).join('/');
}

/** `.git` in any spelling: some file systems do not tell upper from lower case. */
export function isGitEntry(name: string): boolean {
  return name.toLowerCase() === '.git';
}

/**
 * A relative path without `.`, `..` and doubled `/`, resolved as Nix resolves path literals: by the text alone.
 * Out: `''` for the root; `undefined` for one that is absolute, leaves the root, enters `.git` or holds a NUL.
 */
export function normalise(path: string): string | undefined {
  if (path.includes('\0') || posix.isAbsolute(path)) return undefined;
  const clean = posix.normalize(path).replace(/\/+$/, '');
  if (clean === '.' || clean === '') return '';
  const parts = clean.split('/');
  return parts[0] === '..' || parts.some(isGitEntry) ? undefined : clean;
}

/** Follows all links of a relative path. In: the root's real path. No file is opened. */
export function realPathOf(
  root: string,
  path: string,
  realPath: (path: string) => string = realpathSync.native,
): RealPath {
  const clean = normalise(path);
  if (clean === undefined) return { kind: 'outside' };
  try {
    const absolute = realPath(join(root, clean));
    if (!isInside(root, absolute)) return { kind: 'outside' };
    const inside = relativeTo(root, absolute);
    return normalise(inside) === undefined
      ? { kind: 'outside' }
      : { kind: 'real', absolute, relative: inside };
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
    return { kind: 'unreadable', reason: errnoText(error) };
  }
}

/**
 * Where a file that does not exist yet would really be: the links of its nearest existing folder are followed.
 * `missing` is answered only when the root itself is gone.
 */
export function realPathOfNew(
  root: string,
  path: string,
  realPath: (path: string) => string = realpathSync.native,
): RealPath {
  const clean = normalise(path);
  if (clean === undefined || clean === '') return { kind: 'outside' };
  const parent = dirname(clean) === '.' ? '' : dirname(clean);
  const folder = realPathOf(root, parent, realPath);
  const real = folder.kind === 'missing' && parent !== '' ? realPathOfNew(root, parent, realPath) : folder;
  if (real.kind !== 'real') return real;
  const absolute = join(real.absolute, basename(clean));
  return { kind: 'real', absolute, relative: relativeTo(root, absolute) };
}
