/** SARIF 2.1.0, for code scanning: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
import { type Finding, findingsOf } from './findings.js';
import { jsonText } from './json-text.js';
import type { Report, Run } from './report.js';

export const sarifReport: Report = (run) => jsonText(sarifLog(run));

function sarifLog(run: Run) {
  const findings = findingsOf(run);
  const rules = rulesOf(run, findings);
  const { name, version, homepage } = run.program;
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name,
            semanticVersion: version,
            ...(homepage === undefined ? {} : { informationUri: homepage }),
            rules,
          },
        },
        columnKind: 'unicodeCodePoints',
        // A refusal is not a result about the code alone: the run did not do its work.
        invocations: [{ executionSuccessful: run.status !== 'refused' }],
        results: findings.map((finding) => ({
          ruleId: finding.rule,
          ruleIndex: rules.findIndex((rule) => rule.id === finding.rule),
          level: finding.level,
          message: { text: finding.message },
          locations: locationsOf(finding),
        })),
      },
    ],
  };
}

interface Rule {
  readonly id: string;
  readonly shortDescription: { readonly text: string };
  readonly fullDescription?: { readonly text: string };
}

/** One rule for each name that a finding uses, described by its codemod's card or its problem's kind. */
function rulesOf(run: Run, findings: readonly Finding[]): readonly Rule[] {
  const described = new Map<string, readonly [string, string]>([
    ...run.cards.map((card) => [card.name, [card.summary, card.explanation]] as const),
    ...[...run.plan.refusals, ...run.plan.warnings].map(
      ({ kind }) => [kind.code, [kind.title, kind.explanation]] as const,
    ),
  ]);
  return [...new Set(findings.map((finding) => finding.rule))].map((id) => {
    const [short, full] = described.get(id) ?? ['a change of the plan', undefined];
    const rule = { id, shortDescription: { text: short } };
    return full === undefined ? rule : { ...rule, fullDescription: { text: full } };
  });
}

function locationsOf({ file, start, end }: Finding) {
  if (file === undefined) return [];
  const artifactLocation = { uri: uriOf(file), uriBaseId: '%SRCROOT%' };
  if (start === undefined) return [{ physicalLocation: { artifactLocation } }];
  const region = {
    startLine: start.line,
    startColumn: start.column,
    ...(end === undefined ? {} : { endLine: end.line, endColumn: end.column }),
  };
  return [{ physicalLocation: { artifactLocation, region } }];
}

/** A relative reference: every segment percent-encoded, so that no name is taken for a scheme or a query. */
function uriOf(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/');
}
