/** What is said of the run as a whole. */
import type { Migration } from './migration.js';
import { commonRevision, pinsOf } from './pins.js';

export function notesOf(migration: Migration): readonly string[] {
  return [...migration.input.notes, ...pinNotes(migration)];
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
