// Compares what the grammar accepts with what Nix accepts, for every .nix file of a folder.
//
//   node grammar/accept.mjs DIR [--nix PATH] [--wasm PATH] [--list FILE] [--trees]
//   node grammar/accept.mjs --cases [--nix PATH] [--wasm PATH]
//
// The oracle is `nix-instantiate --parse` (--nix names another program than the one on the
// PATH; pipe operators need Nix 2.24 or newer). DIR/*/ counts as one repository. --list writes
// every file that is not a plain "both accept" as one line of JSON. --cases checks cases.json
// (small, nasty expressions with the verdicts of Nix 2.26.3) instead of a folder; without a
// usable Nix it checks the grammar against the recorded verdicts alone.
// --trees also compares how the two read what both accept: every expression of the file is
// put in parentheses as the grammar's tree has it, after which Nix must print the same.
// Exit status: 0 no disagreement, 1 some, 2 wrong use.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { Language, Parser } from 'web-tree-sitter';

const here = import.meta.dirname;
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    nix: { type: 'string', default: 'nix-instantiate' },
    wasm: { type: 'string', default: join(here, 'tree-sitter-nix.wasm') },
    list: { type: 'string' },
    cases: { type: 'boolean', default: false },
    trees: { type: 'boolean', default: false },
  },
});
if (options.cases ? positionals.length !== 0 : positionals.length !== 1) {
  console.error('usage: accept.mjs DIR | --cases  [--nix PATH] [--wasm PATH] [--list FILE] [--trees]');
  process.exit(2);
}

await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(options.wasm));

function grammarAccepts(text) {
  const tree = parser.parse(text);
  const ok = !tree.rootNode.hasError;
  tree.delete();
  return ok;
}

