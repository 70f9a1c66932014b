/**
 * Change by change. The unit is a host together with what it needs: the first that is accepted brings the shared
 * parts (input, overlay) along, and hosts that cannot go without each other are one unit. What is accepted is not
 * cut out of the whole plan, it is planned anew for the accepted hosts, and so has passed every check of a plan:
 * saying no can leave no broken tree.
 */
import type { FileChange } from '../plan/change.js';
import type { Plan } from '../plan/plan.js';
import { ProblemError } from '../problem.js';
import type { Ask } from './question.js';
import { changesBetween } from './unit-changes.js';

export interface Chooser {
  /** A plan for these hosts alone. */
  readonly planFor: (hosts: readonly string[]) => Promise<Plan>;
  /** Prints what a unit changes beyond what was accepted before. */
  readonly show: (hosts: readonly string[], changes: readonly FileChange[]) => void;
  readonly ask: Ask;
  readonly tell: (text: string) => void;
}

interface Unit {
  readonly hosts: readonly string[];
  /** For all that was accepted before and this unit. */
  readonly plan: Plan;
  readonly changes: readonly FileChange[];
}

type Answer = 'yes' | 'no' | 'all' | 'quit' | 'end';

/** Out: the plan for what was accepted; `undefined` when that is nothing, or when the input ended. */
export async function chooseChanges(full: Plan, chooser: Chooser): Promise<Plan | undefined> {
  const everyHost = full.hosts.map(({ host }) => host);
  const planFor = async (hosts: readonly string[]): Promise<Plan> =>
    hosts.length === everyHost.length ? full : chooser.planFor(hosts);
  let accepted: readonly string[] = [];
  let plan: Plan | undefined;
  let remaining = everyHost;
  while (remaining.length > 0) {
    const unit = await nextUnit(accepted, remaining, plan?.changes ?? [], planFor);
    const later = remaining.filter((host) => !unit.hosts.includes(host));
    const answer = unit.changes.length === 0 ? 'yes' : await answerFor(unit, chooser);
    if (answer === 'end') return undefined;
    if (answer === 'quit') break;
    if (answer === 'all') return checked(await planFor([...accepted, ...remaining]));
    if (answer === 'yes') {
      accepted = [...accepted, ...unit.hosts];
      plan = unit.plan;
    }
    remaining = later;
  }
  return plan === undefined || plan.changes.length === 0 ? undefined : plan;
}

/** The next host, or all that remain where it cannot go alone. */
async function nextUnit(
  accepted: readonly string[],
  remaining: readonly string[],
  before: readonly FileChange[],
  planFor: (hosts: readonly string[]) => Promise<Plan>,
): Promise<Unit> {
  const alone = remaining.slice(0, 1);
  const single = await attempt(() => planFor([...accepted, ...alone]));
  if (single !== undefined)
    return { hosts: alone, plan: single, changes: changesBetween(before, single.changes) };
  const together = checked(await planFor([...accepted, ...remaining]));
  return { hosts: remaining, plan: together, changes: changesBetween(before, together.changes) };
}

/** A plan without refusals, or `undefined`. */
async function attempt(make: () => Promise<Plan>): Promise<Plan | undefined> {
  try {
    const plan = await make();
    return plan.refusals.length === 0 ? plan : undefined;
  } catch (error) {
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}

function checked(plan: Plan): Plan {
  const [refusal] = plan.refusals;
  if (refusal !== undefined) throw new ProblemError(refusal);
  return plan;
}

const help = `y  apply this change
n  leave it out
a  apply this and all that follow
q  leave out this and all that follow, apply what was accepted
?  print this help
`;

async function answerFor(unit: Unit, chooser: Chooser): Promise<Answer> {
  chooser.show(unit.hosts, unit.changes);
  for (;;) {
    const line = await chooser.ask('Apply this change? [y,n,a,q,?] ');
    const answer = line === undefined ? 'end' : answers.get(line.trim().toLowerCase());
    if (answer !== undefined) return answer;
    chooser.tell(help);
  }
}

/** An empty line is no. */
const answers: ReadonlyMap<string, Answer> = new Map([
  ['', 'no'],
  ['n', 'no'],
  ['no', 'no'],
  ['y', 'yes'],
  ['yes', 'yes'],
  ['a', 'all'],
  ['all', 'all'],
  ['q', 'quit'],
  ['quit', 'quit'],
]);
