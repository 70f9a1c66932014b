/** The expected results of the fixtures are right by official Nix, whatever the tool makes of them. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareFlakes, type Expectations } from './compare.js';
import { describeWithNix } from './describe-with-nix.js';

const fixtures = join(import.meta.dirname, '../fixtures');

/** `case.json`: the command's arguments beside the path, and what the comparison is to expect. */
interface Case extends Expectations {
  readonly arguments?: readonly string[];
}

function caseOf(folder: string): Case {
  const file = join(folder, 'case.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Case) : {};
}

describeWithNix('the expected result of', () => {
  test.each(readdirSync(fixtures).sort())(
    '%s has every reference on the flake and nothing else changed',
    (name) => {
      const folder = join(fixtures, name);
      expect(compareFlakes(join(folder, 'before'), join(folder, 'after'), caseOf(folder))).toEqual([]);
    },
  );
});
