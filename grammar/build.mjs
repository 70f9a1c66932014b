// Makes tree-sitter-nix.wasm out of npm's tree-sitter-nix, grammar.js and scanner.c:
//
//   npm run build:grammar              writes tree-sitter-nix.wasm and its .sha256
//   npm run build:grammar -- --check   writes nothing; fails if the bytes would change
//
// Needed: npm, tar, and a way to the tree-sitter CLI 0.22.6, which generates the parser. npm's
// tree-sitter-cli is no use: it downloads a program in an install script. So the CLI comes from
// Debian 13 ("trixie") by way of apt-get and dpkg, with its own libc, into the temporary folder:
// on Debian, any version, no root. Elsewhere set TREE_SITTER to a tree-sitter program; another
// version than 0.22.6 works, but gives other bytes.
//
// The two npm packages are fetched here rather than being devDependencies: tree-sitter-nix
// compiles C++ in its install script (`npm pack` runs no script of it), and Clang in WebAssembly
// is 100 MB that nobody else needs.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

// Name, version and integrity as in a package-lock.json.
const UPSTREAM = [
  'tree-sitter-nix',
  '0.0.2',
  'sha512-rPYc7NUi6hPOyFSoVdCVC9feqBk0kJ0Z3ftTWXo1ubyyKzPM5tJP6mD6xYl0gN45oh9GHGzvTbOmmwIk0XOj5A==',
];
const CLANG = [
  '@yowasp/clang',
  '22.0.0-git20542-10',
  'sha512-V31/z9GrJECKeACTDUyvg2llbEUiFi3bxtL5HSg7H/6sydSxdI/AoVAD9F5ozrfLjotWl0B9rghR87m+DUM/zg==',
];
const DEBIAN = 'trixie';
const CLI_VERSION = '0.22.6';

const here = import.meta.dirname;
const wasmFile = join(here, 'tree-sitter-nix.wasm');
const work = mkdtempSync(join(tmpdir(), 'tree-sitter-nix-'));

function run(program, args, options = {}) {
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], ...options });
}

function fetchPackage([name, version, integrity], folder) {
  const packed = ['pack', `${name}@${version}`, '--silent', '--ignore-scripts', '--pack-destination', work];
  const tarball = join(work, run('npm', packed, { cwd: work }).trim());
  const found = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
  if (found !== integrity) throw new Error(`${name}@${version} has the integrity ${found}`);
  mkdirSync(folder, { recursive: true });
  run('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
}

// The mirror that this machine uses for Debian's main archive.
function debianMirror() {
  const lists = ['/etc/apt/sources.list.d/debian.sources', '/etc/apt/sources.list'];
  for (const list of lists.filter(existsSync)) {
    const mirror = /^(?:URIs:\s*|deb\s+(?:\[.*?\]\s*)?)(\S+)/m.exec(readFileSync(list, 'utf8'))?.[1];
    if (mirror) return mirror;
  }
  throw new Error('no Debian mirror configured: set TREE_SITTER to a tree-sitter program');
}

// [program, ...arguments] of the tree-sitter CLI.
function treeSitter() {
  if (process.env.TREE_SITTER) return [process.env.TREE_SITTER];
  const apt = join(work, 'apt');
  const root = join(work, 'root');
  for (const folder of ['lists/partial', 'cache/archives/partial'])
    mkdirSync(join(apt, folder), { recursive: true });
  writeFileSync(join(apt, 'sources.list'), `deb ${debianMirror()} ${DEBIAN} main\n`);
  writeFileSync(join(apt, 'status'), '');
  const options = Object.entries({
    'Dir::Etc::sourcelist': join(apt, 'sources.list'),
    'Dir::Etc::sourceparts': join(apt, 'none'),
    'Dir::State::lists': join(apt, 'lists'),
    'Dir::State::status': join(apt, 'status'),
    'Dir::Cache': join(apt, 'cache'),
    'APT::Sandbox::User': 'root',
  }).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  run('apt-get', [...options, '-qq', 'update']);
  run('apt-get', [
    ...options,
    '-qq',
    '-y',
    '--download-only',
    '--no-install-recommends',
    'install',
    'tree-sitter-cli',
  ]);
  const archives = join(apt, 'cache/archives');
  for (const deb of readdirSync(archives).filter((name) => name.endsWith('.deb'))) {
    run('dpkg', ['-x', join(archives, deb), root]);
  }
  // Its libc is newer than most: start it through that libc's own loader.
  const libraries = readdirSync(join(root, 'usr/lib'))
    .filter((name) => name.includes('-linux-gnu'))
    .map((name) => join(root, 'usr/lib', name));
  const loaders = libraries.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /^ld-linux.*\.so\.\d+$/.test(name))
      .map((name) => join(folder, name)),
  );
  return [loaders[0], '--library-path', libraries.join(':'), join(root, 'usr/bin/tree-sitter')];
}

