/** Small operations on files that are on the disk, not in a buffer, when they return. */
import { dirname } from 'node:path';
import { errnoOf } from './errno.js';
import type { FileSystem } from './file-system.js';

/** What a new file is to look like. */
export interface NewFile {
  readonly mode: number;
  /** `undefined` for the user's own. */
  readonly owner?: { readonly user: number; readonly group: number } | undefined;
  /** The exact mode, whatever the umask; otherwise the umask has its say as for any new file. */
  readonly exactMode: boolean;
}

/**
 * Writes a new file and syncs it. Errors: as the calls, `EEXIST` where there is something already. An owner that
 * this user may not give away is left as it is; the mode is set after it, since a change of owner clears set-id bits.
 */
export function writeNewFile(fileSystem: FileSystem, path: string, bytes: Uint8Array, file: NewFile): void {
  const descriptor = fileSystem.open(path, 'wx', file.mode);
  try {
    fileSystem.write(descriptor, bytes, 0);
    if (file.owner !== undefined) {
      try {
        fileSystem.setOwner(descriptor, file.owner.user, file.owner.group);
      } catch (error) {
        if (errnoOf(error) !== 'EPERM') throw error;
      }
    }
    if (file.exactMode) fileSystem.setMode(descriptor, file.mode);
    fileSystem.sync(descriptor);
  } finally {
    fileSystem.close(descriptor);
  }
}

/**
 * Replaces the content of an existing file without giving it another inode, and syncs it. Out: `false`, and nothing is
 * written, when the file does not hold what is expected; `undefined` expects nothing.
 */
export function overwriteInPlace(
  fileSystem: FileSystem,
  path: string,
  expected: Uint8Array | undefined,
  bytes: Uint8Array,
): boolean {
  const descriptor = fileSystem.open(path, 'r+');
  try {
    if (expected !== undefined && Buffer.compare(fileSystem.read(descriptor), expected) !== 0) return false;
    fileSystem.write(descriptor, bytes, 0);
    fileSystem.truncate(descriptor, bytes.length);
    fileSystem.sync(descriptor);
    return true;
  } finally {
    fileSystem.close(descriptor);
  }
}

/**
 * Moves a file to a name in the same folder, never over something. Out: `false`, and nothing is moved, when there is
 * something by that name. `rename` alone would take its place without a word; where the file system cannot give a
 * second name, it is used after a last look.
 */
export function moveToFreeName(fileSystem: FileSystem, from: string, to: string): boolean {
  try {
    fileSystem.link(from, to);
  } catch {
    // whatever the reason: either something is there, or the rename says what is wrong
    if (fileSystem.facts(to) !== undefined) return false;
    fileSystem.rename(from, to);
    return true;
  }
  fileSystem.unlink(from);
  return true;
}

/** File systems without hard links answer with one of these. */
const noLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV']);

/** Out: whether the file has its second name. */
function giveSecondName(fileSystem: FileSystem, path: string, name: string): boolean {
  try {
    fileSystem.link(path, name);
    return true;
  } catch (error) {
    if (!noLinks.has(errnoOf(error) ?? '')) throw error;
    return false;
  }
}

/**
 * Moves a file over another in one step. What was there has the name `kept` then, so that the caller can look whether
 * it is what was to be replaced; where the file system cannot give a second name, it is gone. Out: `false`, and nothing
 * is moved, when somebody put another file into the place meanwhile.
 */
export function replaceFile(fileSystem: FileSystem, from: string, to: string, kept: string): boolean {
  const hasSecondName = giveSecondName(fileSystem, to, kept);
  const identity = fileSystem.facts(hasSecondName ? kept : to)?.identity;
  return identity !== undefined && fileSystem.replace(from, to, identity);
}

/** Makes the names in a folder durable. Some file systems cannot sync a folder and say so: that is no failure. */
export function syncFolder(fileSystem: FileSystem, folder: string): void {
  const descriptor = fileSystem.open(folder, 'r');
  try {
    fileSystem.sync(descriptor);
  } catch (error) {
    const code = errnoOf(error);
    if (code !== 'EINVAL' && code !== 'ENOTSUP') throw error;
  } finally {
    fileSystem.close(descriptor);
  }
}

/** Removes a file; out: whether there was one. */
export function removeIfThere(fileSystem: FileSystem, path: string): boolean {
  try {
    fileSystem.unlink(path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Removes a folder; out: whether it is gone. One that is not empty stays. */
export function removeFolderIfEmpty(fileSystem: FileSystem, path: string): boolean {
  try {
    fileSystem.removeFolder(path);
    return true;
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ENOENT') return true;
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return false;
    throw error;
  }
}

/** Makes a folder and its parents; out: nothing. A folder that exists is fine. */
export function makeFolders(fileSystem: FileSystem, path: string): void {
  try {
    fileSystem.makeFolder(path);
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    makeFolders(fileSystem, dirname(path));
    makeFolders(fileSystem, path);
  }
}
