/** Counts in words: “1 file created, 5 files changed”. */
import type { FileChange } from '../plan/change.js';

/** `1 file`, `2 files`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

const verbs = { create: 'created', modify: 'changed', delete: 'deleted' } as const;

/** `2 files created, 5 files changed, 1 file deleted`; kinds that do not occur are left out. */
export function countedChanges(changes: readonly FileChange[]): string {
  return (['create', 'modify', 'delete'] as const)
    .map((kind) => ({ kind, count: changes.filter((change) => change.kind === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${counted(count, 'file')} ${verbs[kind]}`)
    .join(', ');
}
