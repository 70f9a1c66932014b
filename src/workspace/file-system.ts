/**
 * The calls to the disk that change something or decide about a change, as a value: apply, recover and lock get it
 * as an argument, so that tests can let any call fail, or kill the process at it. Synchronous, because a step must
 * not be interleaved with anything else of this process.
 */
import * as node from 'node:fs';
import { errnoOf } from './errno.js';

/** What is known of a directory entry, links not followed. */
export interface FileFacts {
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  /** Permission bits, set-id and sticky bits included. */
  readonly mode: number;
  readonly owner: number;
  readonly group: number;
  /** How many names the file has. */
  readonly names: number;
  /** The same for all names of one file. */
  readonly identity: string;
}

/** All calls throw Node's error with `code` set, as `node:fs` does; paths are absolute. */
export interface FileSystem {
  /** `undefined` where there is nothing. */
  readonly facts: (path: string) => FileFacts | undefined;
  readonly realPath: (path: string) => string;
  /** A file by its path, or what an open one holds from its beginning if nothing was read of it. */
  readonly read: (file: string | number) => Uint8Array;
  /** Throws when this user may not write the file. */
  readonly requireWritable: (path: string) => void;
  /** Opens with the flags of `node:fs`; out: a descriptor. */
  readonly open: (path: string, flags: 'r' | 'r+' | 'w' | 'wx', mode?: number) => number;
  /** Writes all bytes at a position. */
  readonly write: (descriptor: number, bytes: Uint8Array, position: number) => void;
  readonly truncate: (descriptor: number, length: number) => void;
  readonly setMode: (descriptor: number, mode: number) => void;
  readonly setOwner: (descriptor: number, owner: number, group: number) => void;
  /** To the disk itself. */
  readonly sync: (descriptor: number) => void;
  readonly close: (descriptor: number) => void;
  readonly rename: (from: string, to: string) => void;
  /**
   * Moves a file over another in one step, so that there is one or the other by that name at any time. Out: `false`,
   * and nothing is moved, when the other has not this identity any more. No call of Node looks and moves in one: who
   * renames a file into the place in the microseconds between them loses it.
   */
  readonly replace: (from: string, to: string, identity: string) => boolean;
  /** Gives a file a second name. */
  readonly link: (existing: string, name: string) => void;
  readonly unlink: (path: string) => void;
  readonly makeFolder: (path: string) => void;
  readonly removeFolder: (path: string) => void;
  readonly makeSymbolicLink: (content: string, path: string) => void;
  readonly readSymbolicLink: (path: string) => string;
}

function kindOf(stats: node.Stats): FileFacts['kind'] {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'folder';
  return stats.isSymbolicLink() ? 'link' : 'other';
}

function factsOf(path: string): FileFacts | undefined {
  try {
    const stats = node.lstatSync(path);
    const mode = stats.mode & 0o7777;
    const identity = `${stats.dev}:${stats.ino}`;
    return { kind: kindOf(stats), mode, owner: stats.uid, group: stats.gid, names: stats.nlink, identity };
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** The disk. */
export const nodeFileSystem: FileSystem = {
  facts: factsOf,
  realPath: (path) => node.realpathSync.native(path),
  read: (file) => node.readFileSync(file),
  requireWritable: (path) => node.accessSync(path, node.constants.W_OK),
  open: (path, flags, mode) => node.openSync(path, flags, mode),
  write(descriptor, bytes, position) {
    let written = 0;
    while (written < bytes.length) {
      written += node.writeSync(descriptor, bytes, written, bytes.length - written, position + written);
    }
  },
  truncate: (descriptor, length) => node.ftruncateSync(descriptor, length),
  setMode: (descriptor, mode) => node.fchmodSync(descriptor, mode),
  setOwner: (descriptor, owner, group) => node.fchownSync(descriptor, owner, group),
  sync: (descriptor) => node.fsyncSync(descriptor),
  close: (descriptor) => node.closeSync(descriptor),
  rename: (from, to) => node.renameSync(from, to),
  replace(from, to, identity) {
    if (factsOf(to)?.identity !== identity) return false;
    node.renameSync(from, to);
    return true;
  },
  link: (existing, name) => node.linkSync(existing, name),
  unlink: (path) => node.unlinkSync(path),
  makeFolder: (path) => node.mkdirSync(path),
  removeFolder: (path) => node.rmdirSync(path),
  makeSymbolicLink: (content, path) => node.symlinkSync(content, path),
  readSymbolicLink: (path) => node.readlinkSync(path),
};
