/**
 * Mutation testing of one folder of src with the tests of the same name:
 *   FOLDER=edit npm run mutation
 */
const folder = process.env.FOLDER ?? 'edit';

export default {
  testRunner: 'thread',
  plugins: [new URL('scripts/mutation/runner.mjs', import.meta.url).pathname],
  // for the plugin, which Stryker does not know
  testsFolder: folder,
  warnings: { unknownOptions: false },
  coverageAnalysis: 'perTest',
  mutate: [`src/${folder}/**/*.ts`],
  // without tsconfig: Stryker rewrites it with functions that TypeScript 7 does not have
  ignorePatterns: ['dist', 'reports', 'tsconfig*.json'],
  concurrency: 1,
  timeoutMS: 5000,
  reporters: ['clear-text', 'progress', 'json'],
  clearTextReporter: { logTests: false, reportTests: false },
  jsonReporter: { fileName: `reports/mutation-${folder}.json` },
  incrementalFile: `reports/stryker-${folder}.json`,
  thresholds: { high: 90, low: 85, break: null },
};
