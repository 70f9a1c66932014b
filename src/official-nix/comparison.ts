/** Before and after a change: only what got worse is a failure. */
import type { FileChange } from '../plan/change.js';
import type { Check } from './check.js';
import type { Answer, Nix } from './nix.js';
import { filesParse, type NixHost, outputOf, parses } from './questions.js';
import { hostKey, type Survey } from './survey.js';
import { firstWords } from './words.js';

/** In: what every host was and is to Nix. Out: one check for each table of hosts and for each host. */
export function compareSurveys(hosts: readonly NixHost[], before: Survey, after: Survey): readonly Check[] {
  const note =
    after.standIn === undefined
      ? ''
      : `, with a stand-in for the input ${after.standIn}, which is not locked or not fetched yet`;
  const tables = [...before.names].map(([kind, old]) => {
    const check = compared('has its hosts', outputOf[kind], old, after.names.get(kind), note);
    const lost = check.status === 'ok' ? missingNames(old, after.names.get(kind)) : [];
    return lost.length === 0
      ? check
      : { ...check, status: 'failed' as const, detail: `gone: ${lost.join(', ')}` };
  });
  const machines = hosts.map((host) => {
    const key = hostKey(host);
    return compared('evaluates', key, before.systems.get(key), after.systems.get(key), note);
  });
  return [...tables, ...machines];
}

function missingNames(
  before: Answer<readonly string[]> | undefined,
  after: Answer<readonly string[]> | undefined,
): readonly string[] {
  if (before?.kind !== 'yes' || after?.kind !== 'yes') return [];
  return before.value.filter((name) => !after.value.includes(name));
}

function compared(
  what: string,
  subject: string,
  before: Answer<unknown> | undefined,
  after: Answer<unknown> | undefined,
  note: string,
): Check {
  const open = (detail: string): Check => ({ what, subject, status: 'open', detail });
  if (after === undefined || before === undefined) return open('was not asked');
  if (after.kind === 'open') return open(after.why);
  if (after.kind === 'yes') {
    const when = { yes: 'before and after', no: 'now, not before', open: 'now' }[before.kind];
    return { what, subject, status: 'ok', detail: `${when}${note}` };
  }
  if (before.kind === 'yes') {
    const how = note === '' ? '' : `\n(after the change${note})`;
    return { what, subject, status: 'failed', detail: `${after.words}${how}` };
  }
  const earlier = before.kind === 'no' ? 'as before' : `before it could not be looked at: ${before.why}`;
  return open(`Nix refuses it (${earlier}): ${firstWords(after.words)}`);
}

/**
 * Whether Nix reads the files that were written. In: their absolute paths by the plan's paths. A file that Nix did not
 * read before is not held against the change.
 */
export async function checkFiles(
  nix: Nix,
  changes: readonly FileChange[],
  absoluteOf: (path: string) => string,
): Promise<readonly Check[]> {
  const written = changes.filter((change) => change.kind !== 'delete');
  const answers = await filesParse(
    nix,
    written.map(({ path }) => absoluteOf(path)),
  );
  const checks: Check[] = [];
  for (const change of written) {
    const before: Answer<true> =
      change.kind === 'create'
        ? { kind: 'yes', value: true }
        : await earlier(nix, change.before, answers.get(absoluteOf(change.path)));
    checks.push(compared('is read by Nix', change.path, before, answers.get(absoluteOf(change.path)), ''));
  }
  return checks;
}

/** Asked only where it matters. */
async function earlier(nix: Nix, text: string, after: Answer<true> | undefined): Promise<Answer<true>> {
  return after?.kind === 'no' ? parses(nix, text) : { kind: 'yes', value: true };
}
