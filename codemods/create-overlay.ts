/**
 * Creates the overlay that gives the hosts llama.cpp’s own packages, one attribute a backend.
 *
 *     (no such file)
 *   ⇒
 *     { inputs }: final: prev: { llama-cpp = …; llama-cpp-cpu = …; llama-cpp-cuda = …; … }
 */
import type { Codemod } from '../src/plan/codemod.js';
import type { Problem } from '../src/problem.js';
import { brokenPackageWarnings } from './broken-packages.js';
import { layoutAt, type Migration } from './migration.js';
import { nativeProcessor } from './overlay-attributes.js';
import { missingAttributes, wantedContent } from './overlay-content.js';
import { overlayText } from './overlay-text.js';
import { nativeBuild } from './problems.js';

export const createOverlay: Codemod<Migration> = {
  card: {
    name: 'create-overlay',
    summary: 'Creates the overlay that gives the hosts llama.cpp’s own packages, one attribute a backend.',
    explanation:
      'One file, in the folder of the user’s overlays where there is one. It builds upstream’s package with the host’s own nixpkgs, with kernels for every generation of CPUs (a plain build in the Nix sandbox has none faster than SSE2), and defines every name that nixpkgs has, because these stop evaluating once llama-cpp is replaced. Where the file is there already, it gets what a host or an option needs beside.',
    before: '(no such file)',
    after: '{ inputs }: final: prev: { llama-cpp = …; llama-cpp-cpu = …; llama-cpp-cuda = …; … }',
  },
  plan: (migration) => {
    const { overlay } = migration;
    const warnings = [...nativeBuilds(migration), ...brokenPackageWarnings(migration)];
    if (overlay.exists) return { edits: missingAttributes(migration), warnings };
    const layout = layoutAt(migration);
    return {
      creations: [
        {
          path: overlay.path,
          text: overlayText(wantedContent(migration), layout.formatter, layout.lineEnd),
        },
      ],
      refusals: overlay.refusals,
      warnings,
    };
  },
};

function nativeBuilds({ hosts, variants }: Migration): readonly Problem[] {
  return hosts
    .filter((host) => variants.get(host)?.processor === nativeProcessor)
    .map(({ name }) => ({
      kind: nativeBuild,
      message: `${name} gets a build for the CPU of whichever machine builds it: build it on ${name} itself, not on a remote builder, and share it through no cache.`,
    }));
}
