/** Modules that hosts name but that cannot be read, although they hold the package: no plan is right without them. */
import { folderOf, joinPath } from '../src/eval/paths.js';
import type { Flake } from '../src/flake/flake.js';
import type { Host } from '../src/flake/hosts.js';
import { brokenFlake } from '../src/flake/problems.js';
import type { Problem } from '../src/problem.js';
import type { Expression } from '../src/syntax/nodes.js';
import { contentProblem } from '../src/workspace/content.js';
import { mentions } from './facts.js';

/** A broken or encrypted file that does not mention the package is no obstacle. */
export function unreadableModules(flake: Flake, hosts: readonly Host[]): readonly Problem[] {
  const found = new Map<string, Problem>();
  for (const { configuration } of hosts) {
    const evaluations = [configuration.modules, ...configuration.homes.map((home) => home.modules)];
    for (const { node } of evaluations.flatMap(({ collected }) => collected.gaps)) {
      const path = node === undefined ? undefined : namedFile(flake, node);
      const problem = path === undefined || found.has(path) ? undefined : problemOf(flake, path);
      if (path !== undefined && problem !== undefined) found.set(path, problem);
    }
  }
  return [...found.values()];
}

/** The file that a path literal leads to. */
function namedFile(flake: Flake, node: Expression): string | undefined {
  const [only, ...more] = node.kind === 'path' ? node.parts : [];
  if (only?.kind !== 'text' || more.length > 0) return undefined;
  const path = joinPath(folderOf(node.source.file), only.value);
  return path !== undefined && flake.files.folder(path) !== undefined ? `${path}/default.nix` : path;
}

function problemOf(flake: Flake, path: string): Problem | undefined {
  const content = flake.workspace.read(path);
  if (content.kind === 'undecodable')
    return mentions.test(content.bytes) ? contentProblem(path, content) : undefined;
  if (content.kind !== 'text' || !mentions.test(content.text)) return undefined;
  const parsed = flake.files.parsed(path);
  if (parsed?.kind !== 'broken') return undefined;
  return { kind: brokenFlake, message: `${path}: ${parsed.message}.`, place: parsed.place };
}
