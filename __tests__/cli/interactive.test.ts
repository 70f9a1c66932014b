/** Change by change: what is accepted is a plan of its own, and declining leaves nothing half done. */
import type { Engine } from '../../src/cli/engine.js';
import { chooseChanges } from '../../src/cli/interactive.js';
import { changesBetween } from '../../src/cli/unit-changes.js';
import type { FileChange } from '../../src/plan/change.js';
import type { Plan } from '../../src/plan/plan.js';
import { emptyPlan } from '../report/runs.js';
import { stubEngine, stubKind } from './stub-engine.js';
import { command, git, removeFolders, repository, tree, twoHosts } from './terminal.js';

afterAll(removeFolders);

const question = 'Apply this change? [y,n,a,q,?] ';

const shared = { 'flake.nix': '{\n  inputs = new;\n}\n', 'overlays/new.nix': 'final: prev: { }\n' };
const boron = { 'hosts/boron.nix': '[ new ]\n' };
const carbon = { 'hosts/carbon.nix': '# carbon\n[\n  new\n]\n' };
const { 'legacy.nix': _legacy, ...withoutLegacy } = twoHosts;

test.each([
  ['all accepted', 'y\ny\n', { ...withoutLegacy, ...shared, ...boron, ...carbon }, 2],
  ['all at once', 'a\n', { ...withoutLegacy, ...shared, ...boron, ...carbon }, 1],
  ['only the first', 'y\nn\n', { ...twoHosts, ...shared, ...boron }, 2],
  ['only the second', 'n\ny\n', { ...twoHosts, ...shared, ...carbon }, 2],
  ['the first, then quit', 'y\nq\n', { ...twoHosts, ...shared, ...boron }, 2],
  ['all but the first', 'n\na\n', { ...twoHosts, ...shared, ...carbon }, 2],
  ['none', 'n\nn\n', twoHosts, 2],
  ['quit', 'q\n', twoHosts, 1],
  ['empty lines', '\n\n', twoHosts, 2],
  ['the input ends', '', twoHosts, 1],
  ['the input ends after a yes', 'y\n', twoHosts, 2],
  ['help, nonsense, then yes', '?\nwhat\ny\nn\n', { ...twoHosts, ...shared, ...boron }, 4],
])('%s', async (_, typed, expected, questions) => {
  const cwd = repository(twoHosts);
  const { code, stderr } = await command(['-i'], { cwd, typed });
  expect(code).toBe(0);
  expect(tree(cwd)).toEqual(expected);
  expect(stderr.split(question)).toHaveLength(questions + 1);
  const outcome = expected === twoHosts ? 'nothing was written\n' : 'nix flake lock\n';
  expect(stderr.slice(-outcome.length)).toBe(outcome);
});

test('each question shows what its unit adds, the shared parts with the first', async () => {
  const cwd = repository(twoHosts);
  const { stdout } = await command(['-i'], { cwd, typed: 'y\ny\n' });
  expect([...stdout.matchAll(/^diff --git a\/(\S+)/gm)].map(([, path]) => path)).toEqual([
    'overlays/new.nix',
    'hosts/boron.nix',
    'flake.nix',
    'hosts/carbon.nix',
    'legacy.nix',
  ]);
});

test('hosts that cannot go alone are one unit', async () => {
  const cwd = repository(twoHosts);
  const engine: Engine = {
    ...stubEngine,
    async migrate(workspace, options) {
      const plan = await stubEngine.migrate(workspace, options);
      if (options.hosts.length !== 1) return plan;
      return { ...plan, refusals: [{ kind: stubKind, message: 'shares its module' }] };
    },
  };
  const { stderr } = await command(['-i'], { cwd, typed: 'y\n', engine });
  expect(stderr).toContain('\nboron, carbon\n');
  expect(stderr.split(question)).toHaveLength(2);
  expect(tree(cwd)).toEqual({ ...withoutLegacy, ...shared, ...boron, ...carbon });
});

test('uncommitted changes are met before the first question', async () => {
  const cwd = repository(twoHosts);
  git(cwd, 'rm', '-q', '--cached', 'legacy.nix');
  const { code, stderr } = await command(['-i'], { cwd, typed: 'y\ny\n' });
  expect(code).toBe(2);
  expect(stderr).not.toContain(question);
});

test('where no plan can be made for the hosts that remain, the refusal ends the run', async () => {
  const host = { kind: 'nixos', variant: 'fast', evidence: '', overlayReason: '', edits: 1 } as const;
  const places = { evidencePlace: undefined, overlayPlace: undefined };
  const full: Plan = {
    ...emptyPlan,
    changes: [{ kind: 'create', path: 'a.nix', after: '' }],
    hosts: ['a', 'b'].map((name) => ({ ...host, ...places, host: name })),
  };
  const refused: Plan = { ...full, refusals: [{ kind: stubKind, message: 'needs the other' }] };
  const asked = chooseChanges(full, {
    planFor: async (hosts) => (hosts.includes('b') ? refused : full),
    show: () => undefined,
    ask: async () => 'n',
    tell: () => undefined,
  });
  await expect(asked).rejects.toThrow('needs the other');
});

test.each<[string, readonly FileChange[], readonly FileChange[], readonly FileChange[]]>([
  ['nothing from nothing', [], [], []],
  [
    'what is new',
    [],
    [{ kind: 'create', path: 'a', after: '1' }],
    [{ kind: 'create', path: 'a', after: '1' }],
  ],
  [
    'what both have',
    [{ kind: 'create', path: 'a', after: '1' }],
    [{ kind: 'create', path: 'a', after: '1' }],
    [],
  ],
  [
    'a creation with other content',
    [{ kind: 'create', path: 'a', after: '1' }],
    [{ kind: 'create', path: 'a', after: '2' }],
    [{ kind: 'modify', path: 'a', before: '1', after: '2' }],
  ],
  [
    'a further modification',
    [{ kind: 'modify', path: 'a', before: '0', after: '1' }],
    [{ kind: 'modify', path: 'a', before: '0', after: '2' }],
    [{ kind: 'modify', path: 'a', before: '1', after: '2' }],
  ],
  [
    'a modification that becomes a deletion',
    [{ kind: 'modify', path: 'a', before: '0', after: '1' }],
    [{ kind: 'delete', path: 'a', before: '0' }],
    [{ kind: 'delete', path: 'a', before: '1' }],
  ],
  [
    'what only the first had is taken back',
    [
      { kind: 'modify', path: 'a', before: '0', after: '1' },
      { kind: 'create', path: 'b', after: '1' },
      { kind: 'delete', path: 'c', before: '1' },
    ],
    [],
    [
      { kind: 'modify', path: 'a', before: '1', after: '0' },
      { kind: 'delete', path: 'b', before: '1' },
      { kind: 'create', path: 'c', after: '1' },
    ],
  ],
])('between two plans: %s', (_, base, next, changes) => {
  expect(changesBetween(base, next)).toEqual(changes);
});
