/** What is said of the run as a whole. */
import { listed, type Migration } from './migration.js';
import { commonRevision, pinsOf } from './pins.js';

export function notesOf(migration: Migration): readonly string[] {
  return [...migration.input.notes, ...pinNotes(migration), ...unnamedNotes(migration)];
}

function unnamedNotes({ hosts }: Migration): readonly string[] {
  const names = hosts.filter(({ isUnnamed }) => isUnnamed).map(({ name }) => name);
  if (names.length === 0) return [];
  return [`Names that cannot be known without running Nix stand as they are written: ${listed(names)}.`];
}

function pinNotes({ input, references, legacy, options }: Migration): readonly string[] {
  const revision = commonRevision([...pinsOf(references), ...legacy.pins]);
  const isKept =
    revision !== undefined &&
    input.existing === undefined &&
    options.url === undefined &&
    input.url.endsWith(`/${revision}`);
  return isKept
    ? [`The version that the configuration pins, ${revision}, is now that of the input: ${input.url}.`]
    : [];
}
