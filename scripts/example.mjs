/** `npm run example [NAME]`: the command on a copy of an example: the plan, the change, and the check afterwards. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const name = process.argv[2] ?? 'four-hosts';
const before = join(root, 'examples', name, 'before');
if (!existsSync(before)) {
  const names = readdirSync(join(root, 'examples'), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  console.error(`There is no example “${name}”: ${names.map((entry) => entry.name).join(', ')}`);
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), `${name}-`));
cpSync(before, folder, { recursive: true });
const git = (...argv) =>
  spawnSync('git', ['-c', 'user.name=example', '-c', 'user.email=example@example.org', ...argv], {
    cwd: folder,
  });
git('init', '-q');
git('add', '-A');
git('commit', '-q', '-m', `${name} as it was`);

for (const argv of [['--dry-run'], ['--yes'], ['--check']]) {
  console.log(`\n$ nix-llama-codemod ${argv.join(' ')}\n`);
  const { status } = spawnSync(process.execPath, [join(root, 'dist/src/cli/main.js'), ...argv], {
    cwd: folder,
    stdio: 'inherit',
  });
  console.log(`(exit code ${status})`);
  if (status !== 0) process.exit(status ?? 2);
}
console.log(`\nThe migrated copy is in ${folder}; look at it with git diff.`);
