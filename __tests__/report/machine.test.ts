/** The formats for programs: JSON after its schema, SARIF, GitHub's annotations. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { githubReport } from '../../src/report/github.js';
import { inspectJson } from '../../src/report/inspect.js';
import { jsonReport } from '../../src/report/json.js';
import { sarifReport } from '../../src/report/sarif.js';
import { stubEngine } from '../cli/stub-engine.js';
import { command, removeFolders, repository, twoHosts } from '../cli/terminal.js';
import { changingPlan, forPrograms, riddle, runOf } from './runs.js';

afterAll(removeFolders);

function complaints(schema: string, text: string): unknown {
  const path = join(import.meta.dirname, '../../schema', schema);
  const validate = new Ajv2020({ strict: true, strictTypes: false, allErrors: true }).compile(
    JSON.parse(readFileSync(path, 'utf8')),
  );
  validate(JSON.parse(text));
  return validate.errors ?? [];
}

describe('JSON', () => {
  test.each([
    ['changes', runOf(changingPlan)],
    ['a refusal', runOf({ ...changingPlan, refusals: [riddle] }, { status: 'refused', mode: 'apply' })],
    ['nothing', runOf({}, { status: 'nothing-to-do', mode: 'dry-run' })],
  ])('with %s is after its schema', (_, run) => {
    expect(complaints('plan.schema.json', jsonReport(run, forPrograms))).toEqual([]);
  });

  test('of every way to end a run is after its schema', async () => {
    for (const argv of [
      ['--json'],
      ['--check', '--json'],
      ['-n', '--format', 'json'],
      ['--json', 'nowhere'],
    ]) {
      const { stdout } = await command(argv, { cwd: repository(twoHosts) });
      expect(complaints('plan.schema.json', stdout)).toEqual([]);
    }
  });

  test('the schema refuses what is not in it', () => {
    const text = jsonReport(runOf(changingPlan), forPrograms);
    expect(complaints('plan.schema.json', text.replace('"version": 1', '"version": 2'))).not.toEqual([]);
    expect(complaints('plan.schema.json', text.replace('"why"', '"reason"'))).not.toEqual([]);
  });

  test('places edits in lines and characters', () => {
    const { edits } = JSON.parse(jsonReport(runOf(changingPlan), forPrograms));
    expect(edits[1]).toEqual({
      file: 'm.nix',
      start: 14,
      end: 17,
      place: { file: 'm.nix', line: 2, column: 8 },
      text: 'new',
      by: 'rename',
      why: 'old to new',
    });
  });

  test('holds no raw control character, and the same strings when read', () => {
    const run = runOf({ notes: ['\u001b[2J \u009b2J \u202e \u2028 \u007f'], warnings: [riddle] });
    const text = jsonReport(run, forPrograms);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that there is none is the point
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u202e]/);
    expect(JSON.parse(text).notes).toEqual(run.plan.notes);
  });

  test('of inspect is after its schema', async () => {
    const { stdout } = await command(['inspect', '--json'], { cwd: repository(twoHosts) });
    expect(complaints('inspect.schema.json', stdout)).toEqual([]);
    expect(complaints('inspect.schema.json', inspectJson({ flake: 'f', inputs: [], hosts: [] }))).toEqual([]);
    expect(JSON.parse(stdout).hosts).toHaveLength(2);
  });
});

describe('SARIF', () => {
  const log = JSON.parse(sarifReport(runOf(changingPlan), forPrograms));
  const [run] = log.runs;

  test('names its version, its tool and a rule for every result', () => {
    expect(log.version).toBe('2.1.0');
    expect(run.tool.driver).toMatchObject({ name: 'prog', semanticVersion: '1.2.3' });
    expect(run.tool.driver.rules.map((rule: { readonly id: string }) => rule.id)).toEqual([
      'prog',
      'rename',
      'T101',
    ]);
    expect(run.tool.driver.rules[1].fullDescription).toEqual({ text: 'All of it.' });
    for (const result of run.results) expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
  });

  test('places results in characters, and encodes file names', () => {
    expect(run.columnKind).toBe('unicodeCodePoints');
    expect(run.results.map((result: { readonly level: string }) => result.level)).toEqual([
      ...['error', 'error', 'error', 'error', 'warning'],
    ]);
    expect(run.results[0].locations[0].physicalLocation.artifactLocation).toEqual({
      uri: 'overlays/a%20b.nix',
      uriBaseId: '%SRCROOT%',
    });
    expect(run.results[1]).toMatchObject({
      ruleId: 'rename',
      message: { text: 'old to new' },
      locations: [
        { physicalLocation: { region: { startLine: 2, startColumn: 8, endLine: 2, endColumn: 11 } } },
      ],
    });
    expect(run.results[4].locations[0].physicalLocation.artifactLocation.uri).toBe('ho%2Cst%3A1%07.nix');
  });

  test('says when a run did not do its work', () => {
    const refused = runOf({ refusals: [riddle] }, { status: 'refused' });
    expect(JSON.parse(sarifReport(refused, forPrograms)).runs[0].invocations).toEqual([
      { executionSuccessful: false },
    ]);
    expect(run.invocations).toEqual([{ executionSuccessful: true }]);
  });
});

describe('GitHub', () => {
  test('one command a finding, escaped as the runner wants it', () => {
    expect(
      githubReport(runOf(changingPlan), forPrograms),
    ).toBe(`::error file=overlays/a b.nix,title=prog::this file is missing
::error file=m.nix,line=2,col=8,title=rename::old to new
::error file=m.nix,line=2,col=17,title=rename::old to new
::error file=gone.nix,title=prog::this file is to be deleted
::warning file=ho%2Cst%3A1␇.nix,line=2,col=3,title=T101::it is 100%25 ␛[2J odd%0Awrite this:%0A  a = 1;
`);
  });

  test('a text cannot smuggle in a second command', () => {
    const warning = { ...riddle, message: 'x\r\n::error::y', hint: undefined };
    expect(
      githubReport(runOf({ warnings: [warning] }), forPrograms)
        .trim()
        .split(/[\r\n]+/),
    ).toHaveLength(1);
  });

  test.each(['github', 'sarif'])('--check --format %s exits with 1 for changes', async (format) => {
    const said = await command(['--check', '--format', format], {
      cwd: repository(twoHosts),
      engine: stubEngine,
    });
    expect(said.code).toBe(1);
    expect(said.stdout).toContain('hosts/carbon.nix');
  });
});
