/** The tables have a row for every way in which the census saw people write the package. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, 'table');
const shapes = 82;

const numbers = new Set(
  readdirSync(folder).flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/^=== (\d+) /gm)].map(([, number]) =>
      Number(number),
    ),
  ),
);

test.each(Array.from({ length: shapes }, (_, index) => index + 1))('shape %i has a row', (number) => {
  expect(numbers).toContain(number);
});
