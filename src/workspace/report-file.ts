/** The file that `--report` names: made anew, or an earlier report replaced, and nothing else. */
import { lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { ProblemError } from '../problem.js';
import { errnoText } from './errno.js';
import { plainProblem, reportRefused } from './problems.js';

const longestReport = 64 << 20;

const refused = (path: string, why: string): ProblemError =>
  new ProblemError(
    plainProblem(
      reportRefused,
      `No report can be written to ${path}: ${why}.`,
      'Name a new file, e.g. report.json.',
    ),
  );

/**
 * Looks whether a report may be written, before anything else is done. In: an absolute path, and whether a text is an
 * earlier report. Errors: FILE118.
 */
export function requireReportFile(path: string, isReport: (text: string) => boolean): void {
  if (extname(path) === '.nix') throw refused(path, 'a flake could read a .nix file');
  if (path.split('/').includes('.git')) throw refused(path, 'it is in a git folder');
  const folder = lstatOf(dirname(path), path);
  if (folder === undefined) throw refused(path, 'its folder does not exist');
  const facts = lstatOf(path, path);
  if (facts === undefined) return;
  if (!facts.isFile()) throw refused(path, 'it is there and is no plain file');
  if (facts.size > longestReport || !isReport(textOf(path)))
    throw refused(path, 'there is a file that is no report of this tool');
}

/** Writes the report, whole or not at all. Errors: FILE118. */
export function writeReportFile(path: string, text: string, isReport: (text: string) => boolean): void {
  requireReportFile(path, isReport);
  const temporary = join(dirname(path), `.${process.pid}-report.new`);
  try {
    writeFileSync(temporary, text, { flag: 'wx', mode: 0o600 });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw refused(path, errnoText(error));
  }
}

function lstatOf(path: string, report: string): ReturnType<typeof lstatSync> {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw refused(report, errnoText(error));
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw refused(path, errnoText(error));
  }
}
