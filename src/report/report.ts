/** What every report gets and gives: one finished run in, text for stdout or stderr out. */
import type { Check } from '../official-nix/check.js';
import type { Card } from '../plan/codemod.js';
import type { Plan } from '../plan/plan.js';
import type { Palette } from './colour.js';

/** What the run was asked to do with its plan. */
export type Mode = 'apply' | 'dry-run' | 'check';

/**
 * How the run ended: `refused` wrote nothing because something stood in the way, `declined` because the user said no,
 * `pending` because it was only to look (`dry-run`, `check`) and found changes.
 */
export type Status = 'nothing-to-do' | 'pending' | 'applied' | 'declined' | 'refused';

/** The mode of a file as git writes it. */
export type FileMode = '100644' | '100755';

export interface FileFacts {
  readonly mode: FileMode;
  /** The file behind a symbolic link, else the path itself: a patch must name the real file. */
  readonly realPath: string;
}

export interface Verification {
  /** The version of official Nix; `undefined` when it is not there. */
  readonly nix: string | undefined;
  readonly checks: readonly Check[];
}

/** A finished run, complete enough for every report. */
export interface Run {
  readonly program: {
    readonly name: string;
    readonly version: string;
    readonly homepage?: string | undefined;
  };
  readonly mode: Mode;
  readonly status: Status;
  readonly plan: Plan;
  /** Only some codemods were asked for, so that no changes does not mean migrated. */
  readonly isSelection: boolean;
  /** The cards of all codemods, for reports that describe their rules. */
  readonly cards: readonly Card[];
  /** What is known of the files that the plan touches; absent for new ones. */
  readonly files: ReadonlyMap<string, FileFacts>;
  readonly milliseconds: number;
  /** What official Nix said, where it was to be asked. */
  readonly verification?: Verification | undefined;
}

/** Who reads the output. */
export interface Printing {
  readonly palette: Palette;
  /** A program reads it: bytes stay as they are. For people, control characters are made visible. */
  readonly exact: boolean;
}

/** A report is a function from a run to text that ends in a line break, or to nothing. */
export type Report = (run: Run, printing: Printing) => string;
