/** The grammar that is shipped is the one that was built, and it agrees with Nix on the recorded cases. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

test('the grammar has the hash that its build printed', () => {
  const [recorded] = readFileSync('grammar/tree-sitter-nix.wasm.sha256', 'utf8').split(/\s/);
  const bytes = readFileSync('grammar/tree-sitter-nix.wasm');
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(recorded);
});

test('the grammar accepts and rejects what Nix does, in the recorded cases', () => {
  const run = spawnSync(process.execPath, ['grammar/accept.mjs', '--cases', '--nix', '/nonexistent'], {
    encoding: 'utf8',
  });
  expect(`${run.stdout}${run.stderr}`).toMatch(/\d/);
  expect(run.status).toBe(0);
});
