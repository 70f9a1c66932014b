/** Small flakes in temporary folders, migrated in memory and written beside. */
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { migrate } from '../../codemods/index.js';
import { defaultPlanOptions, type Plan, type PlanOptions } from '../../src/plan/plan.js';
import { openWorkspace } from '../../src/workspace/workspace.js';

export type Files = Readonly<Record<string, string>>;

export interface Migrated {
  readonly plan: Plan;
  readonly before: string;
  readonly after: string;
  /** The text of a file afterwards; `undefined` where there is none. */
  readonly textOf: (path: string) => string | undefined;
}

const folders: string[] = [];

/** To be called when a suite is done. */
export function removeFlakes(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/**
 * Writes a flake, plans its migration and writes the result into a second folder.
 * @param flakeFolder where the flake is in a repository that the files make up
 */
export async function migrateFiles(
  files: Files,
  options: Partial<PlanOptions> = {},
  flakeFolder?: string,
): Promise<Migrated> {
  const folder = mkdtempSync(join(tmpdir(), 'codemods-'));
  folders.push(folder);
  const before = join(folder, 'before');
  const after = join(folder, 'after');
  for (const [path, text] of Object.entries(files)) write(join(before, path), text);
  cpSync(before, after, { recursive: true });
  if (flakeFolder !== undefined) mkdirSync(join(before, '.git'));
  const workspace = openWorkspace(join(before, flakeFolder ?? ''));
  const plan = await migrate(workspace, { ...defaultPlanOptions, ...options });
  for (const change of plan.refusals.length > 0 ? [] : plan.changes) {
    if (change.kind === 'delete') rmSync(join(after, change.path));
    else write(join(after, change.path), change.after);
  }
  return { plan, before, after, textOf: (path) => read(join(after, path)) };
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** All files below a folder with their texts. */
export function filesIn(folder: string): Files {
  const found: Record<string, string> = {};
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (statSync(join(folder, path)).isFile()) found[path] = readFileSync(join(folder, path), 'utf8');
  }
  return found;
}

/** `CODE file:line message` of each problem. */
export const told = (problems: Plan['warnings']): readonly string[] =>
  problems.map(
    ({ kind, message, place }) =>
      `${kind.code} ${place === undefined ? '' : `${place.file}:${place.line} `}${message}`,
  );
