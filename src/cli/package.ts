/** Name and version of the program, from the package.json that it was installed with. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface ProgramFacts {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly homepage: string | undefined;
}

/** The nearest package.json above this file: the same from `src/` and from `dist/src/`. */
export function readProgramFacts(from = dirname(fileURLToPath(import.meta.url))): ProgramFacts {
  const path = join(from, 'package.json');
  if (!existsSync(path)) {
    if (dirname(from) === from) throw new Error('no package.json above the program');
    return readProgramFacts(dirname(from));
  }
  const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
  return {
    name: textOf(content, 'name') ?? 'unknown',
    version: textOf(content, 'version') ?? '0.0.0',
    description: textOf(content, 'description') ?? '',
    homepage: textOf(content, 'homepage'),
  };
}

function textOf(content: unknown, key: string): string | undefined {
  if (typeof content !== 'object' || content === null) return undefined;
  const value: unknown = Object.entries(content).find(([name]) => name === key)?.[1];
  return typeof value === 'string' ? value : undefined;
}
