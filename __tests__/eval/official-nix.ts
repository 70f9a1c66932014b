/** What official Nix makes of expressions, many in one process. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const command = process.env.NIX_INSTANTIATE ?? 'nix-instantiate';

function versionOf(): string | undefined {
  const { status, stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' });
  return status === 0 ? (/(\d+(?:\.\d+)+)/.exec(stdout)?.[1] ?? '0') : undefined;
}

/** Nothing where there is no Nix. */
export const nixVersion = versionOf();

/** Whether the tests against Nix can run. They must in continuous integration, and are missed aloud elsewhere. */
export function hasNix(): boolean {
  if (nixVersion !== undefined) return true;
  if (process.env.CI) throw new Error(`${command} is needed to run these tests`);
  process.stderr.write(`\n*** ${command} is not there: the interpreter is NOT compared with Nix ***\n\n`);
  return false;
}

/** An error of any kind. */
export const failed: unique symbol = Symbol('failed');

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** What an expression gives, as JSON. */
export type Outcome = Json | typeof failed;

/** An expression and what it gives. */
export type Row = readonly [expression: string, outcome: Outcome];

/** Whether two outcomes are the same; older Nix prints six digits of a number. */
export function isSameOutcome(left: Outcome, right: Outcome): boolean {
  if (typeof left === 'number' && typeof right === 'number') {
    return Math.abs(left - right) <= 1e-5 * Math.max(Math.abs(left), Math.abs(right));
  }
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null)
    return left === right;
  const [names, others] = [Object.keys(left), Object.keys(right)];
  const entries = new Map(Object.entries(right));
  return (
    Array.isArray(left) === Array.isArray(right) &&
    names.length === others.length &&
    Object.entries(left).every(
      ([name, value]) => entries.has(name) && isSameOutcome(value, entries.get(name) ?? null),
    )
  );
}

/** The results of expressions in order. */
export function nixResults(expressions: readonly string[]): readonly Outcome[] {
  const folder = mkdtempSync(join(tmpdir(), 'nix-llama-codemod-'));
  try {
    return resultsIn(folder, expressions);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** `builtins.tryEval` does not catch all errors: a list in which one fails is halved until that one is alone. */
function resultsIn(folder: string, expressions: readonly string[]): readonly Outcome[] {
  if (expressions.length === 0) return [];
  const file = join(folder, 'expressions.nix');
  const elements = expressions.map((one) => `(builtins.tryEval (builtins.toJSON (\n${one}\n)))`);
  writeFileSync(file, `[\n${elements.join('\n')}\n]`);
  const run = spawnSync(command, ['--eval', '--strict', '--json', file], {
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  if (run.status === 0) return outcomesOf(run.stdout);
  if (expressions.length === 1) return [failed];
  const middle = Math.ceil(expressions.length / 2);
  return [
    ...resultsIn(folder, expressions.slice(0, middle)),
    ...resultsIn(folder, expressions.slice(middle)),
  ];
}

function outcomesOf(output: string): readonly Outcome[] {
  const results: readonly { readonly success: boolean; readonly value: string }[] = JSON.parse(output);
  return results.map(({ success, value }) => (success ? JSON.parse(value) : failed));
}
