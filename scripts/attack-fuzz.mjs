// Spoils the files of flakes and lets the tool read, evaluate and plan them, in memory: no case may crash, take longer
// than its time, or give a plan that breaks a promise. Each is repeatable by its seed.
//   node scripts/attack-fuzz.mjs [SECONDS] [SEED] [FOLDER of repositories]
import { join } from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { compiled } from './compiled.mjs';

const limit = 30_000;
const root = join(import.meta.dirname, '..');

async function work({ folder, parents, first, until }) {
  const { loadGrammar } = await import(`${folder}/src/syntax/parser.js`);
  const { fuzz } = await import(`${folder}/__tests__/fuzz/cases.js`);
  const { flakesIn } = await import(`${folder}/__tests__/fuzz/repositories.js`);
  await loadGrammar();
  const flakes = flakesIn(parents);
  for (let seed = first; Date.now() < until; seed += 1) {
    const { name, files } = flakes[seed % flakes.length];
    parentPort.postMessage({ seed, name });
    try {
      const { outcome, violations, stopped } = await fuzz(files, seed);
      parentPort.postMessage({ seed, name, outcome, violations, stopped });
    } catch (error) {
      parentPort.postMessage({ seed, name, outcome: 'crash', violations: [error.stack], stopped: [] });
    }
  }
}

/** One worker after the other: one that hangs is ended, and the next goes on behind the case. */
async function watch(seconds, seed, parents) {
  const folder = compiled();
  const until = Date.now() + seconds * 1000;
  const started = Date.now();
  const outcomes = new Map();
  let [cases, violations, stoppedPlans, next] = [0, 0, 0, seed];
  while (Date.now() < until) {
    await new Promise((resolve) => {
      const worker = new Worker(import.meta.filename, {
        workerData: { folder, parents, first: next, until },
      });
      let running;
      const timer = setInterval(() => {
        if (running === undefined || Date.now() - running.at < limit) return;
        violations += 1;
        cases += 1;
        console.log(`seed ${running.seed} in ${running.name}: longer than ${limit / 1000} s`);
        worker.terminate();
      }, 1000);
      worker.on('message', (message) => {
        next = message.seed + 1;
        running = { ...message, at: Date.now() };
        if (message.outcome === undefined) return;
        cases += 1;
        outcomes.set(message.outcome, (outcomes.get(message.outcome) ?? 0) + 1);
        for (const violation of message.violations) {
          violations += 1;
          console.log(`seed ${message.seed} in ${message.name}: ${violation}`);
        }
        if (message.stopped.length > 0) stoppedPlans += 1;
        for (const what of message.stopped)
          console.log(`  stopped: seed ${message.seed} in ${message.name}: ${what}`);
      });
      worker.on('error', (error) => {
        violations += 1;
        console.log(`seed ${running?.seed} in ${running?.name}: the process ends with ${error.stack}`);
      });
      worker.on('exit', () => {
        clearInterval(timer);
        resolve();
      });
    });
  }
  const told = [...outcomes].map(([outcome, times]) => `${outcome} ${times}`).join(', ');
  console.log(
    `${cases} cases from seed ${seed} in ${Math.round((Date.now() - started) / 1000)} s: ${violations} violations; ${told}; plans that the ladder stopped: ${stoppedPlans}`,
  );
  process.exitCode = violations > 0 ? 1 : 0;
}

if (isMainThread) {
  const [seconds = '60', seed = String(Date.now() % 1_000_000), ...folders] = process.argv.slice(2);
  const own = [join(root, 'examples'), join(root, '__tests__/fixtures')];
  await watch(Number(seconds), Number(seed), folders.length > 0 ? folders : own);
} else {
  await work(workerData);
}
