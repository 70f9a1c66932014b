// Lets every single call to the disk fail, then kills runs of apply and recover, 2,000 of them unless told otherwise, and
// prints what became of the trees:
//   node scripts/attack-workspace.mjs [KILLS]
import { spawnSync } from 'node:child_process';

const kills = process.argv[2] ?? '2000';
const parameters = [
  '--experimental-vm-modules',
  'node_modules/jest/bin/jest.js',
  '__tests__/workspace/apply-(faults|kills)',
];
const outcome = spawnSync(process.execPath, parameters, {
  stdio: 'inherit',
  env: { ...process.env, WORKSPACE_KILLS: kills },
});
process.exitCode = outcome.status ?? 2;
