import { workspaceProblems } from '../../src/workspace/problems.js';

describe('workspaceProblems', () => {
  it('have codes of their own, and explanations of whole sentences', () => {
    const codes = workspaceProblems.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const { code, title, explanation } of workspaceProblems) {
      expect(code).toMatch(/^(FILE1|GIT2)\d\d$/);
      expect(title).not.toBe('');
      expect(explanation).toMatch(/[.)]$/);
    }
  });
});
