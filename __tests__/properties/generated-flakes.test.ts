/** What README promises, on flakes that nobody wrote. `node scripts/attack-generated.mjs` tries more of them. */
import fc from 'fast-check';
import { loadGrammar } from '../../src/syntax/parser.js';
import { describeWithNix } from '../nix/describe-with-nix.js';
import { evaluatesAlike, newTally, properties } from './cases.js';

const cases = 150;
/** The same cases in each run; the script draws others. */
const seed = 20261122;
const tally = newTally();

beforeAll(loadGrammar);

describe('a generated flake', () => {
  test.each(properties)('%s', async (_title, share, property) => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), (draw) => property(draw, tally)),
      // the script makes a case smaller that fails here
      { seed, numRuns: Math.ceil(cases * share), endOnFailure: true },
    );
  });

  test('is hardly ever refused', () => {
    expect(tally.cases).toBeGreaterThan(cases);
    expect(tally.refused).toBeLessThan(tally.cases / 10);
  });
});

describeWithNix('official Nix', () => {
  test('finds in a generated flake every reference on the flake’s build and nothing else changed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), (draw) => evaluatesAlike(draw, newTally())),
      { seed, numRuns: 8, endOnFailure: true },
    );
  });
});
