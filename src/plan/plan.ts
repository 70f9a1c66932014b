/** A plan: everything that a run would do, as one value. It is made, verified, shown and applied by different rooms. */
import type { Edit } from '../edit/edit.js';
import type { Place, Problem } from '../problem.js';
import type { FileChange } from './change.js';

/** What was decided for one host, for the summary. */
export interface HostOutcome {
  /** Its name; where that is not known, the way in which it is written. */
  readonly host: string;
  readonly isUnnamed?: boolean | undefined;
  /** Whether it is only a node of a colmena hive, which has no output of the flake. */
  readonly isNode?: boolean | undefined;
  readonly kind: 'nixos' | 'darwin' | 'home';
  /** The variant that the host gets, e.g. `cuda`; `undefined` where the host uses none of the packages. */
  readonly variant: string | undefined;
  /** Why this variant, e.g. “services.xserver.videoDrivers has "nvidia"”. */
  readonly evidence: string;
  readonly evidencePlace: Place | undefined;
  /** Where the overlay reaches the host and why there. */
  readonly overlayPlace: Place | undefined;
  readonly overlayReason: string;
  /** How many edits concern this host, those shared with other hosts included. */
  readonly edits: number;
}

/** The flake input that the hosts need after a plan. */
export interface PlannedInput {
  readonly name: string;
  /** The text of a flake.nix that can be evaluated in its place while it is not locked. */
  readonly standIn: string;
}

export interface Plan {
  /** In the order in which they are to be written: creations, files that use them, flake.nix, deletions. */
  readonly changes: readonly FileChange[];
  readonly edits: readonly Edit[];
  /** Any of them stops the run: nothing is written. */
  readonly refusals: readonly Problem[];
  /** Told, but no obstacle: what is left alone and why. */
  readonly warnings: readonly Problem[];
  readonly hosts: readonly HostOutcome[];
  /** Sentences about the run as a whole, e.g. which nixpkgs is followed. */
  readonly notes: readonly string[];
  /** Commands to run next, e.g. `nix flake lock`. */
  readonly nextCommands: readonly string[];
  readonly input?: PlannedInput | undefined;
  /** What failed the tool's own check, for a report to its maintainers. */
  readonly rejected?:
    | { readonly changes: readonly FileChange[]; readonly edits: readonly Edit[] }
    | undefined;
}

/** What the user asked for on the command line. */
export interface PlanOptions {
  /** Only these hosts; empty for all. */
  readonly hosts: readonly string[];
  /** Variant by host name; `*` for all others. */
  readonly variants: ReadonlyMap<string, string>;
  /** Go on with the hosts that are understood. */
  readonly allowPartial: boolean;
  /** Names of codemods; empty for all. */
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly inputName: string | undefined;
  readonly url: string | undefined;
  readonly overlayPath: string | undefined;
  /** Files named as legacy overlays by the user. */
  readonly legacy: readonly string[];
  /** What the overlay is to offer besides, by the names that the migration knows. */
  readonly additions: readonly string[];
  /** The CPU that a host's packages are built for, by host; `native` is that of the machine that builds them. */
  readonly processors: ReadonlyMap<string, string>;
  /** The overlay leaves the plain name of the package to nixpkgs. */
  readonly keepDefault: boolean;
}

export const defaultPlanOptions: PlanOptions = {
  hosts: [],
  variants: new Map(),
  allowPartial: false,
  only: [],
  skip: [],
  inputName: undefined,
  url: undefined,
  overlayPath: undefined,
  legacy: [],
  additions: [],
  processors: new Map(),
  keepDefault: false,
};
