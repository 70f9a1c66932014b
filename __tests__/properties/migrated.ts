/** A plan for files that are only in memory. */
import { migrate } from '../../codemods/index.js';
import { defaultPlanOptions, type Plan, type PlanOptions } from '../../src/plan/plan.js';
import { type Problem, ProblemError } from '../../src/problem.js';
import { changed, type Files, memoryWorkspace } from './memory.js';

export interface Migrated {
  readonly plan: Plan;
  readonly before: Files;
  /** The files as they would be; the same as before where the plan is refused. */
  readonly after: Files;
}

/** A run that ends with a problem is a refusal; any other error is thrown. */
export async function migratedFiles(before: Files, options: Partial<PlanOptions> = {}): Promise<Migrated> {
  const plan = await planOrRefusal(before, { ...defaultPlanOptions, ...options });
  return { plan, before, after: changed(before, plan.changes) };
}

async function planOrRefusal(files: Files, options: PlanOptions): Promise<Plan> {
  try {
    return await migrate(memoryWorkspace(files), options);
  } catch (error) {
    if (error instanceof ProblemError) return refused(error.problem);
    throw error;
  }
}

const refused = (problem: Problem): Plan => ({
  changes: [],
  edits: [],
  refusals: [problem],
  warnings: [],
  hosts: [],
  notes: [],
  nextCommands: [],
});
