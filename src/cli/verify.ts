/** The command `verify`: a flake that was migrated earlier, looked at by this tool and by official Nix. Writes nothing. */
import { join, resolve } from 'node:path';
import type { Check } from '../official-nix/check.js';
import { findNix, type Nix } from '../official-nix/nix.js';
import { filesParse, lockedInputs, outputOf } from '../official-nix/questions.js';
import { hostKey, type Survey, surveyHosts } from '../official-nix/survey.js';
import type { Examination, ExaminedHost } from '../plan/examination.js';
import type { Plan } from '../plan/plan.js';
import { ProblemError } from '../problem.js';
import { countedChanges } from '../report/change-counts.js';
import { placeText } from '../report/problem.js';
import {
  isGood,
  type VerifiedHost,
  type VerifyReport,
  verifyJson,
  verifyOutcome,
  verifyText,
} from '../report/verify.js';
import { loadGrammar, parse } from '../syntax/parser.js';
import { contentProblem } from '../workspace/content.js';
import { pendingJournal, pendingProblem } from '../workspace/journal.js';
import { printable } from '../workspace/printable.js';
import { withTemporaryFolder } from '../workspace/temporary-folder.js';
import { openWorkspace, type Workspace } from '../workspace/workspace.js';
import { type Environment, exitCodes, throwIfInterrupted } from './environment.js';
import type { ProgramFacts } from './package.js';
import type { VerifyRequest } from './request.js';
import { type Screen, screenOf } from './screen.js';

export async function verifyCommand(
  request: VerifyRequest,
  environment: Environment,
  program: ProgramFacts,
): Promise<number> {
  const screen = screenOf(environment, request.colour);
  const workspace = openWorkspace(resolve(environment.cwd, request.path), environment.env);
  const pending = pendingJournal(workspace);
  if (pending !== undefined) throw new ProblemError(pendingProblem(pending));
  await loadGrammar();
  const { engine, signal } = environment;
  const examination = await engine.examine(workspace, request.options);
  const plan = await engine.migrate(workspace, request.options);
  throwIfInterrupted(signal);
  const own = ownChecks(workspace, examination, plan);
  const nix = await findNix({
    root: workspace.root,
    flakeFolder: join(workspace.root, workspace.flakeFolder),
    environment: environment.env,
    milliseconds: request.milliseconds,
    signal,
  });
  const report =
    nix === undefined
      ? { nix: undefined, checks: own, hosts: examination.hosts.map((host) => verified(host, undefined)) }
      : await askNix(nix, { workspace, examination, plan, own, screen, signal });
  throwIfInterrupted(signal);
  screen.out(request.json ? verifyJson(report, program) : verifyText(report));
  screen.err(verifyOutcome(report));
  return isGood(report) ? exitCodes.done : exitCodes.failed;
}

const ok = (what: string, subject: string, detail: string): Check => ({
  what,
  subject,
  status: 'ok',
  detail,
});
const failed = (what: string, subject: string, detail: string): Check => ({
  what,
  subject,
  status: 'failed',
  detail,
});

const open = (what: string, subject: string, detail: string): Check => ({
  what,
  subject,
  status: 'open',
  detail,
});

/** What needs no Nix: files, a second plan, the overlay of each host. */
function ownChecks(workspace: Workspace, examination: Examination, plan: Plan): readonly Check[] {
  const { files, hosts, overlay } = examination;
  const unread = files.flatMap((path) => syntaxCheck(workspace, path) ?? []);
  const whole = ok('parse', 'files', `${files.length} of ${files.length}`);
  return [
    ...(unread.length === 0 ? [whole] : unread),
    migratedCheck(plan),
    ...hosts.map((host) =>
      host.hasOverlay
        ? ok('has the overlay', hostKey(host), overlay ?? '')
        : failed('has the overlay', hostKey(host), 'no list of overlays with it was found for this host'),
    ),
  ];
}

function syntaxCheck(workspace: Workspace, path: string): Check | undefined {
  const content = workspace.read(path);
  if (content.kind !== 'text')
    return failed('parse', path, contentProblem(path, content)?.message ?? 'it cannot be read');
  const parsed = parse(path, content.text);
  return parsed.kind === 'parsed'
    ? undefined
    : failed('parse', path, `${placeText(parsed.place)} ${parsed.message}`);
}

function migratedCheck(plan: Plan): Check {
  const what = 'is migrated';
  const [refusal] = plan.refusals;
  if (refusal !== undefined) {
    const place = refusal.place === undefined ? '' : ` (${placeText(refusal.place)})`;
    return failed(what, 'flake', `${refusal.kind.code} ${refusal.message}${place}`);
  }
  return plan.changes.length === 0
    ? ok(what, 'flake', 'a second run would change nothing')
    : failed(what, 'flake', `a run would change files; --dry-run shows it: ${countedChanges(plan.changes)}`);
}

