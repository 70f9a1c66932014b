/** Temporary git repositories around the real tool: copies of a case, snapshots of every byte. */
import { cpSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import * as engine from '../../codemods/index.js';
import { command, git, type Said, temporaryFolder } from '../cli/terminal.js';

/** A repository in which a copy of the folder is committed. */
export function repositoryOf(folder: string): string {
  const copy = temporaryFolder();
  cpSync(folder, copy, { recursive: true });
  git(copy, 'init', '-q', '-b', 'main');
  git(copy, 'add', '-A');
  git(copy, 'commit', '-q', '-m', 'start');
  return copy;
}

/** The tool with its own codemods, without a terminal. */
export function tool(cwd: string, ...argv: readonly string[]): Promise<Said> {
  return command(argv, { cwd, engine });
}

/** Every byte below a folder but git's own: path to content, a letter a byte. */
export function bytes(folder: string): Readonly<Record<string, string>> {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    entries.flatMap((path) => {
      const stats = lstatSync(join(folder, path));
      if (/^\.git(\/|$)/.test(path) || stats.isDirectory()) return [];
      if (stats.isSymbolicLink()) return [[path, `→ ${readlinkSync(join(folder, path))}`]];
      return [[path, readFileSync(join(folder, path), 'latin1')]];
    }),
  );
}

/** What a run may not touch when it changes nothing: the files, their times, and git's index. */
export function state(folder: string): unknown {
  const times = Object.keys(bytes(folder)).map((path) => [path, lstatSync(join(folder, path)).mtimeMs]);
  return { files: bytes(folder), times, index: git(folder, 'ls-files', '--stage', '--debug') };
}
