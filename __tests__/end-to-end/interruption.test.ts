/** The built command, interrupted by a signal while Nix is at work before and after the change. Needs `npm run build`. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { git, removeFolders } from '../cli/terminal.js';
import { fakeNix } from '../official-nix/fake-nix.js';
import { bytes, repositoryOf } from './repository.js';

const root = join(import.meta.dirname, '../..');
const program = join(root, 'dist/src/cli/main.js');

beforeAll(() => {
  if (!existsSync(program)) throw new Error(`${program} is missing: run npm run build first`);
});

afterAll(removeFolders);

/** The fake Nix takes a flake.nix with the new input for changed. */
const hang = (when: string): string => `
grep -q ggml-org flake.nix && when=after || when=before

test $when = ${when} && sleep 33.3
case $what in
  names) echo '["anvil","bellows","crucible"]';;
  host) echo '{"drvPath":"/nix/store/x.drv","packages":{}}';;
esac`;

test.each([
  ['SIGTERM', 'before'],
  ['SIGINT', 'before'],
  ['SIGTERM', 'after'],
  ['SIGINT', 'after'],
  ['SIGHUP', 'after'],
] as const)('%s while Nix is asked %s: 130, every byte as before, nothing left', async (name, when) => {
  const folder = repositoryOf(join(root, 'examples/helper-function/before'));
  const before = bytes(folder);
  const index = git(folder, 'ls-files', '--stage');
  const nix = fakeNix({ nix: hang(when) });
  const child = spawn(process.execPath, [program, '--verify'], {
    cwd: folder,
    env: { PATH: nix.path, HOME: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let isSent = false;
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (isSent || !said.includes(`${when} the change: nixosConfigurations\n`)) return;
    isSent = true;
    setTimeout(() => child.kill(name), 200);
  });
  const status = await new Promise((resolve) => child.on('close', resolve));
  expect({ status, said }).toEqual({
    status: 130,
    said: expect.stringContaining('interrupted: nothing was written'),
  });
  expect(bytes(folder)).toEqual(before);
  expect(git(folder, 'ls-files', '--stage')).toBe(index);
  const journal = join(folder, '.git/nix-llama-codemod');
  expect(existsSync(journal) ? readdirSync(journal) : []).toEqual([]);
  expect(when === 'before' || said.includes('after the change')).toBe(true);
});
