/** `--verify` with official Nix itself, and the tool's own codemods. */
import * as engine from '../../codemods/index.js';
import type { Engine } from '../../src/cli/engine.js';
import { command, git, removeFolders, type Said, tree } from '../cli/terminal.js';
import { describeWithFlakes, home, lockedRepository, twoMachines } from './real.js';

afterAll(removeFolders);

const tool = (cwd: string, argv: readonly string[], one: Engine = engine): Promise<Said> =>
  command(argv, { cwd, engine: one, env: { HOME: home } });

/** The real plan, spoilt: one text of it replaced by another. */
const spoilt = (old: string, text: string): Engine => ({
  ...engine,
  migrate: async (workspace, options) => {
    const plan = await engine.migrate(workspace, options);
    const changes = plan.changes.map((change) =>
      change.kind === 'delete' ? change : { ...change, after: change.after.replace(old, text) },
    );
    if (JSON.stringify(changes) === JSON.stringify(plan.changes))
      throw new Error(`“${old}” is not in the plan`);
    return { ...plan, changes };
  },
});

describeWithFlakes('with official Nix', () => {
  test('the hosts evaluate before and after, the lock file stays as it is', async () => {
    const cwd = lockedRepository(twoMachines);
    const lock = tree(cwd)['flake.lock'];
    const { code, stderr } = await tool(cwd, ['--verify']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/ (\d+) of \1 checks ok/) });
    expect(stderr).toContain('with a stand-in for the input llama-cpp,');
    expect(tree(cwd)['flake.lock']).toBe(lock);
    expect(git(cwd, 'diff', '--name-only', 'flake.lock')).toBe('');
  });

  test.each([
    [
      'an argument that upstream’s package lacks',
      'useCuda = false;',
      'useCude = false;',
      /unexpected argument 'useCude'/,
    ],
    [
      'an attribute that no overlay defines',
      'pkgs.llama-cpp-cuda',
      'pkgs.llama-cpp-cude',
      /attribute 'llama-cpp-cude' missing/,
    ],
    [
      'a variable that nobody binds',
      'pkgs.llama-cpp-cuda',
      'pgks.llama-cpp-cuda',
      /undefined variable 'pgks'/,
    ],
    ['an overlay that is not there', 'overlays/llama-cpp.nix {', 'overlays/llama-cqp.nix {', /llama-cqp/],
  ])('%s: everything is taken back', async (_, old, text, words) => {
    const cwd = lockedRepository(twoMachines);
    const before = tree(cwd);
    const { code, stderr } = await tool(cwd, ['--verify'], spoilt(old, text));
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(words) });
    expect(tree(cwd)).toEqual(before);
    expect(git(cwd, 'status', '--porcelain')).toBe('');
  });

  test('a flake that is not locked at all is not checked', async () => {
    const cwd = lockedRepository(twoMachines);
    git(cwd, 'rm', '-q', 'flake.lock');
    git(cwd, 'commit', '-q', '-m', 'unlock');
    const { code, stderr } = await tool(cwd, ['--verify']);
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /not checked: (flake\.lock lacks|an input is not).*: .*nixosConfigurations\.anvil/,
    );
    expect(Object.keys(tree(cwd))).not.toContain('flake.lock');
  });

  test('verify: a migrated tree is good, and shows the package that each host gets', async () => {
    const cwd = lockedRepository(twoMachines);
    expect((await tool(cwd, ['verify'])).code).toBe(2);
    expect((await tool(cwd, [])).code).toBe(0);
    const { code, stdout } = await tool(cwd, ['verify', '--json']);
    expect(code).toBe(0);
    const report = JSON.parse(stdout);
    expect(report.hosts).toMatchObject([
      { name: 'anvil', packages: [{ attribute: 'llama-cpp-cuda', name: 'llama-cpp-cuda-0.0.0' }] },
      { name: 'elm', packages: [{ attribute: 'llama-cpp', name: 'llama-cpp-0.0.0' }] },
    ]);
    const open = report.checks.filter(({ status }: { status: string }) => status === 'open');
    expect(open).toMatchObject([{ subject: 'flake.lock', what: 'has the input llama-cpp' }]);
  });
});
