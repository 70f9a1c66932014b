/** The program of npm's @ast-grep/cli, fetched when the benchmark runs: nobody else needs its 50 MB. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const version = '0.51.1';

/** The platform's package holds the program itself, so that the install script of @ast-grep/cli is not needed. */
export function findAstGrep(root) {
  if (process.env.AST_GREP !== undefined) return process.env.AST_GREP;
  const folder = join(root, 'node_modules/.cache/bench');
  const found = programIn(folder);
  if (found !== undefined) return found;
  const options = ['--ignore-scripts', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
  try {
    execFileSync('npm', ['install', ...options, '--prefix', folder, `@ast-grep/cli@${version}`], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  } catch {
    return undefined;
  }
  return programIn(folder);
}

function programIn(folder) {
  const scope = join(folder, 'node_modules/@ast-grep');
  if (!existsSync(scope)) return undefined;
  return readdirSync(scope)
    .filter((name) => name.startsWith('cli-'))
    .map((name) => join(scope, name, 'ast-grep'))
    .find((path) => existsSync(path));
}
