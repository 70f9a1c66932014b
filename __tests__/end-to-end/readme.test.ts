/**
 * What the README shows is what the tool does. `UPDATE_README=1 npm run jest -- __tests__/end-to-end/readme` writes the
 * diff and the table of hosts anew.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { variantNames } from '../../codemods/index.js';
import { exitCodes } from '../../src/cli/environment.js';
import { removeFolders } from '../cli/terminal.js';
import { cases } from './cases.js';
import { repositoryOf, tool } from './repository.js';

const root = join(import.meta.dirname, '../..');
const path = join(root, 'README.md');
const read = () => readFileSync(path, 'utf8');

afterAll(removeFolders);

/** The code block behind a comment `<!-- hunks: flake.nix 1 2, machines/boron.nix 1 -->` or `<!-- summary -->`. */
const block = (marker: string) =>
  new RegExp(`(<!-- ${marker}(?:: ([^>]*))? -->\n\`\`\`\\w+\n)([\\s\\S]*?)(\`\`\`\n)`);

/** The named hunks of a patch, by their number in their file. */
function hunksOf(patch: string, wanted: string): string {
  const files = new Map(
    patch
      .split(/^(?=diff --git )/m)
      .map((text) => [/^diff --git a\/(\S+)/.exec(text)?.[1] ?? '', text.split(/^(?=@@ )/m)] as const),
  );
  return wanted
    .split(', ')
    .map((selection) => {
      const [file = '', ...numbers] = selection.trim().split(' ');
      const [head, ...hunks] = files.get(file) ?? [];
      if (head === undefined) throw new Error(`${file} is not in the patch`);
      return [head, ...numbers.map((number) => hunks[Number(number) - 1])].join('');
    })
    .join('');
}

async function expected(): Promise<{ readonly hunks: string; readonly summary: string }> {
  const folder = repositoryOf(join(root, 'examples/four-hosts/before'));
  const { stdout, stderr } = await tool(folder, '--dry-run');
  const wanted = block('hunks').exec(read())?.[2] ?? '';
  return { hunks: hunksOf(stdout, wanted), summary: /^host [\s\S]*?\n(?=\n)/m.exec(stderr)?.[0] ?? stderr };
}

test('the diff and the table of hosts are the tool’s own', async () => {
  const { hunks, summary } = await expected();
  if (process.env.UPDATE_README !== undefined) {
    const filled = [
      ['hunks', hunks],
      ['summary', summary],
    ].reduce(
      (text, [marker = '', content = '']) =>
        text.replace(block(marker), (_, start, _wanted, _old, end) => `${start}${content}${end}`),
      read(),
    );
    writeFileSync(path, filled);
  }
  expect(block('hunks').exec(read())?.[3]).toBe(hunks);
  expect(block('summary').exec(read())?.[3]).toBe(summary);
});

test('the exit codes are those of the tool', async () => {
  const codes = [...read().matchAll(/^\| (\d+) +\| (.*?) +\|$/gm)].map(([, code, meaning]) => [
    Number(code),
    meaning,
  ]);
  expect(codes.map(([code]) => code)).toEqual(Object.values(exitCodes));
  const { stdout } = await tool('/', '--help');
  const help = stdout.replaceAll('`', '');
  for (const [code, meaning] of codes) {
    expect(help).toMatch(new RegExp(`^ +${code} +${String(meaning).replaceAll('`', '')}$`, 'm'));
  }
});

test('every variant is explained', () => {
  for (const name of variantNames) expect(read()).toMatch(new RegExp(`^\\| \`llama-cpp-${name}\` +\\|`, 'm'));
});

test('the options that it names exist', async () => {
  const { stdout } = await tool('/', '--help');
  const options = new Set([...read().matchAll(/`(--[a-z-]+)/g)].map(([, option]) => option ?? ''));
  const foreign = new Set(['--intent-to-add', '--help']);
  for (const option of options) if (!foreign.has(option)) expect(stdout).toContain(option);
});

test('the counts of examples and fixtures are right', () => {
  const examples = cases.filter(({ name }) => name.startsWith('examples/')).length;
  expect(read()).toContain(`${examples} examples and ${cases.length - examples} fixtures`);
});

test.each(['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'])('the links of %s lead somewhere', (file) => {
  const links = [...readFileSync(join(root, file), 'utf8').matchAll(/\]\(((?!https?:)[^)#]+)/g)];
  for (const [, target = ''] of links)
    expect({ target, exists: existsSync(join(root, target)) }).toEqual({ target, exists: true });
});
