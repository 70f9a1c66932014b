/**
 * The program of distributed inference: nixpkgs installs it as `llama-rpc-server` (pkgs/by-name/ll/llama-cpp,
 * `postInstall`), upstream as `ggml-rpc-server` (tools/rpc/CMakeLists.txt). What starts it by the old name is told,
 * never edited: which package the text in front of the name stands for is not always known.
 */
import type { Problem } from '../src/problem.js';
import type { StringLiteral } from '../src/syntax/nodes.js';
import { descendants } from '../src/syntax/parser.js';
import type { Source } from '../src/syntax/source.js';
import { legacyRemovals } from './legacy-removals.js';
import type { Migration } from './migration.js';
import { otherProgram } from './problems.js';

const oldName = 'llama-rpc-server';
const argument = /\brpcSupport\b/;
/** The program in a command, or the whole of a text: `getExe' package "llama-rpc-server"`. */
const inCommand = /(?<=\/bin\/)llama-rpc-server(?![\w-])|(?<=^")llama-rpc-server(?="$)/g;
/** A build that installs the program under this name by itself. */
const installed = /\$(out|\{out\}|\{placeholder "out"\})\/bin\/llama-rpc-server/;

export function rpcProgramWarnings(migration: Migration): readonly Problem[] {
  const { files } = migration.flake;
  const gone = legacyRemovals(migration).files;
  const isMoved = [...files.sources((text) => argument.test(text))].length > 0;
  if (!isMoved) return [];
  const sources = [...files.sources((text) => text.includes(oldName))].filter(
    ({ file }) => !gone.includes(file),
  );
  const strings = sources.flatMap((source) => stringsOf(source).map((node) => ({ source, node })));
  if (strings.some(({ source, node }) => installed.test(source.textOf(node)))) return [];
  return strings.flatMap(({ source, node }) =>
    [...source.textOf(node).matchAll(inCommand)].map(
      ({ index }): Problem => ({
        kind: otherProgram,
        message: `The program “${oldName}” of nixpkgs’ package is “ggml-rpc-server” in upstream’s.`,
        place: source.place(node.start + index),
        hint: 'Write the new name where this is a build of llama.cpp’s flake.',
      }),
    ),
  );
}

const stringsOf = (source: Source): readonly StringLiteral[] =>
  [...descendants(source.root)].filter((node) => node.kind === 'string');
