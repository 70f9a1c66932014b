/** The run as JSON, after `schema/plan.schema.json`. A change of this form that can break a reader raises `version`. */
import type { Edit } from '../edit/edit.js';
import type { FileChange } from '../plan/change.js';
import type { HostOutcome } from '../plan/plan.js';
import type { Place, Problem } from '../problem.js';
import { placeIn } from '../syntax/source.js';
import { plainPalette } from './colour.js';
import { changeDiff } from './diff.js';
import { jsonText } from './json-text.js';
import type { Report, Run, Verification } from './report.js';

export const jsonVersion = 1;

export const jsonReport: Report = (run) => jsonText(jsonRun(run));

function jsonRun(run: Run) {
  const { plan } = run;
  return {
    version: jsonVersion,
    program: { name: run.program.name, version: run.program.version },
    mode: run.mode,
    status: run.status,
    hosts: plan.hosts.map(jsonHost),
    changes: plan.changes.map((change) => jsonChange(change, run)),
    edits: plan.edits.map((edit) => jsonEdit(edit, plan.changes)),
    refusals: plan.refusals.map(jsonProblem),
    warnings: plan.warnings.map(jsonProblem),
    notes: plan.notes,
    nextCommands: plan.nextCommands,
    milliseconds: Math.round(run.milliseconds),
    ...(run.verification === undefined ? {} : { verification: jsonVerification(run.verification) }),
  };
}

function jsonHost(host: HostOutcome) {
  return {
    name: host.host,
    kind: host.kind,
    variant: host.variant ?? null,
    evidence: { text: host.evidence, place: jsonPlace(host.evidencePlace) },
    overlay: { text: host.overlayReason, place: jsonPlace(host.overlayPlace) },
    edits: host.edits,
  };
}

export function jsonChange(change: FileChange, run: Run) {
  const diff = changeDiff(change, run, { palette: plainPalette, exact: true });
  return { kind: change.kind, path: change.path, diff };
}

export function jsonEdit(edit: Edit, changes: readonly FileChange[]) {
  const change = changes.find(({ path }) => path === edit.file);
  const before = change === undefined || change.kind === 'create' ? undefined : change.before;
  return {
    file: edit.file,
    start: edit.start,
    end: edit.end,
    place: before === undefined ? null : jsonPlace(placeIn(edit.file, before, edit.start)),
    text: edit.text,
    by: edit.by,
    why: edit.why,
  };
}

export function jsonProblem(problem: Problem) {
  return {
    code: problem.kind.code,
    title: problem.kind.title,
    message: problem.message,
    place: jsonPlace(problem.place),
    hint: problem.hint ?? null,
  };
}

export function jsonVerification({ nix, checks }: Verification) {
  return {
    nix: nix ?? null,
    checks: checks.map(({ what, subject, status, detail }) => ({ what, subject, status, detail })),
  };
}

/** Without the frame, which is for eyes. */
export function jsonPlace(place: Place | undefined) {
  return place === undefined ? null : { file: place.file, line: place.line, column: place.column };
}
