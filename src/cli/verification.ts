/** `--verify`: official Nix is asked before the change and after it, while everything can still be taken back. */
import { join } from 'node:path';
import { type Check, failedChecks } from '../official-nix/check.js';
import { checkFiles, compareSurveys } from '../official-nix/comparison.js';
import { findNix, type Nix } from '../official-nix/nix.js';
import { gotWorse } from '../official-nix/problems.js';
import type { NixHost } from '../official-nix/questions.js';
import { type Survey, surveyHosts } from '../official-nix/survey.js';
import type { Plan } from '../plan/plan.js';
import { ProblemError } from '../problem.js';
import type { Verification } from '../report/report.js';
import { printable } from '../workspace/printable.js';
import { withTemporaryFolder } from '../workspace/temporary-folder.js';
import type { Workspace } from '../workspace/workspace.js';
import { type Environment, throwIfInterrupted } from './environment.js';
import type { MigrateRequest } from './request.js';
import type { Screen } from './screen.js';
import { write } from './writing.js';

interface Context {
  readonly workspace: Workspace;
  readonly plan: Plan;
  readonly request: MigrateRequest;
  readonly environment: Environment;
  readonly screen: Screen;
}

export interface Written {
  /** About git, backups and leftovers. */
  readonly said: string;
  readonly verification: Verification | undefined;
}

/**
 * Writes the plan, and with `--verify` lets it stay only when official Nix finds nothing worse. Throws NIX701 once
 * everything is taken back, and what `write` throws.
 */
export async function writeVerified(context: Context): Promise<Written> {
  const { workspace, plan, request, environment, screen } = context;
  const plain = async (confirm?: () => Promise<boolean>): Promise<string | undefined> =>
    write(workspace, plan.changes, request, environment, confirm);
  if (request.verify === undefined) return { said: (await plain()) ?? '', verification: undefined };
  const nix = await findNix({
    root: workspace.root,
    flakeFolder: join(workspace.root, workspace.flakeFolder),
    environment: environment.env,
    milliseconds: request.verify.milliseconds,
    signal: environment.signal,
  });
  if (nix === undefined) return { said: (await plain()) ?? '', verification: { nix: undefined, checks: [] } };
  screen.err(`official Nix ${printable(nix.version)} evaluates the flake; nothing is built or downloaded\n`);
  const files = new Map(plan.input === undefined ? [] : [['flake.nix', plan.input.standIn]]);
  return withTemporaryFolder(files, async (folder) => {
    const before = await survey(context, nix, 'before', undefined);
    throwIfInterrupted(environment.signal);
    let checks: readonly Check[] = [];
    const said = await plain(async () => {
      checks = await checksAfter(context, nix, before, folder);
      return failedChecks(checks).length === 0;
    });
    if (said === undefined) throw worse(nix, checks);
    return { said, verification: { nix: nix.version, checks } };
  });
}

async function checksAfter(
  context: Context,
  nix: Nix,
  before: Survey,
  standIn: string,
): Promise<readonly Check[]> {
  const { workspace, plan, environment } = context;
  const files = await checkFiles(nix, plan.changes, (path) => join(workspace.root, path));
  if (environment.signal.aborted || failedChecks(files).length > 0) return files;
  const after = await survey(context, nix, 'after', standIn);
  return [...files, ...compareSurveys(hostsOf(plan), before, after)];
}

function survey(
  { plan, environment, screen }: Context,
  nix: Nix,
  when: 'before' | 'after',
  standIn: string | undefined,
): Promise<Survey> {
  return surveyHosts(nix, {
    hosts: hostsOf(plan),
    attributesOf: () => [],
    standIn:
      standIn === undefined || plan.input === undefined
        ? undefined
        : { input: plan.input.name, folder: standIn },
    progress: (what) => screen.err(`  ${when} the change: ${printable(what)}\n`),
    signal: environment.signal,
  });
}

const hostsOf = (plan: Plan): readonly NixHost[] =>
  plan.hosts.map(({ host, kind, isUnnamed, isNode }) => ({ name: host, kind, isUnnamed, isNode }));

function worse(nix: Nix, checks: readonly Check[]): ProblemError {
  const failures = failedChecks(checks).map(
    ({ subject, what, detail }) => `${subject} ${what} no more:\n${detail}`,
  );
  return new ProblemError({
    kind: gotWorse,
    message: `Official Nix ${nix.version} refuses the result.\n${failures.join('\n')}`,
    hint: 'Every change was taken back. Please report it; --report FILE writes what a maintainer needs.\nWhere only the stand-in is at fault: run without --verify, then nix flake lock, then the command verify.',
  });
}
