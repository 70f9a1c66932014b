/**
 * How long a whole run takes (`--dry-run`: read, evaluate, plan, verify, print), as ratios to the start of Node and to
 * one structural search. All commands take turns, so that a busy machine is unfair to none. `npm run bench [ROUNDS]`.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findAstGrep } from './ast-grep.mjs';
import { writeRepository } from './repository.mjs';

const root = join(import.meta.dirname, '..');
const rounds = Number(process.argv[2] ?? 15);
const tool = join(root, 'dist/src/cli/main.js');

const folder = mkdtempSync(join(tmpdir(), 'bench-'));
try {
  await main();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function main() {
  const astGrep = findAstGrep(root);
  if (astGrep === undefined) console.error('ast-grep cannot be had: compared with git grep instead');
  const search =
    astGrep === undefined
      ? { name: 'git grep', argv: ['git', 'grep', '-n', 'pkgs\\.llama-cpp'] }
      : { name: 'ast-grep', argv: [astGrep, 'run', '--lang', 'nix', '-p', 'pkgs.llama-cpp'] };
  const commands = [
    { name: 'node -e 0', argv: [process.execPath, '-e', '0'] },
    search,
    { name: 'nix-llama-codemod -n', argv: [process.execPath, tool, '--dry-run'] },
  ];
  const rows = repositories().flatMap(({ name, path }) => measure(name, path, commands, search.name));
  print(['repository', 'command', 'median ms', '× node -e 0', `× ${search.name}`], rows);
}

function repositories() {
  const small = join(folder, 'four-hosts');
  cpSync(join(root, 'examples/four-hosts/before'), small, { recursive: true });
  const large = join(folder, 'large');
  mkdirSync(large);
  const files = writeRepository(large);
  for (const path of [small, large]) commit(path);
  return [
    { name: 'examples/four-hosts', path: small },
    { name: `generated, ${files} files`, path: large },
  ];
}

function commit(path) {
  const git = (...argv) =>
    execFileSync('git', ['-c', 'user.name=b', '-c', 'user.email=b@example.org', ...argv], { cwd: path });
  git('init', '-q');
  git('add', '-A');
  git('commit', '-q', '-m', 'start');
}

function measure(repository, cwd, commands, search) {
  const times = new Map(commands.map(({ name }) => [name, []]));
  for (let round = -1; round < rounds; round += 1) {
    for (const { name, argv } of commands) {
      const milliseconds = timed(argv, cwd);
      // The first round warms the disk's cache.
      if (round >= 0) times.get(name).push(milliseconds);
    }
  }
  const medians = new Map([...times].map(([name, all]) => [name, median(all)]));
  return [...medians].map(([name, ms]) => [
    repository,
    name,
    ms.toFixed(0),
    (ms / medians.get('node -e 0')).toFixed(1),
    (ms / medians.get(search)).toFixed(1),
  ]);
}

function timed([program, ...argv], cwd) {
  const start = performance.now();
  const { status, stderr } = spawnSync(program, argv, { cwd, env: { ...process.env, NO_COLOR: '1' } });
  const milliseconds = performance.now() - start;
  // A search that finds nothing exits with 1.
  if (status !== 0 && status !== 1)
    throw new Error(`${program} ${argv.join(' ')}: exit ${status}\n${stderr}`);
  return milliseconds;
}

function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function print(head, rows) {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column].length)));
  const line = (row) =>
    row
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
      .join('  ');
  for (const row of [head, ...rows]) console.log(line(row));
  console.log(`\n${rounds} rounds, Node ${process.version}, ${process.platform} ${process.arch}`);
}
