/** `--report FILE`: written at the end of every run that it is asked for, whether it went well or not. */
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { isMaintainerReport, maintainerReport } from '../report/maintainer.js';
import type { Run } from '../report/report.js';
import { printable } from '../workspace/printable.js';
import { requireReportFile, writeReportFile } from '../workspace/report-file.js';
import type { Environment } from './environment.js';
import type { MigrateRequest } from './request.js';

export interface Reporting {
  /** Out: a sentence for stderr. Errors: FILE118. */
  readonly write: (run: Run, root: string | undefined, error?: unknown) => string;
}

/** Looks at once whether the file may be written. Out: `undefined` when no report is asked for. Errors: FILE118. */
export function reportingOf(request: MigrateRequest, environment: Environment): Reporting | undefined {
  if (request.report === undefined) return undefined;
  const path = resolve(environment.cwd, request.report);
  requireReportFile(path, isMaintainerReport);
  return {
    write(run, root, error) {
      const folders = new Map([
        [environment.cwd, '<folder>'],
        [environment.env.HOME ?? homedir(), '~'],
        ...(root === undefined ? [] : [[root, '<repository>'] as const]),
      ]);
      const text = maintainerReport(
        run,
        {
          node: process.version,
          platform: process.platform,
          architecture: process.arch,
          options: optionsOf(request),
          folders,
        },
        error === undefined ? undefined : internal(error),
      );
      writeReportFile(path, text, isMaintainerReport);
      return `report written to ${printable(path)}\n`;
    },
  };
}

/** As given, the path left out; a URL loses what may be a password. */
function optionsOf(request: MigrateRequest): unknown {
  const { way, options, allowDirty, gitAdd, verify, format } = request;
  return {
    ...options,
    variants: Object.fromEntries(options.variants),
    url: options.url?.replace(/\/\/[^/@]*@/, '//***@') ?? null,
    inputName: options.inputName ?? null,
    overlayPath: options.overlayPath ?? null,
    way: way.kind,
    allowDirty,
    gitAdd,
    verify: verify !== undefined,
    format,
  };
}

function internal(error: unknown): { message: string; stack: string } {
  return error instanceof Error
    ? { message: error.message, stack: error.stack ?? '' }
    : { message: String(error), stack: '' };
}
