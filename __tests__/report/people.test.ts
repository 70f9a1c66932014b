/** The reports for people. */
import { cardList, cardText } from '../../src/report/cards.js';
import { checkReport } from '../../src/report/check.js';
import { colouredPalette, plainPalette, wantsColour } from '../../src/report/colour.js';
import { problemText } from '../../src/report/problem.js';
import { hostsReport, outcomeReport } from '../../src/report/summary.js';
import { rollBackFailed } from '../../src/workspace/problems.js';
import { stubEngine } from '../cli/stub-engine.js';
import { command, removeFolders, repository, twoHosts } from '../cli/terminal.js';
import { changingPlan, forPeople, riddle, runOf } from './runs.js';

afterAll(removeFolders);

test.each([
  ['auto', {}, true, true],
  ['auto', {}, false, false],
  ['auto', { TERM: 'dumb' }, true, false],
  ['auto', { NO_COLOR: '1' }, true, false],
  ['auto', { NO_COLOR: '' }, true, true],
  ['auto', { FORCE_COLOR: '1' }, false, true],
  ['auto', { FORCE_COLOR: '0' }, true, false],
  ['auto', { FORCE_COLOR: '1', NO_COLOR: '1' }, false, false],
  ['always', { NO_COLOR: '1' }, false, true],
  ['never', { FORCE_COLOR: '1' }, true, false],
] as const)('colour %s in %j on a terminal (%s): %s', (choice, env, isTerminal, wanted) => {
  expect(wantsColour(choice, env, isTerminal)).toBe(wanted);
});

test('a problem: code, place, frame, hint; nothing of the repository reaches the terminal raw', () => {
  expect(problemText(riddle, 'error', plainPalette)).toBe(`error: T101 it is 100% ␛[2J odd
  ho,st:1␇.nix:2:3
    2 | \tx
      | \t^
  hint: write this:
          a = 1;
`);
  expect(problemText(riddle, 'warning', colouredPalette)).toContain('\u001b[33mwarning:\u001b[39m ');
});

test('a problem without a place and a hint is one line', () => {
  expect(problemText({ kind: riddle.kind, message: 'odd' }, 'warning', plainPalette)).toBe(
    'warning: T101 odd\n',
  );
});

test('a check: one line a file, lines named, a reason once', () => {
  expect(checkReport(runOf(changingPlan), forPeople)).toBe(`overlays/a b.nix: would be created
m.nix: old to new (line 2)
gone.nix: would be deleted
`);
});

test('the hosts: those that use the package first, control characters visible', () => {
  expect(hostsReport(runOf(changingPlan), forPeople)).toBe(`host     variant  evidence              edits
car␛bon  fast     has a card (m.nix:2)  2
idle     -        no reference          0

nixpkgs is followed
`);
});

test.each([
  [
    runOf(changingPlan, { status: 'pending' }),
    'would be: 1 file created, 1 file changed, 1 file deleted; 2 edits; 1.23 s\nnothing was written; prog does it\n',
  ],
  [runOf(changingPlan, { status: 'declined' }), 'nothing was written\n'],
  [runOf(changingPlan, { status: 'refused' }), 'nothing was written\n'],
  [
    runOf(changingPlan, { status: 'applied' }),
    'created overlays/a b.nix\nchanged m.nix\ndeleted gone.nix\n1 file created, 1 file changed, 1 file deleted; 2 edits; 1.23 s\n\nnext:\n  nix flake lock\n',
  ],
  [
    runOf({ hosts: changingPlan.hosts ?? [] }, { status: 'nothing-to-do' }),
    'already migrated: 2 hosts, nothing to do\n',
  ],
  [
    runOf({ hosts: (changingPlan.hosts ?? []).slice(0, 1) }, { status: 'nothing-to-do' }),
    'nothing to do: 1 host, none of which uses the package\n',
  ],
  [runOf({ notes: ['why'] }, { status: 'nothing-to-do' }), 'nothing to do: no host is concerned\nwhy\n'],
  [
    runOf(changingPlan, { status: 'nothing-to-do', isSelection: true }),
    'nothing to do for the codemods that were asked for\nnixpkgs is followed\n',
  ],
  [runOf({ refusals: [{ kind: rollBackFailed, message: '' }] }, { status: 'refused' }), ''],
])('the outcome, case %#', (run, text) => {
  expect(outcomeReport(run, forPeople)).toBe(text);
});

test('the cards', () => {
  const cards = stubEngine.codemods.map(({ card }) => card);
  expect(cardList(cards, plainPalette)).toBe('codemod     what it does\nrename-old  Old to new.\n');
  const [card] = cards;
  expect(card && cardText(card, plainPalette)).toBe(
    'rename-old: Old to new.\n\nEvery old becomes new.\n\nbefore\n\n    [ old ]\n\nafter\n\n    [ new ]\n',
  );
});

test('list and explain', async () => {
  const cwd = repository(twoHosts);
  expect((await command(['list'], { cwd })).stdout).toContain('rename-old  Old to new.\n');
  expect((await command(['explain', 'rename-old'], { cwd })).stdout).toContain('    [ new ]\n');
  expect((await command(['explain', 'stub101'], { cwd })).stdout).toMatch(/^STUB101 A host that/);
  expect((await command(['explain', 'CLI001'], { cwd })).code).toBe(0);
  const wrong = await command(['explain', 'rename'], { cwd });
  expect(wrong).toMatchObject({ code: 2, stdout: '' });
  expect(wrong.stderr).toContain('there is no codemod and no code “rename”');
});

test('inspect: host by host, every line with its place', async () => {
  const { code, stdout } = await command(['inspect'], { cwd: repository(twoHosts) });
  expect(code).toBe(0);
  expect(stdout).toBe(`flake.nix: 1 input, 2 hosts
  inputs:
    nixpkgs: github:NixOS/nixpkgs (flake)

carbon (nixos, x86_64-linux)
  builder: nixpkgs.lib.nixosSystem  flake.nix:3:5
  files:
    hosts/carbon.nix
  overlays:
    nixpkgs.overlays = [ a ]  flake.nix:4:1
  references:
    old: to be rewritten  hosts/carbon.nix:1:3
  evidence:
    "nvidia": video driver  hosts/carbon.nix:9:1
  not known:
    imports: read from a file  hosts/carbon.nix:2:1

bo␛ron (home)
  builder: f
`);
});
