import { ProblemError } from '../../src/problem.js';
import {
  cannotRead,
  cannotWrite,
  changedSincePlan,
  fileProblem,
  nothingChanged,
  plainProblem,
  reportedFor,
  workspaceProblems,
  writeProblem,
} from '../../src/workspace/problems.js';
import { systemError } from './support/faults.js';
import { problemOf } from './support/problem-of.js';

describe('workspaceProblems', () => {
  it('have codes of their own, and explanations of whole sentences', () => {
    const codes = workspaceProblems.map(({ code }) => code);
    expect(codes).toHaveLength(27);
    expect(new Set(codes).size).toBe(codes.length);
    for (const { code, title, explanation } of workspaceProblems) {
      expect(code).toMatch(/^(FILE1|GIT2)\d\d$/);
      expect(title).not.toBe('');
      expect(explanation).toMatch(/[.)]$/);
    }
  });
});

const [hostile, shown] = ['a\u001b[2J.nix', 'a␛[2J.nix'];

test('a problem about a file has its place; nothing in it commands the terminal', () => {
  expect(fileProblem(cannotRead, hostile, `${hostile} is gone.`, `Look at ${hostile}.`)).toEqual({
    kind: cannotRead,
    message: `${shown} is gone.`,
    place: { file: shown, line: 1, column: 1 },
    hint: `Look at ${shown}.`,
  });
  expect(fileProblem(cannotRead, 'a.nix', 'It is gone.').hint).toBeUndefined();
});

test('a problem without a place has none', () => {
  expect(plainProblem(cannotRead, hostile, hostile)).toEqual({
    kind: cannotRead,
    message: shown,
    hint: shown,
  });
  expect(plainProblem(cannotRead, 'It is gone.')).toEqual({ kind: cannotRead, message: 'It is gone.' });
});

describe('what an error met while writing means', () => {
  const known = fileProblem(changedSincePlan, 'a.nix', 'It changed.');
  const refused = {
    kind: cannotWrite,
    message: 'a.nix cannot be written: no space left on device (ENOSPC).',
    place: { file: 'a.nix', line: 1, column: 1 },
    hint: nothingChanged,
  };
  test.each([
    ['a problem is what it is', new ProblemError(known), known],
    ['a refusal of the system', systemError('ENOSPC'), refused],
  ])('%s', async (_, error, expected) => {
    expect(writeProblem('a.nix', error)).toEqual(expected);
    const run = async () =>
      reportedFor('a.nix', () => {
        throw error;
      });
    expect(await problemOf(run())).toEqual(expected);
  });

  test('where nothing fails, the result is passed on', () => {
    expect(reportedFor('a.nix', () => 7)).toBe(7);
  });
});
