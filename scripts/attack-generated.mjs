// Migrates generated flakes and looks whether every promise holds; prints what it found, each case so that it can be repeated:
//   node scripts/attack-generated.mjs [CASES] [SEED]
//   node scripts/attack-generated.mjs nix [CASES] [SEED]           looks with official Nix, two evaluations a case
//   node scripts/attack-generated.mjs again PROPERTY SEED PATH
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { compiled } from './compiled.mjs';

const folder = compiled();
const { loadGrammar } = await import(`${folder}/src/syntax/parser.js`);
const { evaluatesAlike, newTally, properties } = await import(`${folder}/__tests__/properties/cases.js`);
await loadGrammar();

const tally = newTally();
const started = Date.now();
let violations = 0;

const all = [...properties, ['is the same to official Nix', 0, evaluatesAlike]];
const [word, ...more] = process.argv.slice(2);

/** One property on so many cases; the first that fails ends it, and is made smaller only when it is repeated. */
async function attack(index, parameters) {
  // signals are heard between the batches only
  await setImmediate();
  const [title, , property] = all[index];
  const outcome = await fc.check(
    fc.asyncProperty(fc.gen(), (draw) => property(draw, tally)),
    parameters,
  );
  if (!outcome.failed) return;
  violations += 1;
  const again = `node scripts/attack-generated.mjs again ${index} ${outcome.seed} ${outcome.counterexamplePath}`;
  console.log(`\na generated flake ${title}: no\n${outcome.errorInstance?.message}\n${again}\n`);
}

function report() {
  const codes = [...tally.codes].map(([code, times]) => `, ${code} ${times} times`).join('');
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(
    `${tally.cases} plans in ${seconds} s: ${violations} violations; ${tally.refused} refused${codes}`,
  );
  process.exitCode = violations > 0 ? 1 : 0;
}

process.on('SIGINT', () => {
  report();
  process.exit(130);
});

if (word === 'again') {
  const [index, seed, path] = more;
  await attack(Number(index), { seed: Number(seed), path, numRuns: 1, interruptAfterTimeLimit: 60_000 });
} else {
  const withNix = word === 'nix';
  const [cases = 10_000, seed = Date.now() % 1_000_000] = process.argv.slice(withNix ? 3 : 2).map(Number);
  const shares = withNix ? [[properties.length, 1]] : properties.map(([, share], index) => [index, share]);
  const batch = Math.min(withNix ? 20 : 500, cases);
  console.log(`seeds from ${seed}`);
  for (let at = 0; at * batch < cases; at += 1) {
    for (const [index, share] of shares)
      await attack(index, { seed: seed + at, numRuns: Math.ceil(batch * share), endOnFailure: true });
  }
}
report();
