/** What the user asked for, once the command line is understood. */
import type { PlanOptions } from '../plan/plan.js';
import type { ColourChoice } from '../report/colour.js';
import type { Format } from '../report/formats.js';

/** How the plan is put to use; the ways exclude each other. */
export type Way =
  | { readonly kind: 'dry-run' }
  | { readonly kind: 'check' }
  /** Ask once when there is a terminal, and otherwise apply. */
  | { readonly kind: 'ask' }
  | { readonly kind: 'apply' }
  | { readonly kind: 'interactive' };

export interface MigrateRequest {
  readonly kind: 'migrate';
  readonly path: string;
  readonly way: Way;
  readonly options: PlanOptions;
  readonly allowDirty: boolean;
  /** Make new files known to git. */
  readonly gitAdd: boolean;
  /** The file for a report to maintainers. */
  readonly report: string | undefined;
  /** Ask official Nix before and after, and take everything back when it got worse; its patience in milliseconds. */
  readonly verify: { readonly milliseconds: number } | undefined;
  readonly format: Format;
  readonly colour: ColourChoice;
}

export interface InspectRequest {
  readonly kind: 'inspect';
  readonly path: string;
  readonly options: PlanOptions;
  readonly json: boolean;
  readonly colour: ColourChoice;
}

export interface VerifyRequest {
  readonly kind: 'verify';
  readonly path: string;
  readonly options: PlanOptions;
  readonly json: boolean;
  /** For one question to Nix. */
  readonly milliseconds: number;
  readonly colour: ColourChoice;
}

export type Request =
  | MigrateRequest
  | VerifyRequest
  | InspectRequest
  | { readonly kind: 'recover'; readonly path: string; readonly colour: ColourChoice }
  | { readonly kind: 'list'; readonly colour: ColourChoice }
  | { readonly kind: 'explain'; readonly subject: string; readonly colour: ColourChoice }
  /** Help, version, completion: text that is ready. */
  | { readonly kind: 'print'; readonly text: string };
