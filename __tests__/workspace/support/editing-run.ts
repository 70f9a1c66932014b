/**
 * Somebody who saves files again and again. Parameters: the repository, then the paths. Messages: `{ gap }` begins, with
 * so many milliseconds between two saves, more or less; `stop` ends, and the answer is the last content by path.
 */
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { editors, save } from './editors.js';

const [root = '', ...paths] = process.argv.slice(2);
let gap: number | undefined;
let isAsked = false;
let number = 0;
let last: Record<string, string> = {};

function chosen<Item>(items: readonly Item[]): Item | undefined {
  return items[Math.floor(Math.random() * items.length)];
}

async function saveOne(): Promise<void> {
  const [path, editor] = [chosen(paths), chosen(editors)];
  if (path === undefined || editor === undefined) return;
  number += 1;
  const content = `saved ${number}\n`;
  let rest: (() => void) | undefined;
  try {
    rest = save(editor, join(root, path), content);
  } catch {
    // the folder of a new file went meanwhile: an editor says so, and nothing is saved
    return;
  }
  if (rest !== undefined) {
    await setTimeout(Math.random() * 3);
    rest();
  }
  last[path] = content;
}

process.on('message', (message) => {
  // both messages may come before this process has looked at the first
  if (message === 'stop') isAsked = true;
  else gap = typeof message === 'object' && message !== null && 'gap' in message ? Number(message.gap) : gap;
});
process.on('disconnect', () => process.exit());

process.send?.({});
for (;;) {
  await setTimeout(gap === undefined ? 1 : Math.random() * 2 * gap);
  if (gap !== undefined && !isAsked) await saveOne();
  if (!isAsked) continue;
  process.send?.(last);
  last = {};
  gap = undefined;
  isAsked = false;
}
