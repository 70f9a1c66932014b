/** What one plan does more than another, as changes that can be shown. Both start from the same files. */
import type { FileChange } from '../plan/change.js';

/** In: the changes of two plans. Out: what leads from the result of the first to the result of the second. */
export function changesBetween(
  base: readonly FileChange[],
  next: readonly FileChange[],
): readonly FileChange[] {
  const inBase = new Map(base.map((change) => [change.path, change]));
  const inNext = new Map(next.map((change) => [change.path, change]));
  const paths = [...new Set([...inNext.keys(), ...inBase.keys()])];
  return paths.flatMap((path) => {
    const original = originalOf(inNext.get(path) ?? inBase.get(path));
    return step(path, resultOf(inBase.get(path), original), resultOf(inNext.get(path), original));
  });
}

/** `undefined` where there is no file. */
type Content = string | undefined;

function originalOf(change: FileChange | undefined): Content {
  return change === undefined || change.kind === 'create' ? undefined : change.before;
}

function resultOf(change: FileChange | undefined, original: Content): Content {
  if (change === undefined) return original;
  return change.kind === 'delete' ? undefined : change.after;
}

function step(path: string, before: Content, after: Content): readonly FileChange[] {
  if (before === after) return [];
  if (before === undefined) return after === undefined ? [] : [{ kind: 'create', path, after }];
  if (after === undefined) return [{ kind: 'delete', path, before }];
  return [{ kind: 'modify', path, before, after }];
}
