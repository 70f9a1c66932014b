/**
 * A test runner for Stryker: the tests of one folder, each mutant in a thread of its own, with only those files that
 * have a test for it. (Jest would set up a world for each mutant and each file, which takes longer than the tests.)
 */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { commonTokens, declareFactoryPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin';
import { compiled } from '../compiled.mjs';

const slow = /properties|matrix|faults|kills|signals|edit(ors|ing)/;
/** With QUICK the slow ones are left out: what survives them is to be tried again without. */
const isQuick = process.env.QUICK !== undefined;
/** With TESTS only the files whose names match: the score can but be lower than that of all. */
const chosen = new RegExp(process.env.TESTS ?? '');

class ThreadRunner {
  #folder;
  #tests;

  constructor({ folder }) {
    this.#tests = folder;
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  /** The current folder is Stryker's copy of the repository, with all mutants in it. */
  async init() {
    this.#folder = compiled(process.cwd(), { withTests: true });
  }

  async dryRun({ timeout, coverageAnalysis }) {
    const outcome = await this.#run({
      files: this.#files(),
      timeout,
      withCoverage: coverageAnalysis !== 'off',
    });
    if (outcome.status !== 'complete') return outcome;
    return { status: 'complete', tests: outcome.tests, mutantCoverage: outcome.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, timeout, hitLimit }) {
    const files =
      testFilter === undefined
        ? this.#files()
        : this.#files().filter((file) => testFilter.some((id) => id.startsWith(`${file} `)));
    const outcome = await this.#run({
      files,
      timeout,
      only: testFilter,
      activeMutant: activeMutant.id,
      hitLimit,
    });
    if (outcome.status === 'timeout') return { status: 'timeout' };
    if (outcome.status === 'error')
      return { status: 'killed', killedBy: [], failureMessage: outcome.errorMessage, nrOfTests: 0 };
    const failed = outcome.tests.find(({ status }) => status === 1);
    const nrOfTests = outcome.tests.length;
    return failed === undefined
      ? { status: 'survived', nrOfTests }
      : { status: 'killed', killedBy: [failed.id], failureMessage: failed.failureMessage, nrOfTests };
  }

  /** The slow ones last: nothing runs any more once a test has failed. */
  #files() {
    const files = readdirSync(join(this.#folder, '__tests__', this.#tests));
    return files
      .filter((file) => file.endsWith('.test.js') && chosen.test(file) && !(isQuick && slow.test(file)))
      .sort((one, other) => Number(slow.test(one)) - Number(slow.test(other)));
  }

  /** Temporary folders of tests that failed, or were ended, go with the run. */
  async #run(data) {
    const temporary = join(this.#folder, 'temporary');
    mkdirSync(temporary);
    try {
      return await this.#runIn(temporary, data);
    } finally {
      rmSync(temporary, { recursive: true, force: true, maxRetries: 3 });
    }
  }

  #runIn(temporary, { timeout, ...data }) {
    return new Promise((resolve) => {
      const worker = new Worker(join(import.meta.dirname, 'thread.mjs'), {
        workerData: { folder: this.#folder, tests: this.#tests, ...data },
        env: { ...process.env, TMPDIR: temporary },
        stderr: true,
        stdout: true,
      });
      const timer = setTimeout(() => finish({ status: 'timeout' }), timeout);
      const finish = (outcome) => {
        clearTimeout(timer);
        resolve(outcome);
        worker.terminate();
      };
      worker.on('message', finish);
      worker.on('error', (error) => finish({ status: 'error', errorMessage: String(error.stack ?? error) }));
      worker.on('exit', () => finish({ status: 'error', errorMessage: 'the thread ended' }));
    });
  }
}

function threadRunner(options) {
  return new ThreadRunner({ folder: options.testsFolder });
}
threadRunner.inject = tokens(commonTokens.options);

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'thread', threadRunner)];
