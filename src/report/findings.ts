/** A run as a flat list of findings, the form in which SARIF and GitHub want it. */
import type { Edit } from '../edit/edit.js';
import type { FileChange } from '../plan/change.js';
import type { Problem } from '../problem.js';
import { placeIn } from '../syntax/source.js';
import type { Run } from './report.js';

/** One remark, with a place where there is one. */
export interface Finding {
  /** A codemod's name for a change, a problem's code for a refusal or a warning. */
  readonly rule: string;
  readonly level: 'error' | 'warning';
  readonly message: string;
  /** Relative to the repository's root. */
  readonly file: string | undefined;
  readonly start: Position | undefined;
  readonly end: Position | undefined;
}

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Refusals and changes first, as errors, then warnings. */
export function findingsOf(run: Run): readonly Finding[] {
  return [
    ...run.plan.refusals.map((problem) => ofProblem(problem, 'error')),
    ...(run.status === 'refused' ? [] : ofChanges(run)),
    ...run.plan.warnings.map((problem) => ofProblem(problem, 'warning')),
  ];
}

function ofProblem(problem: Problem, level: Finding['level']): Finding {
  const { place } = problem;
  return {
    rule: problem.kind.code,
    level,
    message: problem.hint === undefined ? problem.message : `${problem.message}\n${problem.hint}`,
    file: place?.file,
    start: place === undefined ? undefined : { line: place.line, column: place.column },
    end: undefined,
  };
}

function ofChanges(run: Run): readonly Finding[] {
  return run.plan.changes.flatMap((change) =>
    change.kind === 'modify' ? ofEdits(change, run) : [ofFile(change, run)],
  );
}

type Modification = FileChange & { readonly kind: 'modify' };

function ofEdits(change: Modification, run: Run): readonly Finding[] {
  const edits = editsOf(run.plan.edits, change.path);
  if (edits.length === 0) return [ofFile(change, run)];
  return edits.map((edit) => ({
    rule: edit.by,
    level: 'error',
    message: edit.why,
    file: change.path,
    start: positionOf(change, edit.start),
    end: positionOf(change, edit.end),
  }));
}

const wholeFile = {
  create: 'this file is missing',
  modify: 'this file is to be changed',
  delete: 'this file is to be deleted',
} as const;

function ofFile({ kind, path }: FileChange, run: Run): Finding {
  const message = wholeFile[kind];
  return { rule: run.program.name, level: 'error', message, file: path, start: undefined, end: undefined };
}

function positionOf(change: Modification, offset: number): Position {
  const { line, column } = placeIn(change.path, change.before, offset);
  return { line, column };
}

/** The edits of one file in the order of their places, each place and reason once. */
export function editsOf(edits: readonly Edit[], file: string): readonly Edit[] {
  const byPlace = new Map<string, Edit>();
  for (const edit of edits) {
    const key = `${edit.start} ${edit.why}`;
    if (edit.file === file && !byPlace.has(key)) byPlace.set(key, edit);
  }
  return [...byPlace.values()].sort((one, other) => one.start - other.start);
}
