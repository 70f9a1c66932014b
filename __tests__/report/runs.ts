/** Runs to report on. */
import type { Plan } from '../../src/plan/plan.js';
import type { Problem, ProblemKind } from '../../src/problem.js';
import { plainPalette } from '../../src/report/colour.js';
import type { Printing, Run } from '../../src/report/report.js';

export const forPrograms: Printing = { palette: plainPalette, exact: true };
export const forPeople: Printing = { palette: plainPalette, exact: false };

export const emptyPlan: Plan = {
  changes: [],
  edits: [],
  refusals: [],
  warnings: [],
  hosts: [],
  notes: [],
  nextCommands: [],
};

export function runOf(plan: Partial<Plan>, facts: Partial<Run> = {}): Run {
  return {
    program: { name: 'prog', version: '1.2.3' },
    mode: 'check',
    status: 'pending',
    plan: { ...emptyPlan, ...plan },
    cards: [{ name: 'rename', summary: 'Old to new.', explanation: 'All of it.', before: 'a', after: 'b' }],
    isSelection: false,
    files: new Map(),
    milliseconds: 1234.5,
    ...facts,
  };
}

export const kind: ProblemKind = { code: 'T101', title: 'A test', explanation: 'Nothing to do.' };

export const riddle: Problem = {
  kind,
  message: 'it is 100% \u001b[2J odd',
  place: { file: 'ho,st:1\u0007.nix', line: 2, column: 3, frame: '2 | \tx\n  | \t^' },
  hint: 'write this:\n  a = 1;',
};

const before = '# ü𝒙\n  𝒙 = old; y = old;\n';

/** Two edits in a line with an astral character before them, a creation, a deletion, a refusal-free warning. */
export const changingPlan: Partial<Plan> = {
  changes: [
    { kind: 'create', path: 'overlays/a b.nix', after: 'x' },
    { kind: 'modify', path: 'm.nix', before, after: before.replaceAll('old', 'new') },
    { kind: 'delete', path: 'gone.nix', before: '' },
  ],
  edits: [
    { file: 'm.nix', start: 23, end: 26, text: 'new', by: 'rename', why: 'old to new' },
    { file: 'm.nix', start: 14, end: 17, text: 'new', by: 'rename', why: 'old to new' },
  ],
  warnings: [riddle],
  hosts: [
    {
      host: 'idle',
      kind: 'home',
      variant: undefined,
      evidence: 'no reference',
      evidencePlace: undefined,
      overlayPlace: undefined,
      overlayReason: '',
      edits: 0,
    },
    {
      host: 'car\u001bbon',
      kind: 'nixos',
      variant: 'fast',
      evidence: 'has a card',
      evidencePlace: { file: 'm.nix', line: 2, column: 3 },
      overlayPlace: { file: 'flake.nix', line: 1, column: 1 },
      overlayReason: 'its own list',
      edits: 2,
    },
  ],
  notes: ['nixpkgs is followed'],
  nextCommands: ['nix flake lock'],
};