function generate(folder) {
  const [program, ...args] = treeSitter();
  const version = run(program, [...args, '--version']).trim();
  console.log(version);
  if (!version.includes(CLI_VERSION)) console.warn(`not tree-sitter ${CLI_VERSION}: the result will differ`);
  // This CLI reads CommonJS only, and only a file of this name.
  cpSync(join(here, 'grammar.js'), join(folder, 'extension.mjs'));
  writeFileSync(join(folder, 'grammar.js'), "module.exports = require('./extension.mjs').default;\n");
  run(program, [...args, 'generate', '--abi=14', '--no-bindings', 'grammar.js'], {
    cwd: folder,
    env: { ...process.env, TREE_SITTER_JS_RUNTIME: process.execPath, NODE_NO_WARNINGS: '1' },
  });
}

async function compile(folder) {
  const clang = join(work, 'clang');
  fetchPackage(CLANG, clang);
  const { commands } = await import(pathToFileURL(join(clang, 'gen/bundle.js')).href);
  const headers = join(folder, 'src/tree_sitter');
  const files = {
    'parser.c': readFileSync(join(folder, 'src/parser.c')),
    'scanner.c': readFileSync(join(here, 'scanner.c')),
    'upstream-scanner.c': readFileSync(join(folder, 'node_modules/tree-sitter-nix/src/scanner.c')),
    tree_sitter: Object.fromEntries(
      readdirSync(headers).map((name) => [name, readFileSync(join(headers, name))]),
    ),
  };
  // A shared WebAssembly module (with a dylink section), which is what web-tree-sitter loads.
  const flags = [
    '-Os',
    '-fPIC',
    '-I.',
    '-nostdlib',
    '-fvisibility=hidden',
    '-Wl,--experimental-pic',
    '-Wl,-shared',
    '-Wl,--export=tree_sitter_nix',
    '-Wl,--allow-undefined',
    '-Wl,--no-entry',
  ];
  const output = await commands.clang(
    [...flags, '-o', 'tree-sitter-nix.wasm', 'parser.c', 'scanner.c'],
    files,
  );
  return output['tree-sitter-nix.wasm'];
}

try {
  const folder = join(work, 'grammar');
  fetchPackage(UPSTREAM, join(folder, 'node_modules/tree-sitter-nix'));
  generate(folder);
  const wasm = await compile(folder);
  const sum = `${createHash('sha256').update(wasm).digest('hex')}  tree-sitter-nix.wasm\n`;
  const same = existsSync(wasmFile) && Buffer.compare(wasm, readFileSync(wasmFile)) === 0;
  process.stdout.write(`${sum}${wasm.length} bytes, ${same ? 'as before' : 'changed'}\n`);
  if (!process.argv.includes('--check')) {
    writeFileSync(wasmFile, wasm);
    writeFileSync(`${wasmFile}.sha256`, sum);
  } else if (!same) {
    process.exitCode = 1;
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
