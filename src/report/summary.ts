/** What happens, for people, on stderr: hosts with variant and evidence before, counts, time and next commands after. */
import { gotWorse } from '../official-nix/problems.js';
import type { HostOutcome, Plan } from '../plan/plan.js';
import { printable } from '../workspace/printable.js';
import { rollBackFailed } from '../workspace/problems.js';
import { counted, countedChanges } from './change-counts.js';
import { verificationText } from './checks.js';
import type { Palette } from './colour.js';
import { lineText } from './problem.js';
import type { Report, Run } from './report.js';
import { table } from './table.js';

/** The table of hosts and the notes on the run: what a decision is based on. */
export const hostsReport: Report = ({ plan }, { palette }) =>
  `${hostTable(plan.hosts, palette)}${notes(plan)}`;

/** How it ended: what was done to which file, how many edits, how long it took, what to do next. */
export const outcomeReport: Report = (run, { palette }) => {
  switch (run.status) {
    case 'refused':
      if (run.plan.refusals.some(({ kind }) => kind === gotWorse)) return 'everything was taken back\n';
      // The one refusal after which files may be half changed; it says itself what to do.
      return run.plan.refusals.some(({ kind }) => kind === rollBackFailed) ? '' : 'nothing was written\n';
    case 'declined':
      return 'nothing was written\n';
    case 'nothing-to-do':
      return `${nothingToDo(run)}\n${notes(run.plan)}`;
    case 'pending':
      return `would be: ${counts(run)}\nnothing was written${run.mode === 'check' ? `; ${run.program.name} does it` : ''}\n`;
    case 'applied':
      return `${files(run.plan)}${counts(run)}\n${verification(run)}${nextCommands(run.plan, palette)}`;
  }
};

/** One row a host, hosts that use none of the packages at the end. */
function hostTable(hosts: readonly HostOutcome[], palette: Palette): string {
  if (hosts.length === 0) return '';
  const using = hosts.filter((host) => host.variant !== undefined);
  const others = hosts.filter((host) => host.variant === undefined);
  const rows = [...using, ...others].map((host) => [
    printable(host.host),
    host.variant === undefined ? '-' : printable(host.variant),
    evidence(host),
    String(host.edits),
  ]);
  const [head = '', ...lines] = table(['host', 'variant', 'evidence', 'edits'], rows);
  return `${[palette.bold(head), ...lines].map((line) => `${line}\n`).join('')}\n`;
}

function evidence(host: HostOutcome): string {
  const text = printable(host.evidence);
  if (host.evidencePlace === undefined) return text;
  return `${text} (${lineText(host.evidencePlace)})`.trimStart();
}

function notes(plan: Plan): string {
  return plan.notes.map((note) => `${printable(note)}\n`).join('');
}

const verbs = { create: 'created', modify: 'changed', delete: 'deleted' } as const;

function files(plan: Plan): string {
  return plan.changes.map(({ kind, path }) => `${verbs[kind]} ${printable(path)}\n`).join('');
}

function counts({ plan, milliseconds }: Run): string {
  const seconds = (milliseconds / 1000).toFixed(2);
  return `${countedChanges(plan.changes)}; ${counted(plan.edits.length, 'edit')}; ${seconds} s`;
}

function verification({ verification: done }: Run): string {
  return done === undefined ? '' : verificationText(done);
}

function nextCommands(plan: Plan, palette: Palette): string {
  if (plan.nextCommands.length === 0) return '';
  const commands = plan.nextCommands.map((command) => `  ${palette.bold(printable(command))}\n`);
  return `\nnext:\n${commands.join('')}`;
}

/** Says so and why; never a bare “nothing to do”. */
function nothingToDo({ plan, isSelection }: Run): string {
  if (isSelection) return 'nothing to do for the codemods that were asked for';
  const hosts = counted(plan.hosts.length, 'host');
  if (plan.hosts.length === 0) return 'nothing to do: no host is concerned';
  if (plan.hosts.every((host) => host.variant === undefined)) {
    return `nothing to do: ${hosts}, none of which uses the package`;
  }
  return `already migrated: ${hosts}, nothing to do`;
}
