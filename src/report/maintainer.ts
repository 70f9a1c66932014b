/**
 * What `--report` writes: enough for a maintainer to see what went wrong, after `schema/report.schema.json`. Of the
 * repository it has the plan's own files, in edits and diffs, and the problems with their places; of other files nothing
 * but what Nix quotes in its words.
 */
import type { Edit } from '../edit/edit.js';
import type { FileChange } from '../plan/change.js';
import { jsonChange, jsonEdit, jsonProblem } from './json.js';
import { jsonText } from './json-text.js';
import type { Run } from './report.js';

const reportKind = 'nix-llama-codemod report';

/** Of the machine, and nothing that names it or its user. */
export interface Circumstances {
  readonly node: string;
  readonly platform: string;
  readonly architecture: string;
  /** What was asked for, as JSON. */
  readonly options: unknown;
  /** Absolute folders that stand in messages and stack traces, and what is written in their place. */
  readonly folders: ReadonlyMap<string, string>;
}

/** An error that the tool did not expect. */
export interface InternalError {
  readonly message: string;
  readonly stack: string;
}

/** In: the run as it ended; for one that an unexpected error ended, how far it had come and that error. */
export function maintainerReport(
  run: Run,
  circumstances: Circumstances,
  error: InternalError | undefined,
): string {
  const { plan } = run;
  const { changes, edits } = subjectOf(run);
  const { node, platform, architecture, options, folders } = circumstances;
  const content = {
    kind: reportKind,
    version: 1,
    program: { name: run.program.name, version: run.program.version },
    system: { node, platform, architecture },
    options,
    status: error === undefined ? run.status : 'error',
    error: error ?? null,
    problems: plan.refusals.map(jsonProblem),
    edits: edits.map((edit) => jsonEdit(edit, changes)),
    changes: changes.map((change) => jsonChange(change, run)),
  };
  return jsonText(withoutFolders(content, folders));
}

/** A plan that failed its own check is shown as it would have been. */
function subjectOf({ plan }: Run): { changes: readonly FileChange[]; edits: readonly Edit[] } {
  return plan.rejected ?? plan;
}

/** Whether a text is such a report, so that it may be replaced. */
export function isMaintainerReport(text: string): boolean {
  try {
    const content: unknown = JSON.parse(text);
    return (
      typeof content === 'object' && content !== null && 'kind' in content && content.kind === reportKind
    );
  } catch {
    return false;
  }
}

/** The longest folder first, so that `/home/u/flake` is not taken for something in `/home/u`. */
function withoutFolders(value: unknown, folders: ReadonlyMap<string, string>): unknown {
  const ordered = [...folders]
    .filter(([folder]) => folder.length > 1)
    .sort(([a], [b]) => b.length - a.length);
  const cleaned = (text: string): string =>
    ordered.reduce((sofar, [folder, name]) => sofar.replaceAll(folder, name), text);
  const walk = (part: unknown): unknown => {
    if (typeof part === 'string') return cleaned(part);
    if (Array.isArray(part)) return part.map(walk);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, one]) => [key, walk(one)]));
  };
  return walk(value);
}
