/** Rows of the tables in `table/`: a module before and after the migration. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Row {
  /** The shape's number in the census. */
  readonly number: number;
  readonly title: string;
  readonly gpu: 'nvidia' | 'amd' | undefined;
  /** The module is one of home-manager's. */
  readonly home: boolean;
  readonly before: string;
  readonly after: string;
}

/** `=== number title | gpu=…`, the module, `--->` or `---> stays`, what it becomes. */
export function readTable(name: string): readonly Row[] {
  const text = readFileSync(join(import.meta.dirname, 'table', `${name}.txt`), 'utf8');
  return text
    .split(/^=== /m)
    .slice(1)
    .map((row) => {
      const [, number, title = '', settings = ''] = /^(\d+) ([^|\n]*?)(?: \| (.*))?\n/.exec(row) ?? [];
      const body = row.slice(row.indexOf('\n') + 1);
      const [before = '', rest = ''] = body.split(/^--->/m);
      const isKept = rest.startsWith(' stays');
      const after = isKept ? before : rest.slice(rest.indexOf('\n') + 1);
      const gpu = /gpu=(nvidia|amd)/.exec(settings)?.[1];
      return {
        number: Number(number),
        title,
        gpu: gpu === 'nvidia' || gpu === 'amd' ? gpu : undefined,
        home: /\bhome\b/.test(settings),
        before: `${before.trimEnd()}\n`,
        after: `${after.trimEnd()}\n`,
      };
    });
}
