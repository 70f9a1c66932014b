// Plans the repositories of a folder that do not mention llama.cpp, with the input and the overlay left out: nothing may
// change, and nothing may crash. A repository that is refused is named with the reason. Nothing is written.
//   node scripts/attack-noop.mjs FOLDER
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compiled } from './compiled.mjs';

const [folder = '.'] = process.argv.slice(2);
const code = compiled();
const { migrate } = await import(`${code}/codemods/index.js`);
const { defaultPlanOptions } = await import(`${code}/src/plan/plan.js`);
const { ProblemError } = await import(`${code}/src/problem.js`);
const { openWorkspace } = await import(`${code}/src/workspace/workspace.js`);

const skip = ['add-flake-input', 'create-overlay', 'inject-overlay'];
const counts = { changed: 0, crashed: 0, refused: 0, 'left alone': 0 };
for (const name of readdirSync(folder).sort()) {
  const workspace = openWorkspace(join(folder, name));
  const mentions = (path) => /llama/i.test(readFileSync(join(workspace.root, path), 'latin1'));
  if (workspace.nixFiles().some(mentions)) continue;
  const outcome = await outcomeOf(workspace);
  counts[outcome.kind] += 1;
  if (outcome.kind !== 'left alone') console.log(`${name}: ${outcome.kind}: ${outcome.what}`);
}

async function outcomeOf(workspace) {
  try {
    const { changes, refusals } = await migrate(workspace, { ...defaultPlanOptions, skip });
    if (changes.length > 0) return { kind: 'changed', what: changes.map(({ path }) => path).join(', ') };
    if (refusals.length === 0) return { kind: 'left alone' };
    return {
      kind: 'refused',
      what: refusals.map(({ kind, message }) => `${kind.code} ${message}`).join(' '),
    };
  } catch (error) {
    if (error instanceof ProblemError)
      return { kind: 'refused', what: `${error.problem.kind.code} ${error.message}` };
    return { kind: 'crashed', what: error.stack };
  }
}

const told = Object.entries(counts).map(([kind, times]) => `${kind} ${times}`);
console.log(
  `${Object.values(counts).reduce((sum, times) => sum + times, 0)} repositories: ${told.join(', ')}`,
);
process.exitCode = counts.changed + counts.crashed > 0 ? 1 : 0;
