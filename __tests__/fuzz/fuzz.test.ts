/** Spoilt copies of the examples and fixtures. `node scripts/attack-fuzz.mjs` goes on for as long as you like. */
import { join } from 'node:path';
import { loadGrammar } from '../../src/syntax/parser.js';
import { fuzz } from './cases.js';
import { flakesIn } from './repositories.js';

const root = join(import.meta.dirname, '../..');
const flakes = flakesIn([join(root, 'examples'), join(root, '__tests__/fixtures')]);
const first = Math.floor(Math.random() * 1_000_000_000);
const seeds = Array.from({ length: 300 }, (_, index) => first + index);
/** Milliseconds; far more than any case takes. */
const limit = 20_000;

beforeAll(loadGrammar);

test(`no spoilt flake lets the tool crash, hang or write nonsense (seeds from ${first})`, async () => {
  const outcomes = new Set<string>();
  for (const seed of seeds) {
    const flake = flakes[seed % flakes.length];
    if (flake === undefined) throw new Error('there are no flakes');
    const started = Date.now();
    const { outcome, violations } = await fuzz(flake.files, seed).catch((error: unknown) => {
      throw new Error(`seed ${seed} in ${flake.name}`, { cause: error });
    });
    outcomes.add(outcome);
    expect({ seed, name: flake.name, violations }).toEqual({ seed, name: flake.name, violations: [] });
    expect(Date.now() - started).toBeLessThan(limit);
  }
  expect([...outcomes].sort()).toEqual(expect.arrayContaining(['broken', 'planned', 'refused']));
}, 120_000);
