import fc from 'fast-check';
import { loadGrammar } from '../../src/syntax/parser.js';
import { outcomeOf } from './evaluation.js';
import { Choices } from './generated/choices.js';
import { ExpressionMaker } from './generated/expressions.js';
import { failed, hasNix, isSameOutcome, nixResults } from './official-nix.js';

beforeAll(loadGrammar);

/** @param atOnce how many expressions Nix gets in one process, as long as none fails */
function agrees(withErrors: boolean, atOnce: number): (draw: fc.GeneratorValue) => void {
  return (draw) => {
    const maker = new ExpressionMaker(new Choices(draw), { withErrors });
    const expressions = Array.from({ length: atOnce }, () => maker.any());
    const expected = nixResults(expressions);
    const wrong = expressions.flatMap((expression, index) => {
      const official = expected[index];
      const own = outcomeOf(expression);
      if (official !== undefined && isSameOutcome(own, official)) return [];
      return [`${expression}\n  is ${print(own)}, in Nix ${print(official)}`];
    });
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
  };
}

const print = (outcome: unknown): string => (outcome === failed ? 'an error' : JSON.stringify(outcome));

(hasNix() ? describe : describe.skip)('generated expressions', () => {
  test('mean to the interpreter what they mean to Nix', () => {
    fc.assert(fc.property(fc.gen(), agrees(false, 80)), { numRuns: 12 });
  }, 300_000);

  test('are unknown to the interpreter where they are errors to Nix', () => {
    fc.assert(fc.property(fc.gen(), agrees(true, 25)), { numRuns: 4 });
  }, 300_000);
});
