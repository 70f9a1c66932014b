// Lets every single call to the disk fail, then kills runs of apply and recover, 2,000 of them unless told otherwise, and
// prints what became of the trees. With “editors”, an editor saves the files of the plan before each call to the disk in
// turn, and another process saves them during 5,000 runs:
//   node scripts/attack-workspace.mjs [KILLS]
//   node scripts/attack-workspace.mjs editors [RUNS]
import { spawnSync } from 'node:child_process';

const [first = '2000', runs = '5000'] = process.argv.slice(2);
const mode =
  first === 'editors'
    ? { tests: 'apply-(editors|editing)', variable: { WORKSPACE_EDITORS: runs } }
    : { tests: 'apply-(faults|kills)', variable: { WORKSPACE_KILLS: first } };
const parameters = [
  '--experimental-vm-modules',
  'node_modules/jest/bin/jest.js',
  `__tests__/workspace/${mode.tests}`,
];
const outcome = spawnSync(process.execPath, parameters, {
  stdio: 'inherit',
  env: { ...process.env, ...mode.variable },
});
process.exitCode = outcome.status ?? 2;
