/** What is computed from a migration is computed once, however many codemods ask. */
import type { Migration } from './migration.js';

export function remembered<Found>(compute: (migration: Migration) => Found): (migration: Migration) => Found {
  const known = new WeakMap<Migration, { readonly found: Found }>();
  return (migration) => {
    let entry = known.get(migration);
    if (entry === undefined) {
      entry = { found: compute(migration) };
      known.set(migration, entry);
    }
    return entry.found;
  };
}
