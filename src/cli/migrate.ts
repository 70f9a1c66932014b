/** The main command: plan, look, ask, write, tell. Every way out of it is a `Run`, and every report is made of one. */
import { resolve } from 'node:path';
import { gotWorse } from '../official-nix/problems.js';
import type { Plan } from '../plan/plan.js';
import { notVerified } from '../plan/problems.js';
import { ProblemError } from '../problem.js';
import { changeDiff, diffReport } from '../report/diff.js';
import { reportFor } from '../report/formats.js';
import type { Mode, Run, Status } from '../report/report.js';
import { hostsReport, outcomeReport } from '../report/summary.js';
import { guardWarning } from '../workspace/guard.js';
import { pendingJournal, pendingProblem } from '../workspace/journal.js';
import { printable } from '../workspace/printable.js';
import { openWorkspace, type Workspace } from '../workspace/workspace.js';
import { type Environment, exitCodes, Interrupted, throwIfInterrupted } from './environment.js';
import { fileFacts } from './file-facts.js';
import { chooseChanges } from './interactive.js';
import { withCommandsFrom } from './next-commands.js';
import type { ProgramFacts } from './package.js';
import { usage } from './problems.js';
import { type Ask, asking } from './question.js';
import { type Reporting, reportingOf } from './reporting.js';
import type { MigrateRequest } from './request.js';
import { type Screen, screenOf, tell } from './screen.js';
import { writeVerified } from './verification.js';
import { obstacles, recoverRun, recoveryText } from './writing.js';

/** How far a run came, for a report on one that an error ended. */
interface Reached {
  workspace?: Workspace;
  plan?: Plan;
  files: Run['files'];
}

/** What the steps of one run share. */
interface Session {
  readonly reached: Reached;
  readonly request: MigrateRequest;
  readonly environment: Environment;
  readonly screen: Screen;
  readonly ask: Ask;
  /** The state of the run as it would end now. */
  readonly run: (status: Status, plan: Plan, workspace?: Workspace) => Run;
}

const emptyPlan: Plan = {
  changes: [],
  edits: [],
  refusals: [],
  warnings: [],
  hosts: [],
  notes: [],
  nextCommands: [],
};

/** Out: the exit code. Throws a ProblemError for wrong usage and `Interrupted`; all other problems are reported here. */
export async function migrateCommand(
  request: MigrateRequest,
  environment: Environment,
  program: ProgramFacts,
): Promise<number> {
  const session = sessionOf(request, environment, program);
  requireSensibleTerminal(session);
  const reporting = reportingOf(request, environment);
  const { screen, reached } = session;
  const run = await attempt(session).catch((error: unknown): never => {
    if (!(error instanceof Interrupted)) reportError(session, reporting, error);
    throw error;
  });
  tell(screen, run.plan.refusals, 'error');
  screen.out(reportFor(request.format, run.mode)(run, screen.outPrinting));
  screen.err(outcomeReport(run, screen.errPrinting));
  if (reporting !== undefined) screen.err(reporting.write(reportable(run, reached), reached.workspace?.root));
  else if (run.plan.refusals.some(({ kind }) => kind === notVerified || kind === gotWorse))
    screen.err('--report FILE writes what a maintainer needs to look into this\n');
  return exitCodeOf(run);
}

/** Before the error itself is shown. */
function reportError(session: Session, reporting: Reporting | undefined, error: unknown): void {
  const { plan = emptyPlan, workspace, files } = session.reached;
  if (reporting === undefined) return;
  try {
    session.screen.err(reporting.write({ ...session.run('refused', plan), files }, workspace?.root, error));
  } catch (second) {
    if (!(second instanceof ProblemError)) throw second;
    tell(session.screen, [second.problem], 'error');
  }
}

/** A run that was refused while it wrote still has its plan. */
function reportable(run: Run, { plan, files }: Reached): Run {
  if (plan === undefined || run.plan.changes.length > 0 || run.status !== 'refused') return run;
  return { ...run, plan: { ...plan, refusals: run.plan.refusals }, files };
}

function sessionOf(request: MigrateRequest, environment: Environment, program: ProgramFacts): Session {
  const started = environment.now();
  const screen = screenOf(environment, request.colour);
  // The time that the user took to answer is not ours.
  let waited = 0;
  const askPerson = asking(environment.stdin.stream, screen.err, environment.signal);
  const ask: Ask = async (question) => {
    const asked = environment.now();
    const answer = await askPerson(question);
    waited += environment.now() - asked;
    return answer;
  };
  const cards = environment.engine.codemods.map(({ card }) => card);
  return {
    reached: { files: new Map() },
    request,
    environment,
    screen,
    ask,
    run: (status, plan, workspace) => ({
      program,
      mode: modeOf(request),
      status,
      plan: withCommandsFrom(environment.cwd, request.path, plan),
      isSelection: request.options.only.length > 0 || request.options.skip.length > 0,
      cards,
      files: workspace === undefined ? new Map() : fileFacts(workspace, plan.changes),
      milliseconds: environment.now() - started - waited,
    }),
  };
}