interface Asked {
  readonly workspace: Workspace;
  readonly examination: Examination;
  readonly plan: Plan;
  readonly own: readonly Check[];
  readonly screen: Screen;
  readonly signal: AbortSignal;
}

async function askNix(nix: Nix, asked: Asked): Promise<VerifyReport> {
  const { workspace, examination, plan, own, screen, signal } = asked;
  const { hosts } = examination;
  const read = await nixReads(nix, workspace, examination.files);
  const lock = await lockCheck(nix, workspace, plan);
  const standIn = new Map(plan.input === undefined ? [] : [['flake.nix', plan.input.standIn]]);
  return withTemporaryFolder(standIn, async (folder) => {
    const survey = await surveyHosts(nix, {
      hosts,
      attributesOf: ({ name, kind }) =>
        hosts.find((host) => host.name === name && host.kind === kind)?.attributes ?? [],
      standIn: plan.input === undefined ? undefined : { input: plan.input.name, folder },
      progress: (what) => screen.err(`  evaluating ${printable(what)}\n`),
      signal,
    });
    const checks = [...own, ...read, ...lock, ...surveyChecks(hosts, survey)];
    return { nix: nix.version, checks, hosts: hosts.map((host) => verified(host, survey)) };
  });
}

async function nixReads(nix: Nix, workspace: Workspace, files: readonly string[]): Promise<readonly Check[]> {
  const what = 'are read by Nix';
  const absolute = new Map(files.map((path) => [join(workspace.root, path), path]));
  const answers = [...(await filesParse(nix, [...absolute.keys()]))];
  const bad = answers.flatMap(([file, answer]): readonly Check[] => {
    if (answer.kind === 'yes') return [];
    const subject = absolute.get(file) ?? file;
    return answer.kind === 'no'
      ? [failed('is read by Nix', subject, answer.words)]
      : [open('is read by Nix', subject, answer.why)];
  });
  return bad.length === 0 ? [ok(what, 'files', `${files.length} of ${files.length}`)] : bad;
}

async function lockCheck(nix: Nix, workspace: Workspace, { input }: Plan): Promise<readonly Check[]> {
  if (input === undefined) return [];
  const what = `has the input ${input.name}`;
  const answer = await lockedInputs(nix, join(workspace.root, workspace.flakeFolder));
  if (answer.kind === 'yes' && answer.value.includes(input.name)) return [ok(what, 'flake.lock', 'locked')];
  const detail =
    answer.kind === 'yes'
      ? 'it is not locked yet: run nix flake lock, then verify again'
      : answer.kind === 'no'
        ? answer.words
        : answer.why;
  return [open(what, 'flake.lock', detail)];
}

function surveyChecks(hosts: readonly ExaminedHost[], survey: Survey): readonly Check[] {
  const note = survey.standIn === undefined ? '' : ` (with a stand-in for ${survey.standIn})`;
  return hosts.flatMap((host): readonly Check[] => {
    const subject = hostKey(host);
    const answer = survey.systems.get(subject);
    const what = 'evaluates';
    if (answer === undefined) return [open(what, subject, 'was not asked')];
    if (answer.kind === 'open') return [open(what, subject, answer.why)];
    if (answer.kind === 'no') return [failed(what, subject, answer.words)];
    const names = survey.names.get(host.kind);
    const isListed = host.isUnnamed === true || names?.kind !== 'yes' || names.value.includes(host.name);
    const { packages } = answer.value;
    return [
      isListed
        ? ok(what, subject, `${answer.value.drvPath}${note}`)
        : failed(what, subject, `${outputOf[host.kind]} has no ${host.name}`),
      ...host.attributes.map((attribute) => {
        const name = packages?.get(attribute);
        const check = `has ${attribute}`;
        if (packages === undefined) return open(check, subject, 'the host does not show its package set');
        return name === undefined
          ? failed(check, subject, 'its package set has no such attribute')
          : ok(check, subject, `${name}${note}`);
      }),
    ];
  });
}

function verified(host: ExaminedHost, survey: Survey | undefined): VerifiedHost {
  const answer = survey?.systems.get(hostKey(host));
  const system = answer?.kind === 'yes' ? answer.value : undefined;
  return {
    name: host.name,
    kind: host.kind,
    drvPath: system?.drvPath,
    packages: system?.packages ?? new Map(),
  };
}
