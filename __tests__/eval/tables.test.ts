import { loadGrammar } from '../../src/syntax/parser.js';
import { outcomeOf } from './evaluation.js';
import { failed, hasNix, isSameOutcome, nixResults, type Outcome } from './official-nix.js';
import { functionsAndOperators } from './tables/functions-and-operators.js';
import { libraryListsAndSets } from './tables/library-lists-and-sets.js';
import { libraryOthers } from './tables/library-others.js';
import { libraryStrings } from './tables/library-strings.js';
import { listAndSetBuiltins } from './tables/list-and-set-builtins.js';
import { literalsAndSets } from './tables/literals-and-sets.js';
import { otherBuiltins } from './tables/other-builtins.js';
import { stringBuiltins } from './tables/string-builtins.js';

const language = {
  literalsAndSets,
  functionsAndOperators,
  listAndSetBuiltins,
  stringBuiltins,
  otherBuiltins,
};
const library = { libraryListsAndSets, libraryStrings, libraryOthers };

const printed = (outcome: Outcome): string => (outcome === failed ? 'an error' : JSON.stringify(outcome));

beforeAll(loadGrammar);

describe.each(Object.entries({ ...language, ...library }))('%s', (_name, table) => {
  test.each(table.map((row) => ({ expression: row[0], row })))(
    '$expression',
    ({ row: [expression, expected] }) => {
      const found = outcomeOf(expression);
      if (!isSameOutcome(found, expected))
        throw new Error(`is ${printed(found)}, should be ${printed(expected)}`);
    },
  );
});

(hasNix() ? describe : describe.skip)('the tables say what Nix says', () => {
  test.each(Object.entries(language))('%s', (_name, table) => {
    // one process for those that evaluate, one for each that does not
    const evaluating = table.filter(([, expected]) => expected !== failed);
    const failing = table.filter(([, expected]) => expected === failed);
    const found = [
      ...nixResults(evaluating.map(([expression]) => expression)),
      ...failing.flatMap(([expression]) => nixResults([expression])),
    ];
    const wrong = [...evaluating, ...failing].flatMap(([expression, expected], index) => {
      const outcome = found[index];
      if (outcome !== undefined && isSameOutcome(outcome, expected)) return [];
      return [
        `${expression} is ${outcome === undefined ? 'missing' : printed(outcome)}, not ${printed(expected)}`,
      ];
    });
    expect(wrong).toEqual([]);
  });
});
