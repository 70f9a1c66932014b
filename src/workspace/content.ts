/** What a file holds, and the many reasons why it may not be known. Only `.nix` files are ever opened. */
import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import type { Problem, ProblemKind } from '../problem.js';
import { errnoText } from './errno.js';
import { realPathOf } from './paths.js';
import { cannotRead, fileProblem, notNix, notUtf8, outsideRoot, tooLarge } from './problems.js';

export type FileContent =
  /**
   * `text` has every byte of the file, a byte order mark included: encoding it as UTF-8 gives the file back. `hash` is
   * SHA-256 of the bytes. `realPath` is relative to the root and the same for all names of one file.
   */
  | { readonly kind: 'text'; readonly text: string; readonly hash: string; readonly realPath: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'directory'; readonly realPath: string }
  /** The name, or the real name behind a link, does not end in `.nix`: not opened. */
  | { readonly kind: 'not-nix'; readonly realPath: string }
  /** Not UTF-8. `bytes` has one character a byte: good for searching, never for writing. */
  | { readonly kind: 'undecodable'; readonly bytes: string }
  | { readonly kind: 'outside' }
  | { readonly kind: 'too-large'; readonly size: number }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Larger files are not read. */
export const sizeLimit = 4 * 1024 * 1024;

/** SHA-256 in hexadecimal. */
export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Strict UTF-8 with its byte order mark; `undefined` where there are other bytes. */
export function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Whether a path names a Nix file. */
export function isNixPath(path: string): boolean {
  return path.endsWith('.nix');
}

function readBytes(absolute: string): Buffer | FileContent {
  // Without O_NONBLOCK, a pipe named x.nix would be waited for.
  const descriptor = openSync(absolute, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) return { kind: 'unreadable', reason: 'not a regular file' };
    return stats.size > sizeLimit ? { kind: 'too-large', size: stats.size } : readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Reads a path relative to the root. In: the root's real path. Never throws. */
export function readContent(root: string, path: string): FileContent {
  const real = realPathOf(root, path);
  if (real.kind !== 'real') return real;
  try {
    const stats = statSync(real.absolute);
    if (stats.isDirectory()) return { kind: 'directory', realPath: real.relative };
    if (!isNixPath(path) || !isNixPath(real.relative)) return { kind: 'not-nix', realPath: real.relative };
    const bytes = readBytes(real.absolute);
    if (!Buffer.isBuffer(bytes)) return bytes;
    const text = decode(bytes);
    if (text === undefined) return { kind: 'undecodable', bytes: bytes.toString('latin1') };
    return { kind: 'text', text, hash: hashOf(bytes), realPath: real.relative };
  } catch (error) {
    return { kind: 'unreadable', reason: errnoText(error) };
  }
}

function problemParts(path: string, content: FileContent): readonly [ProblemKind, string] | undefined {
  switch (content.kind) {
    case 'text':
      return undefined;
    case 'missing':
      return [cannotRead, `${path} does not exist.`];
    case 'directory':
      return [cannotRead, `${path} is a folder, not a file.`];
    case 'not-nix':
      return [notNix, `${path} is not opened: its name does not end in .nix.`];
    case 'undecodable':
      return [notUtf8, `${path} is not UTF-8 and is left alone.`];
    case 'outside':
      return [outsideRoot, `${path} leads out of the repository and is not opened.`];
    case 'too-large':
      return [tooLarge, `${path} has ${content.size} bytes; more than ${sizeLimit} are not read.`];
    case 'unreadable':
      return [cannotRead, `${path} cannot be read: ${content.reason}.`];
  }
}

/** Why a file's text is not known, as a problem; `undefined` for text. */
export function contentProblem(path: string, content: FileContent): Problem | undefined {
  const parts = problemParts(path, content);
  return parts && fileProblem(parts[0], path, parts[1]);
}
