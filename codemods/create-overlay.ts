/**
 * Creates the overlay that gives the hosts llama.cpp’s own packages, one attribute a backend.
 *
 *     (no such file)
 *   ⇒
 *     { inputs }: final: prev: { llama-cpp = …; llama-cpp-cpu = …; llama-cpp-cuda = …; … }
 */
import type { Codemod } from '../src/plan/codemod.js';
import { brokenPackages } from './broken-packages.js';
import { layoutAt, type Migration } from './migration.js';
import { overlayText } from './overlay-text.js';

export const createOverlay: Codemod<Migration> = {
  card: {
    name: 'create-overlay',
    summary: 'Creates the overlay that gives the hosts llama.cpp’s own packages, one attribute a backend.',
    explanation:
      'One file, in the folder of the user’s overlays where there is one. It builds upstream’s package with the host’s own nixpkgs, with kernels for every generation of CPUs (a plain build in the Nix sandbox has none faster than SSE2), and defines every name that nixpkgs has, because these stop evaluating once llama-cpp is replaced.',
    before: '(no such file)',
    after: '{ inputs }: final: prev: { llama-cpp = …; llama-cpp-cpu = …; llama-cpp-cuda = …; … }',
  },
  plan: (migration) => {
    const { overlay, input } = migration;
    if (overlay.exists) return {};
    const layout = layoutAt(migration);
    return {
      creations: [
        {
          path: overlay.path,
          text: overlayText(input.name, layout.formatter, layout.lineEnd, brokenPackages(migration)),
        },
      ],
      refusals: overlay.refusals,
    };
  },
};
