import { planProblems } from '../../src/plan/problems.js';

test('what can be wrong with a plan can be explained: by code, in whole sentences', () => {
  expect(planProblems.map(({ code }) => code)).toEqual(['PLAN501']);
  for (const { title, explanation } of planProblems) {
    expect(title).not.toBe('');
    expect(explanation).toMatch(/\.$/);
  }
});
