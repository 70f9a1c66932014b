/** A folder outside of every repository that exists while it is needed. */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toolName } from './state-folders.js';

/** Runs something with the absolute path of a folder that holds these files; the folder goes when it ends. */
export async function withTemporaryFolder<Result>(
  files: ReadonlyMap<string, string>,
  run: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(realpathSync.native(tmpdir()), `${toolName}-`));
  try {
    for (const [name, text] of files) writeFileSync(join(folder, name), text);
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
