/**
 * An editor saves a file of the plan before each call to the disk in turn, in each manner: either everything else is
 * written, or nothing is and the problem says so; what the editor wrote is there in the end, always.
 * `node scripts/attack-workspace.mjs editors` tries every call, and editors that are processes of their own.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileChange } from '../../src/plan/change.js';
import { nodeFileSystem } from '../../src/workspace/file-system.js';
import { pendingJournal } from '../../src/workspace/journal.js';
import { openWorkspace } from '../../src/workspace/workspace.js';
import { type Editor, editors, openToWrite, save } from './support/editors.js';
import { interposed } from './support/faults.js';
import { problemOf } from './support/problem-of.js';
import { type Sandbox, snapshot } from './support/repository.js';
import { apply, reference } from './support/run.js';
import { type Scenario, scenarios } from './support/scenarios.js';

const edited = 'edited by somebody\n';
const isLong = process.env.WORKSPACE_EDITORS !== undefined;

/** The tree without one path and without the folders above it. */
function others(sandbox: Sandbox, path: string): Readonly<Record<string, string>> {
  const entries = Object.entries(snapshot(sandbox.root));
  return Object.fromEntries(entries.filter(([one]) => one !== path && !path.startsWith(`${one}/`)));
}

/** What the tree is without the edited path, whether the edit is there, and what git knows. */
function look(sandbox: Sandbox, path: string) {
  const absolute = join(sandbox.root, path);
  return {
    edit: existsSync(absolute) ? readFileSync(absolute, 'utf8') : 'nothing',
    others: others(sandbox, path),
    index: existsSync(join(sandbox.root, '.git')) ? sandbox.git('ls-files', '--stage') : '',
    pending: pendingJournal(openWorkspace(sandbox.root, sandbox.environment)),
  };
}

/** A run before whose k-th call something happens, and something else `pause` calls later. */
async function run(
  sandbox: Sandbox,
  changes: readonly FileChange[],
  position: number,
  pause: number,
  first: () => (() => void) | undefined,
): Promise<string> {
  let second: (() => void) | undefined;
  const fileSystem = interposed(nodeFileSystem, (_, count) => {
    if (count === position) second = first();
    if (count !== position + pause) return;
    second?.();
    second = undefined;
  });
  const problem = await problemOf(apply(sandbox, changes, { fileSystem }));
  second?.();
  return problem?.kind.code ?? 'applied';
}

const stops = ['FILE105', 'FILE106', 'FILE107'];
const outcomes = new Map<string, number>();
afterAll(() => {
  const counts = [...outcomes].map(([outcome, count]) => `${count} ${outcome}`).sort();
  process.stderr.write(`runs with an editor: ${counts.join(', ')}\n`);
});

const plain = scenarios.filter(({ name }) => /migration|deletions/.test(name));

/** The seed of a stride that differs from file to file, so that together they meet most calls. */
function positions(scenario: Scenario, calls: number, offset: number): readonly number[] {
  const stride = isLong ? 1 : scenario.git ? 41 : 11;
  const first = 1 + (offset % stride);
  return Array.from(
    { length: Math.ceil((calls - first + 1) / stride) },
    (_, index) => first + index * stride,
  );
}

describe.each(plain)('$name', (scenario) => {
  const changes = scenario.changes.filter(
    (change) => change.kind !== 'modify' || change.before !== change.after,
  );

  it.each(editors)(
    'an editor that $name',
    async (editor: Editor) => {
      const { calls } = await reference(scenario);
      const wrong: unknown[] = [];
      for (const [offset, { path }] of changes.entries()) {
        const reached = scenario.build();
        await apply(reached, scenario.changes);
        const changed = look(reached, path);
        reached.remove();
        for (const position of positions(scenario, calls, offset * 3 + editors.indexOf(editor))) {
          const sandbox = scenario.build();
          const old = look(sandbox, path);
          const outcome = await run(sandbox, scenario.changes, position, 2, () =>
            save(editor, join(sandbox.root, path), edited),
          );
          outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
          const expected = { ...(outcome === 'applied' ? changed : old), edit: edited };
          const found = look(sandbox, path);
          if (!['applied', ...stops].includes(outcome) || JSON.stringify(found) !== JSON.stringify(expected))
            wrong.push({ position, path, outcome, found, expected });
          sandbox.remove();
        }
      }
      expect(wrong.slice(0, 3)).toEqual([]);
    },
    3_600_000,
  );
});

describe('a program that has a file open and writes when the run has gone on', () => {
  const scenario = plain.find(({ git }) => !git);
  const before = scenario?.changes.filter(({ kind }) => kind !== 'create') ?? [];
  it.each(before)(
    '$path',
    async ({ path }) => {
      if (scenario === undefined) throw new Error('no scenario without git');
      const { calls } = await reference(scenario);
      for (let position = 1; position <= calls; position += isLong ? 1 : 7) {
        for (const pause of [1, 4, 16]) {
          const sandbox = scenario.build();
          const old = look(sandbox, path);
          const absolute = join(sandbox.root, path);
          const mine = '# mine\n';
          let isOpen = false;
          const outcome = await run(sandbox, scenario.changes, position, pause, () => {
            // between two calls there is no such file, and a program says so
            isOpen = existsSync(absolute);
            return isOpen ? openToWrite(absolute, mine) : undefined;
          });
          const { edit, ...rest } = look(sandbox, path);
          // a deletion is the last step: what is written once the run is over goes with the file, as with any deletion
          const isOver = edit === 'nothing' && outcome === 'applied';
          const isLost = isOpen && !isOver && !edit.startsWith(mine);
          expect([position, pause, isLost]).toEqual([position, pause, false]);
          if (outcome !== 'applied')
            expect(rest).toEqual({ others: old.others, index: '', pending: undefined });
          sandbox.remove();
        }
      }
    },
    3_600_000,
  );
});
