/** What the command line needs from the migration that it runs. `main` passes the codemods' folder; tests pass their own. */
import type { Card } from '../plan/codemod.js';
import type { Examination } from '../plan/examination.js';
import type { Plan, PlanOptions } from '../plan/plan.js';
import type { ProblemKind } from '../problem.js';
import type { InspectReport } from '../report/inspect.js';
import type { Workspace } from '../workspace/workspace.js';

export interface Engine {
  /** In the order in which they run. */
  readonly codemods: readonly { readonly card: Card }[];
  /** The values of `--variant`. */
  readonly variantNames: readonly string[];
  /** The values of `--with`. */
  readonly additionNames: readonly string[];
  /** All kinds that `explain CODE` knows, those of the command line aside. */
  readonly problemKinds: readonly ProblemKind[];
  /** Throws a ProblemError for what stops everything. Writes nothing. */
  readonly migrate: (workspace: Workspace, options: PlanOptions) => Promise<Plan>;
  /** Throws a ProblemError for what stops everything. Writes nothing. */
  readonly examine: (workspace: Workspace, options: PlanOptions) => Promise<Examination>;
  /** Throws a ProblemError for what stops everything. Writes nothing. */
  readonly inspect: (workspace: Workspace, options: PlanOptions) => Promise<InspectReport>;
}