/** Two ways of asking need a person; a person who is asked must see what about. */
function requireSensibleTerminal(session: Session): void {
  const { way, format } = session.request;
  if (way.kind === 'interactive' && !hasTerminal(session)) throw usage('--interactive needs a terminal');
  if (way.kind === 'ask' && format !== 'text' && hasTerminal(session)) {
    throw usage(`--format ${format} in a terminal needs --yes, --dry-run or --check`);
  }
}

function hasTerminal({ environment }: Session): boolean {
  return environment.stdin.isTerminal && environment.stdout.isTerminal;
}

function modeOf({ way }: MigrateRequest): Mode {
  return way.kind === 'dry-run' || way.kind === 'check' ? way.kind : 'apply';
}

function exitCodeOf({ status, mode }: Run): number {
  if (status === 'refused') return exitCodes.failed;
  return status === 'pending' && mode === 'check' ? exitCodes.changesNeeded : exitCodes.done;
}

/** A problem that stops everything is a run that was refused. */
async function attempt(session: Session): Promise<Run> {
  try {
    return await carryOut(session);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return session.run('refused', { ...emptyPlan, refusals: [error.problem] });
  }
}

async function carryOut(session: Session): Promise<Run> {
  const { request, environment, screen } = session;
  const workspace = await openForRun(session);
  session.reached.workspace = workspace;
  const plan = await environment.engine.migrate(workspace, request.options);
  session.reached.plan = plan;
  throwIfInterrupted(environment.signal);
  tell(screen, plan.warnings, 'warning');
  if (plan.refusals.length > 0) return session.run('refused', plan, workspace);
  if (plan.changes.length === 0) return session.run('nothing-to-do', plan, workspace);
  if (request.way.kind === 'check') return session.run('pending', plan, workspace);
  if (request.way.kind === 'dry-run') {
    screen.err(hostsReport(session.run('pending', plan), screen.errPrinting));
    return session.run('pending', plan, workspace);
  }
  const inTheWay = obstacles(workspace, plan.changes, request.allowDirty);
  if (inTheWay.length > 0) return session.run('refused', { ...plan, refusals: inTheWay }, workspace);
  const withoutGit = guardWarning(workspace);
  if (withoutGit !== undefined) tell(screen, [withoutGit], 'warning');
  const chosen = await choose(session, workspace, plan);
  if (chosen === undefined) return session.run('declined', plan, workspace);
  throwIfInterrupted(environment.signal);
  // The facts of files are read before they are gone.
  const { files } = session.run('applied', chosen, workspace);
  session.reached.plan = chosen;
  session.reached.files = files;
  const { said, verification } = await writeVerified({
    workspace,
    plan: chosen,
    request,
    environment,
    screen,
  });
  screen.err(said);
  return { ...session.run('applied', chosen), files, verification };
}

/** An interrupted run is ended first when this one is to write; one that only looks must not trust what it sees. */
async function openForRun(session: Session): Promise<Workspace> {
  const { request, environment, screen } = session;
  const folder = resolve(environment.cwd, request.path);
  const workspace = openWorkspace(folder, environment.env);
  const pending = pendingJournal(workspace);
  if (pending === undefined) return workspace;
  if (modeOf(request) !== 'apply') throw new ProblemError(pendingProblem(pending));
  screen.err(recoveryText(await recoverRun(workspace)));
  return openWorkspace(folder, environment.env);
}

/** What is to be applied of the plan; `undefined` for nothing. */
async function choose(session: Session, workspace: Workspace, plan: Plan): Promise<Plan | undefined> {
  const { request, screen, ask } = session;
  if (request.way.kind === 'interactive') return chooseOneByOne(session, workspace, plan);
  if (request.way.kind === 'ask' && hasTerminal(session)) {
    const run = session.run('pending', plan, workspace);
    screen.out(diffReport(run, screen.outPrinting));
    screen.err(`\n${hostsReport(run, screen.errPrinting)}`);
    const answer = (await ask('Apply these changes? [y/N] '))?.trim().toLowerCase();
    if (answer === undefined) screen.err('\n');
    return answer === 'y' || answer === 'yes' ? plan : undefined;
  }
  screen.err(hostsReport(session.run('pending', plan), screen.errPrinting));
  return plan;
}

async function chooseOneByOne(session: Session, workspace: Workspace, full: Plan): Promise<Plan | undefined> {
  const { request, environment, screen, ask } = session;
  screen.err(hostsReport(session.run('pending', full), screen.errPrinting));
  const chosen = await chooseChanges(full, {
    planFor: (hosts) => environment.engine.migrate(workspace, { ...request.options, hosts }),
    show(hosts, changes) {
      const files = fileFacts(workspace, changes);
      screen.err(`\n${hosts.map(printable).join(', ')}\n`);
      screen.out(changes.map((change) => changeDiff(change, { files }, screen.outPrinting)).join(''));
    },
    ask,
    tell: screen.err,
  });
  if (chosen === undefined) return undefined;
  const inTheWay = obstacles(workspace, chosen.changes, request.allowDirty);
  const [first] = inTheWay;
  if (first !== undefined) throw new ProblemError(first);
  return chosen;
}
