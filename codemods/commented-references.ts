/** References in comments: code that is switched off is told, never edited. */
import type { Problem } from '../src/problem.js';
import type { Comment, Source } from '../src/syntax/source.js';
import { mentions } from './facts.js';
import { legacyRemovals } from './legacy-removals.js';
import type { Migration } from './migration.js';
import { leftAlone } from './problems.js';

export function commentedReferences(migration: Migration): readonly Problem[] {
  const gone = new Set(legacyRemovals(migration).files);
  const ours = new Set(migration.legacy.ours.map(({ source }) => source.file));
  return migration.flake.files.own().flatMap((path): readonly Problem[] => {
    const text = migration.flake.files.text(path);
    if (text === undefined || !mentions.test(text) || gone.has(path) || ours.has(path)) return [];
    const parsed = migration.flake.files.parsed(path);
    if (parsed?.kind !== 'parsed' || parsed.source.file !== path) return [];
    const { source } = parsed;
    return source.comments.flatMap((comment) =>
      linesIn(source, comment).map(({ start, name }) => ({
        kind: leftAlone,
        message: `“${name}” is commented out here and was not changed.`,
        place: source.place(start),
      })),
    );
  });
}

const package_ =
  /(?<![\w.-])(?:(?:[a-z][\w-]*\.){1,3})?llama-cpp(?:-(?:cuda|rocm|vulkan|cpu))?(?![\w-]|\.(?:service|nix|cpp|sock|enable|package|settings))/;
/** The package with what Nix has around it, not a sentence about it. */
const looksLikeCode = (line: string): boolean =>
  /^\(?[\w.-]*llama-cpp[\w-]*\)?;?$/.test(line) ||
  /llama-cpp(-\w+)?\s*\.override/.test(line) ||
  (/(pkgs|Pkgs|packages|unstable|stable|master|final|prev|self|super|\$\{[^}]*\})[\w-]*\.llama-cpp/.test(
    line,
  ) &&
    /[=;[\]{}"]/.test(line));

function linesIn(source: Source, comment: Comment): readonly { start: number; name: string }[] {
  const found: { start: number; name: string }[] = [];
  let start = comment.start;
  for (const line of source.textOf(comment).split('\n')) {
    const code = line
      .replace(/^\s*(#+|\/\*+|\*)?\s*/, '')
      .replace(/\*\/\s*$/, '')
      .trim();
    const match = package_.exec(line);
    if (
      match !== null &&
      looksLikeCode(code) &&
      !/^\s*(services|systemd|users|disabledModules)\b/.test(code)
    ) {
      found.push({ start: start + match.index, name: match[0] });
    }
    start += line.length + 1;
  }
  return found;
}