function runNix(args) {
  const result = spawnSync(
    options.nix,
    ['--extra-experimental-features', 'pipe-operators', '--parse', ...args],
    { encoding: 'utf8', maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  if (result.error) throw result.error;
  return result;
}

// `--parse` also binds variables and merges attribute sets; those complaints are no syntax
// errors, but Nix stops reading at some of them.
const SYNTAX = /syntax error|path has a trailing slash/;

function nixVerdict(file) {
  const result = runNix([file]);
  if (result.status === 0) return { verdict: 'accepts' };
  const message = /^error: .*/m.exec(result.stderr)?.[0].slice(7) ?? result.stderr.trim();
  return { verdict: SYNTAX.test(message) ? 'rejects' : 'complains', message };
}

// Nix reads 40 files in about the time of one; only a batch that fails is read file by file.
function* nixVerdicts(files) {
  for (let i = 0; i < files.length; i += 40) {
    const batch = files.slice(i, i + 40);
    const allFine = runNix(batch).status === 0;
    for (const file of batch) yield allFine ? { verdict: 'accepts' } : nixVerdict(file);
  }
}

const OPERANDS = new Set([
  ...['left', 'right', 'argument', 'function', 'expression', 'body', 'default', 'condition'],
  ...['consequence', 'alternative', 'element', 'environment'],
]);

function parenthesized(text) {
  const tree = parser.parse(text);
  const marks = [];
  const cursor = tree.walk();
  function visit(field) {
    const { nodeType: type, startIndex: start, endIndex: end } = cursor;
    // Nix has one node for `f a b`, and knows `f or` without parentheses only.
    const flattened = type === 'apply_expression' && field === 'function';
    const isOr = type === 'variable_expression' && text.slice(start, end) === 'or';
    if (OPERANDS.has(field) && cursor.nodeIsNamed && !flattened && !isOr)
      marks.push([start, '('], [end, ')']);
    if (!cursor.gotoFirstChild()) return;
    do visit(cursor.currentFieldName);
    while (cursor.gotoNextSibling());
    cursor.gotoParent();
  }
  visit(null);
  cursor.delete();
  tree.delete();
  // ')' before '(' where both are at one place
  marks.sort((a, b) => a[0] - b[0] || b[1].charCodeAt(0) - a[1].charCodeAt(0));
  let out = '';
  let last = 0;
  for (const [at, mark] of marks) {
    out += text.slice(last, at) + mark;
    last = at;
  }
  return out + text.slice(last);
}

// The files that Nix reads otherwise when the grammar's tree is spelled out.
function* misread(files) {
  const folder = mkdtempSync(join(tmpdir(), 'nix-trees-'));
  const printed = (texts) => {
    texts.forEach((text, i) => {
      writeFileSync(join(folder, `${i}.nix`), text);
    });
    const { status, stdout } = runNix(texts.map((_, i) => join(folder, `${i}.nix`)));
    return `${status} ${stdout}`;
  };
  const same = (texts) => printed(texts) === printed(texts.map(parenthesized));
  for (let i = 0; i < files.length; i += 40) {
    const batch = files.slice(i, i + 40);
    const texts = batch.map((file) => readFileSync(file, 'utf8'));
    if (same(texts)) continue;
    for (const [j, file] of batch.entries()) if (!same([texts[j]])) yield file;
  }
  rmSync(folder, { recursive: true });
}

function nixFiles(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.nix'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function compareFolder(folder) {
  const files = nixFiles(folder);
  const counts = new Map();
  const rows = [];
  const acceptedByBoth = [];
  let disagreements = 0;
  let index = 0;
  for (const { verdict, message } of nixVerdicts(files)) {
    const file = files[index++];
    const grammar = grammarAccepts(readFileSync(file, 'utf8')) ? 'accepts' : 'rejects';
    // Nix says nothing about the rest of a file that it complained about, so only the
    // verdicts on syntax can disagree, and a rejection of what Nix could read up to then.
    const agree = verdict === 'complains' ? grammar === 'accepts' : verdict === grammar;
    const cause = (message ?? '').replace(/['‘«].*?['’»]/g, '…').replace(/ at .*/, '');
    const key = `Nix ${verdict}, grammar ${grammar}${cause && `: ${cause}`}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    if (!agree) disagreements++;
    if (verdict === 'accepts' && agree) acceptedByBoth.push(file);
    if (!agree || verdict !== 'accepts') {
      rows.push({ file: relative(folder, file), nix: verdict, grammar, message });
      if (!agree)
        console.log(
          `${relative(folder, file)}: Nix ${verdict}, grammar ${grammar}${message ? ` (${message})` : ''}`,
        );
    }
  }
  if (options.trees) {
    let count = 0;
    for (const file of misread(acceptedByBoth)) {
      count++;
      console.log(`${relative(folder, file)}: another tree`);
    }
    counts.set('another tree', count);
    disagreements += count;
  }
  const repositories = new Set(files.map((file) => relative(folder, file).split(sep)[0])).size;
  console.log(`\n${repositories} repositories, ${files.length} files, ${disagreements} disagreements\n`);
  console.log('| verdicts | files |\n| --- | ---: |');
  for (const [key, count] of [...counts].sort((a, b) => b[1] - a[1])) console.log(`| ${key} | ${count} |`);
  if (options.list) writeFileSync(options.list, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return disagreements;
}

function compareCases() {
  const cases = JSON.parse(readFileSync(join(here, 'cases.json'), 'utf8'));
  const all = [
    ...cases.accepts.map((source) => ({ source, nix: 'accepts', grammar: 'accepts' })),
    ...cases.rejects.map((source) => ({ source, nix: 'rejects', grammar: 'rejects' })),
    ...cases.tolerated.map((source) => ({ source, nix: 'rejects', grammar: 'accepts' })),
  ];
  const withNix = spawnSync(options.nix, ['--version']).status === 0;
  const folder = mkdtempSync(join(tmpdir(), 'nix-cases-'));
  const file = join(folder, 'case.nix');
  let wrong = 0;
  for (const { source, nix, grammar } of all) {
    if (grammarAccepts(source) !== (grammar === 'accepts')) {
      wrong++;
      console.log(`the grammar no longer ${grammar} ${JSON.stringify(source)}`);
    }
    if (!withNix) continue;
    writeFileSync(file, source);
    const { verdict, message } = nixVerdict(file);
    if ((verdict === 'rejects') !== (nix === 'rejects')) {
      wrong++;
      console.log(`this Nix ${verdict} ${JSON.stringify(source)} ${message ?? ''}`);
    }
  }
  rmSync(folder, { recursive: true });
  console.log(`${all.length} cases, ${wrong} wrong${withNix ? '' : ' (no Nix: recorded verdicts only)'}`);
  return wrong;
}

process.exit((options.cases ? compareCases() : compareFolder(resolve(positionals[0]))) === 0 ? 0 : 1);
