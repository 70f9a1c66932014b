/** Copies of a flake to spoil, for tests that must fail. */

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const scratch: string[] = [];
afterAll(() => {
  for (const folder of scratch) rmSync(folder, { recursive: true });
});

/** A copy of a flake to spoil. */
export function copyOf(folder: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'spoilt-'));
  scratch.push(copy);
  cpSync(folder, copy, { recursive: true });
  return copy;
}

/** Replaces the first occurrence of a text that must be there. */
export function replaceIn(folder: string, file: string, old: string, by: string): void {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  if (!text.includes(old)) throw new Error(`${file} does not contain ${old}`);
  writeFileSync(
    path,
    text.replace(old, () => by),
  );
}
