/** The file of `--report`: new, or over an earlier report, and nothing else. */
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { requireReportFile, writeReportFile } from '../../src/workspace/report-file.js';
import { codeOf } from './support/problem-of.js';
import { makeSandbox, type Sandbox } from './support/repository.js';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = makeSandbox();
});
afterEach(() => sandbox.remove());

const isReport = (text: string) => text.startsWith('report');
const at = (name: string) => join(sandbox.root, name);

test.each<[string, (path: string) => void]>([
  ['a new file', () => {}],
  ['an earlier report', (path) => writeFileSync(path, 'report of yesterday, which was longer\n')],
])('%s is written whole, for its owner alone, and nothing is left beside it', (_, prepare) => {
  prepare(at('r.json'));
  writeReportFile(at('r.json'), 'report\n', isReport);
  expect(readFileSync(at('r.json'), 'utf8')).toBe('report\n');
  expect(statSync(at('r.json')).mode & 0o777).toBe(0o600);
  expect(readdirSync(sandbox.root)).toEqual(['r.json']);
});

test.each<[string, string, (path: string) => void, RegExp]>([
  ['a Nix file', 'r.nix', () => {}, /a flake could read a \.nix file/],
  ['a place in a git folder', '.git/r.json', () => mkdirSync(at('.git')), /it is in a git folder/],
  ['a folder that is not there', 'no/r.json', () => {}, /its folder does not exist/],
  ['a folder that is a file', 'f/r.json', () => writeFileSync(at('f'), ''), /not a directory \(ENOTDIR\)/],
  ['a folder', 'r.json', (path) => mkdirSync(path), /it is there and is no plain file/],
  ['a link', 'r.json', (path) => symlinkSync('x', path), /it is there and is no plain file/],
  ['another file', 'r.json', (path) => writeFileSync(path, 'mine'), /there is a file that is no report/],
  [
    'a file that is too large for a report',
    'r.json',
    (path) => {
      writeFileSync(path, 'report');
      truncateSync(path, (64 << 20) + 1);
    },
    /there is a file that is no report/,
  ],
])('%s is refused, with the reason', (_, name, prepare, why) => {
  prepare(at(name));
  const before = readdirSync(sandbox.root);
  for (const run of [
    () => requireReportFile(at(name), isReport),
    () => writeReportFile(at(name), 'report\n', isReport),
  ]) {
    expect(codeOf(run)).toBe('FILE118');
    expect(run).toThrow(why);
    expect(run).toThrow(`No report can be written to ${at(name)}: `);
  }
  expect(readdirSync(sandbox.root)).toEqual(before);
});

test('looking writes nothing', () => {
  requireReportFile(at('r.json'), isReport);
  expect(readdirSync(sandbox.root)).toEqual([]);
});

test('what the system refuses is named, and an earlier report stays as it was', () => {
  writeFileSync(at('r.json'), 'report of yesterday\n');
  writeFileSync(at(`.${process.pid}-report.new`), 'half a rep');
  const run = () => writeReportFile(at('r.json'), 'report\n', isReport);
  expect(run).toThrow(/file already exists \(EEXIST\)/);
  expect(readFileSync(at('r.json'), 'utf8')).toBe('report of yesterday\n');
  expect(readdirSync(sandbox.root)).toEqual(['r.json']);
});

const asUser = process.getuid?.() === 0 ? test.skip : test;
asUser('a folder that may not be written', () => {
  chmodSync(sandbox.root, 0o555);
  expect(codeOf(() => writeReportFile(at('r.json'), 'report\n', isReport))).toBe('FILE118');
  chmodSync(sandbox.root, 0o755);
});
