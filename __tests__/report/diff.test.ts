/** The diff, judged by git itself. */
import { chmodSync, lstatSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { FileChange } from '../../src/plan/change.js';
import { colouredPalette } from '../../src/report/colour.js';
import { diffReport } from '../../src/report/diff.js';
import type { FileFacts } from '../../src/report/report.js';
import { git, removeFolders, repository, temporaryFolder, tree, writeFiles } from '../cli/terminal.js';
import { forPeople, forPrograms, runOf } from './runs.js';

afterAll(removeFolders);

function applied(
  folder: string,
  changes: readonly FileChange[],
  files?: ReadonlyMap<string, FileFacts>,
): string {
  const text = diffReport(runOf({ changes }, files === undefined ? {} : { files }), forPrograms);
  const patches = temporaryFolder();
  writeFiles(patches, { 'a.diff': text });
  git(folder, 'apply', '--index', join(patches, 'a.diff'));
  return text;
}

const lines = (count: number): string =>
  Array.from({ length: count }, (_, index) => `line ${index}\n`).join('');

test.each<[string, string, string]>([
  ['one line', 'a\n', 'b\n'],
  ['no final line break', 'a', 'b'],
  ['a final line break that comes', 'a', 'a\n'],
  ['a final line break that goes', 'a\n', 'a'],
  ['CRLF', 'a\r\nb\r\n', 'a\r\nc\r\n'],
  ['mixed line ends', 'a\r\nb\nc\rd\n', 'a\nb\nc\rd\r\n'],
  ['a byte order mark', '\ufeffa\n', '\ufeffb\n'],
  ['other line separators', 'a\u2028b\u0085c\fd\n', 'a\u2028b\u0085c\fe\n'],
  ['escape sequences', '\u001b[2J\n', '\u001b[2K\n'],
  ['from nothing', '', 'a\n'],
  ['to nothing', 'a\n', ''],
  ['several hunks', lines(60), lines(60).replace('line 3\n', '').replace('line 50', 'fifty')],
  ['insertion at the start', lines(9), `first\n${lines(9)}`],
  ['insertion at the end', lines(9), `${lines(9)}last\n`],
  ['lines that look like a diff', '--- a\n+++ b\n', '--- a\n@@ -1 +1 @@\n'],
  ['white space at line ends', 'a \t\n', 'a\n'],
])('git apply takes a modification: %s', (_, before, after) => {
  const folder = repository({ 'a.nix': before });
  applied(folder, [{ kind: 'modify', path: 'a.nix', before, after }]);
  expect(readFileSync(join(folder, 'a.nix'), 'utf8')).toBe(after);
});

test.each([
  ['text', 'a\nb\n'],
  ['no line end', 'a'],
  ['nothing', ''],
])('git apply creates and deletes: %s', (_, text) => {
  const folder = repository({ 'old.nix': text, 'stays.nix': '1' });
  const changes: readonly FileChange[] = [
    { kind: 'create', path: 'new/er/new.nix', after: text },
    { kind: 'delete', path: 'old.nix', before: text },
  ];
  const diff = applied(folder, changes);
  expect(tree(folder)).toEqual({ 'new/er/new.nix': text, 'stays.nix': '1' });
  expect(diff).toContain('new file mode 100644\n');
  expect(diff).toContain('deleted file mode 100644\n');
});

test.each([
  'with space.nix',
  'q"uote.nix',
  'back\\slash.nix',
  'ü 𝒙.nix',
  'tab\there.nix',
  'line\nbreak.nix',
  'esc\u001b[2J\u007f.nix',
  ' b/a.nix',
  'trailing /b.nix',
  "apo'strophe.nix",
])('git apply understands the name %j', (name) => {
  const folder = repository({ [name]: 'a\n', [`d/${name}`]: 'a\n' });
  const diff = applied(folder, [
    { kind: 'modify', path: name, before: 'a\n', after: 'b\n' },
    { kind: 'delete', path: `d/${name}`, before: 'a\n' },
    { kind: 'create', path: `c/${name}`, after: 'a\n' },
  ]);
  expect(tree(folder)).toEqual({ [name]: 'b\n', [`c/${name}`]: 'a\n' });
  expect(diff).not.toContain('\u001b');
});

test('the headers are those of git itself', () => {
  const folder = repository({ 'a b.nix': 'a\n', 'ü.nix': 'a\n', 'gone x.nix': 'a' });
  writeFiles(folder, { 'a b.nix': 'b\n', 'ü.nix': 'b\n' });
  git(folder, 'rm', '-q', 'gone x.nix');
  const changes: readonly FileChange[] = [
    { kind: 'modify', path: 'a b.nix', before: 'a\n', after: 'b\n' },
    { kind: 'delete', path: 'gone x.nix', before: 'a' },
    { kind: 'modify', path: 'ü.nix', before: 'a\n', after: 'b\n' },
  ];
  const ours = diffReport(runOf({ changes }), forPrograms);
  expect(ours).toBe(git(folder, 'diff', 'HEAD').replace(/^index .*\n/gm, ''));
});

test('an executable file and a symbolic link are named as they are', () => {
  const folder = repository({ 'run.nix': 'a\n', 'real.nix': 'a\n' });
  chmodSync(join(folder, 'run.nix'), 0o755);
  symlinkSync('real.nix', join(folder, 'link.nix'));
  git(folder, 'add', '-A');
  const files = new Map<string, FileFacts>([
    ['run.nix', { mode: '100755', realPath: 'run.nix' }],
    ['link.nix', { mode: '100644', realPath: 'real.nix' }],
  ]);
  applied(
    folder,
    [
      { kind: 'delete', path: 'run.nix', before: 'a\n' },
      { kind: 'modify', path: 'link.nix', before: 'a\n', after: 'b\n' },
    ],
    files,
  );
  expect(lstatSync(join(folder, 'link.nix')).isSymbolicLink()).toBe(true);
  expect(tree(folder)).toEqual({ 'link.nix': 'b\n', 'real.nix': 'b\n' });
  expect(statSync(join(folder, 'real.nix')).mode & 0o111).toBe(0);
});

test('a coloured diff says the same words', () => {
  const changes: readonly FileChange[] = [{ kind: 'modify', path: 'a.nix', before: 'a\nb', after: 'a\nc\n' }];
  const coloured = diffReport(runOf({ changes }), { palette: colouredPalette, exact: false });
  expect(coloured).toContain('\u001b[31m-b\u001b[39m\n');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour is taken out
  expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(diffReport(runOf({ changes }), forPrograms));
});

test('people see control characters instead of meeting them', () => {
  const changes: readonly FileChange[] = [
    { kind: 'modify', path: 'a.nix', before: '\ta\u009b\n', after: '\tb\r\n' },
  ];
  expect(diffReport(runOf({ changes }), forPeople)).toContain('-\ta�\n+\tb␍\n');
});
