// The last line of CI, from jest's JSON: node scripts/test-counts.mjs RESULTS
import { readFileSync } from 'node:fs';

const text = readFileSync(process.argv[2] ?? '', 'utf8');
if (text === '') console.log('0 passed, 1 failed, 0 skipped: the tests did not run');
else {
  const { numPassedTests, numFailedTests, numFailedTestSuites, numPendingTests, testResults } =
    JSON.parse(text);
  // A suite that cannot be loaded has no tests that could fail.
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  if (broken.length > 0)
    console.log(`${numFailedTestSuites} suites failed, ${broken.length} of which could not run`);
  console.log(
    `${numPassedTests} passed, ${numFailedTests + broken.length} failed, ${numPendingTests} skipped`,
  );
}
