/** What the operating system says when it refuses, in words. */
import { getSystemErrorMap } from 'node:util';

/**
 * The code of a failed system call, e.g. `ENOSPC`; `undefined` for any other error.
 *
 * Not by `instanceof Error`: Node's own errors come from another realm where code runs in a `vm` context (jest).
 */
export function errnoOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if (!('code' in error) || typeof error.code !== 'string') return undefined;
  return /^E[A-Z0-9]+$/.test(error.code) ? error.code : undefined;
}

/** A failed system call in words, e.g. `no space left on device (ENOSPC)`; any other error's own message. */
export function errnoText(error: unknown): string {
  const code = errnoOf(error);
  if (code === undefined) {
    return typeof error === 'object' && error !== null && 'message' in error
      ? String(error.message)
      : String(error);
  }
  for (const [name, text] of getSystemErrorMap().values()) {
    if (name === code) return `${text} (${code})`;
  }
  return code;
}
