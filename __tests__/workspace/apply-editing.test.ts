/**
 * Another process saves the files of the plan while runs plan and apply: each run writes everything, over the content
 * that was planned for, or nothing; the last content that was saved is there, or was what the plan was made for.
 * `node scripts/attack-workspace.mjs editors` does it 5,000 times: WORKSPACE_EDITORS is the number of runs.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { FileChange } from '../../src/plan/change.js';
import { openWorkspace } from '../../src/workspace/workspace.js';
import { type Compiled, compileProgram } from './support/compiled.js';
import { problemOf } from './support/problem-of.js';
import { makeSandbox, type Sandbox } from './support/repository.js';
import { apply } from './support/run.js';

const wanted = Number(process.env.WORKSPACE_EDITORS ?? '60');
const original = 'original\n';
const migrated = '# migrated\n';
const modified = ['a.nix', 'hosts/b.nix', 'flake.nix'];
const [created, deleted] = ['c/new.nix', 'old.nix'];
const paths = [...modified, created, deleted];

let compiled: Compiled;
let sandbox: Sandbox;
let child: ChildProcess;
beforeAll(async () => {
  compiled = compileProgram('editing-run');
  sandbox = makeSandbox();
  child = fork(compiled.program, [sandbox.root, ...paths], { execArgv: [], env: sandbox.environment });
  await answer();
});
afterAll(() => {
  child.kill('SIGKILL');
  sandbox.remove();
  compiled.remove();
});

async function answer(): Promise<Readonly<Record<string, string>>> {
  const controller = new AbortController();
  const { signal } = controller;
  const ended = once(child, 'exit', { signal }).then(() => {
    throw new Error('the editor ended');
  });
  try {
    const [message] = await Promise.race([once(child, 'message', { signal }), ended]);
    return message;
  } finally {
    ended.catch(() => 'nobody waits for it any more');
    controller.abort();
  }
}

function reset(): void {
  for (const name of readdirSync(sandbox.root)) rmSync(join(sandbox.root, name), { recursive: true });
  for (const path of [...modified, deleted]) sandbox.write(path, original);
  rmSync(openWorkspace(sandbox.root, sandbox.environment).journalFolder, { recursive: true, force: true });
}

/** A plan for what is there now; `undefined` while a file is half written or away. */
function planned(): readonly FileChange[] | undefined {
  const workspace = openWorkspace(sandbox.root, sandbox.environment);
  const textOf = (path: string) => {
    const content = workspace.read(path);
    return content.kind === 'text' && /^(original|saved \d+)\n$/.test(content.text)
      ? content.text
      : undefined;
  };
  const changes: FileChange[] = [{ kind: 'create', path: created, after: migrated }];
  for (const path of [...modified, deleted]) {
    const before = textOf(path);
    if (before === undefined) return undefined;
    changes.push(
      path === deleted
        ? { kind: 'delete', path, before }
        : { kind: 'modify', path, before, after: before + migrated },
    );
  }
  return changes;
}

const contentOf = (path: string): string =>
  existsSync(join(sandbox.root, path)) ? sandbox.read(path) : 'nothing';

/** Which contents a change may leave. In: the last content that was saved, if any; whether the run was applied. */
function allowed(change: FileChange, last: string | undefined, isApplied: boolean): readonly string[] {
  const before = change.kind === 'create' ? 'nothing' : change.before;
  const seen = last ?? (change.kind === 'create' ? 'nothing' : original);
  if (!isApplied) return [seen];
  const after = change.kind === 'delete' ? 'nothing' : change.after;
  return [...(before === seen ? [after] : []), ...(last === undefined ? [] : [last])];
}

const counts: Record<string, number> = {};
let saves = 0;

it(
  'a run writes everything or nothing, and nothing that was saved is lost',
  async () => {
    for (let round = 0; round < wanted; round += 1) {
      reset();
      child.send({ gap: [1, 3, 10, 30][round % 4] });
      await setTimeout(Math.random() * 10);
      let changes = planned();
      while (changes === undefined) {
        await setTimeout(1);
        changes = planned();
      }
      const problem = await problemOf(apply(sandbox, changes));
      child.send('stop');
      const last = await answer();
      const outcome = problem?.kind.code ?? 'applied';
      counts[outcome] = (counts[outcome] ?? 0) + 1;
      saves += Object.keys(last).length;
      const wrong = changes
        .map((change) => {
          const { path } = change;
          const expected = allowed(change, last[path], problem === undefined);
          return { path, found: contentOf(path), expected, outcome, message: problem?.message };
        })
        .filter(({ found, expected }) => !expected.includes(found));
      expect([round, wrong]).toEqual([round, []]);
      expect(outcome).toMatch(/^(applied|FILE10[5678])$/);
    }
    const outcomes = Object.entries(counts).map(([outcome, count]) => `${count} ${outcome}`);
    process.stderr.write(`${wanted} runs while ${saves} files were saved: ${outcomes.sort().join(', ')}\n`);
    expect(saves).toBeGreaterThan(0);
  },
  60_000 + wanted * 500,
);
