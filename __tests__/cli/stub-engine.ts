/**
 * A migration small enough to see through: every `hosts/NAME.nix` that holds `old` gets `new`, `flake.nix` gets an
 * input, `overlays/new.nix` is created, `legacy.nix` goes.
 */
import type { Engine } from '../../src/cli/engine.js';
import type { Edit } from '../../src/edit/edit.js';
import type { FileChange } from '../../src/plan/change.js';
import type { Plan, PlanOptions } from '../../src/plan/plan.js';
import { type Problem, ProblemError, type ProblemKind } from '../../src/problem.js';
import { placeIn } from '../../src/syntax/source.js';
import type { Workspace } from '../../src/workspace/workspace.js';

export const stubKind: ProblemKind = {
  code: 'STUB101',
  title: 'A host that the stub does not understand',
  explanation: 'The host holds the word `riddle`.',
};

function textOf(workspace: Workspace, path: string): string | undefined {
  const content = workspace.read(path);
  return content.kind === 'text' ? content.text : undefined;
}

function replacement(
  workspace: Workspace,
  path: string,
  why: string,
): readonly [FileChange, Edit] | undefined {
  const before = textOf(workspace, path);
  const start = before?.indexOf('old') ?? -1;
  if (before === undefined || start === -1) return undefined;
  const after = before.replace('old', 'new');
  const edit = { file: path, start, end: start + 3, text: 'new', by: 'rename-old', why };
  return [{ kind: 'modify', path, before, after }, edit];
}

async function migrate(workspace: Workspace, options: PlanOptions): Promise<Plan> {
  const folder = workspace.flakeFolder === '' ? '' : `${workspace.flakeFolder}/`;
  const flake = textOf(workspace, `${folder}flake.nix`);
  if (flake === undefined) {
    throw new ProblemError({ kind: stubKind, message: 'there is no flake.nix', hint: 'give its folder' });
  }
  const files = workspace.nixFiles().filter((path) => path.startsWith(`${folder}hosts/`));
  const wanted = files.filter((path) => options.hosts.length === 0 || options.hosts.includes(hostOf(path)));
  const riddles = wanted.filter((path) => textOf(workspace, path)?.includes('riddle'));
  const refusals = riddles.map((path): Problem => {
    const text = textOf(workspace, path) ?? '';
    const place = placeIn(path, text, text.indexOf('riddle'));
    return {
      kind: stubKind,
      message: `${hostOf(path)} cannot be understood`,
      place,
      hint: 'leave it out:\n--host NAME',
    };
  });
  const host = wanted.flatMap((path) => replacement(workspace, path, 'the old package to the new one') ?? []);
  const hostChanges = host.filter((one): one is FileChange => 'kind' in one);
  const root =
    hostChanges.length === 0 ? undefined : replacement(workspace, `${folder}flake.nix`, 'the new input');
  const overlay = `${folder}overlays/new.nix`;
  const creation: readonly FileChange[] =
    hostChanges.length > 0 && textOf(workspace, overlay) === undefined
      ? [{ kind: 'create', path: overlay, after: 'final: prev: { }\n' }]
      : [];
  const legacy = textOf(workspace, `${folder}legacy.nix`);
  const deletion: readonly FileChange[] =
    legacy !== undefined && wanted.length === files.length
      ? [{ kind: 'delete', path: `${folder}legacy.nix`, before: legacy }]
      : [];
  return {
    changes: [...creation, ...hostChanges, ...(root === undefined ? [] : [root[0]]), ...deletion],
    edits: [...host.filter((one): one is Edit => 'by' in one), ...(root === undefined ? [] : [root[1]])],
    refusals,
    warnings: flake.includes('fork')
      ? [{ kind: stubKind, message: 'a fork is left alone', place: placeIn(`${folder}flake.nix`, flake, 0) }]
      : [],
    hosts: wanted.map((path) => ({
      host: hostOf(path),
      kind: 'nixos',
      variant: options.variants.get(hostOf(path)) ?? options.variants.get('*') ?? 'fast',
      evidence: 'the word old',
      evidencePlace: { file: path, line: 1, column: 1 },
      overlayPlace: undefined,
      overlayReason: '',
      edits: 2,
    })),
    notes: ['nixpkgs is followed'],
    nextCommands: ['nix flake lock'],
  };
}

function hostOf(path: string): string {
  return path.replace(/^.*\//, '').replace(/\.nix$/, '');
}

export const stubEngine: Engine = {
  codemods: [
    {
      card: {
        name: 'rename-old',
        summary: 'Old to new.',
        explanation: 'Every old becomes new.',
        before: '[ old ]',
        after: '[ new ]',
      },
    },
  ],
  variantNames: ['fast', 'slow'],
  additionNames: ['more', 'most'],
  problemKinds: [stubKind],
  migrate,
  examine: async (workspace, options) => {
    const { hosts } = await migrate(workspace, options);
    return {
      files: workspace.nixFiles(),
      overlay: 'overlays/new.nix',
      hosts: hosts.map(({ host, kind }) => ({
        name: host,
        kind,
        hasOverlay: textOf(workspace, 'overlays/new.nix') !== undefined,
        attributes: ['thing'],
      })),
    };
  },
  inspect: async () => ({
    flake: 'flake.nix',
    inputs: [{ name: 'nixpkgs', url: 'github:NixOS/nixpkgs', kind: 'flake' }],
    hosts: [
      {
        name: 'carbon',
        kind: 'nixos',
        system: 'x86_64-linux',
        builder: 'nixpkgs.lib.nixosSystem',
        place: { file: 'flake.nix', line: 3, column: 5 },
        modules: [{ path: 'hosts/carbon.nix' }],
        overlays: [
          { place: { file: 'flake.nix', line: 4, column: 1 }, text: 'nixpkgs.overlays = [\n  a\n]' },
        ],
        references: [
          { place: { file: 'hosts/carbon.nix', line: 1, column: 3 }, text: 'old', state: 'to be rewritten' },
        ],
        evidence: [
          {
            what: 'video driver',
            value: '"nvidia"',
            place: { file: 'hosts/carbon.nix', line: 9, column: 1 },
          },
        ],
        unknown: [
          {
            what: 'imports',
            why: 'read from a file',
            place: { file: 'hosts/carbon.nix', line: 2, column: 1 },
          },
        ],
      },
      {
        name: 'bo\u001bron',
        kind: 'home',
        builder: 'f',
        modules: [],
        overlays: [],
        references: [],
        evidence: [],
        unknown: [],
      },
    ],
  }),
};
